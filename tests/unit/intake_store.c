/* Alerts that were put aside, into the queue: each once, whoever else takes them, too. */
#include "tests/unit/unit.h"

#include <time.h>

#include "alert_collector/intake_store.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/queue_pending.h"
#include "tests/unit/scratch_queue.h"

static time_t now;

static struct pending_dir dir;
static struct pending_list list;

static int start(void **state)
{
    (void)state;
    struct err e;
    now = time(NULL);
    return scratch_queue_open() && queue_pending_add(queue, now, "text", 4, &e) == ERR_OK &&
                   queue_pending_open(queue, &dir, &e) == ERR_OK &&
                   pending_dir_list(&dir, now, &list, &e) == ERR_OK && list.count == 1
               ? 0
               : -1;
}

static int tear_down(void **state)
{
    (void)state;
    pending_list_free(&list);
    pending_dir_close(&dir);
    return scratch_queue_remove();
}

static struct alert call(const char *key)
{
    struct alert alert = {.kind = ALERT_CALL, .source = ALERT_PET, .when = now};
    alert.was_pending = true;
    assert_true(addr_parse("10.0.0.205", &alert.address));
    (void)snprintf(alert.name, sizeof alert.name, "Fast Call for Help");
    (void)snprintf(alert.key, sizeof alert.key, "%s", key);
    return alert;
}

static unsigned long calls(void)
{
    struct entry entry;
    struct err e;
    assert_int_equal(queue_load(queue, "10.0.0.205", &entry, &e), ERR_OK);
    unsigned long count = entry.calls;
    entry_free(&entry);
    return count;
}

static void it_is_stored_once(void **state)
{
    (void)state;
    bool woken = false;
    const struct alert alert = call("first");
    struct intake_item item = {.alert = &alert, .dir = &dir, .file = &list.alerts[0]};
    assert_true(intake_store_all(queue, &item, 1, 1000, &woken));
    assert_int_equal(item.result.code, ERR_OK);
    assert_false(pending_dir_has(&dir, &list.alerts[0]));
    assert_int_equal(calls(), 1);
}

/* Two programs have read the same files; the other one had the lock first. */
static void not_after_another_program(void **state)
{
    (void)state;
    bool woken = false;
    const struct alert first = call("first");
    const struct alert again = call("so many came since that it is no longer known");
    struct intake_item ours = {.alert = &first, .dir = &dir, .file = &list.alerts[0]};
    struct intake_item theirs = {.alert = &again, .dir = &dir, .file = &list.alerts[0]};
    assert_true(intake_store_all(queue, &theirs, 1, 1000, &woken));
    assert_true(intake_store_all(queue, &ours, 1, 1000, &woken));
    assert_int_equal(ours.result.code, ERR_OK);
    assert_int_equal(calls(), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_is_stored_once, start, tear_down),
        cmocka_unit_test_setup_teardown(not_after_another_program, start, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
