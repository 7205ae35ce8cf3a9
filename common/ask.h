/*
 * Questions to the person at the terminal: /dev/tty, wherever the standard streams lead.
 *
 * A signal that comes during a question finds the terminal as it was before: SIGINT, SIGTERM,
 * SIGHUP and SIGQUIT then end the program if they would have; SIGTSTP stops it, and when it goes on
 * the question is put again. The caller must not have threads.
 *
 * Errors: ERR_USAGE if there is no terminal or no answer (end of input), ERR_DATA for an answer
 * that is too long or has control characters (ask again), ERR_TEMPFAIL if the terminal fails, or
 * one of these signals came to a handler of the caller's.
 */
#ifndef FCFH_COMMON_ASK_H
#define FCFH_COMMON_ASK_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"
#include "common/secret.h"

bool ask_is_possible(void);

/* Writes text, made harmless but for its line ends; longer lines are broken between words. */
enum err_code ask_show(struct err *e, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* "prompt [offered]: ". An empty answer stands for offered, which may be NULL for none. Blanks at
 * both ends of an answer are cut. */
enum err_code ask_line(const char *prompt, const char *offered, char *out, size_t size,
                       struct err *e);

/* "prompt: ", and what is typed does not show. An empty answer is "". The caller wipes *secret,
 * which after an error holds nothing. */
enum err_code ask_secret(const char *prompt, struct secret *secret, struct err *e);

/* "prompt [Y/n]: ", or [y/N] by what is offered; asks until it is one of the two. */
enum err_code ask_yes(const char *prompt, bool offered, bool *yes, struct err *e);

#endif
