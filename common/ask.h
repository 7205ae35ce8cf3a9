/*
 * Questions to the person at the terminal: /dev/tty, wherever the standard streams lead.
 *
 * A signal during a question restores the terminal first: SIGINT, SIGTERM, SIGHUP and SIGQUIT then
 * end the program if they would have; SIGTSTP stops it, and when it continues the question is put
 * again. The caller must not have threads.
 *
 * Errors: ERR_USAGE if there is no terminal or no answer (end of input), ERR_DATA for an answer
 * that is too long or has control characters (ask again), ERR_TEMPFAIL if the terminal fails or one
 * of these signals went to a handler of the caller's.
 */
#ifndef FCFH_COMMON_ASK_H
#define FCFH_COMMON_ASK_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"
#include "common/secret.h"

bool ask_is_possible(void);

/* Writes text, made harmless except for its line ends; long lines are broken between words. */
enum err_code ask_show(struct err *e, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* "prompt [offered]: ". An empty answer means offered, which may be NULL for none. Blanks at both
 * ends of an answer are cut. */
enum err_code ask_line(const char *prompt, const char *offered, char *out, size_t size,
                       struct err *e);

/* "prompt: ", and what is typed is not shown. An empty answer is "". The caller wipes *secret,
 * which is empty after an error. */
enum err_code ask_secret(const char *prompt, struct secret *secret, struct err *e);

/* "prompt [Y/n]: ", or [y/N], as offered; asks until the answer is one of the two. */
enum err_code ask_yes(const char *prompt, bool offered, bool *yes, struct err *e);

#endif
