/*
 * Standard input and output of a console: a terminal that passes every key on, and is as it was
 * before when the program ends, whatever ends it; or pipes and files.
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
    int out; /* writing to it never waits, where that can be had */
};

enum err_code console_terminal_begin(struct console_terminal *terminal, struct err *e);
/* Whether a BIOS, which draws 80 columns and 25 lines, has room on it. */
bool console_terminal_has_room(void);

/* As it was before. May be called again. */
void console_terminal_end(struct console_terminal *terminal);

/* Stops the program, as ^Z would, with the terminal as it was meanwhile. */
void console_terminal_suspend(void);

#endif
