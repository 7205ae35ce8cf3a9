/* A pattern that a text must match whole: a POSIX extended regular expression. */
#ifndef FCFH_COMMON_PATTERN_H
#define FCFH_COMMON_PATTERN_H

#include "common/err.h"

/* ERR_DATA with what is wrong about it. */
enum err_code pattern_check(const char *pattern, struct err *e);

/* ERR_OK if the whole text matches, ERR_NOHOST without a message if it does not, ERR_DATA as above.
 */
enum err_code pattern_match(const char *pattern, const char *text, struct err *e);

#endif
