#include "common/grow.h"

#include <stdlib.h>
#include <string.h>

bool grow(void *list, size_t count, size_t more, size_t *room, size_t size)
{
    void *elements;
    if (count + more <= *room)
        return true;
    memcpy(&elements, list, sizeof elements); /* whatever the pointer's type */
    void *grown = reallocarray(elements, *room * 2 + more + 63, size);
    if (grown == NULL)
        return false;
    memcpy(list, &grown, sizeof grown);
    *room = *room * 2 + more + 63;
    return true;
}
