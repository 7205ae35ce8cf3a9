/*
 * What a console shows: the PC's output on standard output and in a log, and between it what the
 * console itself has to say, on standard error. Bounded: whoever has more than there is room for
 * must wait until some is gone.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_CONSOLE_SCREEN_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_CONSOLE_SCREEN_H

#include "support_queue_gui/manage/manage.h"
#include "support_queue_gui/manage/output.h"
#include "support_queue_gui/manage/console_terminal.h"

enum {
    SCREEN_PIECE = 16 * 1024, /* most bytes of the PC at once */
    SCREEN_PENDING = 2 * (OUTPUT_GROWTH * SCREEN_PIECE + OUTPUT_HELD),
    SCREEN_NOTES = 4096
};

/* output, gone and trouble are for reading. */
struct console_screen {
    struct output output;
    const struct console_terminal *terminal;
    const struct manage_talk *outer; /* named in messages if there is no terminal */
    unsigned char pending[SCREEN_PENDING];
    size_t pending_at;
    size_t pending_len;
    char notes[SCREEN_NOTES];
    size_t notes_len;
    int log; /* or -1 */
    const char *log_name;
    bool gone;          /* nobody reads standard output any more */
    struct err trouble; /* the first with standard output or the log */
};

/* log_name may be NULL. ERR_CANTCREAT if that cannot be opened. */
enum err_code console_screen_begin(struct console_screen *screen,
                                   const struct console_terminal *terminal,
                                   const struct manage_talk *outer, const char *log_name,
                                   enum output_charset charset, struct err *e);
/* Shows the rest, sets the terminal right, and says a last word to whoever sits at it, if that is
 * not "". Closes the log. */
void console_screen_end(struct console_screen *screen, const char *last);

/* Whether a piece of SCREEN_PIECE bytes has room. */
bool console_screen_has_room(const struct console_screen *screen);
/* Of the PC, len <= SCREEN_PIECE and room for it. */
void console_screen_show(struct console_screen *screen, const unsigned char *bytes, size_t len);
/* Nothing came for a while. */
void console_screen_rest(struct console_screen *screen);

/* A line of ours, clean; on a terminal as soon as it breaks nothing. */
void console_screen_note(struct console_screen *screen, const char *text);
/* The same as it is, for what belongs to a line that is being asked for. */
void console_screen_put(struct console_screen *screen, const char *text);

/* Writes what can be written now. */
void console_screen_flush(struct console_screen *screen);
/* Whether more waits for standard output to be writable. */
bool console_screen_waits(const struct console_screen *screen);

#endif
