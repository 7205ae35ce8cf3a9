/*
 * What a console shows: the PC's output on standard output and in a log, and the console's own
 * messages in between, on standard error. Bounded: a caller that has more than there is room for
 * must wait until some is gone.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_CONSOLE_SCREEN_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_CONSOLE_SCREEN_H

#include "support_queue_gui/manage/console_terminal.h"
#include "support_queue_gui/manage/manage.h"
#include "support_queue_gui/manage/output.h"

enum {
    SCREEN_PIECE = 16 * 1024, /* most bytes of the PC at once */
    SCREEN_PENDING = 2 * (OUTPUT_GROWTH * SCREEN_PIECE + OUTPUT_HELD),
    SCREEN_NOTES = 4096
};

/* output, gone and trouble may be read. */
struct console_screen {
    struct output output;
    const struct console_terminal *terminal;
    const struct manage_dialog *outer; /* named in messages if there is no terminal */
    unsigned char pending[SCREEN_PENDING];
    size_t pending_at;
    size_t pending_len;
    char notes[SCREEN_NOTES];
    size_t notes_len;
    int log; /* or -1 */
    const char *log_name;
    bool gone;          /* standard output has no reader any more */
    struct err trouble; /* the first error of standard output or the log */
};

/* log_name may be NULL. ERR_CANTCREAT if that cannot be opened. */
enum err_code console_screen_begin(struct console_screen *screen,
                                   const struct console_terminal *terminal,
                                   const struct manage_dialog *outer, const char *log_name,
                                   enum output_charset charset, struct err *e);
/* Shows the rest, restores the terminal, and prints a last message at the terminal, if that is not
 * "". Closes the log. */
void console_screen_end(struct console_screen *screen, const char *last);

/* Whether there is room for a piece of SCREEN_PIECE bytes. */
bool console_screen_has_room(const struct console_screen *screen);
/* Shows output of the PC: len <= SCREEN_PIECE, and there is room for it. */
void console_screen_show(struct console_screen *screen, const unsigned char *bytes, size_t len);
/* Nothing came for a while. */
void console_screen_rest(struct console_screen *screen);

/* Adds a message of ours, which is clean; a terminal shows it as soon as it breaks nothing. */
void console_screen_message(struct console_screen *screen, const char *text);
/* The same without any change, for what belongs to a line that is being asked for. */
void console_screen_put(struct console_screen *screen, const char *text);

/* Writes what can be written now. */
void console_screen_flush(struct console_screen *screen);
/* Whether more waits for standard output to be writable. */
bool console_screen_has_pending(const struct console_screen *screen);

#endif
