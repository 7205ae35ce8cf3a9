#include "support_queue_db/entry_json.h"

#include <jansson.h>
#include <string.h>

#include "common/timefmt.h"

/* A key whose value is not known is left out. jansson frees a value that it cannot add. */
static bool put_text(json_t *object, const char *key, const char *text)
{
    return text[0] == '\0' || json_object_set_new(object, key, json_string(text)) == 0;
}

static bool put_time(json_t *object, const char *key, time_t when)
{
    char text[TIME_TEXT_SIZE] = "";
    if (when != 0)
        time_format(when, text);
    return put_text(object, key, text);
}

static bool put_flag(json_t *object, const char *key, bool flag)
{
    return !flag || json_object_set_new(object, key, json_true()) == 0;
}

static bool put_claims(json_t *object, const struct entry *entry)
{
    if (entry->claim_count == 0)
        return true;
    json_t *claims = json_array();
    bool good = claims != NULL;
    for (size_t i = 0; i < entry->claim_count && good; i++) {
        const struct entry_claim *claim = &entry->claims[i];
        char address[ADDR_TEXT_SIZE];
        addr_format(&claim->address, address);
        json_t *one = json_object();
        good = one != NULL && put_text(one, "address", address) &&
               put_time(one, "time", claim->when) &&
               put_text(one, "source", alert_source_name(claim->source)) &&
               json_object_set_new(one, "calls", json_integer(claim->calls)) == 0;
        good = json_array_append_new(claims, one) == 0 && good;
    }
    return json_object_set_new(object, "claims", claims) == 0 && good;
}

static bool put_ask(json_t *object, const struct entry *entry)
{
    if (entry->ask_since == 0)
        return true;
    json_t *ask = json_object();
    bool good = ask != NULL && put_time(ask, "since", entry->ask_since) &&
                put_time(ask, "next", entry->ask_next) &&
                json_object_set_new(ask, "tries", json_integer(entry->ask_tries)) == 0;
    return json_object_set_new(object, "ask", ask) == 0 && good;
}

static bool put_identity(json_t *object, const struct entry *entry)
{
    char id[QUEUE_ID_SIZE];
    char uuid[GUID_TEXT_SIZE] = "";
    char address[ADDR_TEXT_SIZE];
    if (entry->file_id[0] != '\0') /* its current name, if only until it is saved again */
        memcpy(id, entry->file_id, sizeof id);
    else
        entry_id(entry, id);
    if (entry->has_guid)
        guid_format(&entry->guid, uuid);
    entry_address(entry, address);
    return put_text(object, "id", id) && put_text(object, "uuid", uuid) &&
           put_text(object, "address", address) &&
           put_text(object, "state", entry_state_name(entry->state)) &&
           put_time(object, "state_time", entry->state_time) &&
           put_text(object, "reason", entry->reason) &&
           put_text(object, "proof",
                    entry->proof != PROOF_NONE ? entry_proof_name(entry->proof) : "") &&
           put_time(object, "proof_time", entry->proof_time) &&
           put_flag(object, "shares_uuid", entry->shares_uuid) &&
           put_text(object, "same_as", entry->same_as) && put_claims(object, entry) &&
           put_ask(object, entry) && put_text(object, "confirmed_by", entry->confirmed_by) &&
           put_time(object, "confirmed_time", entry->confirmed_time) &&
           put_text(object, "source", alert_source_name(entry->source));
}

static bool put_facts(json_t *object, const struct entry *entry)
{
    for (int i = 0; i < FACT_SHOWN_COUNT; i++)
        if (!put_text(object, entry_fact_name((enum entry_fact)i),
                      entry_fact(entry, (enum entry_fact)i)))
            return false;
    if (entry->memory_bytes > 0 &&
        json_object_set_new(object, "memory_bytes",
                            json_integer((json_int_t)entry->memory_bytes)) != 0)
        return false;
    if (entry->disk_count == 0)
        return true;
    json_t *disks = json_array();
    bool good = disks != NULL;
    for (size_t i = 0; i < entry->disk_count && good; i++)
        good = json_array_append_new(disks, json_integer((json_int_t)entry->disk_bytes[i])) == 0;
    return json_object_set_new(object, "disk_bytes", disks) == 0 && good;
}

/* Of several items for one name, only the one that counts. */
static bool put_inventory(json_t *object, const struct entry *entry)
{
    if (entry->inventory_count == 0)
        return true;
    json_t *inventory = json_object();
    bool good = inventory != NULL;
    for (size_t i = 0; i < entry->inventory_count && good; i++) {
        const struct inventory_item *word = &entry->inventory[i];
        if (!entry_inventory_is_effective(entry, i))
            continue;
        json_t *one = json_object();
        good = one != NULL && put_text(one, "value", word->value) &&
               put_text(one, "from", word->from) && put_time(one, "time", word->when);
        good = json_object_set_new(inventory, word->name, one) == 0 && good;
    }
    return json_object_set_new(object, "inventory", inventory) == 0 && good;
}

static bool put_ticket(json_t *object, const struct entry *entry)
{
    const struct ticket_info *word = &entry->ticket_info;
    return put_text(object, "ticket", entry->ticket) &&
           put_text(object, "ticket_by", entry->ticket_by) &&
           put_time(object, "ticket_time", entry->ticket[0] != '\0' ? entry->ticket_time : 0) &&
           put_text(object, "ticket_status", ticket_status_name(word->status)) &&
           put_text(object, "ticket_title", word->title) &&
           put_text(object, "ticket_requestor", word->requestor) &&
           put_time(object, "ticket_closed", word->closed);
}

static bool put_history(json_t *object, const struct entry *entry, long timeout, time_t now)
{
    bool taken = entry_is_taken(entry, now);
    return put_text(object, "taken_by", taken ? entry->taken_by : "") &&
           put_time(object, "taken_time", taken ? entry->taken_time : 0) &&
           put_ticket(object, entry) && put_inventory(object, entry) &&
           put_time(object, "first_call", entry->first_call) &&
           put_time(object, "last_call", entry->last_call) &&
           put_time(object, "last_seen", entry->last_seen) &&
           json_object_set_new(object, "calls", json_integer(entry->calls)) == 0 &&
           put_time(object, "expires", entry_expires(entry, timeout));
}

static bool put_events(json_t *object, const struct entry *entry)
{
    json_t *events = json_array();
    bool good = events != NULL;
    for (size_t i = 0; i < entry->event_count && good; i++) {
        json_t *event = json_object();
        good = event != NULL && put_time(event, "time", entry->events[i].when) &&
               put_text(event, "name", entry->events[i].name) &&
               put_text(event, "detail", entry->events[i].detail);
        good = json_array_append_new(events, event) == 0 && good;
    }
    return json_object_set_new(object, "events", events) == 0 && good;
}

enum err_code entry_format_json(const struct entry *entry, long timeout, time_t now,
                                bool with_events, char **line, struct err *e)
{
    json_t *object = json_object();
    *line = NULL;
    if (object != NULL && put_identity(object, entry) && put_facts(object, entry) &&
        put_history(object, entry, timeout, now) && (!with_events || put_events(object, entry)))
        *line = json_dumps(object, JSON_COMPACT | JSON_ENSURE_ASCII);
    json_decref(object);
    return *line != NULL ? ERR_OK : err_nomem(e);
}
