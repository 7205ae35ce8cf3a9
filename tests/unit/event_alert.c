#include "tests/unit/unit.h"

#include <ctype.h>

#include "alert_collector/event/event_alert.h"
#include "common/event_names.h"
#include "tests/unit/envelopes.h"

#define NOW 1795434000

static struct alert alert_of(const struct event *event)
{
    struct addr source;
    struct alert alert;
    assert_true(addr_parse("10.0.0.205", &source));
    event_to_alert(event, &source, NULL, 0, NOW, &alert);
    return alert;
}

static struct event event_of(const char *id)
{
    struct event event = {.ack_requested = true};
    (void)snprintf(event.id, sizeof event.id, "%s", id);
    (void)snprintf(event.indication, sizeof event.indication, "Intel(r):77");
    (void)snprintf(event.message_id, sizeof event.message_id,
                   "uuid:00000000-8086-8086-8086-000000000042");
    return event;
}

static void add(struct event *event, const char *argument)
{
    (void)snprintf(event->arguments[event->argument_count++], EVENT_TEXT_SIZE, "%s", argument);
}

static void other_ids_may_be_calls(void **state)
{
    (void)state;
    static const struct {
        const char *calls, *id, *hint;
        enum alert_kind kind;
    } rows[] = {
        {"", "iAMT0099",
         "event iAMT0099 matched nothing: 7, text; if it is a call: [collector] "
         "calls = iAMT0099",
         ALERT_EVENT},
        {"iAMT0099", "iAMT0099", "", ALERT_CALL},
        {"C1:AA3x, iAMT0098, iamt0099", "iAMT0099", "", ALERT_CALL},
        {"iAMT0099", "iAMT009",
         "event iAMT009 matched nothing: 7, text; if it is a call: "
         "[collector] calls = iAMT009",
         ALERT_EVENT},
        {"iAMT0099", EVENT_CALL_ID, "", ALERT_CALL},
        {"C1:x", "odd id", "event odd id matched nothing: 7, text", ALERT_EVENT},
        {"", "iAMT0005", "", ALERT_EVENT},
        {"iAMT0005", "iAMT0005", "", ALERT_CALL},
        {"", "iAMT0050", "", ALERT_EVENT},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct conf conf;
        struct err e;
        struct addr source;
        struct alert alert;
        char hint[EVENT_HINT_SIZE] = "";
        struct event event = event_of(rows[i].id);
        add(&event, "7");
        add(&event, "text");
        conf_init(&conf);
        assert_int_equal(conf_set(&conf, "collector", "calls", rows[i].calls, &e), ERR_OK);
        assert_true(addr_parse("10.0.0.205", &source));
        event_to_alert(&event, &source, conf.collector.calls, conf.collector.call_count, NOW,
                       &alert);
        bool hinted = event_unknown_hint(&event, &alert, hint);
        if (alert.kind != rows[i].kind || hinted != (rows[i].hint[0] != '\0') ||
            strcmp(hint, rows[i].hint) != 0)
            fail_msg("row %zu: %s", i, hint);
    }
}

static void a_call_is_a_call(void **state)
{
    (void)state;
    struct event event;
    struct err e;
    char from[ADDR_TEXT_SIZE];
    assert_int_equal(event_parse(CALL_ENVELOPE, strlen(CALL_ENVELOPE), &event, &e), ERR_OK);
    struct alert alert = alert_of(&event);
    addr_format(&alert.address, from);
    assert_int_equal(alert.kind, ALERT_CALL);
    assert_int_equal(alert.source, ALERT_WS_EVENT);
    assert_int_equal(alert.when, NOW);
    assert_string_equal(from, "10.0.0.205");
    assert_true(alert.has_guid);
    assert_string_equal(alert.name, "Fast Call for Help");
    assert_string_equal(alert.key, "ws-event 10.0.0.205 iAMT0036 Intel(r):77");
    assert_string_equal(alert.also_key,
                        "ws-event 10.0.0.205 iAMT0036 uuid:00000000-8086-8086-8086-000000000042");
    assert_int_equal(alert_repeat_seconds(alert.key), ALERT_EVENT_REPEAT_SECONDS);
}

