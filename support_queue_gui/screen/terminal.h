/* The terminal: entering the screen with curses and leaving it; bytes in, special sequences out. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_TERMINAL_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_TERMINAL_H

#include <stdbool.h>

#include "common/err.h"

/* With mouse, the terminal reports the mouse. ERR_USAGE if standard input or output is not a
 * terminal. */
enum err_code terminal_open(bool mouse, struct err *e);
/* Restores the terminal; harmless when it is not open. */
void terminal_close(void);

/* Leaves the screen for a program that takes the terminal over, and comes back. */
void terminal_suspend(void);
void terminal_resume(void);

/* While the screen is left: shows text, and waits for a key, or a signal. */
void terminal_wait_key(const char *text);

/* Its size may have changed. */
void terminal_resize(void);

/* Reads what is there, without waiting, into bytes, which has INPUT_READ_MAX: returns how many, 0
 * for none, -1 when the terminal is gone. What follows so soon that only a program can have sent it
 * belongs to the same read. */
int terminal_read(char *bytes);
/* Drops what has come and has not been read. */
void terminal_drop(void);

void terminal_bell(void);
/* Asks the terminal to take text into its clipboard (OSC 52). */
void terminal_copy(const char *text);

#endif
