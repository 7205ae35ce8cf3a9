#include "support_queue_db/entry_xml.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "common/timefmt.h"
#include "common/xml.h"

/* That is written. OLD_VERSION is read too: what it says becomes what it would be now. */
#define FORMAT_VERSION "2"
#define OLD_VERSION    "1"

/* What an element holds. FACTS stands for all that are called as entry_fact_name says. */
enum content {
    UUID,
    SHARES_UUID,
    SAME_AS,
    ADDRESS,
    VERIFIED_ADDRESS, /* of OLD_VERSION: where AMT had answered last */
    CLAIMS,
    STATE,
    PROOF,
    ASK,
    CONFIRMED,
    TAKEN,
    TICKET,
    SOURCE,
    TIME,
    CALLS,
    FACTS,
    MEMORY,
    DISKS,
    EVENTS,
    RECENT
};

/* The elements of the file, in its order. */
static const struct field {
    const char *name;
    enum content content;
    size_t time; /* the offset of a time's member */
    bool needed; /* without it a file is no entry */
} fields[] = {
    {"uuid", UUID, 0, false},
    {"shares_uuid", SHARES_UUID, 0, false},
    {"same_as", SAME_AS, 0, false},
    {"address", ADDRESS, 0, true},
    {"verified_address", VERIFIED_ADDRESS, 0, false},
    {"claim", CLAIMS, 0, false},
    {"state", STATE, 0, true},
    {"proof", PROOF, 0, false},
    {"ask", ASK, 0, false},
    {"confirmed", CONFIRMED, 0, false},
    {"taken", TAKEN, 0, false},
    {"ticket", TICKET, 0, false},
    {"source", SOURCE, 0, true},
    {"first_call", TIME, offsetof(struct entry, first_call), false},
    {"last_call", TIME, offsetof(struct entry, last_call), true},
    {"last_seen", TIME, offsetof(struct entry, last_seen), false},
    {"calls", CALLS, 0, true},
    {"", FACTS, 0, false},
    {"memory_bytes", MEMORY, 0, false},
    {"disk_bytes", DISKS, 0, false},
    {"event", EVENTS, 0, false},
    {"recent", RECENT, 0, false},
};

enum { FIELDS = sizeof fields / sizeof fields[0] };

static time_t *time_of(const struct field *field, const struct entry *entry)
{
    return (time_t *)(uintptr_t)((const char *)entry + field->time);
}

_Static_assert(ENTRY_TICKET_SIZE == TEXT_VALUE_SIZE, "a ticket is as long as any value");

/* ---------------------------------------------------------------- reading */

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
    bool has_verified; /* in OLD_VERSION */
    struct addr verified;
};

/* A time that is none stays 0: not known. */
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

/* The name of another file of the queue, or nothing. */
static void read_same_as(struct entry *entry, const char *text)
{
    if (queue_id_is_valid(text))
        (void)snprintf(entry->same_as, sizeof entry->same_as, "%.*s", QUEUE_ID_SIZE - 1, text);
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
    (void)entry_failure_parse(failure, &entry->failure); /* of none where it is not known */
    return entry_state_parse(text, &entry->state);
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
    enum err_code code = entry_remember(entry, key, when, e);
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
    return ERR_OK; /* a later version's element: not known, not an error */
}

static enum err_code makes_sense(bool good, const xml_node *node, struct err *e)
{
    return good ? ERR_OK
                : err_set(e, ERR_DATA, "the value of <%.40s> makes no sense", xml_name(node));
}

