/* What somebody may have meant: the known word that is closest to an unknown one. */
#ifndef FCFH_COMMON_NEAREST_H
#define FCFH_COMMON_NEAREST_H

#include <stddef.h>

#define NEAREST_LENGTH_MAX 32 /* a longer word is not a slip of a known one */

/* Levenshtein's distance: how many characters must be added, removed or changed. NEAREST_LENGTH_MAX
 * for a word that is longer than that. */
size_t nearest_distance(const char *a, const char *b);

/* The largest distance that counts as a slip. */
size_t nearest_most(const char *word);

#endif
