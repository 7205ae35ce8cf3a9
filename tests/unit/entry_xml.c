#include "tests/unit/unit.h"

#include <stdlib.h>

#include "common/text.h"
#include "support_queue_db/entry_xml.h"

#define NOW   1795434000
#define KEY   "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define REALM "Digest:0123456789ABCDEF0123456789ABCDEF"
#define STAMP "2026-11-23T11:40:00Z"
#define NEEDED                                                                                     \
    "<address>10.0.0.205</address><state>waiting</state><source>pet</source>"                      \
    "<last_call>" STAMP "</last_call><calls>1</calls>"

static enum err_code read_text(struct entry *entry, const char *text, struct err *e)
{
    entry_init(entry);
    return entry_parse_xml(entry, text, strlen(text), e);
}

/* Writes the entry and reads it into *again. */
static void round_trip(const struct entry *entry, struct entry *again)
{
    struct err e;
    char *text;
    size_t len;
    assert_int_equal(entry_format_xml(entry, &text, &len, &e), ERR_OK);
    assert_int_equal(strlen(text), len);
    entry_init(again);
    enum err_code code = entry_parse_xml(again, text, len, &e);
    if (code != ERR_OK)
        fail_msg("%s: %s", e.text, text);
    free(text);
}

static void fill(struct entry *entry)
{
    struct err e;
    entry_init(entry);
    entry->has_guid = true;
    assert_true(guid_parse("4c4c4544-0050-5910-8043-b2c04f333358", &entry->guid));
    assert_true(addr_parse("fe80::5%br-lan", &entry->address));
    entry->shares_uuid = true;
    (void)snprintf(entry->same_as, sizeof entry->same_as, "fe80--5%%br-lan");
    for (size_t i = 0; i < ENTRY_CLAIMS_MAX; i++) {
        struct entry_claim *claim = &entry->claims[entry->claim_count++];
        assert_true(addr_parse("10.0.0.205", &claim->address));
        claim->address.bytes[3] = (unsigned char)i;
        claim->when = NOW + 20 + (time_t)i;
        claim->source = ALERT_PET;
        claim->calls = (unsigned)i;
        claim->counted = (unsigned)i / 2;
        claim->known = i == 1;
        claim->tried = i == 2 ? NOW + 30 : 0;
    }
    entry_set_state(entry, ENTRY_VERIFIED, "because", NOW + 1);
    entry->failure = FAILURE_NOT_REGISTERED;
    entry->proof = PROOF_CERTIFICATE;
    entry->proof_time = NOW + 6;
    (void)snprintf(entry->key, sizeof entry->key, "%s", KEY);
    (void)snprintf(entry->realm, sizeof entry->realm, "%s", REALM);
    entry->ask_since = NOW + 7;
    entry->ask_next = NOW + 8;
    entry->ask_tries = 3;
    (void)snprintf(entry->confirmed_by, sizeof entry->confirmed_by, "eve \"<&>'");
    entry->confirmed_time = NOW + 9;
    entry->inventory_pending = true;
    entry->source = ALERT_WS_EVENT;
    (void)snprintf(entry->ticket, sizeof entry->ticket, "INC-4711 \"<&>'");
    (void)snprintf(entry->ticket_by, sizeof entry->ticket_by, "J\xc3\xbcrgen \"<&>'");
    entry->ticket_time = NOW + 2;
    entry->first_call = NOW + 3;
    entry->last_call = NOW + 4;
    entry->last_seen = NOW + 5;
    entry->calls = 4294967295u;
    for (int i = 0; i < FACT_COUNT; i++) {
        char text[32];
        (void)snprintf(text, sizeof text, "fact %d", i);
        assert_int_equal(entry_set_fact(entry, (enum entry_fact)i, text, &e), ERR_OK);
    }
    entry->memory_bytes = 1099511627776u;
    entry->disk_count = ENTRY_DISKS_MAX;
    for (size_t i = 0; i < ENTRY_DISKS_MAX; i++)
        entry->disk_bytes[i] = 9223372036854775807u - i;
    for (int i = 0; i < ENTRY_OLD_IDS_MAX; i++) {
        (void)snprintf(entry->file_id, sizeof entry->file_id, "192.0.2.%d", i);
        entry_add_old_id(entry, NOW + 50 + i);
    }
    entry_set_ticket_info(entry, "rt",
                          &(struct ticket_info){.status = TICKET_CLOSED,
                                                .closed = NOW - 1,
                                                .title = "PC \"<&>' boots not",
                                                .requestor = "J\xc3\xbcrgen"},
                          NOW + 60);
    for (int i = 0; i < ENTRY_INVENTORY_MAX; i++) {
        char name[] = "name_a";
        name[5] = (char)(name[5] + i);
        assert_int_equal(entry_set_inventory(entry, i % 2 == 0 ? "hand:eve \"<&>'" : "rt", name,
                                             "\"<&>'", NOW + i, &e),
                         ERR_OK);
    }
    for (int i = 0; i < ENTRY_EVENTS_MAX; i++)
        assert_int_equal(entry_add_event(entry, NOW + i, "No bootable media", "a  b", &e), ERR_OK);
    assert_int_equal(entry_add_recent(entry, "pet 10.0.0.205 1 2 AA", NOW, &e), ERR_OK);
    assert_int_equal(entry_add_recent(entry, "pet 10.0.0.205 2 2 AA", NOW + 9, &e), ERR_OK);
}

