/*
 * What a hook must be told: the difference between the entry as it was last told and as it is now.
 * Nothing else is remembered, so whatever was missed meanwhile, the last state is told. Pure.
 *
 *     while ((event = hook_event_next(told, now)) != HOOK_NONE) {
 *         tell the hook
 *         hook_event_apply(now, told, event); *now is what it was told: the new *told
 *     }
 *
 * Another stay in the queue (see hook_event_is_another_stay) is a HOOK_GONE of *told first, and
 * then there is no *told.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_EVENT_H
#define FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_EVENT_H

#include <stdbool.h>

#include "support_queue_db/entry.h"

/* Told in this order. The last three are questions. */
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
bool hook_event_is_question(enum hook_event event);

/* The first event to tell; told is NULL for a client that the hook does not know. */
enum hook_event hook_event_next(const struct entry *told, const struct entry *now);

/* The client has left and come back since. */
bool hook_event_is_another_stay(const struct entry *told, const struct entry *now);

/* Makes *now what the hook knows after this event, so that only what is still to be told differs
 * from it. HOOK_NONE: what needs no event. */
void hook_event_apply(struct entry *now, const struct entry *told, enum hook_event event);

/* There is nothing to tell, but the copy must follow: for example the state is waiting again, and
 * will be told when that ends. */
bool hook_event_is_silent(const struct entry *told, const struct entry *now);

/* The id by which the hook knows a client that now has another; "" if there is none. */
const char *hook_event_old_id(const struct entry *told, const struct entry *now);

/* What a lookup, and a ticket check, depends on: when that changes, it is asked again. A line of
 * text; "" if there is nothing to ask. */
#define HOOK_KEY_SIZE 2048
void hook_event_key(const struct entry *entry, enum hook_event event, char key[HOOK_KEY_SIZE]);

#endif
