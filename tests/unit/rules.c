#include "tests/unit/unit.h"

#include "support_queue_db/rules.h"

#define NOW  1795434000
#define HOME "10.0.0.205"
#define AWAY "10.0.0.99"
#define UUID "4c4c4544-0050-5910-8043-b2c04f333358"

static struct addr address(const char *text)
{
    struct addr addr;
    assert_true(addr_parse(text, &addr));
    return addr;
}

static struct alert alert(enum alert_kind kind, const char *from, time_t when, const char *key)
{
    struct alert a = {.kind = kind, .source = ALERT_PET, .when = when, .has_guid = true};
    a.address = address(from);
    assert_true(guid_parse(UUID, &a.guid));
    (void)snprintf(a.name, sizeof a.name, "No bootable media");
    if (kind == ALERT_EVENT)
        (void)snprintf(a.detail, sizeof a.detail, "detail");
    (void)snprintf(a.key, sizeof a.key, "%s", key);
    return a;
}

static struct rules_result apply(struct entry *entry, const struct alert *a)
{
    struct rules_result result;
    struct err e;
    assert_int_equal(rules_apply(entry, a, &result, &e), ERR_OK);
    return result;
}

/* A client that called at NOW and that AMT has confirmed since. */
static void verified_entry(struct entry *entry)
{
    entry_init(entry);
    struct alert call = alert(ALERT_CALL, HOME, NOW, "call");
    (void)apply(entry, &call);
    entry_set_state(entry, ENTRY_VERIFIED, "", NOW + 1);
    entry->inventory_pending = true;
    entry->proof_time = NOW + 1;
    entry_clear_ask_due(entry);
}

static void only_a_call_makes_an_entry(void **state)
{
    (void)state;
    struct alert a = alert(ALERT_CALL, HOME, NOW, "");
    assert_true(alert_matters(&a, false));
    a.kind = ALERT_LINK_UP;
    assert_false(alert_matters(&a, false));
    a.kind = ALERT_EVENT;
    assert_false(alert_matters(&a, false));
}

static void a_call_of_a_new_client(void **state)
{
    (void)state;
    struct entry entry;
    entry_init(&entry);
    struct alert call = alert(ALERT_CALL, HOME, NOW, "k");
    struct rules_result result = apply(&entry, &call);
    assert_true(result.changed);
    assert_true(result.identify);
    assert_int_equal(entry.state, ENTRY_WAITING);
    assert_int_equal(entry.state_time, NOW);
    assert_int_equal(entry.first_call, NOW);
    assert_int_equal(entry.last_call, NOW);
    assert_int_equal(entry.last_seen, NOW);
    assert_int_equal(entry.calls, 1);
    assert_int_equal(entry.source, ALERT_PET);
    assert_true(addr_equal(&entry.address, &call.address));
    assert_true(entry.has_guid);
    assert_true(guid_equal(&entry.guid, &call.guid));
    assert_false(entry_has_answered(&entry));
    assert_int_equal(entry.event_count, 0);
    entry_free(&entry);
}

static void a_call_of_a_client_in_the_queue(void **state)
{
    (void)state;
    struct entry entry;
    verified_entry(&entry);
    struct err e;
    assert_int_equal(entry_set_fact(&entry, FACT_MODEL, "M1", &e), ERR_OK);
    (void)snprintf(entry.ticket, sizeof entry.ticket, "T-1");
    struct alert call = alert(ALERT_CALL, AWAY, NOW + 100, "k2");
    struct rules_result result = apply(&entry, &call);
    assert_true(result.changed);
    assert_true(result.identify);
    assert_int_equal(entry.first_call, NOW);
    assert_int_equal(entry.last_call, NOW + 100);
    assert_int_equal(entry.last_seen, NOW + 100);
    struct addr home = address(HOME);
    assert_true(addr_equal(&entry.address, &home));
    assert_int_equal(entry.calls, 1);
    assert_int_equal(entry_total_calls(&entry), 2);
    assert_int_equal(entry.claim_count, 1);
    assert_int_equal(entry.ask_since, NOW + 100);
    assert_int_equal(entry.state, ENTRY_VERIFIED);
    /* what AMT proved and the technician wrote stays */
    assert_true(entry_has_answered(&entry));
    assert_string_equal(entry.ticket, "T-1");
    assert_string_equal(entry_fact(&entry, FACT_MODEL), "M1");
    entry_free(&entry);
}

/* An alert that names another machine from a known address must not take the entry over. */
static void a_guid_once_known_is_kept(void **state)
{
    (void)state;
    struct entry entry;
    verified_entry(&entry);
    struct guid before = entry.guid;
    struct alert call = alert(ALERT_CALL, HOME, NOW + 100, "k2");
    assert_true(guid_parse("00112233-4455-6677-8899-aabbccddeeff", &call.guid));
    (void)apply(&entry, &call);
    assert_true(guid_equal(&entry.guid, &before));
    entry_free(&entry);
    entry_init(&entry);
    call.has_guid = false;
    (void)apply(&entry, &call);
    assert_false(entry.has_guid);
    entry_free(&entry);
}

