#include "amt_cfg/host_table.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "amt_cfg/host_name.h"

enum { FIRST_ROOM = 64 };

/* FNV-1a. Who names the hosts could make it slow, and would harm nobody but himself. */
static size_t hash(const char *key)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (; *key != '\0'; key++)
        h = (h ^ (unsigned char)*key) * 0x100000001b3u;
    return (size_t)(h ^ h >> 32);
}

/* The slot of key, or the free one where it belongs: at least one is free. */
static struct host_slot *slot_of(struct host_slot *slots, size_t room, const char *key)
{
    size_t i = hash(key) & (room - 1);
    while (slots[i].key != NULL && strcmp(slots[i].key, key) != 0)
        i = (i + 1) & (room - 1);
    return &slots[i];
}

size_t *host_table_find(const struct host_table *table, const char *host)
{
    char key[MACHINE_HOST_SIZE];
    if (table->room == 0)
        return NULL;
    host_key(host, key);
    struct host_slot *slot = slot_of(table->slots, table->room, key);
    return slot->key != NULL ? &slot->value : NULL;
}

static enum err_code grow(struct host_table *table, struct err *e)
{
    size_t room = table->room == 0 ? FIRST_ROOM : table->room * 2;
    struct host_slot *slots = calloc(room, sizeof *slots);
    if (slots == NULL)
        return err_nomem(e);
    for (size_t i = 0; i < table->room; i++)
        if (table->slots[i].key != NULL)
            *slot_of(slots, room, table->slots[i].key) = table->slots[i];
    free(table->slots);
    table->slots = slots;
    table->room = room;
    return ERR_OK;
}

enum err_code host_table_put(struct host_table *table, const char *host, size_t value,
                             struct err *e)
{
    char key[MACHINE_HOST_SIZE];
    if (table->count + 1 > table->room / 2) {
        enum err_code code = grow(table, e);
        if (code != ERR_OK)
            return code;
    }
    host_key(host, key);
    struct host_slot *slot = slot_of(table->slots, table->room, key);
    if (slot->key == NULL) {
        slot->key = strdup(key);
        if (slot->key == NULL)
            return err_nomem(e);
        table->count++;
    }
    slot->value = value;
    return ERR_OK;
}

void host_table_free(struct host_table *table)
{
    for (size_t i = 0; i < table->room; i++)
        free(table->slots[i].key);
    free(table->slots);
    memset(table, 0, sizeof *table);
}
