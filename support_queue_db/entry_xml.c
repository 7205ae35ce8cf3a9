#include "support_queue_db/entry_xml.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "common/timefmt.h"
#include "common/xml.h"

#define FORMAT_VERSION "1"

/* Numbers in the file are decimal, without sign. */
static bool read_number(const xml_node *node, uint64_t most, uint64_t *number)
{
    char text[32];
    xml_text(node, text, sizeof text);
    size_t len = strlen(text);
    if (len == 0 || len > 19 || strspn(text, "0123456789") != len)
        return false;
    uint64_t value = strtoull(text, NULL, 10);
    if (value > most)
        return false;
    *number = value;
    return true;
}

static bool read_time(const xml_node *node, time_t *when)
{
    char text[TIME_TEXT_SIZE + 8];
    xml_text(node, text, sizeof text);
    return time_parse(text, when);
}

static void read_time_attribute(const xml_node *node, const char *name, time_t *when)
{
    char text[TIME_TEXT_SIZE + 8];
    if (xml_attribute(node, name, text, sizeof text))
        (void)time_parse(text, when); /* a time that is none stays 0: not known */
}

static bool read_addr(const xml_node *node, struct addr *addr)
{
    char text[ADDR_TEXT_SIZE];
    xml_text(node, text, sizeof text);
    return addr_parse(text, addr);
}

static bool read_guid(struct entry *entry, const xml_node *node)
{
    char text[GUID_TEXT_SIZE + 8];
    xml_text(node, text, sizeof text);
    entry->has_guid = guid_parse(text, &entry->guid);
    return entry->has_guid;
}

static bool read_state(struct entry *entry, const xml_node *node)
{
    char text[16];
    xml_text(node, text, sizeof text);
    xml_attribute(node, "reason", entry->reason, sizeof entry->reason);
    read_time_attribute(node, "time", &entry->state_time);
    char inventory[16];
    xml_attribute(node, "inventory", inventory, sizeof inventory);
    entry->inventory_pending = strcmp(inventory, "pending") == 0;
    return entry_state_parse(text, &entry->state);
}

static void read_ticket(struct entry *entry, const xml_node *node)
{
    xml_text(node, entry->ticket, sizeof entry->ticket);
    xml_attribute(node, "by", entry->ticket_by, sizeof entry->ticket_by);
    read_time_attribute(node, "time", &entry->ticket_time);
}

static void read_disk(struct entry *entry, const xml_node *node)
{
    if (entry->disk_count < ENTRY_DISKS_MAX &&
        read_number(node, UINT64_MAX, &entry->disk_bytes[entry->disk_count]))
        entry->disk_count++;
}

static enum err_code read_event(struct entry *entry, const xml_node *node, struct err *e)
{
    char name[ALERT_NAME_SIZE];
    char detail[ALERT_DETAIL_SIZE];
    time_t when = 0;
    xml_attribute(node, "name", name, sizeof name);
    read_time_attribute(node, "time", &when);
    xml_text(node, detail, sizeof detail);
    return entry_add_event(entry, when, name, detail, e);
}

static enum err_code read_recent(struct entry *entry, const xml_node *node, struct err *e)
{
    char key[ALERT_KEY_SIZE];
    time_t when = 0;
    read_time_attribute(node, "time", &when);
    xml_text(node, key, sizeof key);
    enum err_code code = entry_remember(entry, key, when, e);
    char kind[8];
    if (code == ERR_OK && key[0] != '\0' && xml_attribute(node, "kind", kind, sizeof kind))
        entry->recent[entry->recent_count - 1].is_call = strcmp(kind, "call") == 0;
    return code;
}

static int fact_of(const char *name)
{
    for (int i = 0; i < FACT_COUNT; i++)
        if (strcmp(name, entry_fact_name((enum entry_fact)i)) == 0)
            return i;
    return -1;
}

