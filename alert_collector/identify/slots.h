/* Which thread may talk to a machine: the conversations of [amt] parallel, each a slot. Threads
 * wait here.
 *
 * A machine that has shown the register's key or realm gets the next free slot; among several,
 * those of clients with a ticket come first, then the latest caller. Anybody can repeat a realm, so
 * each realm counts for only one machine at a time. All others share a quarter of the slots. No /24
 * (with IPv6 no /64) has more than four of these unless four stay free for other networks. The
 * others do not wait: a client that finds no room comes again. An identified client that is giving
 * the rest of its inventory goes on only while no unidentified one waits. */
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

/* The slot of a thread, which has at most one. The caller sets the first members; the rest begins
 * as all zeros. */
struct slot {
    enum slot_rank rank;
    bool has_ticket;
    time_t last_call;
    struct addr address;
    uint64_t record; /* the register's record that only a realm points to; 0: none */

    bool is_held;
    bool counts_as_other;
    bool for_rest;
    bool waits;
    pthread_cond_t granted;
    struct slot *next;
};

/* wake_fd: an eventfd that is written to when one of the others leaves a slot; -1: none. NULL: no
 * memory. */
struct slots *slots_new(size_t parallel, int wake_fd);
void slots_free(struct slots *slots); /* NULL is fine */
/* No more slots are given, and waiting threads return. */
void slots_stop(struct slots *slots);

void slot_init(struct slot *slot);
void slot_destroy(struct slot *slot);

/* Waits for a slot as described above, for the identity or for the rest. False: there is no room,
 * or it is time to stop. */
bool slots_take(struct slots *slots, struct slot *slot);
bool slots_take_for_rest(struct slots *slots, struct slot *slot);
/* To be called between two questions about the rest: lets others go first. False: it is time to
 * stop. */
bool slots_yield(struct slots *slots, struct slot *slot);
void slots_release(struct slots *slots, struct slot *slot);

bool slots_are_stopped(struct slots *slots);

/* Whether one of the others would find room in addition to those that are already coming:
 * of_network from the same network, and all in total. */
bool slots_has_room(struct slots *slots, const struct addr *address, size_t of_network, size_t all);
/* Sets whether some of the others found no room and would come if there were any: then none of them
 * is asked for the rest. */
void slots_set_wanted(struct slots *slots, bool wanted);
/* Whether most of the slots that the others share are taken. */
bool slots_are_scarce(struct slots *slots);

#endif
