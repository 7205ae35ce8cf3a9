/* The terminal, through curses: into the screen and out again, keys in, special sequences out. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_TERMINAL_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_TERMINAL_H

#include "common/err.h"

/* ERR_USAGE if standard input or output is no terminal. */
enum err_code terminal_open(struct err *e);
/* The terminal as it was; harmless when it is not open. */
void terminal_close(void);

/* Leaves the screen for a program that takes the terminal over, and comes back. */
void terminal_suspend(void);
void terminal_resume(void);

/* The next key, without waiting: a character, a special key of key.h, or one of these. */
enum { TERMINAL_NO_KEY = -1, TERMINAL_GONE = -2 };
long terminal_key(void);

void terminal_bell(void);
/* Asks the terminal to take text into its clipboard (OSC 52). */
void terminal_copy(const char *text);

#endif