static void link_up_at_the_same_address(void **state)
{
    (void)state;
    struct entry entry;
    verified_entry(&entry);
    struct alert up = alert(ALERT_LINK_UP, HOME, NOW + 100, "k2");
    struct rules_result result = apply(&entry, &up);
    assert_true(result.changed);
    assert_false(result.identify);
    assert_int_equal(entry.last_seen, NOW + 100);
    assert_int_equal(entry.last_call, NOW);
    assert_int_equal(entry.calls, 1);
    assert_int_equal(entry.state, ENTRY_VERIFIED);
    assert_true(entry.inventory_pending);
    assert_int_equal(entry.event_count, 0);
    entry_free(&entry);
}

/* It may be forged, to send the technician to another machine. */
static void link_up_at_another_address(void **state)
{
    (void)state;
    struct entry entry;
    verified_entry(&entry);
    struct alert up = alert(ALERT_LINK_UP, AWAY, NOW + 100, "k2");
    struct rules_result result = apply(&entry, &up);
    struct addr home = address(HOME);
    assert_true(result.changed);
    assert_true(result.identify);
    assert_int_equal(entry.state, ENTRY_VERIFIED);
    assert_true(addr_equal(&entry.address, &home));
    assert_int_equal(entry.claim_count, 1);
    assert_true(addr_equal(&entry.claims[0].address, &up.address));
    assert_int_equal(entry.claims[0].calls, 0);
    assert_int_equal(entry.ask_since, NOW + 100);
    assert_int_equal(entry.last_seen, NOW + 100);
    assert_int_equal(entry.last_call, NOW);
    assert_int_equal(entry.calls, 1);
    entry_free(&entry);
}

static void another_event_is_kept_by_its_name(void **state)
{
    (void)state;
    struct entry entry;
    verified_entry(&entry);
    struct alert event = alert(ALERT_EVENT, HOME, NOW + 100, "k2");
    struct rules_result result = apply(&entry, &event);
    assert_true(result.changed);
    assert_false(result.identify);
    assert_int_equal(entry.event_count, 1);
    assert_string_equal(entry.events[0].name, "No bootable media");
    assert_string_equal(entry.events[0].detail, "detail");
    assert_int_equal(entry.events[0].when, NOW + 100);
    assert_int_equal(entry.calls, 1);
    assert_int_equal(entry.last_call, NOW);
    assert_int_equal(entry.state, ENTRY_VERIFIED);
    entry_free(&entry);
}

/* An event says nothing about where the client is: only a call and a link-up do. */
static void an_event_from_elsewhere_moves_nothing(void **state)
{
    (void)state;
    struct entry entry;
    verified_entry(&entry);
    struct alert event = alert(ALERT_EVENT, AWAY, NOW + 100, "k2");
    struct addr home = address(HOME);
    assert_false(apply(&entry, &event).identify);
    assert_true(addr_equal(&entry.address, &home));
    assert_int_equal(entry.state, ENTRY_VERIFIED);
    entry_free(&entry);
}

static void a_repetition_within_a_minute_changes_nothing(void **state)
{
    (void)state;
    static const enum alert_kind kinds[] = {ALERT_CALL, ALERT_LINK_UP, ALERT_EVENT};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct entry entry;
        verified_entry(&entry);
        struct alert a = alert(kinds[i], AWAY, NOW + 100, "again");
        (void)apply(&entry, &a);
        unsigned calls = entry.calls;
        size_t events = entry.event_count;
        entry_set_state(&entry, ENTRY_VERIFIED, "", NOW + 101);
        for (time_t later = 0; later < 60; later += 59) {
            a.when = NOW + 100 + later;
            struct rules_result result = apply(&entry, &a);
            assert_false(result.changed);
            assert_false(result.identify);
            assert_int_equal(entry.calls, calls);
            assert_int_equal(entry.event_count, events);
            assert_int_equal(entry.last_seen, NOW + 100);
            assert_int_equal(entry.state, ENTRY_VERIFIED);
        }
        a.when = NOW + 160;
        assert_true(apply(&entry, &a).changed);
        entry_free(&entry);
    }
}

/* A sender that repeats for ever, each time within a minute of the last, is heard once a minute. */
static void repetitions_do_not_put_off_the_next(void **state)
{
    (void)state;
    struct entry entry;
    entry_init(&entry);
    for (time_t later = 0; later < 120; later += 20) {
        struct alert call = alert(ALERT_CALL, HOME, NOW + later, "again");
        (void)apply(&entry, &call);
    }
    assert_int_equal(entry.calls, 2);
    entry_free(&entry);
}

