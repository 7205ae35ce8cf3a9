#include "support_queue_db/entry_xml.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/text.h"
#include "common/timefmt.h"
#include "common/xml.h"
#include "support_queue_db/entry_xml_fields.h"

static void put_time(struct xml_writer *w, const char *attribute, time_t when)
{
    char text[TIME_TEXT_SIZE];
    if (when == 0)
        return;
    time_format(when, text);
    xml_put_attribute(w, attribute, text);
}

static void put_number(struct xml_writer *w, const char *name, uint64_t number)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%" PRIu64, number);
    xml_put(w, name, text);
}

static void put_known(struct xml_writer *w, const char *attribute, const char *text)
{
    if (text[0] != '\0')
        xml_put_attribute(w, attribute, text);
}

static void put_count(struct xml_writer *w, const char *attribute, unsigned count)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%u", count);
    xml_put_attribute(w, attribute, text);
}

static void put_claim(struct xml_writer *w, const char *name, const struct entry_claim *claim)
{
    char address[ADDR_TEXT_SIZE];
    addr_format(&claim->address, address);
    xml_start(w, name);
    put_time(w, "time", claim->when);
    xml_put_attribute(w, "source", alert_source_name(claim->source));
    put_count(w, "calls", claim->calls);
    if (claim->counted > 0)
        put_count(w, "counted", claim->counted);
    if (claim->known)
        xml_put_attribute(w, "known", "yes");
    put_time(w, "tried", claim->tried);
    xml_put_text(w, address);
    xml_end(w);
}

static void put_proof(struct xml_writer *w, const char *name, const struct entry *entry)
{
    if (!entry_has_answered(entry))
        return;
    xml_start(w, name);
    put_time(w, "time", entry->proof_time);
    put_known(w, "key", entry->key);
    put_known(w, "realm", entry->realm);
    xml_put_text(w, entry_proof_name(entry->proof));
    xml_end(w);
}

static void put_ask(struct xml_writer *w, const char *name, const struct entry *entry)
{
    if (entry->ask_since == 0)
        return;
    xml_start(w, name);
    put_time(w, "since", entry->ask_since);
    put_time(w, "next", entry->ask_next);
    put_count(w, "tries", entry->ask_tries);
    xml_end(w);
}

/* What somebody did, and when; nothing if nobody did. */
static void write_by_and_time(struct xml_writer *w, const char *name, const char *by, time_t when)
{
    if (by[0] == '\0')
        return;
    xml_start(w, name);
    xml_put_attribute(w, "by", by);
    put_time(w, "time", when);
    xml_end(w);
}

static void put_state(struct xml_writer *w, const char *name, const struct entry *entry)
{
    xml_start(w, name);
    put_time(w, "time", entry->state_time);
    put_known(w, "reason", entry->reason);
    if (entry->failure != FAILURE_NONE)
        xml_put_attribute(w, "failure", entry_failure_name(entry->failure));
    if (entry->inventory_pending)
        xml_put_attribute(w, "inventory", "pending");
    xml_put_text(w, entry_state_name(entry->state));
    xml_end(w);
}

static void put_ticket(struct xml_writer *w, const char *name, const struct entry *entry)
{
    if (entry->ticket[0] == '\0' && entry->ticket_time == 0)
        return;
    xml_start(w, name);
    put_known(w, "by", entry->ticket_by);
    put_time(w, "time", entry->ticket_time);
    xml_put_text(w, entry->ticket);
    xml_end(w);
}

static void put_was(struct xml_writer *w, const char *name, const struct entry *entry)
{
    for (size_t i = 0; i < entry->old_id_count; i++) {
        xml_start(w, name);
        xml_put_attribute(w, "id", entry->old_ids[i].id);
        put_time(w, "time", entry->old_ids[i].when);
        xml_end(w);
    }
}

static void write_ticket_info(struct xml_writer *w, const char *name,
                              const struct ticket_info *word)
{
    if (word->status == TICKET_UNCHECKED)
        return;
    xml_start(w, name);
    put_known(w, "from", word->from);
    put_time(w, "time", word->when);
    put_time(w, "closed", word->closed);
    put_known(w, "title", word->title);
    put_known(w, "requestor", word->requestor);
    xml_put_text(w, ticket_status_name(word->status));
    xml_end(w);
}

