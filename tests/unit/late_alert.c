/* An alert that was put aside reaches the queue later than those that followed it. */
#include "tests/unit/unit.h"

#include <string.h>

#include "support_queue_db/rules.h"

enum { NOON = 1764000000 };

static struct alert make_alert(enum alert_kind kind, const char *address, time_t when,
                               const char *key)
{
    struct alert alert = {.kind = kind, .source = ALERT_PET, .when = when};
    assert_true(addr_parse(address, &alert.address));
    memcpy(alert.key, key, strlen(key) + 1);
    return alert;
}

static void apply(struct entry *entry, const struct alert *alert, struct rules_result *result)
{
    struct err e;
    assert_int_equal(rules_apply(entry, alert, result, &e), ERR_OK);
}

static void test_late_call_sets_nothing_back(void **state)
{
    (void)state;
    struct entry entry;
    struct rules_result result;
    struct addr newest;
    entry_init(&entry);
    struct alert now = make_alert(ALERT_CALL, "10.0.0.2", NOON, "b");
    struct alert late = make_alert(ALERT_CALL, "10.0.0.1", NOON - 300, "a");
    late.was_pending = true;
    apply(&entry, &now, &result);
    entry_set_state(&entry, ENTRY_VERIFIED, "", NOON);
    apply(&entry, &late, &result);
    assert_true(result.changed);
    assert_false(result.identify);
    assert_true(addr_parse("10.0.0.2", &newest));
    assert_true(addr_equal(&entry.address, &newest));
    assert_int_equal(entry.last_call, NOON);
    assert_int_equal(entry.last_seen, NOON);
    assert_int_equal(entry.first_call, NOON - 300);
    assert_int_equal(entry.calls, 2);
    assert_int_equal(entry.state, ENTRY_VERIFIED);
    entry_free(&entry);
}

static void test_late_alert_leaves_newer_keys(void **state)
{
    (void)state;
    struct entry entry;
    struct rules_result result;
    entry_init(&entry);
    struct alert now = make_alert(ALERT_CALL, "10.0.0.2", NOON, "b");
    struct alert late = make_alert(ALERT_EVENT, "10.0.0.2", NOON - 300, "a");
    late.was_pending = true;
    struct alert again = make_alert(ALERT_CALL, "10.0.0.2", NOON + 10, "b");
    apply(&entry, &now, &result);
    apply(&entry, &late, &result);
    apply(&entry, &again, &result);
    assert_false(result.changed);
    assert_int_equal(entry.calls, 1);
    entry_free(&entry);
}

static void test_late_link_up_moves_nobody(void **state)
{
    (void)state;
    struct entry entry;
    struct rules_result result;
    struct addr newest;
    entry_init(&entry);
    struct alert now = make_alert(ALERT_CALL, "10.0.0.2", NOON, "b");
    struct alert late = make_alert(ALERT_LINK_UP, "10.0.0.1", NOON - 300, "a");
    late.was_pending = true;
    apply(&entry, &now, &result);
    apply(&entry, &late, &result);
    assert_false(result.identify);
    assert_true(addr_parse("10.0.0.2", &newest));
    assert_true(addr_equal(&entry.address, &newest));
    entry_free(&entry);
}

static void test_clock_set_back_is_not_late(void **state)
{
    (void)state;
    struct entry entry;
    struct rules_result result;
    struct addr newest;
    entry_init(&entry);
    struct alert before = make_alert(ALERT_CALL, "10.0.0.1", NOON, "a");
    struct alert after = make_alert(ALERT_CALL, "10.0.0.2", NOON - 3600, "b");
    apply(&entry, &before, &result);
    apply(&entry, &after, &result);
    assert_true(result.identify);
    assert_true(addr_parse("10.0.0.2", &newest));
    assert_true(addr_equal(&entry.address, &newest));
    entry_free(&entry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_late_call_sets_nothing_back),
        cmocka_unit_test(test_late_alert_leaves_newer_keys),
        cmocka_unit_test(test_late_link_up_moves_nobody),
        cmocka_unit_test(test_clock_set_back_is_not_late),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
