#include "support_queue_db/hooks/hook_client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"

static struct hook_client *client_of(const struct tree_node *node)
{
    return TREE_ENTRY(node, struct hook_client, by_id);
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
    free(client->old_ids);
    client->ticket = NULL;
    client->old_ids = NULL;
    client->old_id_count = 0;
}

void hook_clients_remove(struct hook_clients *clients, struct hook_client *client)
{
    while (client->tasks != NULL) {
        struct task *next = client->tasks->next;
        free(client->tasks);
        client->tasks = next;
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
        hook_clients_remove(clients, client_of(node));
}

/* The first client that does not come before this id. */
static struct hook_client *from(const struct hook_clients *clients, const char *id)
{
    union {
        struct hook_client client;
        char room[sizeof(struct hook_client) + QUEUE_ID_SIZE];
    } wanted;
    (void)snprintf(wanted.room + offsetof(struct hook_client, id), QUEUE_ID_SIZE, "%s", id);
    struct tree_node *node = tree_lower_bound(&clients->by_id, &wanted.client.by_id);
    return node != NULL ? client_of(node) : NULL;
}

struct hook_client *hook_clients_find(const struct hook_clients *clients, const char *id)
{
    struct hook_client *client = from(clients, id);
    return client != NULL && strcmp(client->id, id) == 0 ? client : NULL;
}

struct hook_client *hook_clients_next(const struct hook_clients *clients, const char *id)
{
    struct hook_client *client = from(clients, id);
    if (client == NULL || strcmp(client->id, id) != 0)
        return client;
    struct tree_node *node = tree_next(&client->by_id);
    return node != NULL ? client_of(node) : NULL;
}

struct hook_client *hook_clients_find_or_add(struct hook_clients *clients, const char *id)
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
    if (entry->old_id_count > 0)
        client->old_ids = malloc(entry->old_id_count * sizeof client->old_ids[0]);
    for (size_t i = 0; client->old_ids != NULL && i < entry->old_id_count; i++)
        memcpy(client->old_ids[client->old_id_count++], entry->old_ids[i].id,
               sizeof client->old_ids[0]);
    return (client->ticket != NULL) == (entry->ticket[0] != '\0') &&
           client->old_id_count == entry->old_id_count;
}

struct hook_client *hook_clients_next_by_old_id(const struct hook_clients *clients, const char *id,
                                                const struct hook_client *after)
{
    const struct tree_node *node =
        after != NULL ? tree_next(&after->by_id) : tree_first(&clients->by_id);
    for (; node != NULL; node = tree_next(node)) {
        struct hook_client *client = client_of(node);
        for (size_t i = 0; i < client->old_id_count; i++)
            if (strcmp(client->old_ids[i], id) == 0)
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

struct task *hook_client_task(struct hook_client *client, struct hook *hook, enum task_kind kind,
                              bool make)
{
    struct task *task = client->tasks;
    while (task != NULL && (task->hook != hook || task->kind != kind))
        task = task->next;
    if (task != NULL || !make || (task = calloc(1, sizeof *task)) == NULL)
        return task;
    task->turn.hook = &hook->turns;
    task->hook = hook;
    task->client = client;
    task->kind = kind;
    task->next = client->tasks;
    client->tasks = task;
    return task;
}
