/* A command line from fcfh.conf as an argument vector: split as a shell would, but run by no shell.
 */
#ifndef FCFH_COMMON_ARGV_H
#define FCFH_COMMON_ARGV_H

#include "common/err.h"

/* Blanks separate words; '...' keeps everything, "..." everything but \" and \\, a backslash
 * outside quotes the next character. No variables, globs or substitutions: their characters stand
 * for themselves. *argv ends with NULL; the caller frees *argv, which is a single allocation.
 * ERR_CONFIG for an open quote, a trailing backslash or no word at all. */
enum err_code argv_split(const char *line, char ***argv, struct err *e);

#endif
