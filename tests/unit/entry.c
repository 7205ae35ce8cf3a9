#include "tests/unit/unit.h"

#include <stdlib.h>

#include "common/file.h"
#include "common/text.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/entry_xml.h"

#define NOW 1795434000

/* The caller frees it. */
static char *load(const char *path)
{
    char *text;
    size_t len;
    struct err e;
    if (file_load(path, FILE_PUBLIC, 256 * 1024, &text, &len, &e) != ERR_OK)
        fail_msg("%s", e.text);
    return text;
}

static void add_event(struct entry *entry, time_t when, const char *name)
{
    struct err e;
    assert_int_equal(entry_add_event(entry, when, name, "", &e), ERR_OK);
}

static void remember(struct entry *entry, const char *key, time_t when)
{
    struct err e;
    assert_int_equal(entry_add_recent(entry, key, when, &e), ERR_OK);
}

static void words_are_read_as_they_are_written(void **state)
{
    (void)state;
    static const char *const states[] = {"waiting", "answered", "verified", "failed", "mismatch"};
    static const char *const sources[] = {"pet", "ws-event", "manual"};
    for (size_t i = 0; i < COUNT(states); i++) {
        enum entry_state got = ENTRY_MISMATCH;
        assert_string_equal(entry_state_name((enum entry_state)i), states[i]);
        assert_true(entry_state_parse(states[i], &got));
        assert_int_equal(got, i);
    }
    for (size_t i = 0; i < COUNT(sources); i++) {
        enum alert_source got = ALERT_MANUAL;
        assert_string_equal(alert_source_name((enum alert_source)i), sources[i]);
        assert_true(alert_source_parse(sources[i], &got));
        assert_int_equal(got, i);
    }
    static const char *const wrong[] = {"", "Waiting", "waiting ", "pets"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        enum entry_state a = ENTRY_FAILED;
        enum alert_source b = ALERT_MANUAL;
        assert_false(entry_state_parse(wrong[i], &a));
        assert_false(alert_source_parse(wrong[i], &b));
        assert_int_equal(a, ENTRY_FAILED);
        assert_int_equal(b, ALERT_MANUAL);
    }
}

/* From the first element that holds a fact to the last, in the order in which they are written. */
static void the_schema_and_the_manual_have_every_fact(void **state)
{
    (void)state;
    char *schema = load("support_queue_db/entry.rng");
    char *manual = load("support_queue_gui/fcfh-queue.1");
    const char *at = strstr(schema, "<define name=\"facts\">");
    for (int i = 0; i < FACT_COUNT; i++) {
        const char *name = entry_fact_name((enum entry_fact)i);
        char text[128];
        (void)snprintf(text, sizeof text, "<optional><element name=\"%s\">", name);
        const char *next = at != NULL ? strstr(at, "<optional>") : NULL;
        if (next == NULL || strncmp(next, text, strlen(text)) != 0)
            fail_msg("support_queue_db/entry.rng: '%s' is not where its fact is in the list", name);
        at = next + strlen(text);
        (void)snprintf(text, sizeof text, "\n.It Li %s Ta text Ta ", name);
        if (i < FACT_SHOWN_COUNT && strstr(manual, text) == NULL)
            fail_msg("fcfh-queue(1), JSON: no '%s'", name);
    }
    free(schema);
    free(manual);
}

static void the_id_is_the_uuid_or_else_the_address(void **state)
{
    (void)state;
    struct entry entry;
    char id[QUEUE_ID_SIZE];
    entry_init(&entry);
    assert_true(addr_parse("fd00::5", &entry.address));
    entry_id(&entry, id);
    assert_string_equal(id, "fd00--5");
    entry.has_guid = true;
    assert_true(guid_parse("4c4c4544-0050-5910-8043-b2c04f333358", &entry.guid));
    entry_id(&entry, id);
    assert_string_equal(id, "4c4c4544-0050-5910-8043-b2c04f333358");
    entry_free(&entry);
}