static void expect_equal(const struct entry *a, const struct entry *b)
{
    assert_int_equal(a->has_guid, b->has_guid);
    assert_true(guid_equal(&a->guid, &b->guid));
    assert_true(addr_equal(&a->address, &b->address));
    assert_int_equal(a->shares_uuid, b->shares_uuid);
    assert_string_equal(a->same_as, b->same_as);
    assert_int_equal(a->claim_count, b->claim_count);
    for (size_t i = 0; i < a->claim_count; i++) {
        assert_true(addr_equal(&a->claims[i].address, &b->claims[i].address));
        assert_int_equal(a->claims[i].when, b->claims[i].when);
        assert_int_equal(a->claims[i].source, b->claims[i].source);
        assert_int_equal(a->claims[i].calls, b->claims[i].calls);
        assert_int_equal(a->claims[i].counted, b->claims[i].counted);
        assert_int_equal(a->claims[i].known, b->claims[i].known);
        assert_int_equal(a->claims[i].tried, b->claims[i].tried);
    }
    assert_int_equal(a->proof, b->proof);
    assert_int_equal(a->proof_time, b->proof_time);
    assert_string_equal(a->key, b->key);
    assert_string_equal(a->realm, b->realm);
    assert_int_equal(a->ask_since, b->ask_since);
    assert_int_equal(a->ask_next, b->ask_next);
    assert_int_equal(a->ask_tries, b->ask_tries);
    assert_string_equal(a->confirmed_by, b->confirmed_by);
    assert_int_equal(a->confirmed_time, b->confirmed_time);
    assert_int_equal(a->state, b->state);
    assert_string_equal(a->reason, b->reason);
    assert_int_equal(a->failure, b->failure);
    assert_int_equal(a->state_time, b->state_time);
    assert_int_equal(a->inventory_pending, b->inventory_pending);
    assert_int_equal(a->source, b->source);
    assert_string_equal(a->ticket, b->ticket);
    assert_string_equal(a->ticket_by, b->ticket_by);
    assert_int_equal(a->ticket_time, b->ticket_time);
    assert_memory_equal(&a->ticket_info, &b->ticket_info, sizeof a->ticket_info);
    assert_int_equal(a->old_id_count, b->old_id_count);
    for (size_t i = 0; i < a->old_id_count; i++) {
        assert_string_equal(a->old_ids[i].id, b->old_ids[i].id);
        assert_int_equal(a->old_ids[i].when, b->old_ids[i].when);
    }
    assert_int_equal(a->inventory_count, b->inventory_count);
    for (size_t i = 0; i < a->inventory_count; i++) {
        assert_string_equal(a->inventory[i].name, b->inventory[i].name);
        assert_string_equal(a->inventory[i].from, b->inventory[i].from);
        assert_int_equal(a->inventory[i].when, b->inventory[i].when);
        assert_string_equal(a->inventory[i].value, b->inventory[i].value);
    }
    assert_int_equal(a->first_call, b->first_call);
    assert_int_equal(a->last_call, b->last_call);
    assert_int_equal(a->last_seen, b->last_seen);
    assert_int_equal(a->calls, b->calls);
    for (int i = 0; i < FACT_COUNT; i++)
        assert_string_equal(entry_fact(a, (enum entry_fact)i), entry_fact(b, (enum entry_fact)i));
    assert_int_equal(a->memory_bytes, b->memory_bytes);
    assert_int_equal(a->disk_count, b->disk_count);
    assert_memory_equal(a->disk_bytes, b->disk_bytes, sizeof a->disk_bytes);
    assert_int_equal(a->event_count, b->event_count);
    for (size_t i = 0; i < a->event_count; i++) {
        assert_int_equal(a->events[i].when, b->events[i].when);
        assert_string_equal(a->events[i].name, b->events[i].name);
        assert_string_equal(a->events[i].detail, b->events[i].detail);
    }
    assert_int_equal(a->recent_count, b->recent_count);
    for (size_t i = 0; i < a->recent_count; i++) {
        assert_int_equal(a->recent[i].when, b->recent[i].when);
        assert_string_equal(a->recent[i].key, b->recent[i].key);
    }
}

