#include "support_queue_db/hooks/hook_event.h"

#include <stdio.h>
#include <string.h>

#include "support_queue_db/ticket.h"

static const char *const names[] = {
    [HOOK_NONE] = "",
    [HOOK_GONE] = "gone",
    [HOOK_RENAMED] = "renamed",
    [HOOK_MOVED] = "moved",
    [HOOK_CALL] = "call",
    [HOOK_IDENTIFIED] = "identified",
    [HOOK_CLEAR] = "clear",
    [HOOK_TICKET] = "ticket",
    [HOOK_CONFIRMED] = "confirmed",
    [HOOK_LOOKUP] = "lookup",
    [HOOK_TICKET_CHECK] = "ticket-check",
    [HOOK_CLOSED] = "closed",
};

const char *hook_event_name(enum hook_event event)
{
    return names[event];
}

bool hook_event_is_question(enum hook_event event)
{
    return event >= HOOK_LOOKUP;
}

bool hook_event_is_another_stay(const struct entry *told, const struct entry *now)
{
    return now->first_call > told->first_call; /* earlier: it absorbed another entry */
}

static bool has_ticket(const struct entry *entry)
{
    return entry->ticket[0] != '\0';
}

/* ---------------------------------------------------------------- one difference each */

const char *hook_event_old_id(const struct entry *told, const struct entry *now)
{
    for (size_t i = 0; i < now->old_id_count; i++) {
        bool known = false;
        for (size_t j = 0; j < told->old_id_count && !known; j++)
            known = now->old_ids[i].when == told->old_ids[j].when &&
                    strcmp(now->old_ids[i].id, told->old_ids[j].id) == 0;
        if (!known)
            return now->old_ids[i].id;
    }
    return "";
}

static bool has_moved(const struct entry *told, const struct entry *now)
{
    return !addr_equal(&told->address, &now->address);
}

/* The calls as a person sees them: those from another address are reported when they come. A clock
 * that was set back does not reduce them. */
static bool has_called(const struct entry *told, const struct entry *now)
{
    return entry_total_calls(now) > entry_total_calls(told) || now->last_call != told->last_call;
}

static bool ticket_differs(const struct entry *told, const struct entry *now)
{
    return strcmp(told->ticket, now->ticket) != 0 || told->ticket_time != now->ticket_time;
}

/* A new ticket replaces the old one. If neither has one, a ticket may have been put on, told and
 * taken off: only the end of the telling was lost. */
static bool is_cleared(const struct entry *told, const struct entry *now)
{
    if (has_ticket(now))
        return has_ticket(told) && !ticket_same(told->ticket, now->ticket);
    return ticket_differs(told, now);
}

static bool is_confirmed(const struct entry *told, const struct entry *now)
{
    return now->confirmed_by[0] != '\0' && now->confirmed_time != told->confirmed_time;
}

static bool differs(const struct entry *told, const struct entry *now, enum hook_event event)
{
    switch (event) {
    case HOOK_GONE:
        return hook_event_is_another_stay(told, now);
    case HOOK_RENAMED:
        return hook_event_old_id(told, now)[0] != '\0';
    case HOOK_MOVED:
        return has_moved(told, now);
    case HOOK_CALL:
        return has_called(told, now);
    case HOOK_IDENTIFIED:
        return now->state != told->state && now->state != ENTRY_WAITING;
    case HOOK_CLEAR:
        return is_cleared(told, now);
    case HOOK_TICKET:
        return has_ticket(now) && ticket_differs(told, now);
    case HOOK_CONFIRMED:
        return is_confirmed(told, now);
    case HOOK_NONE:
    case HOOK_LOOKUP:
    case HOOK_TICKET_CHECK:
    case HOOK_CLOSED:
        break;
    }
    return false;
}

enum hook_event hook_event_next(const struct entry *told, const struct entry *now)
{
    if (told == NULL)
        return HOOK_CALL;
    for (enum hook_event event = HOOK_GONE; event <= HOOK_CONFIRMED; event++)
        if (differs(told, now, event))
            return event;
    return HOOK_NONE;
}