static void other_keys_and_none_are_no_repetition(void **state)
{
    (void)state;
    struct entry entry;
    verified_entry(&entry);
    struct alert call = alert(ALERT_CALL, HOME, NOW, "other");
    assert_true(apply(&entry, &call).changed);
    assert_int_equal(entry.calls, 2);
    struct alert bare = alert(ALERT_CALL, HOME, NOW, "");
    assert_true(apply(&entry, &bare).changed);
    assert_true(apply(&entry, &bare).changed);
    assert_int_equal(entry.calls, 4);
    entry_free(&entry);
}

/* What the collector put aside comes in after alerts that followed it: it is counted, and sets
 * nothing back. */
static void an_alert_that_comes_late_sets_nothing_back(void **state)
{
    (void)state;
    struct entry entry;
    verified_entry(&entry);
    struct addr home = address(HOME);
    struct alert late = alert(ALERT_CALL, HOME, NOW - 30, "late call");
    late.was_pending = true;
    struct rules_result result = apply(&entry, &late);
    assert_true(result.changed);
    assert_false(result.identify);
    assert_int_equal(entry.calls, 2);
    assert_int_equal(entry.first_call, NOW - 30);
    assert_int_equal(entry.last_call, NOW);
    late.address = address(AWAY);
    late.kind = ALERT_LINK_UP;
    (void)snprintf(late.key, sizeof late.key, "late link up");
    assert_false(apply(&entry, &late).identify);
    late.kind = ALERT_EVENT;
    (void)snprintf(late.key, sizeof late.key, "late event");
    assert_true(apply(&entry, &late).changed);
    assert_int_equal(entry.event_count, 1);
    assert_int_equal(entry.last_seen, NOW);
    assert_int_equal(entry.state, ENTRY_VERIFIED);
    assert_true(addr_equal(&entry.address, &home));
    assert_int_equal(entry.claim_count, 0);
    /* its repetition, and that of what came before it, are still known */
    assert_false(apply(&entry, &late).changed);
    struct alert call = alert(ALERT_CALL, HOME, NOW + 10, "call");
    assert_false(apply(&entry, &call).changed);
    entry_free(&entry);
}

static void an_alert_put_aside_that_is_the_newest_counts_in_full(void **state)
{
    (void)state;
    struct entry entry;
    verified_entry(&entry);
    struct alert call = alert(ALERT_CALL, AWAY, NOW + 30, "k2");
    call.was_pending = true;
    assert_true(apply(&entry, &call).identify);
    assert_int_equal(entry.claim_count, 1);
    assert_int_equal(entry.last_call, NOW + 30);
    /* and one that is not, from elsewhere, is not yet a call that counts */
    call = alert(ALERT_CALL, "10.0.0.7", NOW + 20, "k3");
    call.was_pending = true;
    assert_true(apply(&entry, &call).identify);
    assert_int_equal(entry.claim_count, 2);
    assert_int_equal(entry.calls, 1);
    assert_int_equal(entry.last_call, NOW + 30);
    entry_free(&entry);
}

static void a_clock_set_back_makes_no_call_a_late_one(void **state)
{
    (void)state;
    struct entry entry;
    verified_entry(&entry);
    struct alert call = alert(ALERT_CALL, AWAY, NOW - 86400, "k2");
    assert_true(apply(&entry, &call).identify);
    assert_int_equal(entry.claim_count, 1);
    assert_int_equal(entry.last_call, NOW - 86400);
    entry_free(&entry);
}

static void what_a_technician_adds_is_no_call_of_the_client(void **state)
{
    (void)state;
    struct entry entry;
    entry_init(&entry);
    struct alert add = alert(ALERT_CALL, HOME, NOW, "");
    add.source = ALERT_MANUAL;
    add.has_guid = false;
    struct rules_result result = apply(&entry, &add);
    assert_true(result.changed);
    assert_true(result.identify);
    assert_int_equal(entry.calls, 0);
    assert_int_equal(entry.source, ALERT_MANUAL);
    assert_int_equal(entry.last_call, NOW);
    entry_free(&entry);
}

static void a_call_that_says_more_is_kept_as_an_event_too(void **state)
{
    (void)state;
    struct entry entry;
    entry_init(&entry);
    struct alert call = alert(ALERT_CALL, HOME, NOW, "k");
    (void)snprintf(call.detail, sizeof call.detail, "reason BIOS, host pc-17");
    assert_true(apply(&entry, &call).identify);
    assert_int_equal(entry.calls, 1);
    assert_int_equal(entry.event_count, 1);
    assert_string_equal(entry.events[0].detail, "reason BIOS, host pc-17");
    entry_free(&entry);
}

