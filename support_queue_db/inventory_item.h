/* What others know about a client, by name, for example the owner. Each item names its source, a
 * hook of fcfh-hooks(8) or a person. A source that gives a name again replaces its own item;
 * another's stays. Pure. */
#ifndef FCFH_SUPPORT_QUEUE_DB_INVENTORY_ITEM_H
#define FCFH_SUPPORT_QUEUE_DB_INVENTORY_ITEM_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "common/text.h"

#define ENTRY_INVENTORY_MAX       16
#define ENTRY_INVENTORY_NAME_SIZE 33
#define ENTRY_FROM_SIZE           70 /* the name of a hook, or ENTRY_BY_HAND and a user name */
#define ENTRY_BY_HAND             "hand:"

struct inventory_item {
    char name[ENTRY_INVENTORY_NAME_SIZE];
    char from[ENTRY_FROM_SIZE];
    time_t when;
    char value[TEXT_VALUE_SIZE];
};

/* Small letters and '_', 1 to 32. */
bool inventory_name_is_valid(const char *name);

bool inventory_item_is_by_hand(const struct inventory_item *item);

#endif