/* ---------------------------------------------------------------- what it was told */

static void copy_was(struct entry *now, const struct entry *told)
{
    memcpy(now->old_ids, told->old_ids, sizeof now->old_ids);
    now->old_id_count = told->old_id_count;
}

static void copy_calls(struct entry *now, const struct entry *told)
{
    now->calls = told->calls;
    now->last_call = told->last_call;
    memcpy(now->claims, told->claims, sizeof now->claims);
    now->claim_count = told->claim_count;
}

static void copy_ticket(struct entry *now, const struct entry *told, bool text)
{
    now->ticket_time = told->ticket_time;
    if (!text)
        return;
    memcpy(now->ticket, told->ticket, sizeof now->ticket);
    memcpy(now->ticket_by, told->ticket_by, sizeof now->ticket_by);
}

static void copy_confirmed(struct entry *now, const struct entry *told)
{
    memcpy(now->confirmed_by, told->confirmed_by, sizeof now->confirmed_by);
    now->confirmed_time = told->confirmed_time;
}

/* A client of which nothing is known but its call. */
static void tell_call_alone(struct entry *now)
{
    now->state = ENTRY_WAITING;
    now->confirmed_by[0] = '\0';
    now->confirmed_time = 0;
    if (!has_ticket(now))
        return;
    now->ticket[0] = '\0';
    now->ticket_by[0] = '\0';
    now->ticket_time = 0;
}

void hook_event_apply(struct entry *now, const struct entry *told, enum hook_event event)
{
    if (told == NULL) {
        tell_call_alone(now);
        return;
    }
    /* What comes later stays as it was told; a ticket that was taken off has no text left. */
    bool takes_off = event == HOOK_CLEAR && has_ticket(now);
    if (event == HOOK_NONE)
        return;
    if (event < HOOK_MOVED)
        now->address = told->address;
    if (event < HOOK_CALL)
        copy_calls(now, told);
    if (event < HOOK_IDENTIFIED && differs(told, now, HOOK_IDENTIFIED))
        now->state = told->state;
    if (event < HOOK_CONFIRMED)
        copy_confirmed(now, told);
    if (event < HOOK_CLEAR || takes_off)
        copy_ticket(now, told, event < HOOK_CLEAR);
    if (takes_off) {
        now->ticket[0] = '\0';
        now->ticket_by[0] = '\0';
    }
    if (event < HOOK_RENAMED)
        copy_was(now, told);
}

bool hook_event_is_silent(const struct entry *told, const struct entry *now)
{
    return told->state != now->state || told->first_call != now->first_call ||
           entry_total_calls(told) != entry_total_calls(now) || told->last_call != now->last_call ||
           told->confirmed_time != now->confirmed_time;
}

/* ---------------------------------------------------------------- what is asked by */

void hook_event_key(const struct entry *entry, enum hook_event event, char key[HOOK_KEY_SIZE])
{
    char uuid[GUID_TEXT_SIZE] = "";
    char address[ADDR_TEXT_SIZE];
    if (event == HOOK_TICKET_CHECK) {
        key[0] = '\0';
        if (has_ticket(entry))
            (void)snprintf(key, HOOK_KEY_SIZE, "%s %lld", entry->ticket,
                           (long long)entry->ticket_time);
        return;
    }
    if (entry->has_guid)
        guid_format(&entry->guid, uuid);
    entry_address(entry, address);
    /* Only names that AMT told: a name from a lookup must not trigger another lookup. A client that
     * left and came back has lost earlier answers. */
    (void)snprintf(key, HOOK_KEY_SIZE, "%s|%s|%s|%s|%s|%s|%lld", uuid, entry_serial(entry),
                   entry_fact(entry, FACT_HOSTNAME), entry_fact(entry, FACT_DOMAIN),
                   entry_fact(entry, FACT_AMT_FQDN), address, (long long)entry->first_call);
}
