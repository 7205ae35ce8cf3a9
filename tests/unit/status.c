#include "tests/unit/unit.h"

#include <linux/magic.h>

#include "support_queue_db/status.h"

#define NOW 1795434000
#define DAY 86400

static struct conf conf;

/* All is well: every program that has to run does, and an alert came a minute ago. */
static struct status well(void)
{
    conf_init(&conf);
    assert_int_equal(conf_set(&conf, "amt", "login", "networks", NULL), ERR_OK);
    assert_int_equal(conf_set(&conf, "clients", "directory", "/nonexistent/clients", NULL), ERR_OK);
    struct status status = {.identify = STATUS_RUNS, .snmptrapd = STATUS_RUNS};
    status.counts.since = NOW - 30 * DAY;
    status.counts.last_alert = NOW - 60;
    return status;
}

/* The word of the only code; "" if there is none. */
static const char *judged(struct status *status)
{
    const char *found = "";
    status_check(status, &conf, NOW);
    for (int i = 0; i < STATUS_CODES; i++) {
        if (status->warnings[i][0] == '\0')
            continue;
        if (found[0] != '\0')
            fail_msg("%s and %s", found, status_code_name((enum status_code)i));
        if (strlen(status->warnings[i]) > 79)
            fail_msg("too long: %s", status->warnings[i]);
        found = status_code_name((enum status_code)i);
    }
    assert_int_equal(status_is_ok(status), found[0] == '\0');
    return found;
}

static void what_needs_a_look(void **state)
{
    (void)state;
    struct status s = well();
    assert_string_equal(judged(&s), "");
    s = well();
    s.identify = STATUS_STOPPED;
    assert_string_equal(judged(&s), "identify-stopped");
    s = well();
    s.identify = STATUS_NOT_THERE; /* it is started for a call */
    assert_string_equal(judged(&s), "");
    s.unasked_since = NOW - 50;
    assert_string_equal(judged(&s), "");
    s.unasked_since = NOW - 70;
    assert_string_equal(judged(&s), "identify-stopped");
    s = well();
    s.unasked_since = NOW - 70; /* it has a lot to do */
    assert_string_equal(judged(&s), "");
    s.listener = STATUS_RUNS;
    assert_string_equal(judged(&s), "");
    s.listener = STATUS_STOPPED;
    assert_string_equal(judged(&s), "listener-stopped");
    s = well();
    s.listener = STATUS_NOT_THERE;
    assert_string_equal(judged(&s), "listener-stopped");
    s = well();
    s.snmptrapd = STATUS_NOT_CONFIGURED;
    assert_string_equal(judged(&s), "");
    s.snmptrapd = STATUS_NOT_THERE;
    assert_string_equal(judged(&s), "snmptrapd-stopped");
    s = well();
    s.trapd_stuck = true;
    assert_string_equal(judged(&s), "snmptrapd-stopped");
    s = well();
    s.hooks = STATUS_NOT_CONFIGURED;
    assert_string_equal(judged(&s), "");
    s.hooks = STATUS_STOPPED;
    assert_string_equal(judged(&s), "hooks-stopped");
    s = well();
    s.pending = 2;
    s.pending_since = NOW - 59;
    assert_string_equal(judged(&s), "");
    s.pending_since = NOW - 61;
    assert_string_equal(judged(&s), "pending");
    s.identify = STATUS_RUNS;
    assert_string_equal(judged(&s), "pending");
    assert_holds(s.warnings[STATUS_PENDING], "does fcfh-identify run here?");
    s = well();
    s.unseen.code = ERR_TEMPFAIL;
    (void)snprintf(s.unseen.text, sizeof s.unseen.text, "status/: Input/output error");
    assert_string_equal(judged(&s), "unreadable");
    assert_string_equal(s.warnings[STATUS_UNREADABLE],
                        "Not everything can be seen: status/: Input/output error");
    s = well();
    s.file_system = (struct file_system){.magic = FUSE_SUPER_MAGIC, .type = "fuse.glusterfs"};
    assert_string_equal(judged(&s), "");
    s.file_system = (struct file_system){.magic = FUSE_SUPER_MAGIC, .type = "fuse.sshfs"};
    assert_string_equal(judged(&s), "locks-local");
    s = well();
    s.unreadable = 1;
    assert_string_equal(judged(&s), "unreadable");
    s = well();
    assert_int_equal(conf_set(&conf, "amt", "login", "register", NULL), ERR_OK);
    status_check(&s, &conf, NOW);
    assert_true(s.warnings[STATUS_REGISTER_EMPTY][0] != '\0');
}