static void everything_comes_back(void **state)
{
    (void)state;
    struct entry entry;
    struct entry again;
    fill(&entry);
    round_trip(&entry, &again);
    expect_equal(&entry, &again);
    entry_free(&entry);
    entry_free(&again);
}

static void the_least_entry_comes_back(void **state)
{
    (void)state;
    struct entry entry;
    struct entry again;
    entry_init(&entry);
    assert_true(addr_parse("10.0.0.205", &entry.address));
    entry.last_call = NOW;
    entry_set_ask_due(&entry, NOW); /* a waiting client has to be asked */
    round_trip(&entry, &again);
    expect_equal(&entry, &again);
    entry_free(&again);
    entry.ticket_time = NOW; /* a ticket that was cleared */
    round_trip(&entry, &again);
    expect_equal(&entry, &again);
    entry_free(&again);
    entry_free(&entry);
}

/* What clients say about themselves, and what technicians type. */
static void hostile_text_comes_back_harmless(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"]]></model><ticket>forged</ticket>", "]]></model><ticket>forged</ticket>"},
        {"<!DOCTYPE x [<!ENTITY a \"b\">]>&a;&amp;&#x41;",
         "<!DOCTYPE x [<!ENTITY a \"b\">]>&a;&amp;&#x41;"},
        {"\"'<>&", "\"'<>&"},
        {"a\001\033[2J\177b", "a\xef\xbf\xbd\xef\xbf\xbd[2J\xef\xbf\xbd"
                              "b"},
        {"line\nbreak\ttab\rcr", "line break tab cr"},
        {"two  blanks", "two  blanks"},
        {"\xf0\x9f\x92\xbb \xf0\x90\x8d\x88", "\xf0\x9f\x92\xbb \xf0\x90\x8d\x88"},
        {"\xed\xa0\x80 \xef\xbf\xbf \xff \xc0\xaf", NULL},
        {"\xe2\x80\xae right to left", "\xe2\x80\xae right to left"},
        {"--> <![CDATA[ x ]]> <?pi?>", "--> <![CDATA[ x ]]> <?pi?>"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct entry entry;
        struct entry again;
        struct err e;
        entry_init(&entry);
        assert_true(addr_parse("10.0.0.205", &entry.address));
        entry.last_call = NOW;
        assert_int_equal(entry_set_fact(&entry, FACT_MODEL, rows[i].in, &e), ERR_OK);
        assert_int_equal(entry_add_event(&entry, NOW, rows[i].in, rows[i].in, &e), ERR_OK);
        entry_set_state(&entry, ENTRY_FAILED, rows[i].in, NOW);
        round_trip(&entry, &again);
        expect_equal(&entry, &again);
        assert_string_equal(again.ticket, "");
        if (rows[i].out != NULL) {
            assert_string_equal(entry_fact(&again, FACT_MODEL), rows[i].out);
            assert_string_equal(again.events[0].name, rows[i].out);
            assert_string_equal(again.events[0].detail, rows[i].out);
            assert_string_equal(again.reason, rows[i].out);
        }
        entry_free(&entry);
        entry_free(&again);
    }
}

