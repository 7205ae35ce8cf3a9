/* What another program prints, if it is run only for what it says. */
#ifndef FCFH_AMT_CFG_CHECK_COMMAND_OUTPUT_H
#define FCFH_AMT_CFG_CHECK_COMMAND_OUTPUT_H

#include <stddef.h>

/* The standard output of argv, which the caller frees; NULL if it cannot be run, does not end with
 * 0 within ten seconds, or prints more than `most` bytes. It gets no input, and its standard error
 * is discarded. */
char *command_output(const char *const *argv, size_t most);

#endif