static void a_fact_is_a_clean_copy(void **state)
{
    (void)state;
    struct entry entry;
    struct err e;
    char long_text[1000];
    entry_init(&entry);
    assert_string_equal(entry_fact(&entry, FACT_MODEL), "");
    assert_int_equal(entry_set_fact(&entry, FACT_MODEL, " Opti\033Plex\t7 \n", &e), ERR_OK);
    assert_string_equal(entry_fact(&entry, FACT_MODEL), "Opti\xef\xbf\xbdPlex 7");
    assert_int_equal(entry_set_fact(&entry, FACT_MODEL, "  ", &e), ERR_OK);
    assert_null(entry.facts[FACT_MODEL]);
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    assert_int_equal(entry_set_fact(&entry, FACT_MODEL, long_text, &e), ERR_OK);
    assert_int_equal(strlen(entry_fact(&entry, FACT_MODEL)), TEXT_VALUE_SIZE - 1);
    assert_int_equal(entry_set_fact(&entry, FACT_MODEL, NULL, &e), ERR_OK);
    assert_null(entry.facts[FACT_MODEL]);
    entry_free(&entry);
}

static void the_newest_50_events_stay(void **state)
{
    (void)state;
    struct entry entry;
    entry_init(&entry);
    for (int i = 0; i < 120; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "event %d", i);
        add_event(&entry, NOW + i, name);
    }
    assert_int_equal(entry.event_count, 50);
    assert_string_equal(entry.events[0].name, "event 70");
    assert_string_equal(entry.events[49].name, "event 119");
    for (int i = 0; i < 50; i++)
        assert_int_equal(entry.events[i].when, NOW + 70 + i);
    entry_free(&entry);
}

static void a_key_is_known_for_a_minute(void **state)
{
    (void)state;
    struct entry entry;
    entry_init(&entry);
    assert_false(entry_is_repeat(&entry, "a", NOW));
    remember(&entry, "a", NOW);
    assert_true(entry_is_repeat(&entry, "a", NOW));
    assert_true(entry_is_repeat(&entry, "a", NOW + 59));
    assert_false(entry_is_repeat(&entry, "a", NOW + 60));
    assert_false(entry_is_repeat(&entry, "b", NOW));
    remember(&entry, "b", NOW + 30);
    assert_true(entry_is_repeat(&entry, "a", NOW + 30));
    assert_true(entry_is_repeat(&entry, "b", NOW + 80));
    remember(&entry, "", NOW + 30);
    assert_false(entry_is_repeat(&entry, "", NOW + 30));
    assert_int_equal(entry.recent_count, 2);
    entry_free(&entry);
}

static void a_key_of_a_call_is_known_longer(void **state)
{
    (void)state;
    struct entry entry;
    entry_init(&entry);
    remember(&entry, "a", NOW);
    entry.recent[0].is_call = true;
    remember(&entry, "b", NOW + 600);
    remember(&entry, "c", NOW + ALERT_PENDING_SECONDS - 1);
    assert_int_equal(entry.recent_count, 2);
    assert_true(entry_is_repeat(&entry, "a", NOW + 1));
    assert_false(entry_is_repeat(&entry, "a", NOW + 600));
    assert_false(entry_is_repeat(&entry, "b", NOW + 600));
    remember(&entry, "d", NOW + ALERT_PENDING_SECONDS);
    assert_false(entry_is_repeat(&entry, "a", NOW + 1));
    entry_free(&entry);
}

static void a_clock_set_back_hides_no_call(void **state)
{
    (void)state;
    struct entry entry;
    entry_init(&entry);
    remember(&entry, "a", NOW);
    assert_false(entry_is_repeat(&entry, "a", NOW - 60));
    assert_false(entry_is_repeat(&entry, "a", NOW - 86400));
    remember(&entry, "a", NOW - 86400);
    assert_true(entry_is_repeat(&entry, "a", NOW - 86399));
    assert_int_equal(entry.recent_count, 1);
    entry_free(&entry);
}

/* Two collectors get every alert, and their clocks differ slightly. So do the seconds of two
 * processes on one machine, of which the later one may get the lock first. */
static void a_collector_that_is_late_counts_nothing_twice(void **state)
{
    (void)state;
    struct entry entry;
    entry_init(&entry);
    remember(&entry, "a", NOW);
    assert_true(entry_is_repeat(&entry, "a", NOW - 1));
    assert_true(entry_is_repeat(&entry, "a", NOW - 59));
    remember(&entry, ALERT_UNNUMBERED " a", NOW);
    assert_true(entry_is_repeat(&entry, ALERT_UNNUMBERED " a", NOW - 2));
    assert_false(entry_is_repeat(&entry, ALERT_UNNUMBERED " a", NOW - 3));
    entry_free(&entry);
}