static void the_longest_ticket_comes_back(void **state)
{
    (void)state;
    struct entry entry;
    struct entry again;
    entry_init(&entry);
    assert_true(addr_parse("10.0.0.205", &entry.address));
    entry.last_call = NOW;
    entry_set_ask_due(&entry, NOW);
    for (size_t i = 0; i < ENTRY_TICKET_CHARS; i++)
        memcpy(entry.ticket + 4 * i, "\xf0\x9f\x92\xbb", 5);
    round_trip(&entry, &again);
    expect_equal(&entry, &again);
    entry_free(&entry);
    entry_free(&again);
}

static void what_later_versions_add_is_passed_over(void **state)
{
    (void)state;
    static const char text[] =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- a note -->\n"
        "<client version=\"1\" xmlns:x=\"urn:other\" later=\"1\">\n"
        "  <mood>good</mood>\n  <x:model>theirs</x:model>\n  <x:ticket>theirs</x:ticket>\n"
        "  <x:address>theirs</x:address>\n  <x:event name=\"theirs\"/>\n"
        "  <model later=\"1\">ours</model>\n  <disk_bytes>many</disk_bytes>\n"
        "  <memory_bytes>-1</memory_bytes>\n  " NEEDED "\n</client>\n";
    struct entry entry;
    struct err e;
    assert_int_equal(read_text(&entry, text, &e), ERR_OK);
    assert_string_equal(entry_fact(&entry, FACT_MODEL), "ours");
    assert_string_equal(entry.ticket, "");
    assert_int_equal(entry.event_count, 0);
    assert_int_equal(entry.disk_count, 0);
    assert_int_equal(entry.memory_bytes, 0);
    entry_free(&entry);
    static const char foreign_last[] = "<client version=\"1\" xmlns:x=\"urn:other\"><model>ours"
                                       "</model>" NEEDED "<x:model>theirs</x:model></client>";
    assert_int_equal(read_text(&entry, foreign_last, &e), ERR_OK);
    assert_string_equal(entry_fact(&entry, FACT_MODEL), "ours");
    entry_free(&entry);
}

static void a_failure_is_a_word_of_its_own(void **state)
{
    (void)state;
    static const struct {
        const char *state;
        enum entry_failure failure;
    } rows[] = {
        {"<state reason=\"x\" failure=\"tls\">failed</state>", FAILURE_TLS},
        {"<state reason=\"x\" failure=\"not-registered\">answered</state>", FAILURE_NOT_REGISTERED},
        {"<state reason=\"not registered: x\">failed</state>", FAILURE_NONE},
        {"<state reason=\"x\" failure=\"\">failed</state>", FAILURE_NONE},
        {"<state reason=\"x\" failure=\"later\">failed</state>", FAILURE_NONE},
        {"<state failure=\"tls\">verified</state>", FAILURE_NONE},
        {"<state reason=\"x\" failure=\"tls\">mismatch</state>", FAILURE_NONE},
        {"<state reason=\"x\" failure=\"tls\">waiting</state>", FAILURE_NONE},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[600];
        struct entry entry;
        struct err e;
        (void)snprintf(text, sizeof text,
                       "<client version=\"2\"><address>::1</address>%s<source>pet</source>"
                       "<last_call>" STAMP "</last_call><calls>1</calls></client>",
                       rows[i].state);
        assert_int_equal(read_text(&entry, text, &e), ERR_OK);
        assert_int_equal(entry.failure, rows[i].failure);
        entry_free(&entry);
    }
}

