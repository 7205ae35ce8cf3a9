/*
 * What fcfh-hooks keeps in memory: the hooks, the clients, and the tasks, each of which is
 * something that a hook may have to be told or asked about a client. A task exists as long as
 * there is something to do, and its turn says when (hook_turns.h). None of this is authoritative:
 * the queue and told/ are, and they are read again when it is the task's turn.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_CLIENT_H
#define FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "common/tree.h"
#include "support_queue_db/hooks/hook_dir.h"
#include "support_queue_db/hooks/hook_event.h"
#include "support_queue_db/hooks/hook_turns.h"

enum task_kind { TASK_TELL, TASK_LOOKUP, TASK_CHECK, TASK_CLOSED };

struct hook;
struct hook_client;

struct task {
    struct turn turn;
    struct task *next; /* of this client */
    struct hook *hook;
    struct hook_client *client; /* NULL for TASK_CLOSED */
    enum task_kind kind;
    enum hook_event event; /* of the last failed try, */
    unsigned tries;        /* how many failed, */
    long long not_before;  /* and when the next may be, of clock_ms */
};

struct hook {
    struct turn_hook turns;
    struct hook *next;
    char name[HOOK_NAME_SIZE];
    int told; /* its directory; -1: it is not a hook now */
    struct task closed;
    /* If it came later than the clients, they are gone through once more, from this one on. */
    bool walks;
    char walked[QUEUE_ID_SIZE];
    bool listed; /* whether those it was told of that have left the queue were, too */
};

struct hook_client {
    struct tree_node by_id;
    struct task *tasks;
    bool is_there;
    long long changed_ms; /* of clock_ms: when it came, or left */
    bool has_guid;
    struct guid guid;
    struct addr address;
    char *ticket; /* NULL: none */
    time_t ticket_time;
    char (*old_ids)[QUEUE_ID_SIZE];
    size_t old_id_count;
    char id[]; /* which never changes */
};

struct hook_clients {
    struct tree by_id;
    size_t count;
};

void hook_clients_init(struct hook_clients *clients);
void hook_clients_free(struct hook_clients *clients);

struct hook_client *hook_clients_find(const struct hook_clients *clients, const char *id);
/* Makes it if it does not exist; NULL: no memory. */
struct hook_client *hook_clients_find_or_add(struct hook_clients *clients, const char *id);
/* The first one after this id; NULL: there is none. */
struct hook_client *hook_clients_next(const struct hook_clients *clients, const char *id);
/* None of its tasks may be running or waiting. */
void hook_clients_remove(struct hook_clients *clients, struct hook_client *client);

/* Stores what its entry says; NULL: it is not in the queue. False: no memory, and some of it is
 * missing. */
bool hook_client_set(struct hook_client *client, const struct entry *entry);

/* The clients that had this id, one after the other: after is NULL at first. */
struct hook_client *hook_clients_next_by_old_id(const struct hook_clients *clients, const char *id,
                                                const struct hook_client *after);
/* Whether a client in the queue has the UUID or is at the address. */
bool hook_clients_has_like(const struct hook_clients *clients, const struct entry *entry);

/* Its task of this kind for this hook. If there is none, it is made if make is true (NULL: no
 * memory), otherwise the result is NULL. */
struct task *hook_client_task(struct hook_client *client, struct hook *hook, enum task_kind kind,
                              bool make);

#endif
