/* Lists that grow as they are filled. */
#ifndef FCFH_COMMON_GROW_H
#define FCFH_COMMON_GROW_H

#include <stdbool.h>
#include <stddef.h>

/* Makes sure that a list has room for `more` elements of `size` bytes after its `count`; *room is
 * how many fit in all. list points to the pointer to its first element, NULL for a new list; the
 * caller frees that. False, and nothing changed: out of memory. */
bool grow(void *list, size_t count, size_t more, size_t *room, size_t size);

#endif