static void what_is_no_entry_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *reason;
    } rows[] = {
        {"", ""},
        {"text", ""},
        {"<client version=\"1\">" NEEDED, ""},
        {"<client>" NEEDED "</client>", "not a <client version=\"2\">"},
        {"<client version=\"3\">" NEEDED "</client>", "not a <client version=\"2\">"},
        {"<entry version=\"1\">" NEEDED "</entry>", "not a <client version=\"2\">"},
        {"<client version=\"1\" xmlns=\"urn:x\">" NEEDED "</client>",
         "not a <client version=\"2\">"},
        {"<!DOCTYPE client><client version=\"1\">" NEEDED "</client>", ""},
        {"<client version=\"1\"><state>waiting</state><source>pet</source><last_call>" STAMP
         "</last_call><calls>1</calls></client>",
         "no <address>"},
        {"<client version=\"1\"><address>::1</address><source>pet</source><last_call>" STAMP
         "</last_call><calls>1</calls></client>",
         "no <state>"},
        {"<client version=\"1\"><address>::1</address><state>waiting</state><last_call>" STAMP
         "</last_call><calls>1</calls></client>",
         "no <source>"},
        {"<client version=\"1\"><address>::1</address><state>waiting</state><source>pet</source>"
         "<calls>1</calls></client>",
         "no <last_call>"},
        {"<client version=\"1\"><address>::1</address><state>waiting</state><source>pet</source>"
         "<last_call>" STAMP "</last_call></client>",
         "no <calls>"},
        {"<client version=\"1\">" NEEDED "<uuid>4c4c4544</uuid></client>", "<uuid>"},
        {"<client version=\"1\">" NEEDED "<address>pc</address></client>", "<address>"},
        {"<client version=\"1\">" NEEDED "<verified_address/></client>", "<verified_address>"},
        {"<client version=\"1\">" NEEDED "<state>Waiting</state></client>", "<state>"},
        {"<client version=\"1\">" NEEDED "<source>snail</source></client>", "<source>"},
        {"<client version=\"1\">" NEEDED "<first_call>today</first_call></client>", "<first_call>"},
        {"<client version=\"1\">" NEEDED "<last_call>2026-11-31T00:00:00Z</last_call></client>",
         "<last_call>"},
        {"<client version=\"1\">" NEEDED "<last_seen/></client>", "<last_seen>"},
        {"<client version=\"1\">" NEEDED "<calls>-1</calls></client>", "<calls>"},
        {"<client version=\"1\">" NEEDED "<calls>4294967296</calls></client>", "<calls>"},
        {"<client version=\"1\">" NEEDED "<calls></calls></client>", "<calls>"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct entry entry;
        struct err e;
        if (read_text(&entry, rows[i].text, &e) != ERR_DATA)
            fail_row(rows[i].text);
        assert_int_equal(e.code, ERR_DATA);
        assert_holds(e.text, rows[i].reason);
        entry_free(&entry);
    }
}

static void more_than_there_is_room_for_is_cut(void **state)
{
    (void)state;
    char *text = malloc(1 << 20);
    assert_non_null(text);
    size_t used = (size_t)sprintf(text, "<client version=\"1\">" NEEDED);
    for (int i = 0; i < 200; i++)
        used += (size_t)sprintf(text + used,
                                "<disk_bytes>%d</disk_bytes><event time=\"" STAMP
                                "\" name=\"n%d\">d</event><recent time=\"" STAMP "\">k%d</recent>",
                                i, i, i);
    memset(text + used, 'm', 5000);
    memcpy(text + used, "<model>", 7);
    used += 5000;
    (void)sprintf(text + used, "</model></client>");
    struct entry entry;
    struct err e;
    assert_int_equal(read_text(&entry, text, &e), ERR_OK);
    free(text);
    assert_int_equal(entry.disk_count, ENTRY_DISKS_MAX);
    assert_int_equal(entry.disk_bytes[15], 15);
    assert_int_equal(entry.event_count, ENTRY_EVENTS_MAX);
    assert_string_equal(entry.events[49].name, "n199");
    assert_true(entry.recent_count <= ENTRY_RECENT_MAX);
    assert_int_equal(strlen(entry_fact(&entry, FACT_MODEL)), TEXT_VALUE_SIZE - 1);
    entry_free(&entry);
}

