/*
 * Standard input and output of a console: a terminal that passes every key on, and is restored when
 * the program ends, whatever ends it; or pipes and files.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_CONSOLE_TERMINAL_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_CONSOLE_TERMINAL_H

#include <stdbool.h>

#include "common/err.h"

struct console_terminal {
    bool has_keys;   /* standard input is a terminal, and raw */
    bool has_screen; /* standard output is one */
    bool is_utf8;    /* by the locale */
    int in;
    int out; /* writing to it never waits, if that is possible */
};

enum err_code console_terminal_begin(struct console_terminal *terminal, struct err *e);
/* Whether it has room for a BIOS, which draws 80 columns and 25 lines. */
bool console_terminal_has_room(void);

/* Restores the terminal. May be called again. */
void console_terminal_end(struct console_terminal *terminal);

/* Stops the program, as ^Z would, with the terminal restored meanwhile. */
void console_terminal_suspend(void);

#endif
