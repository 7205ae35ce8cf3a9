#include "alert_collector/trap/stream.h"

#include <string.h>

void stream_init(struct stream *stream,
                 void (*on_trap)(void *context, const char *text, size_t len), void *context)
{
    memset(stream, 0, sizeof *stream);
    stream->on_trap = on_trap;
    stream->context = context;
}

static void drop(struct stream *s, size_t len)
{
    s->used = len;
    s->line_start = 0;
    s->in_trap = false;
    s->in_quotes = false;
    s->escaped = false;
    s->too_long = false;
    s->cut = false;
}

static void finish(struct stream *s, size_t len)
{
    if (s->in_trap && !s->too_long)
        s->on_trap(s->context, s->text, len);
}

/* What has no room is handed over as far as it goes: it is refused, and so comes into the log. */
static void overflow(struct stream *s)
{
    finish(s, s->used);
    s->too_long = true;
    s->used = 0;
    s->line_start = 0;
}

static bool is_empty(const char *line, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
            return false;
    return true;
}

/* text[line_start..used) is a line without its newline that does not end inside quotes. */
static void end_line(struct stream *s)
{
    char *line = s->text + s->line_start;
    size_t len = s->used - s->line_start;
    if (!s->cut && is_empty(line, len)) {
        finish(s, s->line_start);
        drop(s, 0);
        return;
    }
    if (!s->cut && trap_starts_in(line, len)) {
        finish(s, s->line_start);
        memmove(s->text, line, len);
        drop(s, len);
        s->in_trap = true;
    }
    if (!s->in_trap) {
        drop(s, 0);
        return;
    }
    s->cut = false;
    if (s->used == sizeof s->text)
        overflow(s);
    if (s->too_long)
        s->used = 0;
    else
        s->text[s->used++] = '\n';
    s->line_start = s->used;
}

/* Only within a trap do quotes count: one in a warning of snmptrapd must not swallow what follows.
 */
static void follow_quotes(struct stream *s, char c)
{
    if (!s->in_trap)
        return;
    if (s->escaped)
        s->escaped = false;
    else if (s->in_quotes && c == '\\')
        s->escaped = true;
    else if (c == '"')
        s->in_quotes = !s->in_quotes;
}

void stream_feed(struct stream *stream, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        char c = bytes[i];
        if (c == '\n' && !stream->in_quotes) {
            end_line(stream);
            continue;
        }
        if (stream->used == sizeof stream->text) {
            overflow(stream);
            stream->cut = true;
        }
        if (!stream->cut)
            stream->text[stream->used++] = c;
        follow_quotes(stream, c);
    }
}

void stream_pause(struct stream *stream)
{
    finish(stream, stream->used);
    drop(stream, 0);
}
