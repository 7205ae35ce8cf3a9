#include "support_queue_db/same_machine.h"

#include <stdbool.h>
#include <string.h>

#include "common/placeholder.h"
#include "common/xml_repair.h"

enum same same_machine(const struct machine_marks *a, const struct machine_marks *b)
{
    if (a->key[0] != '\0' && b->key[0] != '\0')
        return strcmp(a->key, b->key) == 0 ? SAME_MACHINE : ANOTHER_MACHINE;
    if (is_placeholder(a->serial) || is_placeholder(b->serial))
        return CANNOT_TELL;
    if (strcmp(a->serial, b->serial) != 0)
        return ANOTHER_MACHINE;
    return strstr(a->serial, XML_REPLACEMENT_CHAR) == NULL ? SAME_MACHINE : CANNOT_TELL;
}
