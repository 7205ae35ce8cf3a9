/* A file of the queue. What was read can be written, and reads back unchanged. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "support_queue_db/entry_xml.h"

static void expect(bool same)
{
    if (!same)
        abort();
}

static void expect_equal(const struct entry *a, const struct entry *b)
{
    expect(a->has_guid == b->has_guid && guid_equal(&a->guid, &b->guid));
    expect(addr_equal(&a->address, &b->address));
    expect(a->shares_uuid == b->shares_uuid && strcmp(a->same_as, b->same_as) == 0);
    expect(a->claim_count == b->claim_count);
    for (size_t i = 0; i < a->claim_count; i++)
        expect(addr_equal(&a->claims[i].address, &b->claims[i].address) &&
               a->claims[i].when == b->claims[i].when && a->claims[i].calls == b->claims[i].calls);
    expect(a->proof_time == b->proof_time && a->proof == b->proof);
    expect(a->ask_since == b->ask_since && a->ask_tries == b->ask_tries);
    expect(a->state == b->state && a->source == b->source && a->calls == b->calls);
    expect(a->first_call == b->first_call && a->last_call == b->last_call);
    expect(a->last_seen == b->last_seen && a->ticket_time == b->ticket_time);
    expect(strcmp(a->reason, b->reason) == 0 && strcmp(a->ticket, b->ticket) == 0);
    expect(strcmp(a->ticket_by, b->ticket_by) == 0);
    for (int i = 0; i < FACT_COUNT; i++)
        expect(strcmp(entry_fact(a, (enum entry_fact)i), entry_fact(b, (enum entry_fact)i)) == 0);
    expect(a->memory_bytes == b->memory_bytes && a->disk_count == b->disk_count);
    expect(memcmp(a->disk_bytes, b->disk_bytes, a->disk_count * sizeof a->disk_bytes[0]) == 0);
    expect(a->ticket_info.status == b->ticket_info.status);
    expect(strcmp(a->ticket_info.title, b->ticket_info.title) == 0);
    expect(a->old_id_count == b->old_id_count);
    for (size_t i = 0; i < a->old_id_count; i++)
        expect(strcmp(a->old_ids[i].id, b->old_ids[i].id) == 0 &&
               a->old_ids[i].when == b->old_ids[i].when);
    expect(a->inventory_count == b->inventory_count);
    for (size_t i = 0; i < a->inventory_count; i++)
        expect(strcmp(a->inventory[i].name, b->inventory[i].name) == 0 &&
               strcmp(a->inventory[i].from, b->inventory[i].from) == 0 &&
               strcmp(a->inventory[i].value, b->inventory[i].value) == 0);
    expect(a->event_count == b->event_count);
    for (size_t i = 0; i < a->event_count; i++)
        expect(a->events[i].when == b->events[i].when &&
               strcmp(a->events[i].name, b->events[i].name) == 0 &&
               strcmp(a->events[i].detail, b->events[i].detail) == 0);
    expect(a->recent_count == b->recent_count);
    for (size_t i = 0; i < a->recent_count; i++)
        expect(strcmp(a->recent[i].key, b->recent[i].key) == 0);
}

void fuzz_one(const uint8_t *data, size_t size)
{
    struct entry entry;
    struct entry again;
    struct err e = {0};
    char *text;
    size_t len;
    entry_init(&entry);
    enum err_code code = entry_parse_xml(&entry, (const char *)data, size, &e);
    if (code == ERR_OK) {
        expect(entry_format_xml(&entry, &text, &len, &e) == ERR_OK);
        entry_init(&again);
        expect(entry_parse_xml(&again, text, len, &e) == ERR_OK);
        expect_equal(&entry, &again);
        entry_free(&again);
        free(text);
    } else {
        expect(code == e.code && e.text[0] != '\0');
    }
    entry_free(&entry);
}
