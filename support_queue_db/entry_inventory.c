#include "support_queue_db/entry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/placeholder.h"

static bool is_hand(const char *from)
{
    return strncmp(from, ENTRY_BY_HAND, sizeof ENTRY_BY_HAND - 1) == 0;
}

/* Whether the first counts more than the second, which has the same name. */
static bool comes_before(const struct inventory_item *a, const struct inventory_item *b)
{
    if (is_hand(a->from) != is_hand(b->from))
        return is_hand(a->from);
    if (is_hand(a->from) && a->when != b->when) /* not written by these programs */
        return a->when > b->when;
    return strcmp(a->from, b->from) < 0;
}

const struct inventory_item *entry_inventory(const struct entry *entry, const char *name)
{
    const struct inventory_item *best = NULL;
    for (size_t i = 0; i < entry->inventory_count; i++) {
        const struct inventory_item *item = &entry->inventory[i];
        if (strcmp(item->name, name) == 0 && (best == NULL || comes_before(item, best)))
            best = item;
    }
    return best;
}

const char *entry_inventory_value(const struct entry *entry, const char *name)
{
    const struct inventory_item *item = entry_inventory(entry, name);
    return item != NULL ? item->value : "";
}

bool entry_inventory_is_effective(const struct entry *entry, size_t i)
{
    const struct inventory_item *item = &entry->inventory[i];
    return entry_inventory(entry, item->name) == item;
}

static bool same_source(const char *a, const char *b)
{
    return is_hand(a) ? is_hand(b) : strcmp(a, b) == 0;
}

static struct inventory_item *find(const struct entry *entry, const char *from, const char *name)
{
    for (size_t i = 0; i < entry->inventory_count; i++) {
        struct inventory_item *item = &entry->inventory[i];
        if (strcmp(item->name, name) == 0 && same_source(item->from, from))
            return item;
    }
    return NULL;
}

static void drop(struct entry *entry, struct inventory_item *item)
{
    struct inventory_item *end = entry->inventory + entry->inventory_count--;
    memmove(item, item + 1, (size_t)(end - (item + 1)) * sizeof *item);
}

/* The oldest item from a hook; NULL if all are by hand. */
static struct inventory_item *oldest_of_hooks(const struct entry *entry)
{
    struct inventory_item *oldest = NULL;
    for (size_t i = 0; i < entry->inventory_count; i++) {
        struct inventory_item *item = &entry->inventory[i];
        if (!is_hand(item->from) && (oldest == NULL || item->when < oldest->when))
            oldest = item;
    }
    return oldest;
}

/* A new item at the end. */
static enum err_code add(struct entry *entry, const struct inventory_item *item, struct err *e)
{
    if (entry->inventory == NULL)
        entry->inventory = calloc(ENTRY_INVENTORY_MAX, sizeof *entry->inventory);
    if (entry->inventory == NULL)
        return err_nomem(e);
    struct inventory_item *less = is_hand(item->from) ? oldest_of_hooks(entry) : NULL;
    if (entry->inventory_count == ENTRY_INVENTORY_MAX && less != NULL)
        drop(entry, less);
    if (entry->inventory_count == ENTRY_INVENTORY_MAX)
        return err_set(e, ERR_DATA, "%s: a client has room for %d values; remove one", item->name,
                       ENTRY_INVENTORY_MAX);
    entry->inventory[entry->inventory_count++] = *item;
    return ERR_OK;
}

enum err_code entry_set_inventory(struct entry *entry, const char *from, const char *name,
                                  const char *value, time_t now, struct err *e)
{
    struct inventory_item item = {.when = now};
    struct inventory_item *known = find(entry, from, name);
    (void)snprintf(item.name, sizeof item.name, "%s", name);
    text_clean_xml(from, strlen(from), item.from, sizeof item.from);
    text_clean_xml(value, strlen(value), item.value, sizeof item.value);
    if (known != NULL && item.value[0] != '\0')
        *known = item;
    else if (known != NULL)
        drop(entry, known);
    else if (item.value[0] != '\0')
        return add(entry, &item, e);
    return ERR_OK;
}

static bool is_among(const struct inventory_item *items, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(items[i].name, name) == 0)
            return true;
    return false;
}

enum err_code entry_replace_inventory(struct entry *entry, const char *from,
                                      const struct inventory_item *items, size_t count, time_t now,
                                      size_t *left_out, struct err *e)
{
    enum err_code code = ERR_OK;
    *left_out = 0;
    for (size_t i = entry->inventory_count; i-- > 0;) {
        struct inventory_item *item = &entry->inventory[i];
        if (same_source(item->from, from) && !is_among(items, count, item->name))
            drop(entry, item);
    }
    for (size_t i = 0; i < count && code == ERR_OK; i++) {
        code = entry_set_inventory(entry, from, items[i].name, items[i].value, now, e);
        if (code == ERR_DATA) {
            (*left_out)++;
            code = ERR_OK;
        }
    }
    return code;
}

enum err_code entry_merge_inventory(struct entry *entry, const struct entry *other, struct err *e)
{
    for (size_t i = 0; i < other->inventory_count; i++) {
        const struct inventory_item *theirs = &other->inventory[i];
        struct inventory_item *mine = find(entry, theirs->from, theirs->name);
        enum err_code code = ERR_OK;
        if (mine == NULL)
            code = add(entry, theirs, e);
        else if (theirs->when > mine->when)
            *mine = *theirs;
        if (code == ERR_INTERNAL)
            return code;
    }
    return ERR_OK; /* what had no room is told again */
}

/* Storing a value cuts surrounding blanks. */
bool entry_serial_differs(const struct entry *entry)
{
    const char *said = entry_inventory_value(entry, "serial");
    return !is_placeholder(said) && !is_placeholder(entry_serial(entry)) &&
           strcasecmp(said, entry_serial(entry)) != 0 &&
           strcasecmp(said, entry_fact(entry, FACT_BOARD_SERIAL)) != 0;
}
