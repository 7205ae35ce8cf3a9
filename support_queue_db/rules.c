#include "support_queue_db/rules.h"

/* Link-ups must not make us ask a client more often than this. */
enum { ASK_AGAIN_SECONDS = 60 };

static void request_ask(struct entry *entry, const struct alert *alert, struct rules_result *result)
{
    entry_set_ask_due(entry, alert->when);
    result->identify = entry->ask_since != 0;
}

/* Seconds since then; long ago if the clock was set back. */
static bool is_long_ago(time_t then, time_t now)
{
    return then > now || now - then >= ASK_AGAIN_SECONDS;
}

/* AMT answered somewhere else. The sender's address stays a claim until it is tried. */
static void add_claim(struct entry *entry, const struct alert *alert, struct rules_result *result)
{
    bool call = alert->kind == ALERT_CALL;
    const struct entry_claim *known = entry_find_claim(entry, &alert->address);
    bool was_tried = known != NULL && !is_long_ago(known->tried, alert->when);
    if (!entry_add_claim(entry, &alert->address, alert->when, alert->source, call) ||
        (was_tried && !call))
        return;
    entry_find_claim(entry, &alert->address)->tried = 0;
    request_ask(entry, alert, result);
}

/* How many of the entry's calls came from its address: none if the last call came before it was
 * there. */
static unsigned calls_from_here(const struct entry *entry)
{
    unsigned elsewhere = 0;
    for (size_t i = 0; i < entry->claim_count; i++) {
        if (entry->claims[i].when > entry->last_call)
            return 0;
        elsewhere += entry->claims[i].counted;
    }
    return entry->calls > elsewhere ? entry->calls - elsewhere : 0;
}

/* AMT never answered, so the newest alert is the best guess where the client is, and the previous
 * address becomes the claim. */
static void take_address(struct entry *entry, const struct alert *alert)
{
    const struct addr before = entry->address;
    unsigned calls = calls_from_here(entry);
    const struct entry_claim *known = entry_find_claim(entry, &alert->address);
    if (known != NULL)
        entry_accept_claim(entry, (size_t)(known - entry->claims));
    entry->address = alert->address;
    if (entry_add_claim(entry, &before, entry->last_seen, entry->source, calls > 0)) {
        struct entry_claim *left = entry_find_claim(entry, &before);
        left->calls = calls;
        left->counted = calls;
    }
    entry_set_state(entry, ENTRY_WAITING, "",
                    alert->when); /* a mismatch was about the other address */
}

static void apply_call(struct entry *entry, const struct alert *alert, struct rules_result *result)
{
    bool is_new = entry->file_id[0] == '\0' && entry->first_call == 0;
    if (is_new)
        entry->address = alert->address;
    if (!entry->has_guid && alert->has_guid && !entry_has_answered(entry)) {
        entry->has_guid = true;
        entry->guid = alert->guid;
    }
    if (entry->first_call == 0)
        entry->first_call = alert->when;
    if (!addr_equal(&entry->address, &alert->address) && entry_has_answered(entry)) {
        add_claim(entry, alert, result);
    } else {
        if (!addr_equal(&entry->address, &alert->address))
            take_address(entry, alert);
        if (alert->source != ALERT_MANUAL)
            entry->calls++;
        request_ask(entry, alert, result);
    }
    entry->source = alert->source;
    entry->last_call = alert->when;
}

static void apply_link_up(struct entry *entry, const struct alert *alert,
                          struct rules_result *result)
{
    bool moved = !addr_equal(&entry->address, &alert->address);
    bool needs_answer = entry->state == ENTRY_WAITING || entry->state == ENTRY_FAILED;
    if (moved && entry_has_answered(entry)) {
        add_claim(entry, alert, result);
    } else if (moved) {
        take_address(entry, alert);
        request_ask(entry, alert, result);
    } else if (needs_answer && is_long_ago(entry->state_time, alert->when) &&
               (entry->ask_next > alert->when || is_long_ago(entry->ask_next, alert->when))) {
        request_ask(entry, alert, result);
    }
}

/* A pending alert that came before others which are applied already: it adds to the history, and
 * undoes nothing. */
static void apply_late(struct entry *entry, const struct alert *alert, struct rules_result *result)
{
    if (alert->kind != ALERT_CALL)
        return;
    entry->first_call = alert->when < entry->first_call ? alert->when : entry->first_call;
    entry->last_call = alert->when > entry->last_call ? alert->when : entry->last_call;
    if (entry_has_answered(entry) && !addr_equal(&entry->address, &alert->address))
        add_claim(entry, alert, result);
    else
        entry->calls++;
}

/* Of two keys only the first is marked as a call's, so that a merge counts it once. */
static enum err_code add_recent_keys(struct entry *entry, const struct alert *alert, struct err *e)
{
    enum err_code code = entry_add_recent(entry, alert->also_key, alert->when, e);
    if (code == ERR_OK)
        code = entry_add_recent(entry, alert->key, alert->when, e);
    if (code == ERR_OK && alert->key[0] != '\0')
        entry->recent[entry->recent_count - 1].is_call = alert->kind == ALERT_CALL;
    return code;
}

enum err_code rules_apply(struct entry *entry, const struct alert *said,
                          struct rules_result *result, struct err *e)
{
    struct alert placed = *said;
    const struct alert *alert = &placed;
    if (addr_is_unknown(&said->address)) /* nothing says that it has moved */
        placed.address = entry->address;
    *result = (struct rules_result){0};
    if (entry_is_repeat(entry, alert->key, alert->when) ||
        entry_is_repeat(entry, alert->also_key, alert->when))
        return ERR_OK;
    enum err_code code = add_recent_keys(entry, alert, e);
    if (code != ERR_OK)
        return code;
    result->changed = true;
    /* A call is kept in calls and times, and in the events too if its sender said more about it. */
    if (alert->kind == ALERT_EVENT || (alert->kind == ALERT_CALL && alert->detail[0] != '\0'))
        code = entry_add_event(entry, alert->when, alert->name, alert->detail, e);
    /* Only a pending one: a clock that was set back must not make every call late. */
    if (alert->was_pending && alert->when < entry->last_seen) {
        apply_late(entry, alert, result);
        return code;
    }
    entry_expire_claims(entry, alert->when);
    if (alert->kind == ALERT_CALL)
        apply_call(entry, alert, result);
    else if (alert->kind == ALERT_LINK_UP)
        apply_link_up(entry, alert, result);
    entry->last_seen = alert->when;
    return code;
}
