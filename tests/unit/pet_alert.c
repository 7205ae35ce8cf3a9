#include "tests/unit/unit.h"

#include "alert_collector/trap/pet_alert.h"
#include "common/conf.h"
#include "tests/unit/vectors.h"

#define NOW 1795434000

static struct pet decoded(uint32_t specific, const char *pairs)
{
    unsigned char octets[128];
    struct pet pet;
    struct err e;
    size_t count = vector_octets(pairs, octets, sizeof octets);
    assert_int_equal(pet_decode(specific, octets, count, &pet, &e), ERR_OK);
    return pet;
}

/* The alert that a PET becomes with a line "calls = ..." in fcfh.conf. */
static struct alert alert_of(const struct pet *pet, const char *calls)
{
    struct conf conf;
    struct addr source;
    struct alert alert;
    struct err e;
    conf_init(&conf);
    assert_int_equal(conf_set(&conf, "collector", "calls", calls, &e), ERR_OK);
    assert_true(addr_parse("10.0.0.205", &source));
    pet_to_alert(pet, &source, conf.collector.calls, conf.collector.call_count, NOW, &alert);
    return alert;
}

static void a_call_is_told_by_sensor_type_and_data(void **state)
{
    (void)state;
    static const struct {
        uint32_t specific;
        uint8_t data[2];
        enum alert_kind kind;
    } rows[] = {
        {CALL_TRAP, {0xaa, 0x30}, ALERT_CALL},   {CALL_TRAP, {0xaa, 0x3f}, ALERT_CALL},
        {0xc16f05, {0xaa, 0x30}, ALERT_CALL}, /* event type and offset are not known */
        {0xc1718f, {0xaa, 0x30}, ALERT_CALL},    {0xffc17100, {0xaa, 0x30}, ALERT_CALL},
        {CALL_TRAP, {0xaa, 0x10}, ALERT_EVENT}, /* the audit log */
        {CALL_TRAP, {0xaa, 0x20}, ALERT_EVENT},  {CALL_TRAP, {0xab, 0x30}, ALERT_EVENT},
        {CALL_TRAP, {0x00, 0x00}, ALERT_EVENT},  {0xc07100, {0xaa, 0x30}, ALERT_EVENT},
        {0x0f6f03, {0xaa, 0x30}, ALERT_EVENT}, /* One Click Recovery */
        {2558467, {0, 0}, ALERT_LINK_UP},        {2558467, {0xaa, 0x30}, ALERT_LINK_UP},
        {2558467 + 0x80, {0, 0}, ALERT_EVENT}, /* the link went */
        {2558466, {0, 0}, ALERT_EVENT},          {2558211, {0, 0}, ALERT_EVENT},
        {NO_MEDIA_TRAP, {0x40, 0}, ALERT_EVENT}, {0, {0, 0}, ALERT_EVENT},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct pet pet = decoded(rows[i].specific, CALL_OCTETS);
        memcpy(pet.data, rows[i].data, 2);
        struct alert alert = alert_of(&pet, "");
        if (alert.kind != rows[i].kind)
            fail_msg("row %zu: %d", i, (int)alert.kind);
    }
}

static void an_administrator_may_name_more_calls(void **state)
{
    (void)state;
    static const struct {
        const char *calls;
        enum alert_kind kind;
    } rows[] = {
        {"1E:40", ALERT_CALL},
        {"1e:4", ALERT_CALL},
        {"1E:x", ALERT_CALL},
        {"1E:400", ALERT_CALL},
        {"1E:x0", ALERT_CALL},
        {"1E:40XXXXXXXXXXXXXX", ALERT_CALL},
        {"1E:4000000000000000", ALERT_CALL},
        {"C1:AA4x, 1E:40", ALERT_CALL},
        {"1E:41", ALERT_EVENT},
        {"1E:x1", ALERT_EVENT},
        {"1E:5", ALERT_EVENT},
        {"1F:40", ALERT_EVENT},
        {"1E:4000000000000001", ALERT_EVENT},
        {"", ALERT_EVENT},
    };
    struct pet pet = decoded(NO_MEDIA_TRAP, NO_MEDIA_OCTETS);
    for (size_t i = 0; i < COUNT(rows); i++)
        if (alert_of(&pet, rows[i].calls).kind != rows[i].kind)
            fail_row(rows[i].calls);
    /* and does not lose the rule that everybody has */
    pet = decoded(CALL_TRAP, CALL_OCTETS);
    assert_int_equal(alert_of(&pet, "1E:40").kind, ALERT_CALL);
}

static void an_alert_says_who_when_and_what(void **state)
{
    (void)state;
    struct pet pet = decoded(CALL_TRAP, CALL_OCTETS);
    struct alert alert = alert_of(&pet, "");
    char text[ADDR_TEXT_SIZE];
    assert_int_equal(alert.source, ALERT_PET);
    addr_format(&alert.address, text);
    assert_string_equal(text, "10.0.0.205");
    assert_true(alert.has_guid);
    guid_format(&alert.guid, text);
    assert_string_equal(text, CALL_UUID);
    assert_int_equal(alert.when, NOW);
    assert_string_equal(alert.name, "Fast Call for Help");
    assert_string_equal(alert.detail, "");
    pet = decoded(PROGRESS_TRAP, PROGRESS_OCTETS);
    alert = alert_of(&pet, "");
    assert_string_equal(alert.name, "BIOS progress");
    assert_string_equal(alert.detail, "progress 19h: primary processor initialization");
    pet = decoded(IMM_TRAP, IMM_OCTETS);
    alert = alert_of(&pet, "");
    assert_string_equal(alert.name, "Sensor type 0Ch, event 6Fh/00h");
}

