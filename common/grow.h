/* Lists that grow as they are filled. */
#ifndef FCFH_COMMON_GROW_H
#define FCFH_COMMON_GROW_H

#include <stdbool.h>
#include <stddef.h>

/* Makes sure that a list has room for `more` elements of `size` bytes behind the `count` that it
 * has; *room is for how many it has room. list points to the pointer to its first element, NULL for
 * a new list, which the caller frees. False, and nothing changed: out of memory. */
bool grow(void *list, size_t count, size_t more, size_t *room, size_t size);

#endif