/* What a host finds in its queue after an upgrade. */
static void the_first_version_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *verified, *state; /* in the file */
        const char *address, *claim;
        enum entry_state now;
        bool answered, asked, pending;
        const char *reason;
    } rows[] = {
        {"", "<state time=\"" STAMP "\">waiting</state>", "10.0.0.205", "", ENTRY_WAITING, false,
         true, false, ""},
        {"", "<state time=\"" STAMP "\" reason=\"why\">failed</state>", "10.0.0.205", "",
         ENTRY_FAILED, false, false, false, "why"},
        {"", "<state time=\"" STAMP "\" reason=\"why\">mismatch</state>", "10.0.0.205", "",
         ENTRY_MISMATCH, false, false, false, "why"},
        {"10.0.0.205", "<state time=\"" STAMP "\" inventory=\"pending\">verified</state>",
         "10.0.0.205", "", ENTRY_ANSWERED, true, false, true, ""},
        {"", "<state time=\"" STAMP "\">verified</state>", "10.0.0.205", "", ENTRY_ANSWERED, true,
         false, false, ""},
        {"10.0.0.205", "<state time=\"" STAMP "\" reason=\"why\">failed</state>", "10.0.0.205", "",
         ENTRY_ANSWERED, true, false, false, "why"},
        {"10.0.0.205", "<state time=\"" STAMP "\">waiting</state>", "10.0.0.205", "",
         ENTRY_ANSWERED, true, true, false, ""},
        {"10.0.0.205", "<state time=\"" STAMP "\" reason=\"why\">mismatch</state>", "10.0.0.205",
         "", ENTRY_MISMATCH, true, false, false, "why"},
        {"10.0.0.9", "<state time=\"" STAMP "\">waiting</state>", "10.0.0.9", "10.0.0.205",
         ENTRY_ANSWERED, true, true, false, ""},
        {"10.0.0.9", "<state time=\"" STAMP "\" reason=\"why\">failed</state>", "10.0.0.9",
         "10.0.0.205", ENTRY_ANSWERED, true, true, false, "why"},
        {"10.0.0.9", "<state time=\"" STAMP "\" reason=\"why\">mismatch</state>", "10.0.0.9",
         "10.0.0.205", ENTRY_ANSWERED, true, true, false, ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[1000];
        char verified[100] = "";
        struct entry entry;
        struct err e;
        struct addr wanted;
        if (rows[i].verified[0] != '\0')
            (void)snprintf(verified, sizeof verified, "<verified_address>%s</verified_address>",
                           rows[i].verified);
        (void)snprintf(text, sizeof text,
                       "<client version=\"1\"><address>10.0.0.205</address>%s%s<source>pet</source>"
                       "<last_call>" STAMP "</last_call><calls>2</calls></client>",
                       verified, rows[i].state);
        assert_int_equal(read_text(&entry, text, &e), ERR_OK);
        bool claimed = rows[i].claim[0] != '\0';
        assert_true(addr_parse(rows[i].address, &wanted));
        if (!addr_equal(&entry.address, &wanted) || entry.state != rows[i].now ||
            entry_has_answered(&entry) != rows[i].answered ||
            (entry.ask_since != 0) != rows[i].asked || entry.proof != PROOF_NONE ||
            entry.inventory_pending != rows[i].pending || entry.claim_count != claimed ||
            strcmp(entry.reason, rows[i].reason) != 0)
            fail_msg("row %zu: %s %zu '%s'", i, entry_state_name(entry.state), entry.claim_count,
                     entry.reason);
        if (claimed)
            assert_true(addr_parse(rows[i].claim, &wanted) &&
                        addr_equal(&entry.claims[0].address, &wanted));
        assert_int_equal(entry_total_calls(&entry), 2);
        entry_free(&entry);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_comes_back),
        cmocka_unit_test(the_first_version_is_read),
        cmocka_unit_test(the_least_entry_comes_back),
        cmocka_unit_test(hostile_text_comes_back_harmless),
        cmocka_unit_test(the_longest_ticket_comes_back),
        cmocka_unit_test(what_later_versions_add_is_passed_over),
        cmocka_unit_test(a_failure_is_a_word_of_its_own),
        cmocka_unit_test(what_is_no_entry_is_refused),
        cmocka_unit_test(more_than_there_is_room_for_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
