/* What somebody may have meant: the known word that is next to one that is none. */
#ifndef FCFH_COMMON_NEAREST_H
#define FCFH_COMMON_NEAREST_H

#include <stddef.h>

#define NEAREST_LENGTH_MAX 32 /* what is longer is no slip of a known word */

/* Levenshtein's: how many characters must be put in, taken out or changed. NEAREST_LENGTH_MAX for
 * a word that is longer than that. */
size_t nearest_distance(const char *a, const char *b);

/* How far a slip may be from what was meant. */
size_t nearest_most(const char *word);

#endif
