#include "alert_collector/identify/roster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/grow.h"

void roster_clear(struct roster *roster)
{
    roster->count = 0;
}

void roster_free(struct roster *roster)
{
    free(roster->clients);
    *roster = (struct roster){0};
}

static void fill(struct roster_client *client, const struct entry *entry)
{
    *client = (struct roster_client){.address = entry->address,
                                     .has_guid = entry->has_guid,
                                     .has_answered = entry_has_answered(entry)};
    memcpy(client->id, entry->file_id, sizeof client->id);
    memcpy(client->same_as, entry->same_as, sizeof client->same_as);
    memcpy(client->key, entry->key, sizeof client->key);
    memcpy(client->realm, entry->realm, sizeof client->realm);
}

bool roster_add(struct roster *roster, const struct entry *entry)
{
    if (!grow(&roster->clients, roster->count, 1, &roster->room, sizeof *roster->clients))
        return false;
    fill(&roster->clients[roster->count++], entry);
    return true;
}

bool roster_update(struct roster *roster, const struct entry *entry)
{
    for (size_t i = 0; i < roster->count; i++) {
        if (strcmp(roster->clients[i].id, entry->file_id) == 0) {
            fill(&roster->clients[i], entry);
            return true;
        }
    }
    return roster_add(roster, entry);
}

bool roster_shows_same(const char *key, const char *realm, const char *other_key,
                       const char *other_realm)
{
    if (key[0] != '\0' || other_key[0] != '\0')
        return strcmp(key, other_key) == 0;
    return realm[0] != '\0' && strcmp(realm, other_realm) == 0;
}

const struct roster_client *roster_find_elsewhere(const struct roster *roster,
                                                  const struct addr *address, const char *key,
                                                  const char *realm)
{
    const struct roster_client *found = NULL;
    for (size_t i = 0; i < roster->count; i++) {
        const struct roster_client *client = &roster->clients[i];
        if (!client->has_answered || addr_equal(&client->address, address) ||
            (key[0] == '\0' && !client->has_guid) ||
            !roster_shows_same(client->key, client->realm, key, realm))
            continue;
        if (found != NULL)
            return NULL;
        found = client;
    }
    return found;
}
