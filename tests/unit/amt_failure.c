#include "tests/unit/unit.h"

#include "common/amt/amt_failure.h"
#include "support_queue_db/entry.h"

static struct conf conf;
static const struct amt_caller setup = {.conf = &conf, .user = "admin"};
static const struct amt_caller identify = {.conf = NULL};

static const char *words(enum amt_result result, bool passing, const struct amt_caller *asker)
{
    static struct amt_failure words;
    struct amt_outcome outcome = {.result = result, .transient = passing};
    strcpy(outcome.asked, "CIM_Chassis");
    strcpy(outcome.reason, "what was said");
    memset(&words, 0, sizeof words);
    amt_failure_describe(&outcome, asker, &words);
    assert_true(words.code != ERR_OK);
    assert_string_equal(words.kind, amt_failure_kind(result));
    return words.reason;
}

/* Each failure says what happened, and most of them what to do about it, in either program. */
static void reasons_say_what_to_do(void **state)
{
    (void)state;
    static const struct {
        enum amt_result result;
        const char *setup, *identify;
    } rows[] = {
        {AMT_FAULT, "AMT refuses CIM_Chassis: what was said", "CIM_Chassis: what was said"},
        {AMT_UNREADABLE, "AMT's answer to CIM_Chassis cannot be read: what was said",
         "CIM_Chassis: what was said"},
        {AMT_ABSENT, "does not have CIM_Chassis, which is needed", "CIM_Chassis"},
        {AMT_NO_HOST, "check the name, or give its address", "check the name"},
        {AMT_ADDRESS_NOT_ALLOWED, "add its network", "add its network"},
        {AMT_UNREACHABLE, "port 16992 (what was said); is it plugged in", "is it plugged in"},
        {AMT_TIMEOUT, "try again", "[amt] timeout"},
        {AMT_TLS, "--legacy-tls", "fcfh-config --learn --legacy-tls"},
        {AMT_CERTIFICATE, "--ca-file FILE", "fcfh-config --learn"},
        {AMT_LOGIN_REFUSED, "user 'admin' or the password is refused",
         "fcfh-config sets both again"},
        {AMT_NO_LOGIN, "is the address right?", "is the address right?"},
        {AMT_BAD_CHALLENGE, "is the address right?", "is the address right?"},
        {AMT_NOT_AMT, "is the address right?", "is the address right?"},
        {AMT_CONNECTION_LOST, "try again", "try again in a minute"},
        {AMT_BUSY, "try again in a minute", "try again in a minute"},
    };
    conf.amt.tls = CONF_TLS_OFF;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_holds(words(rows[i].result, false, &setup), rows[i].setup);
        assert_holds(words(rows[i].result, false, &identify), rows[i].identify);
    }
    conf.amt.tls = CONF_TLS_ON;
    assert_holds(words(AMT_UNREACHABLE, false, &setup), "port 16993");
    assert_holds(words(AMT_UNREACHABLE, false, &setup), "--plain");
    assert_holds(words(AMT_DENIED, false, &setup), "user 'admin' may not do this");
    assert_holds(words(AMT_FAULT, true, &setup), "try again in a minute");
    assert_holds(words(AMT_FAULT, true, &identify), "try again in a minute");
}

/* With its kind before it and the time after it, a reason fits into an entry. */
static void reasons_fit(void **state)
{
    (void)state;
    for (int i = 0; i <= AMT_BUSY; i++) {
        struct amt_outcome outcome = {.result = (enum amt_result)i, .transient = true};
        struct amt_failure long_words;
        strcpy(outcome.asked, "CIM_ComputerSystemPackage");
        memset(outcome.reason, 'r', 60);
        amt_failure_describe(&outcome, &identify, &long_words);
        if (i != AMT_DENIED) /* no user is told there, and no asking ends with it */
            assert_true(strlen(long_words.kind) + strlen(long_words.reason) +
                            strlen(": , at 2026-11-23T11:40:00Z") <
                        ENTRY_REASON_SIZE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reasons_say_what_to_do),
        cmocka_unit_test(reasons_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