static enum err_code read_field(struct reading *reading, const xml_node *node, struct err *e)
{
    struct entry *entry = reading->entry;
    char text[TEXT_VALUE_SIZE];
    uint64_t number = 0;
    size_t i = 0;
    while (i < FIELDS && strcmp(fields[i].name, xml_name(node)) != 0)
        i++;
    xml_text(node, text, sizeof text);
    switch (i < FIELDS ? fields[i].content : FACTS) {
    case UUID:
        return makes_sense(entry->has_guid = guid_parse(text, &entry->guid), node, e);
    case ADDRESS:
        return makes_sense(addr_parse(text, &entry->address), node, e);
    case SHARES_UUID:
        entry->shares_uuid = true;
        return ERR_OK;
    case SAME_AS:
        read_same_as(entry, text);
        return ERR_OK;
    case VERIFIED_ADDRESS:
        reading->has_verified = reading->is_old && addr_parse(text, &reading->verified);
        return makes_sense(reading->has_verified || !reading->is_old, node, e);
    case CLAIMS:
        return makes_sense(read_claim(entry, node, text), node, e);
    case PROOF:
        return makes_sense(read_proof(entry, node, text), node, e);
    case ASK:
        read_time(node, "since", &entry->ask_since);
        read_time(node, "next", &entry->ask_next);
        entry->ask_tries = read_count(node, "tries");
        return ERR_OK;
    case CONFIRMED:
        xml_attribute(node, "by", entry->confirmed_by, sizeof entry->confirmed_by);
        read_time(node, "time", &entry->confirmed_time);
        return ERR_OK;
    case TAKEN:
        xml_attribute(node, "by", entry->taken_by, sizeof entry->taken_by);
        read_time(node, "time", &entry->taken_time);
        return ERR_OK;
    case STATE:
        return makes_sense(read_state(entry, node, text), node, e);
    case TICKET:
        memcpy(entry->ticket, text, sizeof entry->ticket);
        xml_attribute(node, "by", entry->ticket_by, sizeof entry->ticket_by);
        read_time(node, "time", &entry->ticket_time);
        return ERR_OK;
    case SOURCE:
        return makes_sense(alert_source_parse(text, &entry->source), node, e);
    case TIME:
        return makes_sense(time_parse(text, time_of(&fields[i], entry)), node, e);
    case CALLS:
        if (!parse_number(text, &number) || number > UINT32_MAX)
            return makes_sense(false, node, e);
        entry->calls = (unsigned)number;
        return ERR_OK;
    case FACTS:
        return read_fact(entry, xml_name(node), text, e);
    case MEMORY:
        (void)parse_number(text, &entry->memory_bytes);
        return ERR_OK;
    case DISKS:
        if (entry->disk_count < ENTRY_DISKS_MAX)
            entry->disk_count += parse_number(text, &entry->disk_bytes[entry->disk_count]);
        return ERR_OK;
    case EVENTS:
        return read_event(entry, node, text, e);
    case RECENT:
        return read_recent(entry, node, text, e);
    }
    return ERR_OK;
}

static time_t first_known(time_t a, time_t b)
{
    return a != 0 ? a : b != 0 ? b : 1;
}

/* In OLD_VERSION "verified" was what is answered now. Where AMT had answered once and an alert had
 * moved the client since, it is where AMT answered, and the other address is a claim. */
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

/* What the programs would never write, and would stumble over. */
static void put_right(struct entry *entry)
{
    for (size_t i = entry->claim_count; i-- > 0;)
        if (addr_equal(&entry->claims[i].address, &entry->address))
            entry_drop_claim(entry, i);
    if (entry->ticket[0] == '\0')
        entry->ticket_by[0] = '\0';
    if (entry->ticket[0] != '\0' || entry->taken_by[0] == '\0' || entry->taken_time == 0)
        entry_take(entry, "", 0);
    if (entry->ask_since == 0)
        entry_asked(entry);
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
    reading->is_old = strcmp(version, OLD_VERSION) == 0;
    if (!xml_is(root, "", "client") || (!reading->is_old && strcmp(version, FORMAT_VERSION) != 0))
        return err_set(e, ERR_DATA, "no <client version=\"" FORMAT_VERSION "\">");
    for (size_t i = 0; i < FIELDS; i++)
        if (fields[i].needed && xml_child(root, "", fields[i].name) == NULL)
            return err_set(e, ERR_DATA, "it has no <%s>", fields[i].name);
    enum err_code code = ERR_OK;
    for (const xml_node *node = xml_child(root, "", NULL); node != NULL && code == ERR_OK;
         node = xml_next(node, "", NULL))
        code = read_field(reading, node, e);
    if (code == ERR_OK && reading->is_old)
        upgrade(reading);
    if (code == ERR_OK)
        put_right(reading->entry);
    return code;
}

