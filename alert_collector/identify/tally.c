#include "alert_collector/identify/tally.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct tally_item {
    struct addr key;
    size_t count;
    struct tally_item *next;
};

static struct addr key_of(const struct tally *tally, const struct addr *address)
{
    struct addr key = *address;
    if (tally->by_network)
        memset(key.bytes + (key.v6 ? 8 : 3), 0, sizeof key.bytes - (key.v6 ? 8 : 3));
    return key;
}

/* Where the item of this key is or would be. The hash is FNV-1a. */
static struct tally_item **place_of(struct tally *tally, const struct addr *key)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < (key->v6 ? 16 : 4); i++)
        hash = (hash ^ key->bytes[i]) * 16777619u;
    struct tally_item **at = &tally->buckets[hash % TALLY_BUCKETS];
    while (*at != NULL && !addr_equal(&(*at)->key, key))
        at = &(*at)->next;
    return at;
}

bool tally_add(struct tally *tally, const struct addr *address)
{
    struct addr key = key_of(tally, address);
    struct tally_item **at = place_of(tally, &key);
    if (*at == NULL) {
        *at = calloc(1, sizeof **at);
        if (*at == NULL)
            return false;
        (*at)->key = key;
        tally->items++;
    }
    (*at)->count++;
    return true;
}

void tally_remove(struct tally *tally, const struct addr *address)
{
    struct addr key = key_of(tally, address);
    struct tally_item **at = place_of(tally, &key);
    struct tally_item *item = *at;
    if (item == NULL || --item->count > 0)
        return;
    *at = item->next;
    tally->items--;
    free(item);
}

size_t tally_count(const struct tally *tally, const struct addr *address)
{
    struct addr key = key_of(tally, address);
    const struct tally_item *item = *place_of((struct tally *)tally, &key);
    return item != NULL ? item->count : 0;
}

void tally_clear(struct tally *tally)
{
    for (size_t i = 0; i < TALLY_BUCKETS; i++) {
        while (tally->buckets[i] != NULL) {
            struct tally_item *item = tally->buckets[i];
            tally->buckets[i] = item->next;
            free(item);
        }
    }
    tally->items = 0;
}