static void of_many_keys_the_newest_are_known(void **state)
{
    (void)state;
    struct entry entry;
    entry_init(&entry);
    for (int i = 0; i < 3 * ENTRY_RECENT_MAX; i++) {
        char key[32];
        (void)snprintf(key, sizeof key, "k%d", i);
        remember(&entry, key, NOW + i / 8);
        assert_true(entry_is_repeat(&entry, key, NOW + i / 8));
        assert_true(entry.recent_count <= ENTRY_RECENT_MAX);
    }
    assert_true(entry_is_repeat(&entry, "k95", NOW + 12));
    assert_true(entry_is_repeat(&entry, "k64", NOW + 12));
    assert_false(entry_is_repeat(&entry, "k63", NOW + 12));
    remember(&entry, "later", NOW + 3600);
    assert_int_equal(entry.recent_count, 1);
    entry_free(&entry);
}

static void an_entry_expires_unless_it_has_a_ticket(void **state)
{
    (void)state;
    struct entry entry;
    entry_init(&entry);
    entry.last_call = NOW;
    assert_int_equal(entry_expires(&entry, 3600), NOW + 3600);
    entry.ticket_time = NOW + 50; /* cleared */
    assert_int_equal(entry_expires(&entry, 3600), NOW + 3650);
    entry.last_call = NOW + 60;
    assert_int_equal(entry_expires(&entry, 3600), NOW + 3660);
    (void)snprintf(entry.ticket, sizeof entry.ticket, "T");
    assert_int_equal(entry_expires(&entry, 3600), 0);
    entry_free(&entry);
}

static void a_reason_is_clean_and_whole_characters(void **state)
{
    (void)state;
    struct entry entry;
    char reason[2 * ENTRY_REASON_SIZE];
    entry_init(&entry);
    entry_set_state(&entry, ENTRY_FAILED, "a\033b\n", NOW);
    assert_string_equal(entry.reason, "a\xef\xbf\xbd"
                                      "b");
    assert_int_equal(entry.state, ENTRY_FAILED);
    assert_int_equal(entry.state_time, NOW);
    reason[0] = '\0';
    for (size_t i = 0; i + 3 < sizeof reason; i += 3)
        memcpy(reason + i, "\xe2\x82\xac", 4);
    entry_set_state(&entry, ENTRY_FAILED, reason, NOW);
    assert_int_equal(strlen(entry.reason), (ENTRY_REASON_SIZE - 1) / 3 * 3);
    entry_free(&entry);
}

/* A client whose UUID became known may have two files: nothing that either of them knew may be
 * lost. */
static void a_ticket_by_whomever_can_be_read_again(void **state)
{
    (void)state;
    static const char *const names[][2] = {{"ann", "ann"}, {"j\xfcrgen", "j\xef\xbf\xbdrgen"}};
    for (size_t i = 0; i < COUNT(names); i++) {
        struct entry entry;
        struct entry again;
        struct err e;
        char *text;
        size_t len;
        entry_init(&entry);
        entry_init(&again);
        assert_true(addr_parse("10.0.0.5", &entry.address));
        entry_set_ticket(&entry, "INC-1", names[i][0], NOW);
        assert_int_equal(entry_format_xml(&entry, &text, &len, &e), ERR_OK);
        assert_int_equal(entry_parse_xml(&again, text, len, &e), ERR_OK);
        assert_string_equal(again.ticket, "INC-1");
        assert_string_equal(again.ticket_by, names[i][1]);
        assert_int_equal(again.ticket_time, NOW);
        free(text);
        entry_free(&again);
    }
}