enum err_code entry_read_xml(struct entry *entry, const char *text, size_t len, struct err *e)
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

/* ---------------------------------------------------------------- writing */

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
    if (entry->key[0] != '\0')
        xml_put_attribute(w, "key", entry->key);
    if (entry->realm[0] != '\0')
        xml_put_attribute(w, "realm", entry->realm);
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

/* What somebody did, and when: nothing if nobody did. */
static void put_deed(struct xml_writer *w, const char *name, const char *by, time_t when)
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
    if (entry->reason[0] != '\0')
        xml_put_attribute(w, "reason", entry->reason);
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
    if (entry->ticket_by[0] != '\0')
        xml_put_attribute(w, "by", entry->ticket_by);
    put_time(w, "time", entry->ticket_time);
    xml_put_text(w, entry->ticket);
    xml_end(w);
}

/* What is not known is left out. */
static void put_field(struct xml_writer *w, const struct field *field, const struct entry *entry)
{
    const char *name = field->name;
    char text[TEXT_VALUE_SIZE] = "";
    switch (field->content) {
    case UUID:
        if (entry->has_guid)
            guid_format(&entry->guid, text);
        break;
    case ADDRESS:
        addr_format(&entry->address, text);
        break;
    case SHARES_UUID:
        if (entry->shares_uuid) {
            xml_start(w, name);
            xml_end(w);
        }
        break;
    case SAME_AS:
        (void)snprintf(text, sizeof text, "%s", entry->same_as);
        break;
    case VERIFIED_ADDRESS:
        break;
    case CLAIMS:
        for (size_t i = 0; i < entry->claim_count; i++)
            put_claim(w, name, &entry->claims[i]);
        break;
    case PROOF:
        put_proof(w, name, entry);
        break;
    case ASK:
        put_ask(w, name, entry);
        break;
    case CONFIRMED:
        put_deed(w, name, entry->confirmed_by, entry->confirmed_time);
        break;
    case TAKEN:
        put_deed(w, name, entry->taken_by, entry->taken_time);
        break;
    case STATE:
        put_state(w, name, entry);
        break;
    case TICKET:
        put_ticket(w, name, entry);
        break;
    case SOURCE:
        xml_put(w, name, alert_source_name(entry->source));
        break;
    case TIME:
        if (*time_of(field, entry) != 0 || field->needed)
            time_format(*time_of(field, entry), text);
        break;
    case CALLS:
        put_number(w, name, entry->calls);
        break;
    case FACTS:
        for (int i = 0; i < FACT_COUNT; i++)
            if (entry->facts[i] != NULL)
                xml_put(w, entry_fact_name((enum entry_fact)i), entry->facts[i]);
        break;
    case MEMORY:
        if (entry->memory_bytes > 0)
            put_number(w, name, entry->memory_bytes);
        break;
    case DISKS:
        for (size_t i = 0; i < entry->disk_count; i++)
            put_number(w, name, entry->disk_bytes[i]);
        break;
    case EVENTS:
        for (size_t i = 0; i < entry->event_count; i++) {
            xml_start(w, name);
            put_time(w, "time", entry->events[i].when);
            xml_put_attribute(w, "name", entry->events[i].name);
            xml_put_text(w, entry->events[i].detail);
            xml_end(w);
        }
        break;
    case RECENT:
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

enum err_code entry_write_xml(const struct entry *entry, char **text, size_t *len, struct err *e)
{
    struct xml_writer *w = xml_writer_new(true);
    if (w == NULL)
        return err_nomem(e);
    xml_start(w, "client");
    xml_put_attribute(w, "version", FORMAT_VERSION);
    for (size_t i = 0; i < FIELDS; i++)
        put_field(w, &fields[i], entry);
    xml_end(w);
    return xml_writer_finish(w, text, len, e);
}
