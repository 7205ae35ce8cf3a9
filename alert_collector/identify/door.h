/* Which client is asked next, and where no client may be asked now: the clients that are due, the
 * addresses at which one is being asked, and how many machines may be contacted for the first time
 * at once.
 *
 * First contact needs little: a connection, a handshake, a 401. There are 256 sockets for it, apart
 * from the slots for conversations (slots.h). What an alert says has no influence on the order.
 * Clients for which AMT has answered before come first, then clients with a ticket, then the latest
 * caller; when only few sockets are left, no /24 (with IPv6 no /64) may have many of them. */
#ifndef FCFH_ALERT_COLLECTOR_IDENTIFY_DOOR_H
#define FCFH_ALERT_COLLECTOR_IDENTIFY_DOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "alert_collector/identify/judge.h"
#include "alert_collector/identify/slots.h"
#include "common/addr.h"
#include "support_queue_db/queue_name.h"

/* How long first contact may take. */
enum { DOOR_CONTACT_MS = 2000 };

struct door;

/* A client that was let in. Nobody else is asked at its address. */
struct caller {
    char id[QUEUE_ID_SIZE];
    struct addr address;
    bool by_person;   /* a person wants it to be asked */
    bool is_there;    /* it has just answered at its address */
    bool not_asked;   /* it is not in the register: that is reported, without a connection */
    bool in_contact;  /* only for the door, as is the next one */
    bool comes_again; /* because a slot is free for it */
};

/* threads_most: how many callers may be inside at once. wake_fd: an eventfd that is written to when
 * there is more room. NULL: no memory. */
struct door *door_new(struct judge_shared *shared, struct slots *slots, size_t threads_most,
                      int wake_fd);
void door_free(struct door *door); /* NULL is fine */

/* Gets the next callers that may come in now: at most `most` that are to be asked, and at most
 * `not_asked` that are not. The latter have no thread, and need only door_release. */
size_t door_let_in(struct door *door, struct caller *callers, size_t most, size_t not_asked);

/* Whether there are few sockets left for first contact. */
bool door_is_crowded(struct door *door);
/* First contact is over: the conversation has begun or is waited for. */
void door_end_contact(struct door *door, struct caller *caller);
/* Reserves one more address for this caller; door_release_address gives each back. False: another
 * client is being asked there. */
bool door_reserve_address(struct door *door, const struct addr *address);
void door_release_address(struct door *door, const struct addr *address);
/* The machine showed nothing that we know, and there is no room for such machines: it comes again
 * when there is. */
void door_put_off(struct door *door, const struct addr *address);
/* The caller's thread ends, and gives up its own address. */
void door_remove_caller(struct door *door, struct caller *caller);

/* From now on the client may be asked again. */
void door_release(struct door *door, const char *id);
/* The same client now has another name. */
void door_rename(struct door *door, const char *from, const char *to);
/* The client could not be asked, or its entry not written: it is not released before it changes. */
void door_set_stuck(struct door *door, const char *id);
void door_on_changed(struct door *door, const char *id);
size_t door_count_stuck(struct door *door);
/* The client's turn ended with an answer at its address. */
void door_set_answered(struct door *door, const char *id);
/* A person wants this client to be asked at the address where it is now. False: no memory. */
bool door_add_request(struct door *door, const char *id, const struct addr *seen);

/* Whether no caller is inside and none waits. */
bool door_is_idle(struct door *door);

#endif
