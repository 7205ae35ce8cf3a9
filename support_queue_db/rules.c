#include "support_queue_db/rules.h"

/* Until AMT has been asked, an alert's address and GUID are the sender's claim. */
static void ask_again(struct entry *entry, const struct alert *alert, struct rules_result *result)
{
    entry_set_state(entry, ENTRY_WAITING, "", alert->when);
    entry->inventory_pending = false;
    entry_ask(entry, alert->when);
    result->identify = true;
}

static void apply_call(struct entry *entry, const struct alert *alert, struct rules_result *result)
{
    if (entry->first_call == 0)
        entry->first_call = alert->when;
    entry->last_call = alert->when;
    if (alert->source != ALERT_MANUAL)
        entry->calls++;
    entry->source = alert->source;
    entry->address = alert->address;
    if (!entry->has_guid && alert->has_guid) {
        entry->has_guid = true;
        entry->guid = alert->guid;
    }
    ask_again(entry, alert, result);
}

/* Of two keys only the first is marked as a call's, so that a merge counts it once. */
static enum err_code remember(struct entry *entry, const struct alert *alert, struct err *e)
{
    enum err_code code = entry_remember(entry, alert->also_key, alert->when, e);
    if (code == ERR_OK)
        code = entry_remember(entry, alert->key, alert->when, e);
    if (code == ERR_OK && alert->key[0] != '\0')
        entry->recent[entry->recent_count - 1].is_call = alert->kind == ALERT_CALL;
    return code;
}

enum err_code rules_apply(struct entry *entry, const struct alert *alert,
                          struct rules_result *result, struct err *e)
{
    *result = (struct rules_result){0};
    if (entry_is_repeat(entry, alert->key, alert->when) ||
        entry_is_repeat(entry, alert->also_key, alert->when))
        return ERR_OK;
    enum err_code code = remember(entry, alert, e);
    if (code != ERR_OK)
        return code;
    result->changed = true;
    /* A call is kept in calls and times; in the events too if its sender said more about it. */
    if (alert->kind == ALERT_EVENT || (alert->kind == ALERT_CALL && alert->detail[0] != '\0'))
        code = entry_add_event(entry, alert->when, alert->name, alert->detail, e);
    /* A pending alert may come after those that followed it: it adds to the history, and sets
     * nothing back. Only then: a clock that was set back must not make every call a late one. */
    if (alert->was_pending && alert->when < entry->last_seen) {
        if (alert->kind == ALERT_CALL) {
            entry->calls++;
            entry->first_call = alert->when < entry->first_call ? alert->when : entry->first_call;
            entry->last_call = alert->when > entry->last_call ? alert->when : entry->last_call;
        }
        return code;
    }
    entry->last_seen = alert->when;
    switch (alert->kind) {
    case ALERT_CALL:
        apply_call(entry, alert, result);
        break;
    case ALERT_LINK_UP:
        if (!addr_equal(&entry->address, &alert->address)) {
            entry->address = alert->address;
            ask_again(entry, alert, result);
        }
        break;
    case ALERT_EVENT:
        break;
    }
    return code;
}