static enum err_code read_fact(struct entry *entry, const xml_node *node, struct err *e)
{
    char text[TEXT_VALUE_SIZE];
    int fact = fact_of(xml_name(node));
    if (fact < 0)
        return ERR_OK; /* a later version's element: not known, not an error */
    xml_text(node, text, sizeof text);
    return entry_set_fact(entry, (enum entry_fact)fact, text, e);
}

static bool is(const xml_node *node, const char *name)
{
    return xml_is(node, "", name);
}

static bool read_source(struct entry *entry, const xml_node *node)
{
    char text[16];
    xml_text(node, text, sizeof text);
    return alert_source_parse(text, &entry->source);
}

/* The elements without which an entry is none, and that must make sense. */
static bool read_core(struct entry *entry, const xml_node *node)
{
    uint64_t number = 0;
    if (is(node, "uuid"))
        return read_guid(entry, node);
    if (is(node, "address"))
        return read_addr(node, &entry->address);
    if (is(node, "verified_address"))
        return entry->has_verified_address = read_addr(node, &entry->verified_address);
    if (is(node, "state"))
        return read_state(entry, node);
    if (is(node, "source"))
        return read_source(entry, node);
    if (is(node, "first_call"))
        return read_time(node, &entry->first_call);
    if (is(node, "last_call"))
        return read_time(node, &entry->last_call);
    if (is(node, "last_seen"))
        return read_time(node, &entry->last_seen);
    if (is(node, "calls")) {
        bool good = read_number(node, UINT32_MAX, &number);
        entry->calls = (unsigned)number;
        return good;
    }
    return true;
}

static enum err_code read_rest(struct entry *entry, const xml_node *node, struct err *e)
{
    if (is(node, "ticket"))
        read_ticket(entry, node);
    else if (is(node, "memory_bytes"))
        (void)read_number(node, UINT64_MAX, &entry->memory_bytes);
    else if (is(node, "disk_bytes"))
        read_disk(entry, node);
    else if (is(node, "event"))
        return read_event(entry, node, e);
    else if (is(node, "recent"))
        return read_recent(entry, node, e);
    else if (xml_is(node, "", NULL))
        return read_fact(entry, node, e);
    return ERR_OK;
}

static enum err_code read_root(struct entry *entry, const xml_node *root, struct err *e)
{
    static const char *const needed[] = {"address", "state", "source", "last_call", "calls"};
    char version[8];
    xml_attribute(root, "version", version, sizeof version);
    if (!is(root, "client") || strcmp(version, FORMAT_VERSION) != 0)
        return err_set(e, ERR_DATA, "no <client version=\"" FORMAT_VERSION "\">");
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (xml_child(root, "", needed[i]) == NULL)
            return err_set(e, ERR_DATA, "it has no <%s>", needed[i]);
    enum err_code code = ERR_OK;
    for (const xml_node *node = xml_child(root, NULL, NULL); node != NULL && code == ERR_OK;
         node = xml_next(node, NULL, NULL)) {
        if (!read_core(entry, node))
            return err_set(e, ERR_DATA, "the value of <%.40s> makes no sense", xml_name(node));
        code = read_rest(entry, node, e);
    }
    return code;
}

enum err_code entry_read_xml(struct entry *entry, const char *text, size_t len, struct err *e)
{
    struct xml_doc *doc;
    enum err_code code = xml_parse(text, len, &doc, e);
    if (code != ERR_OK)
        return code;
    code = read_root(entry, xml_root(doc), e);
    xml_free(doc);
    return code;
}

static void put_time(struct xml_writer *w, const char *name, time_t when)
{
    char text[TIME_TEXT_SIZE];
    if (when == 0)
        return;
    time_format(when, text);
    xml_put(w, name, text);
}

static void put_time_attribute(struct xml_writer *w, const char *name, time_t when)
{
    char text[TIME_TEXT_SIZE];
    if (when == 0)
        return;
    time_format(when, text);
    xml_put_attribute(w, name, text);
}

