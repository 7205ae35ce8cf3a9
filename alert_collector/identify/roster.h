/*
 * The clients of the queue as fcfh-identify last read them, in memory: who answered where, and what
 * it showed there. A look at it takes no file.
 */
#ifndef FCFH_ALERT_COLLECTOR_IDENTIFY_ROSTER_H
#define FCFH_ALERT_COLLECTOR_IDENTIFY_ROSTER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/addr.h"
#include "common/amt/challenge.h"
#include "common/amt/tls_key.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/queue_name.h"

struct roster_client {
    char id[QUEUE_ID_SIZE];
    char same_as[QUEUE_ID_SIZE];
    struct addr address;
    bool has_guid;
    bool has_answered;
    char key[TLS_KEY_SIZE];
    char realm[CHALLENGE_REALM_SIZE];
};

/* All zeros: empty. */
struct roster {
    struct roster_client *clients;
    size_t count;
    size_t room;
};

void roster_clear(struct roster *roster);
void roster_free(struct roster *roster);

/* An entry that is not in it yet; one that may be, under the name of its file. False: no memory. */
bool roster_add(struct roster *roster, const struct entry *entry);
bool roster_update(struct roster *roster, const struct entry *entry);

/* The one client that answered at another address than this and shows what this one does: the same
 * key or, where there is no TLS and it has a UUID of its own, the same realm. NULL if there is
 * none, or are several. */
const struct roster_client *roster_find_elsewhere(const struct roster *roster,
                                                  const struct addr *address, const char *key,
                                                  const char *realm);

/* Whether both show the same key or, without TLS, the same realm. */
bool roster_shows_same(const char *key, const char *realm, const char *other_key,
                       const char *other_realm);

#endif
