#include "support_queue_db/inventory_item.h"

#include <string.h>

bool inventory_name_is_valid(const char *name)
{
    size_t len = strlen(name);
    return len > 0 && len < ENTRY_INVENTORY_NAME_SIZE &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz_") == len;
}

bool inventory_item_is_by_hand(const struct inventory_item *item)
{
    return strncmp(item->from, ENTRY_BY_HAND, sizeof ENTRY_BY_HAND - 1) == 0;
}
