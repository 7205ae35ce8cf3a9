/*
 * What a hook is to be told: the difference between the entry as it was last told and as it is.
 * Nothing else is remembered, so whatever was missed meanwhile, the last state is told. Pure.
 *
 *     while ((event = hook_event_next(told, now)) != HOOK_NONE) {
 *         tell the hook
 *         hook_event_told(now, told, event); *now is what it was told: the new *told
 *     }
 *
 * Another stay in the queue (see hook_event_is_another_stay) is a HOOK_GONE of *told first, and
 * then there is no *told.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_EVENT_H
#define FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_EVENT_H

#include <stdbool.h>

#include "support_queue_db/entry.h"

/* Told in this order. The last three are asked. */
enum hook_event {
    HOOK_NONE,
    HOOK_GONE,
    HOOK_RENAMED,
    HOOK_MOVED,
    HOOK_CALL,
    HOOK_IDENTIFIED,
    HOOK_CLEAR,
    HOOK_TICKET,
    HOOK_CONFIRMED,
    HOOK_LOOKUP,
    HOOK_TICKET_CHECK,
    HOOK_CLOSED
};

/* "ticket-check": the argument of a hook, and FCFH_EVENT. */
const char *hook_event_name(enum hook_event event);
bool hook_event_is_asked(enum hook_event event);

/* The first of what is to be told; told is NULL for a client that the hook knows nothing of. */
enum hook_event hook_event_next(const struct entry *told, const struct entry *now);

/* The client has left and come back since. */
bool hook_event_is_another_stay(const struct entry *told, const struct entry *now);

/* Makes *now what the hook has been told with this event, so that what is still to be told differs
 * from it. HOOK_NONE: what is told with no event. */
void hook_event_told(struct entry *now, const struct entry *told, enum hook_event event);

/* Nothing is to be told, and yet the copy must follow: a state is waiting again, say, and will be
 * told when it is not. */
bool hook_event_is_silent(const struct entry *told, const struct entry *now);

/* The id by which the hook knows the client that now has another; "" where that is not so. */
const char *hook_event_old_id(const struct entry *told, const struct entry *now);

/* What a lookup goes by, and what a ticket check does: when that is another, it is asked anew. A
 * line of text; "" where there is nothing to ask. */
#define HOOK_KEY_SIZE 2048
void hook_event_key(const struct entry *entry, enum hook_event event, char key[HOOK_KEY_SIZE]);

#endif