static void put_number(struct xml_writer *w, const char *name, uint64_t number)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%" PRIu64, number);
    xml_put(w, name, text);
}

static void put_addr(struct xml_writer *w, const char *name, const struct addr *addr)
{
    char text[ADDR_TEXT_SIZE];
    addr_format(addr, text);
    xml_put(w, name, text);
}

static void put_identity(struct xml_writer *w, const struct entry *entry)
{
    if (entry->has_guid) {
        char text[GUID_TEXT_SIZE];
        guid_format(&entry->guid, text);
        xml_put(w, "uuid", text);
    }
    put_addr(w, "address", &entry->address);
    if (entry->has_verified_address)
        put_addr(w, "verified_address", &entry->verified_address);
}

static void put_state(struct xml_writer *w, const struct entry *entry)
{
    xml_start(w, "state");
    put_time_attribute(w, "time", entry->state_time);
    if (entry->reason[0] != '\0')
        xml_put_attribute(w, "reason", entry->reason);
    if (entry->inventory_pending)
        xml_put_attribute(w, "inventory", "pending");
    xml_put_text(w, entry_state_name(entry->state));
    xml_end(w);
}

static void put_ticket(struct xml_writer *w, const struct entry *entry)
{
    if (entry->ticket[0] == '\0' && entry->ticket_time == 0)
        return;
    xml_start(w, "ticket");
    if (entry->ticket_by[0] != '\0')
        xml_put_attribute(w, "by", entry->ticket_by);
    put_time_attribute(w, "time", entry->ticket_time);
    xml_put_text(w, entry->ticket);
    xml_end(w);
}

static void put_calls(struct xml_writer *w, const struct entry *entry)
{
    xml_put(w, "source", alert_source_name(entry->source));
    char last_call[TIME_TEXT_SIZE]; /* stands there even at 0: without it a file is no entry */
    time_format(entry->last_call, last_call);
    put_time(w, "first_call", entry->first_call);
    xml_put(w, "last_call", last_call);
    put_time(w, "last_seen", entry->last_seen);
    put_number(w, "calls", entry->calls);
}

static void put_facts(struct xml_writer *w, const struct entry *entry)
{
    for (int i = 0; i < FACT_COUNT; i++)
        if (entry->facts[i] != NULL)
            xml_put(w, entry_fact_name((enum entry_fact)i), entry->facts[i]);
    if (entry->memory_bytes > 0)
        put_number(w, "memory_bytes", entry->memory_bytes);
    for (size_t i = 0; i < entry->disk_count; i++)
        put_number(w, "disk_bytes", entry->disk_bytes[i]);
}

static void put_history(struct xml_writer *w, const struct entry *entry)
{
    for (size_t i = 0; i < entry->event_count; i++) {
        const struct entry_event *event = &entry->events[i];
        xml_start(w, "event");
        put_time_attribute(w, "time", event->when);
        xml_put_attribute(w, "name", event->name);
        xml_put_text(w, event->detail);
        xml_end(w);
    }
    for (size_t i = 0; i < entry->recent_count; i++) {
        xml_start(w, "recent");
        put_time_attribute(w, "time", entry->recent[i].when);
        if (entry->recent[i].is_call)
            xml_put_attribute(w, "kind", "call");
        xml_put_text(w, entry->recent[i].key);
        xml_end(w);
    }
}

enum err_code entry_write_xml(const struct entry *entry, char **text, size_t *len, struct err *e)
{
    struct xml_writer *w = xml_writer_new(true);
    if (w == NULL)
        return err_nomem(e);
    xml_start(w, "client");
    xml_put_attribute(w, "version", FORMAT_VERSION);
    put_identity(w, entry);
    put_state(w, entry);
    put_ticket(w, entry);
    put_calls(w, entry);
    put_facts(w, entry);
    put_history(w, entry);
    xml_end(w);
    return xml_writer_finish(w, text, len, e);
}