static void a_uuid_that_many_share_names_nobody(void **state)
{
    (void)state;
    struct event event = event_of(EVENT_CALL_ID);
    event.has_uuid = true;
    assert_true(guid_parse("03000200-0400-0500-0006-000700080009", &event.uuid));
    assert_false(alert_of(&event).has_guid);
    assert_true(guid_parse(EVENT_UUID, &event.uuid));
    assert_true(alert_of(&event).has_guid);
    event.has_uuid = false;
    assert_false(alert_of(&event).has_guid);
}

/* The order of the reason and the host name is not known. */
static void what_a_call_says_more(void **state)
{
    (void)state;
    static const struct {
        const char *first, *second, *reference, *detail;
    } rows[] = {
        {"", "", "", ""},
        {"", "", "till-07", "host till-07"},
        {"The user asked", "till-07", "", "reason The user asked, host till-07"},
        {"till-07", "The user asked", "", "reason The user asked, host till-07"},
        {"1", "till-07", "", "reason 1, host till-07"},
        {"till-07.corp.example", "BIOS", "", "reason BIOS, host till-07.corp.example"},
        {"BIOS", "TILL-07", "till-07", "reason BIOS, host TILL-07"},
        {"BIOS", "till-07", "", "reason BIOS, till-07"},
        {"BIOS", "till-07", "till-08", "reason BIOS, till-07, host till-08"},
        {"BIOS", "", "till-07", "reason BIOS, host till-07"},
        {"till-07.corp.example", "", "", "host till-07.corp.example"},
        {PATH_ARGUMENT, "-x", "", "reason -x"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct event event = event_of(EVENT_CALL_ID);
        add(&event, rows[i].first);
        add(&event, PATH_ARGUMENT);
        add(&event, rows[i].second);
        (void)snprintf(event.host, sizeof event.host, "%s", rows[i].reference);
        struct alert alert = alert_of(&event);
        if (strcmp(alert.detail, rows[i].detail) != 0)
            fail_msg("row %zu: '%s'", i, alert.detail);
    }
}

static void long_details_leave_room_for_each_other(void **state)
{
    (void)state;
    struct event event = event_of(EVENT_CALL_ID);
    char text[EVENT_TEXT_SIZE];
    memset(text, 'h', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    text[9] = '.';
    add(&event, text);
    text[9] = ' ';
    add(&event, text);
    struct alert alert = alert_of(&event);
    assert_holds(alert.detail, "reason hhh");
    assert_holds(alert.detail, ", host hhhhhhhhh.h");
    event.argument_count = 0;
    for (int i = 0; i < EVENT_ARGUMENTS_MAX; i++)
        add(&event, text);
    alert = alert_of(&event);
    assert_true(strlen(alert.detail) < ALERT_DETAIL_SIZE);
}

static void other_events_have_names(void **state)
{
    (void)state;
    static const struct {
        const char *id, *argument, *message, *name, *detail;
    } rows[] = {
        {"iAMT0005", "0", "", "Agent expired", ""},
        {"iAMT0005", "Scanner", "", "Agent expired", "Scanner"},
        {"iAMT0050", "48", "SOL session", "SOL started", "SOL session"},
        {"iAMT0050", "99", "", "User notification", ""},
        {"iAMT0058", "0", "", "Remote access tunnel closed", ""},
        {"iAMT0071", "", "", "Attempt to disable AMT", ""},
        {"PLAT0012", "7", "", "PLAT0012", "7"},
        {"iAMT00366", "", "", "iAMT00366", ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct event event = event_of(rows[i].id);
        add(&event, rows[i].argument);
        (void)snprintf(event.message, sizeof event.message, "%s", rows[i].message);
        struct alert alert = alert_of(&event);
        if (alert.kind != ALERT_EVENT || strcmp(alert.name, rows[i].name) != 0 ||
            strcmp(alert.detail, rows[i].detail) != 0)
            fail_msg("row %zu: '%s', '%s'", i, alert.name, alert.detail);
    }
}

static void every_id_of_intel_s_has_a_name(void **state)
{
    (void)state;
    static const int missing[] = {40, 41, 42, 43, 44, 45, 46, 47, 48, 70};
    for (int n = 1; n <= 71; n++) {
        char id[16];
        bool wanted = true;
        for (size_t i = 0; i < COUNT(missing); i++)
            wanted = wanted && missing[i] != n;
        (void)snprintf(id, sizeof id, "iAMT%04d", n);
        const char *name = event_name(id, "");
        if ((name != NULL) != wanted)
            fail_row(id);
        if (name != NULL && (strlen(name) >= ALERT_NAME_SIZE || !isupper((unsigned char)name[0])) &&
            strncmp(name, "802", 3) != 0)
            fail_row(id);
    }
    static const struct {
        const char *id;
        int first, last;
    } suffixes[] = {{"iAMT0038", 0, 3},   {"iAMT0049", 0, 1},   {"iAMT0050", 16, 19},
                    {"iAMT0050", 32, 34}, {"iAMT0050", 48, 51}, {"iAMT0050", 66, 69},
                    {"iAMT0052", 0, 3},   {"iAMT0055", 0, 4},   {"iAMT0058", 0, 1},
                    {"iAMT0064", 1, 4},   {"iAMT0067", 0, 3},   {"iAMT0068", 0, 2}};
    for (size_t i = 0; i < COUNT(suffixes); i++) {
        for (int n = suffixes[i].first; n <= suffixes[i].last; n++) {
            char suffix[16];
            (void)snprintf(suffix, sizeof suffix, "%d", n);
            const char *name = event_name(suffixes[i].id, suffix);
            if (name == NULL || strcmp(name, event_name(suffixes[i].id, "x")) == 0)
                fail_msg("%s %d", suffixes[i].id, n);
        }
    }
    assert_null(event_name("iAMT0072", ""));
}

static void keys_are_of_one_machine_and_one_event(void **state)
{
    (void)state;
    struct event event = event_of(EVENT_CALL_ID);
    struct alert a = alert_of(&event);
    struct event other = event_of("iAMT0005");
    assert_string_not_equal(a.key, alert_of(&other).key);
    event.indication[0] = '\0';
    struct alert b = alert_of(&event);
    assert_string_equal(b.key, a.also_key);
    assert_string_equal(b.also_key, "");
    event.message_id[0] = '\0';
    b = alert_of(&event);
    assert_string_equal(b.key, "");
}

/* Otherwise two calls that both have bad bytes there would count as one. */
static void an_identifier_that_is_not_legible_is_none(void **state)
{
    (void)state;
    struct event event = event_of(EVENT_CALL_ID);
    (void)snprintf(event.indication, sizeof event.indication, "Intel(r):\xef\xbf\xbd");
    struct alert a = alert_of(&event);
    assert_string_equal(a.key,
                        "ws-event 10.0.0.205 iAMT0036 uuid:00000000-8086-8086-8086-000000000042");
    assert_string_equal(a.also_key, "");
    (void)snprintf(event.message_id, sizeof event.message_id, "\xef\xbf\xbd");
    assert_string_equal(alert_of(&event).key, "");
}

/* The longest address, id and identifiers: counters at the end still make two different ones. */
static void the_end_of_a_long_identifier_counts(void **state)
{
    (void)state;
    struct event event = event_of(EVENT_CALL_ID);
    struct addr source;
    struct alert a;
    struct alert b;
    assert_true(addr_parse("fe80:1111:2222:3333:4444:5555:6666:7777%enp0s31f6eeeee", &source));
    memset(event.id, 'i', sizeof event.id - 1);
    memset(event.indication, 'x', sizeof event.indication - 1);
    event.indication[sizeof event.indication - 1] = '\0';
    event_to_alert(&event, &source, NULL, 0, NOW, &a);
    assert_int_equal(strlen(a.key), ALERT_KEY_SIZE - 1);
    event.indication[sizeof event.indication - 2] = 'y';
    event_to_alert(&event, &source, NULL, 0, NOW, &b);
    assert_string_not_equal(a.key, b.key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_a_call),
        cmocka_unit_test(other_ids_may_be_calls),
        cmocka_unit_test(a_uuid_that_many_share_names_nobody),
        cmocka_unit_test(what_a_call_says_more),
        cmocka_unit_test(long_details_leave_room_for_each_other),
        cmocka_unit_test(other_events_have_names),
        cmocka_unit_test(every_id_of_intel_s_has_a_name),
        cmocka_unit_test(keys_are_of_one_machine_and_one_event),
        cmocka_unit_test(an_identifier_that_is_not_legible_is_none),
        cmocka_unit_test(the_end_of_a_long_identifier_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
