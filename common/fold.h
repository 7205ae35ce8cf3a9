/* Text without the difference between capital and small letters, to compare and to search. */
#ifndef FCFH_COMMON_FOLD_H
#define FCFH_COMMON_FOLD_H

#include <stddef.h>

/* A copy in small letters, cut at a character's start where out is full. What is no valid UTF-8
 * stays as it is. Returns the bytes that it has, without the NUL. */
size_t text_fold(const char *in, char *out, size_t size);

#endif