static void a_guid_that_many_share_names_nobody(void **state)
{
    (void)state;
    struct pet pet = decoded(NO_MEDIA_TRAP, NO_MEDIA_OCTETS);
    assert_false(alert_of(&pet, "").has_guid);
    memset(pet.guid.raw, 0, sizeof pet.guid.raw);
    assert_false(alert_of(&pet, "").has_guid);
    assert_true(guid_parse("03000200-0400-0500-0006-000700080009", &pet.guid));
    assert_false(alert_of(&pet, "").has_guid);
    pet.guid = guid_swapped(&pet.guid);
    assert_false(alert_of(&pet, "").has_guid);
}

/* A PET is sent three times with one sequence number; any difference makes it another event. */
static void a_repetition_has_the_same_key(void **state)
{
    (void)state;
    struct pet pet = decoded(CALL_TRAP, CALL_OCTETS);
    struct alert first = alert_of(&pet, "");
    pet.timestamp += 20;
    struct alert again = alert_of(&pet, "");
    assert_string_not_equal(first.key, "");
    assert_string_equal(first.key, again.key);

    struct pet other = pet;
    other.sequence++;
    assert_string_not_equal(alert_of(&other, "").key, first.key);
    other = pet;
    other.specific ^= 0x80;
    assert_string_not_equal(alert_of(&other, "").key, first.key);
    for (size_t i = 0; i < PET_DATA_BYTES; i++) {
        other = pet;
        other.data[i] ^= 1;
        assert_string_not_equal(alert_of(&other, "").key, first.key);
    }
    other = pet;
    other.sequence = 0; /* its sender does not number them */
    assert_int_equal(alert_repeat_seconds(alert_of(&other, "").key), 3);
    assert_int_equal(alert_repeat_seconds(first.key), 60);
    struct addr source;
    struct alert elsewhere;
    assert_true(addr_parse("10.0.0.206", &source));
    pet_to_alert(&pet, &source, NULL, 0, NOW, &elsewhere);
    assert_string_not_equal(elsewhere.key, first.key);
}

static void the_longest_key_is_whole(void **state)
{
    (void)state;
    struct pet pet = decoded(0xffffffff, CALL_OCTETS);
    struct addr source;
    struct alert a;
    struct alert b;
    pet.sequence = 65535;
    assert_true(addr_parse("fe80:1111:2222:3333:4444:5555:6666:7777%interface012345", &source));
    pet_to_alert(&pet, &source, NULL, 0, NOW, &a);
    pet.data[PET_DATA_BYTES - 1] ^= 1; /* the end of the key */
    pet_to_alert(&pet, &source, NULL, 0, NOW, &b);
    assert_true(strlen(a.key) < ALERT_KEY_SIZE - 1);
    assert_string_not_equal(a.key, b.key);
}

static void the_hint_makes_an_unknown_pet_a_call(void **state)
{
    (void)state;
    struct pet pet = decoded(CALL_TRAP, CALL_OCTETS);
    pet.data[1] = 0x47;
    struct alert alert = alert_of(&pet, "");
    char hint[PET_HINT_SIZE];
    assert_int_equal(alert.kind, ALERT_EVENT);
    assert_true(pet_unknown_hint(&pet, &alert, hint));
    assert_string_equal(hint, "trap 12677376 matched nothing (sensor type C1h, event 71h/00h, data"
                              " AA 47 00 00 00 00 00 00); if it is a call: [collector] calls ="
                              " C1:AA4x");
    const char *calls = strstr(hint, "calls = ");
    assert_non_null(calls);
    assert_int_equal(alert_of(&pet, calls + strlen("calls = ")).kind, ALERT_CALL);
}

static void there_is_no_hint_for_what_is_known(void **state)
{
    (void)state;
    char hint[PET_HINT_SIZE];
    struct pet pet = decoded(CALL_TRAP, CALL_OCTETS);
    struct alert alert = alert_of(&pet, "");
    assert_false(pet_unknown_hint(&pet, &alert, hint));
    pet = decoded(NO_MEDIA_TRAP, NO_MEDIA_OCTETS);
    alert = alert_of(&pet, "");
    assert_false(pet_unknown_hint(&pet, &alert, hint));
    pet = decoded(IMM_TRAP, IMM_OCTETS);
    alert = alert_of(&pet, "0C:00");
    assert_int_equal(alert.kind, ALERT_CALL);
    assert_false(pet_unknown_hint(&pet, &alert, hint));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_told_by_sensor_type_and_data),
        cmocka_unit_test(an_administrator_may_name_more_calls),
        cmocka_unit_test(an_alert_says_who_when_and_what),
        cmocka_unit_test(a_guid_that_many_share_names_nobody),
        cmocka_unit_test(a_repetition_has_the_same_key),
        cmocka_unit_test(the_longest_key_is_whole),
        cmocka_unit_test(the_hint_makes_an_unknown_pet_a_call),
        cmocka_unit_test(there_is_no_hint_for_what_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