static void drops_count_for_an_hour(void **state)
{
    (void)state;
    struct status s = well();
    s.dropped = 18446744073709551615u;
    assert_string_equal(judged(&s), "");
    s.drop_time = NOW - 3601;
    assert_string_equal(judged(&s), "");
    s.dropped = 4743;
    s.drop_time = NOW - 3500;
    assert_string_equal(judged(&s), "dropped");
    assert_holds(s.warnings[STATUS_DROPPED], "4743");
    s = well();
    s.drop_time = NOW + 31557600; /* the clock was set back */
    assert_string_equal(judged(&s), "");
    s.drop_time = NOW + 30; /* a host whose clock is ahead */
    assert_string_equal(judged(&s), "dropped");
}

static void no_alert_for_longer_than_a_weekend(void **state)
{
    (void)state;
    struct status s = well();
    s.counts.last_alert = NOW - 4 * DAY;
    assert_string_equal(judged(&s), "");
    s.counts.last_alert = NOW - 5 * DAY;
    assert_string_equal(judged(&s), "no-alert");
    assert_holds(s.warnings[STATUS_NO_ALERT], "5 d");
    s = well();
    s.counts.last_alert = 0;
    assert_string_equal(judged(&s), "no-alert");
    s = well();
    s.counts.last_alert = s.counts.since = 0; /* nobody counted, and there are no clients */
    assert_string_equal(judged(&s), "");
}

/* A program that was stopped (Ctrl-Z), or that hangs, is named. */
static void who_does_not_go_on(void **state)
{
    (void)state;
    struct status s = well();
    s.lock_held = true;
    s.holder = (struct queue_holder){
        .program = "fcfh-listener", .process = 4194303, .host = "support", .since = NOW - 61};
    s.holder_state = HOLDER_STOPPED;
    assert_string_equal(judged(&s), "lock-held");
    assert_string_equal(
        s.warnings[STATUS_LOCK_HELD],
        "fcfh-listener (process 4194303) was stopped during a change: kill -CONT 4194303");
    s.holder_state = HOLDER_UNKNOWN;
    assert_string_equal(judged(&s), "lock-held");
    assert_string_equal(s.warnings[STATUS_LOCK_HELD],
                        "fcfh-listener (process 4194303 on support) holds the lock: end it there");
    s.holder_state = HOLDER_RUNS;
    assert_string_equal(judged(&s), "lock-held");
    assert_string_equal(s.warnings[STATUS_LOCK_HELD],
                        "fcfh-listener (process 4194303) has held the lock for 1 min: end it");
    s.holder.program[0] = '\0';
    assert_string_equal(judged(&s), "lock-held");
    s = well();
    s.identify = STATUS_STOPPED;
    s.run = (struct queue_holder){
        .program = "fcfh-identify", .process = 4194303, .host = "support", .since = NOW - 61};
    s.run_state = HOLDER_STOPPED;
    assert_string_equal(judged(&s), "identify-stopped");
    assert_holds(s.warnings[STATUS_IDENTIFY_STOPPED],
                 "fcfh-identify (process 4194303) was stopped");
    s.run_state = HOLDER_UNKNOWN;
    assert_string_equal(judged(&s), "identify-stopped");
    assert_holds(s.warnings[STATUS_IDENTIFY_STOPPED], "on support");
}

static void many_that_failed_alike(void **state)
{
    (void)state;
    struct status s = well();
    s.calling = 20;
    s.failed[FAILURE_PASSWORD] = 9;
    s.failed[FAILURE_UNREACHABLE] = 10;
    assert_string_equal(judged(&s), "failed-many");
    assert_holds(s.warnings[STATUS_FAILED_MANY],
                 "10 of 20 clients failed in the same way: unreachable");
    s = well();
    s.calling = 21;
    s.failed[FAILURE_UNREACHABLE] = 10;
    assert_string_equal(judged(&s), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_needs_a_look),
        cmocka_unit_test(drops_count_for_an_hour),
        cmocka_unit_test(no_alert_for_longer_than_a_weekend),
        cmocka_unit_test(who_does_not_go_on),
        cmocka_unit_test(many_that_failed_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
