#include "common/amt/register_index.h"

#include <stdlib.h>
#include <string.h>

#include "common/grow.h"
#include "common/placeholder.h"

/* FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint64_t hash_of(enum register_by by, const void *value, size_t len)
{
    const unsigned char *bytes = value;
    uint64_t hash = (14695981039346656037u ^ (uint64_t)by) * 1099511628211u;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ bytes[i]) * 1099511628211u;
    return hash;
}

/* The same in either byte order. */
static uint64_t hash_of_guid(const struct guid *guid)
{
    struct guid other = guid_swapped(guid);
    bool first = memcmp(guid->raw, other.raw, GUID_BYTES) <= 0;
    return hash_of(BY_GUID, first ? guid->raw : other.raw, GUID_BYTES);
}

static void add(struct register_index *index, uint64_t hash, const struct register_client *client)
{
    index->entries[index->count++] = (struct register_index_entry){hash, client};
}

static void add_text(struct register_index *index, enum register_by by, const char *text,
                     const struct register_client *client)
{
    if (text[0] != '\0')
        add(index, hash_of(by, text, strlen(text)), client);
}

bool register_index_append(struct register_index *index, const struct register_client *client)
{
    size_t most = 3 + client->key_count + client->name_count;
    if (!grow(&index->entries, index->count, most, &index->room, sizeof index->entries[0]))
        return false;
    add(index, hash_of_guid(&client->guid), client);
    add_text(index, BY_REALM, client->realm, client);
    if (!is_placeholder(client->serial))
        add_text(index, BY_SERIAL, client->serial, client);
    for (size_t i = 0; i < client->key_count; i++)
        add_text(index, BY_KEY, client->keys[i], client);
    for (size_t i = 0; i < client->name_count; i++)
        add_text(index, BY_NAME, client->names[i], client);
    return true;
}

static int compare(const void *a, const void *b)
{
    const struct register_index_entry *x = a;
    const struct register_index_entry *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    int order = memcmp(x->client->guid.raw, y->client->guid.raw, GUID_BYTES);
    if (order == 0)
        order = (x->client->number > y->client->number) - (x->client->number < y->client->number);
    return order;
}

void register_index_sort(struct register_index *index)
{
    if (index->count > 0)
        qsort(index->entries, index->count, sizeof index->entries[0], compare);
}

bool register_index_insert(struct register_index *index, const struct register_client *client)
{
    size_t i = index->count;
    if (!register_index_append(index, client))
        return false;
    for (; i < index->count; i++) {
        struct register_index_entry entry = index->entries[i];
        size_t place = i;
        while (place > 0 && compare(&index->entries[place - 1], &entry) > 0)
            place--;
        memmove(index->entries + place + 1, index->entries + place,
                (i - place) * sizeof index->entries[0]);
        index->entries[place] = entry;
    }
    return true;
}

void register_index_remove(struct register_index *index, const struct register_client *client)
{
    size_t used = 0;
    for (size_t i = 0; i < index->count; i++)
        if (index->entries[i].client != client)
            index->entries[used++] = index->entries[i];
    index->count = used;
}

static bool holds(const struct register_client *client, enum register_by by, const void *value)
{
    bool found = false;
    switch (by) {
    case BY_GUID:
        return guid_equal_any_order(&client->guid, value);
    case BY_KEY:
        for (size_t i = 0; i < client->key_count; i++)
            found = found || strcmp(client->keys[i], value) == 0;
        return found;
    case BY_REALM:
        return strcmp(client->realm, value) == 0;
    case BY_SERIAL:
        return strcmp(client->serial, value) == 0;
    case BY_NAME:
        for (size_t i = 0; i < client->name_count; i++)
            found = found || strcmp(client->names[i], value) == 0;
        return found;
    }
    return false;
}

static size_t first_with(const struct register_index *index, uint64_t hash)
{
    size_t low = 0;
    size_t high = index->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (index->entries[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct register_client *register_index_find(const struct register_index *index,
                                                  enum register_by by, const void *value,
                                                  size_t *at)
{
    if (by != BY_GUID && ((const char *)value)[0] == '\0')
        return NULL;
    if (by == BY_SERIAL && is_placeholder(value))
        return NULL;
    uint64_t hash = by == BY_GUID ? hash_of_guid(value) : hash_of(by, value, strlen(value));
    for (size_t i = first_with(index, hash) + *at;
         i < index->count && index->entries[i].hash == hash; i++) {
        ++*at;
        if (holds(index->entries[i].client, by, value))
            return index->entries[i].client;
    }
    return NULL;
}
