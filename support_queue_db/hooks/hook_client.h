/*
 * What fcfh-hooks keeps in memory: the hooks, the clients, and the errands, each of which is
 * something that a hook may have to be told or asked of a client. An errand is there from when
 * there is something to do, and its turn says when that is (hook_turns.h). Nothing of this is the
 * truth: that is in the queue and in told/, and is read anew when it is the errand's turn.
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

enum errand_kind { ERRAND_TELL, ERRAND_LOOKUP, ERRAND_CHECK, ERRAND_CLOSED };

struct hook;
struct hook_client;

struct errand {
    struct turn turn;
    struct errand *next; /* of this client */
    struct hook *hook;
    struct hook_client *client; /* NULL for ERRAND_CLOSED */
    enum errand_kind kind;
    enum hook_event event; /* of the last try in vain, */
    unsigned tries;        /* how many there were, */
    long long not_before;  /* and when the next may be, of clock_ms */
};

struct hook {
    struct turn_hook turns;
    struct hook *next;
    char name[HOOK_NAME_SIZE];
    int told; /* its directory; -1: it is no hook now */
    struct errand closed;
    /* The clients are gone through once more, from this one on, when it has come later than they.
     */
    bool walks;
    char walked[QUEUE_ID_SIZE];
    bool listed; /* so has been what it was told of, for those that are in the queue no more */
};

struct hook_client {
    struct tree_node by_id;
    struct errand *errands;
    bool is_there;
    long long changed_ms; /* of clock_ms: when it came, or went */
    bool has_guid;
    struct guid guid;
    struct addr address;
    char *ticket; /* NULL: none */
    time_t ticket_time;
    char (*was)[QUEUE_ID_SIZE];
    size_t was_count;
    char id[]; /* which never changes */
};

struct hook_clients {
    struct tree by_id;
    size_t count;
};

void hook_clients_init(struct hook_clients *clients);
void hook_clients_free(struct hook_clients *clients);

struct hook_client *hook_clients_find(const struct hook_clients *clients, const char *id);
/* Makes it if it is not there; NULL: no memory. */
struct hook_client *hook_clients_get(struct hook_clients *clients, const char *id);
/* The first one behind this id; NULL: there is none. */
struct hook_client *hook_clients_after(const struct hook_clients *clients, const char *id);
/* None of its errands may be running or waiting. */
void hook_clients_drop(struct hook_clients *clients, struct hook_client *client);

/* What its entry says; NULL: it is not in the queue. False: no memory, and some of it is missing.
 */
bool hook_client_set(struct hook_client *client, const struct entry *entry);

/* The one that had this id, if any: after is NULL at first. */
struct hook_client *hook_clients_was(const struct hook_clients *clients, const char *id,
                                     const struct hook_client *after);
/* Whether somebody in the queue has the UUID or is at the address. */
bool hook_clients_has_like(const struct hook_clients *clients, const struct entry *entry);

/* Its errand of this kind for this hook; made if make is true, else NULL if there is none. NULL: no
 * memory. */
struct errand *hook_client_errand(struct hook_client *client, struct hook *hook,
                                  enum errand_kind kind, bool make);

#endif