static struct alert event_call(time_t when, const char *key, const char *also_key)
{
    struct alert a = alert(ALERT_CALL, HOME, when, key);
    a.source = ALERT_WS_EVENT;
    (void)snprintf(a.also_key, sizeof a.also_key, "%s", also_key);
    return a;
}

/* Sent again up to three times, 30 seconds apart, with the same envelope or a new one. */
static void either_key_tells_a_repetition(void **state)
{
    (void)state;
    static const struct {
        time_t after;
        const char *key, *also_key;
        unsigned calls;
    } rows[] = {
        {0, "ws-event a i1", "ws-event a m1", 1},   {30, "ws-event a i1", "ws-event a m1", 1},
        {60, "ws-event a i1", "ws-event a m2", 1},  {90, "ws-event a i2", "ws-event a m1", 1},
        {149, "ws-event a i1", "ws-event a m1", 1}, {150, "ws-event a i1", "ws-event a m1", 2},
        {151, "ws-event a i3", "ws-event a m3", 3}, {152, "ws-event a m3", "", 3},
    };
    struct entry entry;
    entry_init(&entry);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct alert call = event_call(NOW + rows[i].after, rows[i].key, rows[i].also_key);
        bool changed = apply(&entry, &call).changed;
        if (entry.calls != rows[i].calls || changed != (i == 0 || rows[i - 1].calls < entry.calls))
            fail_msg("row %zu: %u calls", i, entry.calls);
    }
    entry_free(&entry);
}

static void a_merge_counts_a_call_with_two_keys_once(void **state)
{
    (void)state;
    struct entry by_address;
    struct entry by_uuid;
    struct err e;
    entry_init(&by_address);
    entry_init(&by_uuid);
    struct alert call = event_call(NOW, "ws-event a i1", "ws-event a m1");
    (void)apply(&by_address, &call);
    call.when += 90;
    (void)apply(&by_uuid, &call);
    call = event_call(NOW + 91, "ws-event a i2", "ws-event a m2");
    (void)apply(&by_uuid, &call);
    assert_int_equal(entry_merge(&by_uuid, &by_address, &e), ERR_OK);
    assert_int_equal(by_uuid.calls, 2);
    entry_free(&by_address);
    entry_free(&by_uuid);
}

/* A relay did not say where the client is. */
static void an_alert_without_an_address(void **state)
{
    (void)state;
    struct entry entry;
    entry_init(&entry);
    struct alert call = alert(ALERT_CALL, "0.0.0.0", NOW, "");
    struct rules_result result = apply(&entry, &call);
    assert_true(result.changed);
    assert_false(result.identify);
    assert_int_equal(entry.state, ENTRY_FAILED);
    assert_int_equal(entry.ask_since, 0);
    call = alert(ALERT_CALL, HOME, NOW + 1, "");
    assert_true(apply(&entry, &call).identify);
    assert_int_equal(entry.state, ENTRY_WAITING);
    assert_int_equal(entry.claim_count, 0);
    call = alert(ALERT_CALL, "0.0.0.0", NOW + 2, "");
    assert_true(apply(&entry, &call).identify);
    struct addr home = address(HOME);
    assert_true(addr_equal(&entry.address, &home));
    assert_int_equal(entry.claim_count, 0);
    assert_int_equal(entry.calls, 3);
    entry_free(&entry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_a_call_makes_an_entry),
        cmocka_unit_test(a_call_of_a_new_client),
        cmocka_unit_test(a_call_of_a_client_in_the_queue),
        cmocka_unit_test(a_guid_once_known_is_kept),
        cmocka_unit_test(link_up_at_the_same_address),
        cmocka_unit_test(link_up_at_another_address),
        cmocka_unit_test(another_event_is_kept_by_its_name),
        cmocka_unit_test(a_call_that_says_more_is_kept_as_an_event_too),
        cmocka_unit_test(either_key_tells_a_repetition),
        cmocka_unit_test(a_merge_counts_a_call_with_two_keys_once),
        cmocka_unit_test(an_event_from_elsewhere_moves_nothing),
        cmocka_unit_test(a_repetition_within_a_minute_changes_nothing),
        cmocka_unit_test(repetitions_do_not_put_off_the_next),
        cmocka_unit_test(other_keys_and_none_are_no_repetition),
        cmocka_unit_test(an_alert_that_comes_late_sets_nothing_back),
        cmocka_unit_test(an_alert_put_aside_that_is_the_newest_counts_in_full),
        cmocka_unit_test(a_clock_set_back_makes_no_call_a_late_one),
        cmocka_unit_test(what_a_technician_adds_is_no_call_of_the_client),
        cmocka_unit_test(an_alert_without_an_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
