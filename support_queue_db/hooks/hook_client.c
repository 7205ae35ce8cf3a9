#include "support_queue_db/hooks/hook_client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"

static struct hook_client *client_of(const struct tree_node *node)
{
    return TREE_THING(node, struct hook_client, by_id);
}

static int compare_ids(const struct tree_node *a, const struct tree_node *b)
{
    return strcmp(client_of(a)->id, client_of(b)->id);
}

void hook_clients_init(struct hook_clients *clients)
{
    *clients = (struct hook_clients){.by_id = {.compare = compare_ids}};
}

static void forget_entry(struct hook_client *client)
{
    free(client->ticket);
    free(client->was);
    client->ticket = NULL;
    client->was = NULL;
    client->was_count = 0;
}

void hook_clients_drop(struct hook_clients *clients, struct hook_client *client)
{
    while (client->errands != NULL) {
        struct errand *next = client->errands->next;
        free(client->errands);
        client->errands = next;
    }
    forget_entry(client);
    tree_remove(&clients->by_id, &client->by_id);
    clients->count--;
    free(client);
}

void hook_clients_free(struct hook_clients *clients)
{
    struct tree_node *node;
    while ((node = tree_first(&clients->by_id)) != NULL)
        hook_clients_drop(clients, client_of(node));
}

/* The first client that does not come before this id. */
static struct hook_client *from(const struct hook_clients *clients, const char *id)
{
    union {
        struct hook_client client;
        char room[sizeof(struct hook_client) + QUEUE_ID_SIZE];
    } wanted;
    (void)snprintf(wanted.room + offsetof(struct hook_client, id), QUEUE_ID_SIZE, "%s", id);
    struct tree_node *node = tree_from(&clients->by_id, &wanted.client.by_id);
    return node != NULL ? client_of(node) : NULL;
}

struct hook_client *hook_clients_find(const struct hook_clients *clients, const char *id)
{
    struct hook_client *client = from(clients, id);
    return client != NULL && strcmp(client->id, id) == 0 ? client : NULL;
}

struct hook_client *hook_clients_after(const struct hook_clients *clients, const char *id)
{
    struct hook_client *client = from(clients, id);
    if (client == NULL || strcmp(client->id, id) != 0)
        return client;
    struct tree_node *node = tree_next(&client->by_id);
    return node != NULL ? client_of(node) : NULL;
}

struct hook_client *hook_clients_get(struct hook_clients *clients, const char *id)
{
    struct hook_client *client = hook_clients_find(clients, id);
    if (client != NULL)
        return client;
    size_t size = strlen(id) + 1;
    client = calloc(1, sizeof *client + size);
    if (client == NULL)
        return NULL;
    memcpy(client->id, id, size);
    client->changed_ms = clock_ms();
    tree_insert(&clients->by_id, &client->by_id);
    clients->count++;
    return client;
}

bool hook_client_set(struct hook_client *client, const struct entry *entry)
{
    if (client->is_there != (entry != NULL))
        client->changed_ms = clock_ms();
    client->is_there = entry != NULL;
    forget_entry(client);
    if (entry == NULL)
        return true;
    client->has_guid = entry->has_guid;
    client->guid = entry->guid;
    client->address = entry->address;
    client->ticket_time = entry->ticket_time;
    if (entry->ticket[0] != '\0')
        client->ticket = strdup(entry->ticket);
    if (entry->was_count > 0)
        client->was = malloc(entry->was_count * sizeof client->was[0]);
    for (size_t i = 0; client->was != NULL && i < entry->was_count; i++)
        memcpy(client->was[client->was_count++], entry->was[i].id, sizeof client->was[0]);
    return (client->ticket != NULL) == (entry->ticket[0] != '\0') &&
           client->was_count == entry->was_count;
}

struct hook_client *hook_clients_was(const struct hook_clients *clients, const char *id,
                                     const struct hook_client *after)
{
    const struct tree_node *node =
        after != NULL ? tree_next(&after->by_id) : tree_first(&clients->by_id);
    for (; node != NULL; node = tree_next(node)) {
        struct hook_client *client = client_of(node);
        for (size_t i = 0; i < client->was_count; i++)
            if (strcmp(client->was[i], id) == 0)
                return client;
    }
    return NULL;
}

bool hook_clients_has_like(const struct hook_clients *clients, const struct entry *entry)
{
    const struct tree_node *node = tree_first(&clients->by_id);
    for (; node != NULL; node = tree_next(node)) {
        const struct hook_client *client = client_of(node);
        if (client->is_there &&
            (addr_equal(&client->address, &entry->address) ||
             (client->has_guid && entry->has_guid && guid_equal(&client->guid, &entry->guid))))
            return true;
    }
    return false;
}

struct errand *hook_client_errand(struct hook_client *client, struct hook *hook,
                                  enum errand_kind kind, bool make)
{
    struct errand *errand = client->errands;
    while (errand != NULL && (errand->hook != hook || errand->kind != kind))
        errand = errand->next;
    if (errand != NULL || !make || (errand = calloc(1, sizeof *errand)) == NULL)
        return errand;
    errand->turn.hook = &hook->turns;
    errand->hook = hook;
    errand->client = client;
    errand->kind = kind;
    errand->next = client->errands;
    client->errands = errand;
    return errand;
}