static void put_inventory(struct xml_writer *w, const char *name, const struct entry *entry)
{
    for (size_t i = 0; i < entry->inventory_count; i++) {
        const struct inventory_item *word = &entry->inventory[i];
        xml_start(w, name);
        xml_put_attribute(w, "name", word->name);
        put_known(w, "from", word->from);
        put_time(w, "time", word->when);
        xml_put_text(w, word->value);
        xml_end(w);
    }
}

/* What is not known is left out. */
static void put_field(struct xml_writer *w, const struct entry_field *field,
                      const struct entry *entry)
{
    const char *name = field->name;
    char text[TEXT_VALUE_SIZE] = "";
    switch (field->content) {
    case FIELD_UUID:
        if (entry->has_guid)
            guid_format(&entry->guid, text);
        break;
    case FIELD_ADDRESS:
        addr_format(&entry->address, text);
        break;
    case FIELD_SHARES_UUID:
        if (entry->shares_uuid) {
            xml_start(w, name);
            xml_end(w);
        }
        break;
    case FIELD_SAME_AS:
        (void)snprintf(text, sizeof text, "%s", entry->same_as);
        break;
    case FIELD_WAS:
        put_was(w, name, entry);
        break;
    case FIELD_VERIFIED_ADDRESS:
        break;
    case FIELD_CLAIMS:
        for (size_t i = 0; i < entry->claim_count; i++)
            put_claim(w, name, &entry->claims[i]);
        break;
    case FIELD_PROOF:
        put_proof(w, name, entry);
        break;
    case FIELD_ASK:
        put_ask(w, name, entry);
        break;
    case FIELD_CONFIRMED:
        write_by_and_time(w, name, entry->confirmed_by, entry->confirmed_time);
        break;
    case FIELD_TAKEN:
        write_by_and_time(w, name, entry->taken_by, entry->taken_time);
        break;
    case FIELD_STATE:
        put_state(w, name, entry);
        break;
    case FIELD_TICKET:
        put_ticket(w, name, entry);
        break;
    case FIELD_TICKET_INFO:
        write_ticket_info(w, name, &entry->ticket_info);
        break;
    case FIELD_SOURCE:
        xml_put(w, name, alert_source_name(entry->source));
        break;
    case FIELD_TIME:
        if (*entry_field_time(field, entry) != 0 || field->needed)
            time_format(*entry_field_time(field, entry), text);
        break;
    case FIELD_CALLS:
        put_number(w, name, entry->calls);
        break;
    case FIELD_FACTS:
        for (int i = 0; i < FACT_COUNT; i++)
            if (entry->facts[i] != NULL)
                xml_put(w, entry_fact_name((enum entry_fact)i), entry->facts[i]);
        break;
    case FIELD_MEMORY:
        if (entry->memory_bytes > 0)
            put_number(w, name, entry->memory_bytes);
        break;
    case FIELD_DISKS:
        for (size_t i = 0; i < entry->disk_count; i++)
            put_number(w, name, entry->disk_bytes[i]);
        break;
    case FIELD_INVENTORY:
        put_inventory(w, name, entry);
        break;
    case FIELD_EVENTS:
        for (size_t i = 0; i < entry->event_count; i++) {
            xml_start(w, name);
            put_time(w, "time", entry->events[i].when);
            xml_put_attribute(w, "name", entry->events[i].name);
            xml_put_text(w, entry->events[i].detail);
            xml_end(w);
        }
        break;
    case FIELD_RECENT:
        for (size_t i = 0; i < entry->recent_count; i++) {
            xml_start(w, name);
            put_time(w, "time", entry->recent[i].when);
            if (entry->recent[i].is_call)
                xml_put_attribute(w, "kind", "call");
            xml_put_text(w, entry->recent[i].key);
            xml_end(w);
        }
        break;
    }
    if (text[0] != '\0')
        xml_put(w, name, text);
}

enum err_code entry_format_xml(const struct entry *entry, char **text, size_t *len, struct err *e)
{
    struct xml_writer *w = xml_writer_new(true);
    if (w == NULL)
        return err_nomem(e);
    xml_start(w, "client");
    xml_put_attribute(w, "version", ENTRY_FORMAT_VERSION);
    for (const struct entry_field *field = entry_fields; field->name != NULL; field++)
        put_field(w, field, entry);
    xml_end(w);
    return xml_writer_finish(w, text, len, e);
}
