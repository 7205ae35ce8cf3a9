#include "tests/unit/unit.h"

#include "alert_collector/identify/verdict.h"

#define NOW   1795434000
#define UUID  "4c4c4544-0050-5910-8043-b2c04f333358"
#define OTHER "00112233-4455-6677-8899-aabbccddeeff"

static struct entry entry;
static struct inquiry_findings found;
static struct addr asked;

/* A client waiting at 10.0.0.205, and a machine there that answered with the same UUID. */
static int start(void **state)
{
    (void)state;
    entry_init(&entry);
    memset(&found, 0, sizeof found);
    bool good = addr_parse("10.0.0.205", &asked) && guid_parse(UUID, &entry.guid) &&
                guid_parse(UUID, &found.facts.guid);
    strcpy(found.facts.model, "Model 7");
    strcpy(found.facts.serial, "SN-1");
    entry.has_guid = true;
    entry.address = asked;
    entry.last_call = NOW - 5;
    found.facts.has_guid = true;
    found.outcome.result = AMT_ANSWERED;
    return good ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    entry_free(&entry);
    return 0;
}

static bool decide(void)
{
    struct err e;
    return verdict_identity(&entry, &asked, &found, NOW, &e);
}

static void the_same_uuid_is_verified(void **state)
{
    (void)state;
    assert_true(decide());
    assert_int_equal(entry.state, ENTRY_VERIFIED);
    assert_int_equal(entry.state_time, NOW);
    assert_string_equal(entry.reason, "");
    assert_true(entry.inventory_pending);
    assert_true(entry_has_answered(&entry));
    assert_string_equal(entry_fact(&entry, FACT_MODEL), "Model 7");
}

static void the_other_byte_order_is_verified_under_its_true_name(void **state)
{
    (void)state;
    struct guid truth = found.facts.guid;
    entry.guid = guid_swapped(&truth);
    assert_true(decide());
    assert_int_equal(entry.state, ENTRY_VERIFIED);
    assert_true(guid_equal(&entry.guid, &truth));
}

static void a_client_without_uuid_gets_one(void **state)
{
    (void)state;
    entry.has_guid = false;
    assert_true(decide());
    assert_int_equal(entry.state, ENTRY_VERIFIED);
    assert_true(entry.has_guid);
    assert_true(guid_equal(&entry.guid, &found.facts.guid));
}

static void another_uuid_is_a_mismatch_that_says_who(void **state)
{
    (void)state;
    struct guid claimed = entry.guid;
    assert_true(guid_parse(OTHER, &found.facts.guid));
    assert_true(decide());
    assert_int_equal(entry.state, ENTRY_MISMATCH);
    assert_int_equal(entry.state_time, NOW);
    assert_holds(entry.reason, "10.0.0.205");
    assert_holds(entry.reason, OTHER);
    assert_holds(entry.reason, "Model 7");
    assert_holds(entry.reason, "SN-1");
    /* nothing of the other machine becomes this client's */
    assert_true(guid_equal(&entry.guid, &claimed));
    assert_string_equal(entry_fact(&entry, FACT_MODEL), "");
    assert_false(entry.inventory_pending);
}

static void a_uuid_that_many_share_names_nobody(void **state)
{
    (void)state;
    assert_true(guid_parse("03000200-0400-0500-0006-000700080009", &found.facts.guid));
    entry.has_guid = false;
    assert_true(decide());
    assert_int_equal(entry.state, ENTRY_VERIFIED);
    assert_false(entry.has_guid);
    assert_string_equal(entry_fact(&entry, FACT_SERIAL), "SN-1");
    /* a client that has a UUID of its own is not that machine */
    entry.has_guid = true;
    assert_true(decide());
    assert_int_equal(entry.state, ENTRY_MISMATCH);
}

