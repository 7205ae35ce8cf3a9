/*
 * [queue] limit: which entries give way when there are too many of clients that are not in the
 * register and that AMT never answered for. Pure.
 *
 * Anybody can create such entries, with any sender's address that the network lets through. So the
 * network with most of them always loses its oldest: a forger in one network only pushes out that
 * network's entries.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_LIMIT_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_LIMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "common/addr.h"
#include "common/guid.h"
#include "support_queue_db/queue_name.h"

struct limit_candidate {
    char id[QUEUE_ID_SIZE];
    struct addr address;
    time_t last_call;
    bool has_guid; /* not looked at */
    struct guid guid;
    size_t place; /* limit_choose sets it: in its network the newest has 1 */
};

/* Sorts them so that those that give way come first, and returns how many these are: all but
 * `most`. Each time it is the oldest of the /24 (IPv6: /64) that has most left. */
size_t limit_choose(struct limit_candidate *members, size_t count, size_t most);

#endif