static void merging_keeps_what_either_knew(void **state)
{
    (void)state;
    struct entry a;
    struct entry b;
    struct err e;
    entry_init(&a);
    entry_init(&b);
    a.first_call = NOW + 10;
    a.last_call = NOW + 20;
    a.last_seen = NOW + 20;
    a.calls = 2;
    b.first_call = NOW;
    b.last_call = NOW + 15;
    b.last_seen = NOW + 30;
    b.calls = 3;
    assert_int_equal(entry_set_fact(&a, FACT_MODEL, "A", &e), ERR_OK);
    assert_int_equal(entry_set_fact(&b, FACT_MODEL, "B", &e), ERR_OK);
    assert_int_equal(entry_set_fact(&b, FACT_SERIAL, "S", &e), ERR_OK);
    add_event(&a, NOW + 1, "a1");
    add_event(&a, NOW + 5, "a5");
    add_event(&b, NOW, "b0");
    add_event(&b, NOW + 3, "b3");
    add_event(&b, NOW + 9, "b9");
    (void)snprintf(b.ticket, sizeof b.ticket, "T-2");
    (void)snprintf(b.ticket_by, sizeof b.ticket_by, "eve");
    b.ticket_time = NOW + 12;
    assert_int_equal(entry_merge(&a, &b, &e), ERR_OK);
    assert_int_equal(a.first_call, NOW);
    assert_int_equal(a.last_call, NOW + 20);
    assert_int_equal(a.last_seen, NOW + 30);
    assert_int_equal(a.calls, 5);
    assert_string_equal(entry_fact(&a, FACT_MODEL), "A");
    assert_string_equal(entry_fact(&a, FACT_SERIAL), "S");
    assert_string_equal(a.ticket, "T-2");
    assert_string_equal(a.ticket_by, "eve");
    assert_int_equal(a.ticket_time, NOW + 12);
    static const char *const names[] = {"b0", "a1", "b3", "a5", "b9"};
    assert_int_equal(a.event_count, COUNT(names));
    for (size_t i = 0; i < COUNT(names); i++)
        assert_string_equal(a.events[i].name, names[i]);
    entry_free(&a);
    entry_free(&b);
}

/* Of two entries that were one, what belongs together stays together. */
static void facts_of_two_are_not_mixed(void **state)
{
    (void)state;
    struct entry a;
    struct entry b;
    struct err e;
    entry_init(&a);
    entry_init(&b);
    assert_int_equal(entry_set_fact(&a, FACT_SERIAL, "S", &e), ERR_OK);
    assert_int_equal(entry_set_fact(&a, FACT_FQDN, "a.x", &e), ERR_OK);
    assert_int_equal(entry_set_fact(&b, FACT_BOARD_SERIAL, "B", &e), ERR_OK);
    assert_int_equal(entry_set_fact(&b, FACT_FQDN, "b.x", &e), ERR_OK);
    assert_int_equal(entry_set_fact(&b, FACT_FQDN_FROM, "dns", &e), ERR_OK);
    assert_int_equal(entry_set_fact(&b, FACT_OS_FQDN, "b.os", &e), ERR_OK);
    assert_int_equal(entry_set_fact(&b, FACT_WEB, "http://192.0.2.9:16992", &e), ERR_OK);
    assert_int_equal(entry_merge(&a, &b, &e), ERR_OK);
    assert_string_equal(entry_fact(&a, FACT_BOARD_SERIAL), "");
    assert_string_equal(entry_fact(&a, FACT_FQDN), "a.x");
    assert_string_equal(entry_fact(&a, FACT_FQDN_FROM), "");
    assert_string_equal(entry_fact(&a, FACT_OS_FQDN), "b.os");
    assert_string_equal(entry_fact(&a, FACT_WEB), "");
    assert_int_equal(entry_set_fact(&b, FACT_SERIAL, "", &e), ERR_OK);
    assert_int_equal(entry_set_fact(&a, FACT_SERIAL, "", &e), ERR_OK);
    assert_int_equal(entry_set_fact(&a, FACT_FQDN, "", &e), ERR_OK);
    assert_int_equal(entry_merge(&a, &b, &e), ERR_OK);
    assert_string_equal(entry_fact(&a, FACT_BOARD_SERIAL), "B");
    assert_string_equal(entry_fact(&a, FACT_FQDN), "b.x");
    assert_string_equal(entry_fact(&a, FACT_FQDN_FROM), "dns");
    entry_free(&a);
    entry_free(&b);
}

