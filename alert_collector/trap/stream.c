#include "alert_collector/trap/stream.h"

#include <stdio.h>
#include <string.h>

bool stream_is_mark(const char *word)
{
    size_t len = strspn(word, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    return len >= 8 && len <= STREAM_MARK_MAX && word[len] == '\0';
}

void stream_init(struct stream *stream, const char *mark, long long (*now_ms)(void),
                 void (*on_trap)(void *context, const char *text, size_t len), void *context)
{
    memset(stream, 0, sizeof *stream);
    if (mark != NULL)
        (void)snprintf(stream->mark, sizeof stream->mark, "%s ", mark);
    stream->last = '\n';
    stream->now_ms = now_ms;
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
    s->quoted_lines = 0;
}

static void finish(struct stream *s, size_t len)
{
    if (s->in_trap && !s->too_long)
        s->on_trap(s->context, s->text, len);
}

/* A trap that does not fit is handed over as far as it was read: it is refused, and so it is
 * logged. */
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

static bool begins_trap(const struct stream *s, const char *line, size_t len)
{
    size_t mark = strlen(s->mark);
    return mark > 0 ? len >= mark && memcmp(line, s->mark, mark) == 0 : trap_starts_in(line, len);
}

/* The line, without the mark, becomes the first line of a trap. */
static void begin(struct stream *s)
{
    size_t start = s->line_start + strlen(s->mark);
    size_t len = s->used - start;
    finish(s, s->line_start);
    memmove(s->text, s->text + start, len);
    drop(s, len);
    s->in_trap = true;
    s->began = s->now_ms();
}

/* text[line_start..used) is a line without its newline. Without a mark no line ends inside
 * quotes. */
static void end_line(struct stream *s)
{
    const char *line = s->text + s->line_start;
    size_t len = s->used - s->line_start;
    if (!s->cut && begins_trap(s, line, len)) {
        begin(s);
    } else if (!s->cut && !s->in_quotes && is_empty(line, len)) {
        finish(s, s->line_start);
        drop(s, 0);
        return;
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
    if (!s->in_quotes)
        s->quoted_lines = 0;
}

static void add(struct stream *s, char c)
{
    if (s->used == sizeof s->text) {
        overflow(s);
        s->cut = true;
    }
    if (!s->cut)
        s->text[s->used++] = c;
    follow_quotes(s, c);
}

void stream_feed(struct stream *stream, const char *bytes, size_t len)
{
    /* A line that is never idle must not keep a quote open. */
    if (stream->in_quotes && stream_wait_ms(stream) == 0)
        stream_flush(stream);
    for (size_t i = 0; i < len; i++) {
        char c = bytes[i];
        stream->last = c;
        if (c == '\n' && (!stream->in_quotes || stream->mark[0] != '\0'))
            end_line(stream);
        else
            add(stream, c);
        if (c == '\n' && stream->in_quotes && ++stream->quoted_lines == STREAM_QUOTED_LINES) {
            finish(stream, stream->used);
            drop(stream, 0);
        }
    }
}

int stream_wait_ms(const struct stream *stream)
{
    if (!stream->in_trap)
        return -1;
    if (!stream->in_quotes && stream->last == '\n')
        return STREAM_PAUSE_MS;
    long long left = stream->began + STREAM_UNFINISHED_MS - stream->now_ms();
    return left > 0 ? (int)left : 0;
}

void stream_flush(struct stream *stream)
{
    finish(stream, stream->used);
    drop(stream, 0);
    stream->cut = stream->last != '\n'; /* what is still to come of it is not a line of its own */
}