static void an_address_that_changed_meanwhile_is_asked_again(void **state)
{
    (void)state;
    static const enum amt_result results[] = {AMT_ANSWERED, AMT_UNREACHABLE};
    for (size_t i = 0; i < COUNT(results); i++) {
        assert_true(addr_parse("10.0.0.7", &entry.address));
        found.outcome.result = results[i];
        assert_false(decide());
        assert_int_equal(entry.state, ENTRY_WAITING);
        assert_string_equal(entry.reason, "");
        assert_false(entry_has_answered(&entry));
        assert_string_equal(entry_fact(&entry, FACT_MODEL), "");
    }
}

static void a_failure_says_why_and_when(void **state)
{
    (void)state;
    static const struct {
        enum amt_result result;
        const char *detail, *reason;
    } rows[] = {
        {AMT_UNREACHABLE, "Connection refused",
         "unreachable: Connection refused, at 2026-11-23T11:40:00Z"},
        {AMT_TIMEOUT, "no answer within 10 s",
         "timeout: no answer within 10 s, at 2026-11-23T11:40:00Z"},
        {AMT_TLS, "self-signed certificate",
         "TLS: self-signed certificate, at 2026-11-23T11:40:00Z"},
        {AMT_PASSWORD, "", "password refused, at 2026-11-23T11:40:00Z"},
        {AMT_NOT_AMT, "HTTP 404", "not AMT: HTTP 404, at 2026-11-23T11:40:00Z"},
        {AMT_BUSY, "x", "busy: x, at 2026-11-23T11:40:00Z"},
        {AMT_FAULT, "a\033b\n",
         "not AMT: a\xef\xbf\xbd"
         "b , at 2026-11-23T11:40:00Z"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        entry.inventory_pending = true;
        found.outcome.result = rows[i].result;
        (void)snprintf(found.outcome.reason, sizeof found.outcome.reason, "%s", rows[i].detail);
        assert_true(decide());
        assert_int_equal(entry.state, ENTRY_FAILED);
        assert_string_equal(entry.reason, rows[i].reason);
        assert_false(entry.inventory_pending);
    }
}

static void a_long_reason_keeps_its_time(void **state)
{
    (void)state;
    found.outcome.result = AMT_PASSWORD;
    memset(found.outcome.reason, 'r', sizeof found.outcome.reason - 1);
    assert_true(decide());
    assert_holds(entry.reason, "rrr, at 2026-11-23T11:40:00Z");
}

/* Where AMT proved to be this client stays known when it does not answer any more. */
static void a_failure_keeps_what_was_proved(void **state)
{
    (void)state;
    assert_true(decide());
    assert_true(addr_parse("10.0.0.7", &entry.address));
    asked = entry.address;
    found.outcome.result = AMT_TIMEOUT;
    assert_true(decide());
    assert_int_equal(entry.state, ENTRY_FAILED);
    assert_true(entry_has_answered(&entry));
    assert_string_equal(entry_fact(&entry, FACT_MODEL), "Model 7");
}

static void an_answer_without_uuid_proves_nothing(void **state)
{
    (void)state;
    found.facts.has_guid = false;
    assert_true(decide());
    assert_int_equal(entry.state, ENTRY_FAILED);
    assert_holds(entry.reason, "does not tell its UUID");
    assert_false(entry_has_answered(&entry));
}

static void the_inventory_adds_to_a_verified_client(void **state)
{
    (void)state;
    struct err e;
    assert_true(decide());
    assert_int_equal(entry_set_fact(&entry, FACT_BOARD, "known before", &e), ERR_OK);
    strcpy(found.facts.bios, "1.2");
    found.facts.memory_bytes = 17179869184;
    found.facts.disk_count = 2;
    found.facts.disk_bytes[1] = 512110190592;
    assert_true(verdict_inventory(&entry, &asked, &found, &e));
    assert_false(entry.inventory_pending);
    assert_int_equal(entry.state, ENTRY_VERIFIED);
    assert_string_equal(entry_fact(&entry, FACT_BIOS), "1.2");
    assert_string_equal(entry_fact(&entry, FACT_BOARD), "known before");
    assert_int_equal(entry.memory_bytes, 17179869184);
    assert_int_equal(entry.disk_count, 2);
    assert_int_equal(entry.disk_bytes[1], 512110190592);
    /* what is not told another time stays */
    found.facts.memory_bytes = 0;
    found.facts.disk_count = 0;
    assert_true(verdict_inventory(&entry, &asked, &found, &e));
    assert_int_equal(entry.memory_bytes, 17179869184);
    assert_int_equal(entry.disk_count, 2);
}

static void the_inventory_of_another_moment_is_dropped(void **state)
{
    (void)state;
    struct err e;
    struct addr elsewhere;
    assert_true(addr_parse("10.0.0.7", &elsewhere));
    assert_false(verdict_inventory(&entry, &asked, &found, &e)); /* waiting */
    assert_true(decide());
    strcpy(found.facts.bios, "1.2");
    assert_false(verdict_inventory(&entry, &elsewhere, &found, &e));
    assert_true(entry.inventory_pending);
    entry_set_state(&entry, ENTRY_MISMATCH, "", NOW);
    assert_false(verdict_inventory(&entry, &asked, &found, &e));
    assert_string_equal(entry_fact(&entry, FACT_BIOS), "");
}

static void what_an_asking_ended_with_is_its_exit_status(void **state)
{
    (void)state;
    static const struct {
        enum amt_result result;
        enum err_code code;
    } rows[] = {
        {AMT_ANSWERED, ERR_OK},         {AMT_NO_HOST, ERR_UNAVAILABLE},
        {AMT_TIMEOUT, ERR_UNAVAILABLE}, {AMT_CUT, ERR_UNAVAILABLE},
        {AMT_FORBIDDEN, ERR_CONFIG},    {AMT_UNREACHABLE, ERR_UNAVAILABLE},
        {AMT_PASSWORD, ERR_NOPERM},     {AMT_CERTIFICATE, ERR_PROTOCOL},
        {AMT_NOT_AMT, ERR_PROTOCOL},    {AMT_BUSY, ERR_TEMPFAIL},
    };
    assert_int_equal(verdict_code(&entry), ERR_TEMPFAIL); /* it still waits */
    for (size_t i = 0; i < COUNT(rows); i++) {
        found.outcome.result = rows[i].result;
        assert_true(decide());
        assert_int_equal(verdict_code(&entry), rows[i].code);
    }
    assert_true(guid_parse(OTHER, &found.facts.guid));
    found.outcome.result = AMT_ANSWERED;
    assert_true(decide());
    assert_int_equal(verdict_code(&entry), ERR_PROTOCOL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_same_uuid_is_verified, start, tear_down),
        cmocka_unit_test_setup_teardown(the_other_byte_order_is_verified_under_its_true_name, start,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_client_without_uuid_gets_one, start, tear_down),
        cmocka_unit_test_setup_teardown(another_uuid_is_a_mismatch_that_says_who, start, tear_down),
        cmocka_unit_test_setup_teardown(a_uuid_that_many_share_names_nobody, start, tear_down),
        cmocka_unit_test_setup_teardown(an_address_that_changed_meanwhile_is_asked_again, start,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_failure_says_why_and_when, start, tear_down),
        cmocka_unit_test_setup_teardown(what_an_asking_ended_with_is_its_exit_status, start,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_long_reason_keeps_its_time, start, tear_down),
        cmocka_unit_test_setup_teardown(a_failure_keeps_what_was_proved, start, tear_down),
        cmocka_unit_test_setup_teardown(an_answer_without_uuid_proves_nothing, start, tear_down),
        cmocka_unit_test_setup_teardown(the_inventory_adds_to_a_verified_client, start, tear_down),
        cmocka_unit_test_setup_teardown(the_inventory_of_another_moment_is_dropped, start,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
