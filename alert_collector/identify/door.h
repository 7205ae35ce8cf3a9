/* Which client is asked next, and where none may be asked now: the clients that are due, the
 * addresses at which one is being asked, and how many machines may be contacted for the first time
 * at once.
 *
 * First contact needs little: a connection, a handshake, a 401. There are 256 sockets for it, apart
 * from the slots of those that are talked to. What an alert says ranks nobody. Where AMT answered
 * before comes first, then clients with a ticket, then who called last; when sockets become few, no
 * /24 (of IPv6 no /64) has many of them.
 */
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

/* A client that was let in. It has its address for itself. */
struct caller {
    char id[QUEUE_ID_SIZE];
    struct addr address;
    bool by_person;   /* wants it to be asked */
    bool is_there;    /* it has just answered at its address */
    bool not_asked;   /* it is not in the register: only to be told so, without a connection */
    bool in_contact;  /* the door's own, both */
    bool comes_again; /* to a slot that is free for it */
};

/* threads_most: how many callers may be inside at once. wake_fd: an eventfd that is told when there
 * is more room. NULL: no memory. */
struct door *door_new(struct judge_bench *bench, struct slots *slots, size_t threads_most,
                      int wake_fd);
void door_free(struct door *door); /* NULL is fine */

/* The next ones that may come in now, at most `most`, and of those that are not to be asked at most
 * `not_asked`, who have no thread and only door_release. */
size_t door_let_in(struct door *door, struct caller *callers, size_t most, size_t not_asked);

/* There are few sockets left for first contact. */
bool door_is_crowded(struct door *door);
/* First contact is over: it is talked to, or waits for that. */
void door_met(struct door *door, struct caller *caller);
/* One more address for this caller alone; door_leave gives each back. False: somebody else is being
 * asked there. */
bool door_enter(struct door *door, const struct addr *address);
void door_leave(struct door *door, const struct addr *address);
/* It showed nothing that we know, and there is no room for such: it comes again when there is. */
void door_put_off(struct door *door, const struct addr *address);
/* The caller's thread ends, and has its own address no more. */
void door_out(struct door *door, struct caller *caller);

/* Until then nobody asks the client again. */
void door_release(struct door *door, const char *id);
/* The same client has another name. */
void door_rename(struct door *door, const char *from, const char *to);
/* It could not be asked or written: it is not released before it changes. */
void door_note_stuck(struct door *door, const char *id);
void door_note_changed(struct door *door, const char *id);
size_t door_stuck(struct door *door);
/* Its turn ended with an answer at its address. */
void door_note_there(struct door *door, const char *id);
/* A person wants this client to be asked, where it is now. False: no memory. */
bool door_wants(struct door *door, const char *id, const struct addr *seen);

/* Nobody is inside, and nobody waits. */
bool door_is_quiet(struct door *door);
/* Until all are out. */
void door_wait_empty(struct door *door);

#endif
