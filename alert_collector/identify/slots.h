/* Which thread may talk to a machine: the conversations of [amt] parallel, each a slot. Threads
 * wait here.
 *
 * A machine that has shown the register's key or realm gets the next slot that is free; of several
 * those of clients with a ticket first, then the latest caller. One realm, which anybody can
 * repeat, ranks once at a time. All others share a quarter of the slots, no /24 (of IPv6 no /64)
 * has more than four of these unless four stay free for other networks, and they do not wait: a
 * client without room comes again. A client that is identified and is telling the rest of its
 * inventory goes on only while no unidentified one waits.
 */
#ifndef FCFH_ALERT_COLLECTOR_IDENTIFY_SLOTS_H
#define FCFH_ALERT_COLLECTOR_IDENTIFY_SLOTS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "common/addr.h"

struct slots;

enum slot_rank { SLOT_PERSON, SLOT_SHOWN, SLOT_OTHER };

/* A thread's, which has one at most. The first members are the caller's, the rest all zeros. */
struct slot {
    enum slot_rank rank;
    bool has_ticket;
    time_t last_call;
    struct addr address;
    uint64_t record; /* which of the register's records only a realm stands for; 0: none */

    bool is_held;
    bool counts_as_other;
    bool for_rest;
    bool waits;
    pthread_cond_t granted;
    struct slot *next;
};

/* wake_fd: an eventfd that is told when one of the others leaves a slot; -1: none. NULL: no memory.
 */
struct slots *slots_new(size_t parallel, int wake_fd);
void slots_free(struct slots *slots); /* NULL is fine */
/* No more slots are given, and waiting threads return. */
void slots_stop(struct slots *slots);

void slot_init(struct slot *slot);
void slot_destroy(struct slot *slot);

/* Waits as said above, for the identity or for the rest. False: there is no room, or it is time to
 * stop. */
bool slots_take(struct slots *slots, struct slot *slot);
bool slots_take_for_rest(struct slots *slots, struct slot *slot);
/* Between two questions about the rest: others go before. False: it is time to stop. */
bool slots_let_pass(struct slots *slots, struct slot *slot);
void slots_give_back(struct slots *slots, struct slot *slot);

bool slots_are_stopped(struct slots *slots);

/* Whether one of the others would find room, beside so many that come already, of the same network
 * and in all. */
bool slots_has_room(struct slots *slots, const struct addr *address, size_t of_network, size_t all);
/* Some of the others found none, and would come if there were: then none of them is asked for the
 * rest. */
void slots_note_wanted(struct slots *slots, bool wanted);
/* Most of what the others share is taken. */
bool slots_are_scarce(struct slots *slots);

#endif
