/* Text without the difference between capital and small letters, for comparing and searching. */
#ifndef FCFH_COMMON_FOLD_H
#define FCFH_COMMON_FOLD_H

#include <stddef.h>

/* A copy in small letters, cut between characters where out is full. Invalid UTF-8 stays as it is.
 * Returns its length in bytes, without the NUL. */
size_t text_fold(const char *in, char *out, size_t size);

#endif
