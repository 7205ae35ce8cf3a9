#include "support_queue_db/entry_xml.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "common/timefmt.h"
#include "common/xml.h"
#include "support_queue_db/entry_xml_fields.h"

_Static_assert(ENTRY_TICKET_SIZE == TEXT_VALUE_SIZE, "a ticket is as long as any value");

/* Numbers in the file are decimal, without sign. */
static bool parse_number(const char *text, uint64_t *number)
{
    size_t len = strlen(text);
    if (len == 0 || len > 19 || strspn(text, "0123456789") != len)
        return false;
    *number = strtoull(text, NULL, 10);
    return true;
}

struct reading {
    struct entry *entry;
    bool is_old;
    bool has_verified; /* in ENTRY_OLD_VERSION */
    struct addr verified;
};

/* An invalid time stays 0: not known. */
static void read_time(const xml_node *node, const char *attribute, time_t *when)
{
    char text[TIME_TEXT_SIZE + 8];
    if (xml_attribute(node, attribute, text, sizeof text))
        (void)time_parse(text, when);
}

static unsigned read_count(const xml_node *node, const char *attribute)
{
    char text[24];
    uint64_t number = 0;
    xml_attribute(node, attribute, text, sizeof text);
    return parse_number(text, &number) && number <= UINT32_MAX ? (unsigned)number : 0;
}

static bool is_yes(const xml_node *node, const char *attribute)
{
    char text[8];
    xml_attribute(node, attribute, text, sizeof text);
    return strcmp(text, "yes") == 0;
}

static bool read_claim(struct entry *entry, const xml_node *node, const char *text)
{
    char source[16];
    struct entry_claim claim = {.calls = read_count(node, "calls"),
                                .counted = read_count(node, "counted"),
                                .known = is_yes(node, "known")};
    read_time(node, "time", &claim.when);
    read_time(node, "tried", &claim.tried);
    xml_attribute(node, "source", source, sizeof source);
    if (!addr_parse(text, &claim.address) || !alert_source_parse(source, &claim.source))
        return false;
    if (entry->claim_count < ENTRY_CLAIMS_MAX && entry_find_claim(entry, &claim.address) == NULL)
        entry->claims[entry->claim_count++] = claim;
    return true;
}

static bool read_proof(struct entry *entry, const xml_node *node, const char *text)
{
    read_time(node, "time", &entry->proof_time);
    xml_attribute(node, "key", entry->key, sizeof entry->key);
    xml_attribute(node, "realm", entry->realm, sizeof entry->realm);
    if (!tls_key_is_valid(entry->key))
        entry->key[0] = '\0';
    return entry_proof_parse(text, &entry->proof);
}

/* The id of another file of the queue, or nothing. */
static void read_same_as(struct entry *entry, const char *text)
{
    if (queue_id_is_valid(text))
        (void)snprintf(entry->same_as, sizeof entry->same_as, "%.*s", QUEUE_ID_SIZE - 1, text);
}

static void read_was(struct entry *entry, const xml_node *node)
{
    struct entry_old_id was = {.when = 0};
    xml_attribute(node, "id", was.id, sizeof was.id);
    read_time(node, "time", &was.when);
    if (queue_id_is_valid(was.id) && entry->old_id_count < ENTRY_OLD_IDS_MAX)
        entry->old_ids[entry->old_id_count++] = was;
}

static bool read_state(struct entry *entry, const xml_node *node, const char *text)
{
    char inventory[16];
    char failure[24];
    xml_attribute(node, "reason", entry->reason, sizeof entry->reason);
    read_time(node, "time", &entry->state_time);
    xml_attribute(node, "inventory", inventory, sizeof inventory);
    entry->inventory_pending = strcmp(inventory, "pending") == 0;
    xml_attribute(node, "failure", failure, sizeof failure);
    (void)entry_failure_parse(failure, &entry->failure); /* none if it is not known */
    return entry_state_parse(text, &entry->state);
}

/* A later version's status counts as none. */
static void read_ticket_info(struct ticket_info *info, const xml_node *node, const char *text)
{
    *info = (struct ticket_info){.status = TICKET_UNCHECKED};
    if (!ticket_status_parse(text, &info->status))
        return;
    xml_attribute(node, "from", info->from, sizeof info->from);
    read_time(node, "time", &info->when);
    read_time(node, "closed", &info->closed);
    xml_attribute(node, "title", info->title, sizeof info->title);
    xml_attribute(node, "requestor", info->requestor, sizeof info->requestor);
}

