/* A trap from standard input, to its end, with a bound. */
#ifndef FCFH_ALERT_COLLECTOR_READ_STDIN_H
#define FCFH_ALERT_COLLECTOR_READ_STDIN_H

#include <stddef.h>

#include "common/err.h"

/* Reads up to size bytes into text and what is beyond into nothing, so that who writes is never
 * cut off. *len is at most size. */
enum err_code read_stdin(char *text, size_t size, size_t *len, struct err *e);

#endif
