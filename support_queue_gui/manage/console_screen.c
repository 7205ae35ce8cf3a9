#include "support_queue_gui/manage/console_screen.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { NOTE_COLUMNS = 76 };

enum err_code console_screen_begin(struct console_screen *screen,
                                   const struct console_terminal *terminal,
                                   const struct manage_dialog *outer, const char *log_name,
                                   enum output_charset charset, struct err *e)
{
    *screen = (struct console_screen){.terminal = terminal, .outer = outer, .log = -1};
    output_begin(&screen->output, charset, terminal->has_screen, terminal->is_utf8);
    if (log_name == NULL)
        return ERR_OK;
    screen->log_name = log_name;
    screen->log = open(log_name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0600);
    return screen->log >= 0 ? ERR_OK : err_errno(e, ERR_CANTCREAT, "%s", log_name);
}

static void note_trouble(struct console_screen *s, const char *object)
{
    if (s->trouble.code == ERR_OK)
        (void)err_errno(&s->trouble, ERR_CANTCREAT, "%.200s", object);
}

static void write_log(struct console_screen *s, const unsigned char *bytes, size_t len)
{
    while (s->log >= 0 && len > 0) {
        ssize_t written = write(s->log, bytes, len);
        if (written > 0) {
            bytes += written;
            len -= (size_t)written;
        } else if (written == 0 || errno != EINTR) {
            char text[ERR_TEXT_MAX + 64];
            note_trouble(s, s->log_name);
            (void)close(s->log);
            s->log = -1;
            (void)snprintf(text, sizeof text, "%s; no more is logged", s->trouble.text);
            console_screen_message(s, text);
        }
    }
}

bool console_screen_has_room(const struct console_screen *screen)
{
    return sizeof screen->pending - screen->pending_len >=
           (size_t)OUTPUT_GROWTH * SCREEN_PIECE + OUTPUT_HELD;
}

/* Moves what is pending to the start, so that all free room is behind it. */
static void gather(struct console_screen *s)
{
    memmove(s->pending, s->pending + s->pending_at, s->pending_len);
    s->pending_at = 0;
}

void console_screen_show(struct console_screen *screen, const unsigned char *bytes, size_t len)
{
    write_log(screen, bytes, len);
    if (screen->gone)
        return;
    gather(screen);
    screen->pending_len +=
        output_feed(&screen->output, bytes, len, screen->pending + screen->pending_len);
}

void console_screen_rest(struct console_screen *screen)
{
    gather(screen);
    if (sizeof screen->pending - screen->pending_len >= OUTPUT_HELD)
        screen->pending_len +=
            output_flush_held(&screen->output, screen->pending + screen->pending_len);
}

void console_screen_put(struct console_screen *screen, const char *text)
{
    size_t len = strlen(text);
    if (len > sizeof screen->notes - screen->notes_len)
        return;
    memcpy(screen->notes + screen->notes_len, text, len);
    screen->notes_len += len;
}

/* In brackets, with a line end on each side, since the cursor may be anywhere; broken between
 * words. */
void console_screen_message(struct console_screen *screen, const char *text)
{
    if (!screen->terminal->has_keys || isatty(STDERR_FILENO) != 1) {
        screen->outer->print(screen->outer->context, text);
        return;
    }
    console_screen_put(screen, "\r\n[");
    while (strlen(text) > NOTE_COLUMNS) {
        char line[NOTE_COLUMNS + 1];
        size_t len = NOTE_COLUMNS;
        while (len > 0 && text[len] != ' ')
            len--;
        if (len == 0)
            len = NOTE_COLUMNS;
        (void)snprintf(line, sizeof line, "%.*s", (int)len, text);
        console_screen_put(screen, line);
        console_screen_put(screen, "\r\n ");
        text += len + (text[len] == ' ' ? 1 : 0);
    }
    console_screen_put(screen, text);
    console_screen_put(screen, "]\r\n");
    console_screen_flush(screen);
}

static void flush_notes(struct console_screen *s)
{
    if (s->notes_len == 0 || s->pending_len > 0 || !output_may_interrupt(&s->output))
        return;
    /* If the terminal does not take them, nobody is looking at it. */
    ssize_t written = write(STDERR_FILENO, s->notes, s->notes_len);
    (void)written;
    s->notes_len = 0;
}

void console_screen_flush(struct console_screen *screen)
{
    struct console_screen *s = screen;
    /* How much can be written at once to a pipe that poll calls writable. */
    const size_t most = s->terminal->out == STDOUT_FILENO ? 4096 : sizeof s->pending;
    while (s->pending_len > 0 && !s->gone) {
        size_t len = s->pending_len < most ? s->pending_len : most;
        ssize_t written = write(s->terminal->out, s->pending + s->pending_at, len);
        if (written > 0) {
            s->pending_at += (size_t)written;
            s->pending_len -= (size_t)written;
        } else if (written < 0 && errno == EAGAIN) {
            break;
        } else if (written == 0 || errno != EINTR) {
            s->gone = true;
            s->pending_len = 0;
            if (errno != EPIPE)
                note_trouble(s, "standard output");
        }
        if (s->terminal->out == STDOUT_FILENO)
            break;
    }
    flush_notes(s);
}

bool console_screen_has_pending(const struct console_screen *screen)
{
    return screen->pending_len > 0 && !screen->gone;
}

void console_screen_end(struct console_screen *screen, const char *last)
{
    char settle[OUTPUT_SETTLE_MAX];
    console_screen_rest(screen);
    if (screen->terminal->has_screen && screen->pending_len < sizeof screen->pending / 2) {
        size_t len = output_settle(&screen->output, settle);
        gather(screen);
        memcpy(screen->pending + screen->pending_len, settle, len);
        screen->pending_len += len;
        screen->output.state = OUTPUT_GROUND;
    }
    if (screen->terminal->has_keys && last[0] != '\0')
        console_screen_message(screen, last);
    console_screen_flush(screen);
    if (screen->log >= 0 && close(screen->log) != 0)
        note_trouble(screen, screen->log_name);
    screen->log = -1;
}