static enum err_code read_inventory(struct entry *entry, const xml_node *node, const char *text,
                                    struct err *e)
{
    char name[ENTRY_INVENTORY_NAME_SIZE + 1];
    char from[ENTRY_FROM_SIZE];
    time_t when = 0;
    xml_attribute(node, "name", name, sizeof name);
    xml_attribute(node, "from", from, sizeof from);
    read_time(node, "time", &when);
    if (!inventory_name_is_valid(name))
        return ERR_OK;
    enum err_code code = entry_set_inventory(entry, from, name, text, when, e);
    return code == ERR_DATA ? ERR_OK : code; /* more than these programs write */
}

static enum err_code read_event(struct entry *entry, const xml_node *node, const char *detail,
                                struct err *e)
{
    char name[ALERT_NAME_SIZE];
    time_t when = 0;
    xml_attribute(node, "name", name, sizeof name);
    read_time(node, "time", &when);
    return entry_add_event(entry, when, name, detail, e);
}

static enum err_code read_recent(struct entry *entry, const xml_node *node, const char *text,
                                 struct err *e)
{
    char key[ALERT_KEY_SIZE];
    char kind[8];
    time_t when = 0;
    read_time(node, "time", &when);
    text_clean_xml(text, strlen(text), key, sizeof key);
    enum err_code code = entry_add_recent(entry, key, when, e);
    if (code == ERR_OK && key[0] != '\0' && xml_attribute(node, "kind", kind, sizeof kind))
        entry->recent[entry->recent_count - 1].is_call = strcmp(kind, "call") == 0;
    return code;
}

static enum err_code read_fact(struct entry *entry, const char *name, const char *text,
                               struct err *e)
{
    for (int i = 0; i < FACT_COUNT; i++)
        if (strcmp(name, entry_fact_name((enum entry_fact)i)) == 0)
            return entry_set_fact(entry, (enum entry_fact)i, text, e);
    return ERR_OK; /* an element of a later version: unknown, but not an error */
}

static enum err_code check_value(bool good, const xml_node *node, struct err *e)
{
    return good ? ERR_OK
                : err_set(e, ERR_DATA, "the value of <%.40s> is not valid", xml_name(node));
}

static enum err_code read_field(struct reading *reading, const xml_node *node, struct err *e)
{
    struct entry *entry = reading->entry;
    char text[TEXT_VALUE_SIZE];
    uint64_t number = 0;
    const struct entry_field *field = entry_fields;
    while (field->name != NULL && strcmp(field->name, xml_name(node)) != 0)
        field++;
    xml_text(node, text, sizeof text);
    switch (field->content) {
    case FIELD_UUID:
        return check_value(entry->has_guid = guid_parse(text, &entry->guid), node, e);
    case FIELD_ADDRESS:
        return check_value(addr_parse(text, &entry->address), node, e);
    case FIELD_SHARES_UUID:
        entry->shares_uuid = true;
        return ERR_OK;
    case FIELD_SAME_AS:
        read_same_as(entry, text);
        return ERR_OK;
    case FIELD_WAS:
        read_was(entry, node);
        return ERR_OK;
    case FIELD_VERIFIED_ADDRESS:
        reading->has_verified = reading->is_old && addr_parse(text, &reading->verified);
        return check_value(reading->has_verified || !reading->is_old, node, e);
    case FIELD_CLAIMS:
        return check_value(read_claim(entry, node, text), node, e);
    case FIELD_PROOF:
        return check_value(read_proof(entry, node, text), node, e);
    case FIELD_ASK:
        read_time(node, "since", &entry->ask_since);
        read_time(node, "next", &entry->ask_next);
        entry->ask_tries = read_count(node, "tries");
        return ERR_OK;
    case FIELD_CONFIRMED:
        xml_attribute(node, "by", entry->confirmed_by, sizeof entry->confirmed_by);
        read_time(node, "time", &entry->confirmed_time);
        return ERR_OK;
    case FIELD_TAKEN:
        xml_attribute(node, "by", entry->taken_by, sizeof entry->taken_by);
        read_time(node, "time", &entry->taken_time);
        return ERR_OK;
    case FIELD_STATE:
        return check_value(read_state(entry, node, text), node, e);
    case FIELD_TICKET:
        memcpy(entry->ticket, text, sizeof entry->ticket);
        xml_attribute(node, "by", entry->ticket_by, sizeof entry->ticket_by);
        read_time(node, "time", &entry->ticket_time);
        return ERR_OK;
    case FIELD_TICKET_INFO:
        read_ticket_info(&entry->ticket_info, node, text);
        return ERR_OK;
    case FIELD_SOURCE:
        return check_value(alert_source_parse(text, &entry->source), node, e);
    case FIELD_TIME:
        return check_value(time_parse(text, entry_field_time(field, entry)), node, e);
    case FIELD_CALLS:
        if (!parse_number(text, &number) || number > UINT32_MAX)
            return check_value(false, node, e);
        entry->calls = (unsigned)number;
        return ERR_OK;
    case FIELD_FACTS:
        return read_fact(entry, xml_name(node), text, e);
    case FIELD_MEMORY:
        (void)parse_number(text, &entry->memory_bytes);
        return ERR_OK;
    case FIELD_DISKS:
        if (entry->disk_count < ENTRY_DISKS_MAX)
            entry->disk_count += parse_number(text, &entry->disk_bytes[entry->disk_count]);
        return ERR_OK;
    case FIELD_INVENTORY:
        return read_inventory(entry, node, text, e);
    case FIELD_EVENTS:
        return read_event(entry, node, text, e);
    case FIELD_RECENT:
        return read_recent(entry, node, text, e);
    }
    return ERR_OK;
}