static void a_boards_serial_number_is_said_to_be_the_boards(void **state)
{
    (void)state;
    static const struct {
        const char *own, *board, *serial, *said;
    } rows[] = {
        {"SN-1", "", "SN-1", "SN-1"},
        {"SN-1", "AB-1", "SN-1", "SN-1"},
        {"", "AB-1", "AB-1", "board AB-1"},
        {"Default string", "AB-1", "AB-1", "board AB-1"}, /* from before there was a table */
        {"Default string", "", "", ""},
        {"", "", "", ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct entry entry;
        struct err e;
        char said[TEXT_VALUE_SIZE];
        entry_init(&entry);
        assert_int_equal(entry_set_fact(&entry, FACT_SERIAL, rows[i].own, &e), ERR_OK);
        assert_int_equal(entry_set_fact(&entry, FACT_BOARD_SERIAL, rows[i].board, &e), ERR_OK);
        entry_format_serial(&entry, said);
        assert_string_equal(said, rows[i].said);
        assert_string_equal(entry_serial(&entry), rows[i].serial);
        entry_free(&entry);
    }
    struct entry entry;
    struct err e;
    char text[TEXT_VALUE_SIZE];
    char said[TEXT_VALUE_SIZE];
    memset(text, 'x', sizeof text - 1);
    text[0] = 'y';
    text[sizeof text - 1] = '\0';
    entry_init(&entry);
    assert_int_equal(entry_set_fact(&entry, FACT_BOARD_SERIAL, text, &e), ERR_OK);
    entry_format_serial(&entry, said);
    assert_int_equal(strlen(said), sizeof said - 1);
    entry_free(&entry);
}

static void of_two_tickets_neither_vanishes(void **state)
{
    (void)state;
    struct entry a;
    struct entry b;
    struct err e;
    entry_init(&a);
    entry_init(&b);
    (void)snprintf(a.ticket, sizeof a.ticket, "T-1");
    (void)snprintf(b.ticket, sizeof b.ticket, "T-2");
    b.ticket_time = NOW;
    assert_int_equal(entry_merge(&a, &b, &e), ERR_OK);
    assert_string_equal(a.ticket, "T-1");
    assert_int_equal(a.event_count, 1);
    assert_string_equal(a.events[0].detail, "T-2");
    (void)snprintf(b.ticket, sizeof b.ticket, "T-1");
    assert_int_equal(entry_merge(&a, &b, &e), ERR_OK);
    assert_int_equal(a.event_count, 1);
    entry_free(&a);
    entry_free(&b);
}

static void merging_an_empty_entry_changes_nothing(void **state)
{
    (void)state;
    struct entry a;
    struct entry b;
    struct err e;
    entry_init(&a);
    entry_init(&b);
    a.first_call = NOW;
    a.last_call = NOW;
    a.calls = 1;
    (void)snprintf(a.ticket, sizeof a.ticket, "T");
    add_event(&a, NOW, "x");
    assert_int_equal(entry_merge(&a, &b, &e), ERR_OK);
    assert_int_equal(a.first_call, NOW);
    assert_int_equal(a.last_call, NOW);
    assert_int_equal(a.calls, 1);
    assert_string_equal(a.ticket, "T");
    assert_int_equal(a.event_count, 1);
    entry_free(&a);
    entry_free(&b);
}

/* Whichever of the two received an alert, and in whatever order: its repetition is no new call. */
static void merging_keeps_the_keys_of_both(void **state)
{
    (void)state;
    static const time_t offsets[][2] = {{0, 10}, {10, 0}, {5, 5}};
    for (size_t i = 0; i < COUNT(offsets); i++) {
        struct entry a;
        struct entry b;
        struct err e;
        entry_init(&a);
        entry_init(&b);
        remember(&a, "mine", NOW + offsets[i][0]);
        remember(&b, "its", NOW + offsets[i][1]);
        assert_int_equal(entry_merge(&a, &b, &e), ERR_OK);
        assert_true(entry_is_repeat(&a, "mine", NOW + 15));
        assert_true(entry_is_repeat(&a, "its", NOW + 15));
        entry_free(&a);
        entry_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_read_as_they_are_written),
        cmocka_unit_test(the_schema_and_the_manual_have_every_fact),
        cmocka_unit_test(the_id_is_the_uuid_or_else_the_address),
        cmocka_unit_test(a_fact_is_a_clean_copy),
        cmocka_unit_test(the_newest_50_events_stay),
        cmocka_unit_test(a_key_is_known_for_a_minute),
        cmocka_unit_test(a_key_of_a_call_is_known_longer),
        cmocka_unit_test(a_clock_set_back_hides_no_call),
        cmocka_unit_test(a_collector_that_is_late_counts_nothing_twice),
        cmocka_unit_test(of_many_keys_the_newest_are_known),
        cmocka_unit_test(an_entry_expires_unless_it_has_a_ticket),
        cmocka_unit_test(a_reason_is_clean_and_whole_characters),
        cmocka_unit_test(a_ticket_by_whomever_can_be_read_again),
        cmocka_unit_test(merging_keeps_what_either_knew),
        cmocka_unit_test(facts_of_two_are_not_mixed),
        cmocka_unit_test(a_boards_serial_number_is_said_to_be_the_boards),
        cmocka_unit_test(of_two_tickets_neither_vanishes),
        cmocka_unit_test(merging_an_empty_entry_changes_nothing),
        cmocka_unit_test(merging_keeps_the_keys_of_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
