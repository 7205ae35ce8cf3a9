/* The terminal: with curses into the screen and out again; bytes in, special sequences out. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_TERMINAL_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_TERMINAL_H

#include <stdbool.h>

#include "common/err.h"

/* With the mouse, the terminal reports it. ERR_USAGE if standard input or output is no terminal. */
enum err_code terminal_open(bool mouse, struct err *e);
/* The terminal as it was; harmless when it is not open. */
void terminal_close(void);

/* Leaves the screen for a program that takes the terminal over, and comes back. */
void terminal_suspend(void);
void terminal_resume(void);

/* While it is left: shows text, and waits for a key, or a signal. */
void terminal_wait_key(const char *text);

/* Its size may be another one. */
void terminal_resize(void);

/* Reads what is there, without waiting, into bytes of INPUT_READ_MAX: how many, 0 for none, -1 when
 * the terminal is gone. What comes so soon after that only a program can have sent it is taken for
 * one read. */
int terminal_read(char *bytes);
/* Drops what has come and was not read. */
void terminal_drop(void);

void terminal_bell(void);
/* Asks the terminal to take text into its clipboard (OSC 52). */
void terminal_copy(const char *text);

#endif