static time_t first_known(time_t a, time_t b)
{
    return a != 0 ? a : b != 0 ? b : 1;
}

/* In ENTRY_OLD_VERSION "verified" meant what is answered now. If AMT had answered once and an alert
 * had moved the client since, the address is where AMT answered, and the other one becomes a claim.
 */
static void upgrade(struct reading *reading)
{
    struct entry *entry = reading->entry;
    if (!reading->has_verified && entry->state == ENTRY_VERIFIED) {
        reading->has_verified = true;
        reading->verified = entry->address;
    }
    if (!reading->has_verified)
        return;
    bool waits = entry->state == ENTRY_WAITING;
    bool moved = !addr_equal(&reading->verified, &entry->address);
    if (moved) {
        struct addr said = entry->address;
        entry->address = reading->verified;
        (void)entry_add_claim(entry, &said, first_known(entry->last_seen, entry->last_call),
                              entry->source, true);
        entry->claims[0].counted = 1;
    }
    entry->proof_time = first_known(entry->state_time, entry->last_call);
    if (waits || moved)
        entry->ask_since = entry->ask_next = entry->proof_time;
    if (moved && entry->state == ENTRY_MISMATCH)
        entry->reason[0] = '\0';
    if (moved || entry->state != ENTRY_MISMATCH)
        entry->state = ENTRY_ANSWERED;
}

/* Mends what the programs would never write, and would trip over. */
static void repair_entry(struct entry *entry)
{
    for (size_t i = entry->claim_count; i-- > 0;)
        if (addr_equal(&entry->claims[i].address, &entry->address))
            entry_remove_claim(entry, i);
    if (entry->ticket[0] == '\0') {
        entry->ticket_by[0] = '\0';
        entry->ticket_info = (struct ticket_info){.status = TICKET_UNCHECKED};
    }
    if (entry->ticket[0] != '\0' || entry->taken_by[0] == '\0' || entry->taken_time == 0)
        entry_take(entry, "", 0);
    if (entry->ask_since == 0)
        entry_clear_ask_due(entry);
    if (!entry_has_answered(entry)) {
        entry->proof = PROOF_NONE;
        entry->key[0] = '\0';
        entry->realm[0] = '\0';
    }
    if (entry->state == ENTRY_WAITING || entry->state == ENTRY_MISMATCH || entry->reason[0] == '\0')
        entry->failure = FAILURE_NONE;
    if (entry->state == ENTRY_WAITING && entry->ask_since == 0)
        entry->ask_since = entry->ask_next = first_known(entry->state_time, entry->last_call);
}

static enum err_code read_root(struct reading *reading, const xml_node *root, struct err *e)
{
    char version[8];
    xml_attribute(root, "version", version, sizeof version);
    reading->is_old = strcmp(version, ENTRY_OLD_VERSION) == 0;
    if (!xml_is(root, "", "client") ||
        (!reading->is_old && strcmp(version, ENTRY_FORMAT_VERSION) != 0))
        return err_set(e, ERR_DATA, "not a <client version=\"" ENTRY_FORMAT_VERSION "\">");
    for (const struct entry_field *field = entry_fields; field->name != NULL; field++)
        if (field->needed && xml_child(root, "", field->name) == NULL)
            return err_set(e, ERR_DATA, "it has no <%s>", field->name);
    enum err_code code = ERR_OK;
    for (const xml_node *node = xml_child(root, "", NULL); node != NULL && code == ERR_OK;
         node = xml_next(node, "", NULL))
        code = read_field(reading, node, e);
    if (code == ERR_OK && reading->is_old)
        upgrade(reading);
    if (code == ERR_OK)
        repair_entry(reading->entry);
    return code;
}

enum err_code entry_parse_xml(struct entry *entry, const char *text, size_t len, struct err *e)
{
    xml_doc *doc;
    enum err_code code = xml_parse(text, len, &doc, e);
    if (code != ERR_OK)
        return code;
    struct reading reading = {.entry = entry};
    code = read_root(&reading, xml_root(doc), e);
    xml_free(doc);
    return code;
}
