/*
 * [queue] limit: of the entries of clients that are not in the register and that AMT never answered
 * for, which give way where there are too many. Pure.
 *
 * Anybody can make such entries, with any sender's address that the network lets through. So it is
 * always the network with most of them that loses its oldest: who forges from one network pushes
 * out nobody but his own.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_CROWD_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_CROWD_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "common/addr.h"
#include "common/guid.h"
#include "support_queue_db/queue_name.h"

struct crowd_member {
    char id[QUEUE_ID_SIZE];
    struct addr address;
    time_t last_call;
    bool has_guid; /* not looked at */
    struct guid guid;
    size_t place; /* crowd_choose sets it: in its network the newest has 1 */
};

/* Sorts them so that those that give way are the first, and returns how many these are: all but
 * `most`. It is each time the oldest of the /24 (IPv6: /64) that has most by then. */
size_t crowd_choose(struct crowd_member *members, size_t count, size_t most);

#endif
