#include "tests/unit/unit.h"

#include "alert_collector/identify/verdict.h"

#define NOW    1795434000
#define BEFORE (NOW - 3600)
#define UUID   "4c4c4544-0050-5910-8043-b2c04f333358"
#define OTHER  "00112233-4455-6677-8899-aabbccddeeff"
#define SHARED "03000200-0400-0500-0006-000700080009"
#define HERE   "10.0.0.205"
#define THERE  "10.0.0.7"
#define KEY    "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define KEY2   "sha256//BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA="
#define REALM  "Digest:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static struct entry entry;
static struct round one;

/* A client that called from HERE, and if it answered before did so there in the state given. */
static void start_with(enum entry_state state)
{
    entry_free(&entry);
    assert_true(addr_parse(HERE, &entry.address));
    assert_true(guid_parse(UUID, &entry.guid));
    entry.has_guid = true;
    entry.last_call = NOW - 5;
    entry.calls = 1;
    entry_set_ask_due(&entry, NOW - 5);
    entry.state = state;
    entry.state_time = BEFORE;
    if (state == ENTRY_WAITING || state == ENTRY_FAILED)
        return;
    struct err e;
    entry.proof_time = BEFORE;
    entry.proof = state == ENTRY_VERIFIED ? PROOF_KEY : PROOF_NONE;
    strcpy(entry.realm, REALM);
    strcpy(entry.key, KEY);
    strcpy(entry.confirmed_by, "eve");
    entry.confirmed_time = BEFORE;
    assert_int_equal(entry_set_fact(&entry, FACT_SERIAL, "SN-1", &e), ERR_OK);
}

/* Its address was asked, with this result. */
static struct round_place *asked(enum amt_result result)
{
    round_begin(&one, NULL, &entry, false, false);
    struct round_place *place = &one.places[0];
    place->asked = true;
    place->outcome.result = result;
    place->judge.is_same = true;
    place->judge.decision = JUDGE_LOGIN;
    strcpy(place->judge.shown_key, KEY);
    strcpy(place->judge.shown_realm, REALM);
    return place;
}

/* AMT answered, and gave this UUID and serial number. */
static struct round_place *told(const char *uuid, const char *serial)
{
    struct round_place *place = asked(AMT_ANSWERED);
    memset(&one.facts, 0, sizeof one.facts);
    strcpy(one.facts.model, "Model 7");
    (void)snprintf(one.facts.serial, sizeof one.facts.serial, "%s", serial);
    (void)snprintf(place->told, sizeof place->told, "Model 7 %s", serial);
    place->has_guid = uuid != NULL;
    if (uuid != NULL)
        assert_true(guid_parse(uuid, &place->guid));
    return place;
}

static enum verdict_end decide(void)
{
    struct err e;
    return verdict_home(&entry, &one, NOW, &e);
}

static int tear_down(void **state)
{
    (void)state;
    entry_free(&entry);
    return 0;
}

/* How AMT's answer changes a client. */
static void an_answer(void **state)
{
    (void)state;
    static const struct {
        enum entry_state before;
        const char *uuid, *serial;
        enum entry_proof proof;
        enum verdict_end end;
        enum entry_state after;
        const char *reason; /* a part of it; "" for none */
    } rows[] = {
        {ENTRY_WAITING, UUID, "SN-1", PROOF_NONE, VERDICT_ANSWERED, ENTRY_ANSWERED, ""},
        {ENTRY_WAITING, UUID, "SN-1", PROOF_KEY, VERDICT_ANSWERED, ENTRY_VERIFIED, ""},
        {ENTRY_WAITING, UUID, "SN-1", PROOF_CERTIFICATE, VERDICT_ANSWERED, ENTRY_VERIFIED, ""},
        {ENTRY_FAILED, UUID, "SN-1", PROOF_NONE, VERDICT_ANSWERED, ENTRY_ANSWERED, ""},
        {ENTRY_ANSWERED, UUID, "SN-1", PROOF_KEY, VERDICT_ANSWERED, ENTRY_VERIFIED, ""},
        {ENTRY_VERIFIED, UUID, "SN-1", PROOF_NONE, VERDICT_ANSWERED, ENTRY_ANSWERED, ""},
        {ENTRY_MISMATCH, UUID, "SN-1", PROOF_NONE, VERDICT_ANSWERED, ENTRY_ANSWERED, ""},
        {ENTRY_WAITING, OTHER, "SN-9", PROOF_NONE, VERDICT_ANOTHER, ENTRY_MISMATCH,
         "AMT at " HERE " is another machine: " OTHER " Model 7 SN-9"},
        {ENTRY_ANSWERED, OTHER, "SN-1", PROOF_NONE, VERDICT_ANOTHER, ENTRY_MISMATCH, OTHER},
        {ENTRY_VERIFIED, OTHER, "SN-1", PROOF_KEY, VERDICT_ANOTHER, ENTRY_MISMATCH, OTHER},
        {ENTRY_WAITING, SHARED, "SN-1", PROOF_NONE, VERDICT_ANSWERED, ENTRY_ANSWERED,
         SHARED ", a UUID that many machines share"},
        {ENTRY_WAITING, SHARED, "SN-1", PROOF_KEY, VERDICT_ANSWERED, ENTRY_VERIFIED, ""},
        {ENTRY_WAITING, NULL, "SN-1", PROOF_NONE, VERDICT_FAILED, ENTRY_FAILED,
         "not AMT: it answers, but does not tell its UUID"},
        {ENTRY_ANSWERED, NULL, "SN-1", PROOF_NONE, VERDICT_FAILED, ENTRY_ANSWERED, "not AMT: "},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        start_with(rows[i].before);
        struct round_place *place = told(rows[i].uuid, rows[i].serial);
        place->judge.proof = rows[i].proof;
        assert_int_equal(decide(), rows[i].end);
        assert_int_equal(entry.state, rows[i].after);
        assert_holds(entry.reason, rows[i].reason);
        if (rows[i].reason[0] == '\0')
            assert_string_equal(entry.reason, "");
        if (rows[i].end == VERDICT_ANSWERED) {
            assert_int_equal(entry.proof, rows[i].proof);
            assert_int_equal(entry.proof_time, NOW);
            assert_string_equal(entry.key, KEY);
            assert_string_equal(entry.realm, REALM);
            assert_true(entry.inventory_pending);
            assert_string_equal(entry_fact(&entry, FACT_MODEL), "Model 7");
        } else {
            assert_true(entry.proof_time != NOW);
            assert_string_equal(entry_fact(&entry, FACT_MODEL), "");
        }
        if (rows[i].end == VERDICT_ANOTHER) {
            assert_int_equal(entry.proof, PROOF_NONE);
            assert_string_equal(entry.confirmed_by, "");
            assert_false(entry.inventory_pending);
        }
    }
}

/* No key, so that only the serial number shows who is at the client's address. */
static void another_serial_number_is_another_machine(void **state)
{
    (void)state;
    static const struct {
        const char *serial;
        enum entry_state after;
    } rows[] = {{"SN-1", ENTRY_ANSWERED},
                {"", ENTRY_ANSWERED},
                {"To Be Filled By O.E.M.", ENTRY_ANSWERED},
                {"SN-2", ENTRY_MISMATCH}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        start_with(ENTRY_ANSWERED);
        entry.key[0] = '\0';
        struct round_place *place = told(UUID, rows[i].serial);
        place->judge.shown_key[0] = '\0';
        (void)decide();
        assert_int_equal(entry.state, rows[i].after);
        if (rows[i].after == ENTRY_MISMATCH)
            assert_holds(entry.reason, "SN-2");
    }
}

/* Where the system has no number, the board's is compared with the board's. */
static void another_board_is_another_machine(void **state)
{
    (void)state;
    static const struct {
        const char *serial, *board, *now_serial, *now_board;
        enum entry_state after;
    } rows[] = {
        {"", "B-1", "", "B-1", ENTRY_ANSWERED},
        {"", "B-1", "", "B-2", ENTRY_MISMATCH},
        {"", "B-1", "", "", ENTRY_ANSWERED},
        {"", "", "", "B-2", ENTRY_ANSWERED},
        {"SN-1", "", "", "B-2", ENTRY_ANSWERED}, /* the chassis could not be read this time */
        {"", "B-1", "SN-1", "B-1", ENTRY_ANSWERED},
        {"", "B-1", "SN-1", "B-2", ENTRY_MISMATCH},
        {"SN-1", "", "SN-1", "B-2", ENTRY_ANSWERED},
        {"Default string", "", "", "B-2", ENTRY_ANSWERED},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct err e;
        start_with(ENTRY_ANSWERED);
        entry.key[0] = '\0';
        assert_int_equal(entry_set_fact(&entry, FACT_SERIAL, rows[i].serial, &e), ERR_OK);
        assert_int_equal(entry_set_fact(&entry, FACT_BOARD_SERIAL, rows[i].board, &e), ERR_OK);
        struct round_place *place = told(UUID, rows[i].now_serial);
        place->judge.shown_key[0] = '\0';
        (void)snprintf(one.facts.board_serial, sizeof one.facts.board_serial, "%s",
                       rows[i].now_board);
        (void)decide();
        if (entry.state != rows[i].after)
            fail_msg("row %zu: %s", i, entry.reason);
        bool own = entry_fact(&entry, FACT_SERIAL)[0] != '\0';
        assert_true(!own || entry_fact(&entry, FACT_BOARD_SERIAL)[0] == '\0');
    }
}

static void names_that_are_known_better_stay(void **state)
{
    (void)state;
    static const struct {
        const char *fqdn, *from; /* before */
        const char *amt, *os;    /* that AMT gives now */
        const char *now, *now_from;
    } rows[] = {
        {"", "", "pc1.x", "pc1.os", "pc1.x", "amt"},
        {"pc1.os", "", "pc1.x", "pc1.os", "pc1.x", "amt"}, /* from a program before this */
        {"pc0.x", "amt", "pc1.x", "", "pc1.x", "amt"},
        {"pc0.x", "amt", "", "", "pc0.x", "amt"},
        {"pc1.dns", "dns", "pc1.x", "pc1.os", "pc1.dns", "dns"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct err e;
        start_with(ENTRY_ANSWERED);
        assert_int_equal(entry_set_fact(&entry, FACT_FQDN, rows[i].fqdn, &e), ERR_OK);
        assert_int_equal(entry_set_fact(&entry, FACT_FQDN_FROM, rows[i].from, &e), ERR_OK);
        (void)told(UUID, "SN-1");
        (void)snprintf(one.facts.amt_fqdn, sizeof one.facts.amt_fqdn, "%s", rows[i].amt);
        (void)snprintf(one.facts.os_fqdn, sizeof one.facts.os_fqdn, "%s", rows[i].os);
        assert_int_equal(decide(), VERDICT_ANSWERED);
        assert_string_equal(entry_fact(&entry, FACT_FQDN), rows[i].now);
        assert_string_equal(entry_fact(&entry, FACT_FQDN_FROM), rows[i].now_from);
        assert_string_equal(entry_fact(&entry, FACT_AMT_FQDN), rows[i].amt);
        assert_string_equal(entry_fact(&entry, FACT_OS_FQDN), rows[i].os);
    }
}

static void what_could_not_be_read_is_told_once(void **state)
{
    (void)state;
    struct err e;
    start_with(ENTRY_ANSWERED);
    assert_true(verdict_add_missed(&entry, "", NOW, &e));
    assert_int_equal(entry.event_count, 0);
    assert_true(verdict_add_missed(&entry, "CIM_Chip: x", NOW, &e));
    assert_true(verdict_add_missed(&entry, "CIM_Chip: x", NOW, &e));
    assert_int_equal(entry.event_count, 1);
    assert_string_equal(entry.events[0].name, "Not read");
    assert_string_equal(entry.events[0].detail, "CIM_Chip: x");
    assert_true(verdict_add_missed(&entry, "CIM_Card: x", NOW, &e));
    assert_int_equal(entry.event_count, 2);
}

static void the_key_of_another_client_is_another_machine(void **state)
{
    (void)state;
    start_with(ENTRY_WAITING);
    entry.has_guid = false;
    struct round_place *place = told(UUID, "SN-1");
    place->judge.proof = PROOF_KEY;
    place->judge.has_record = true;
    assert_true(guid_parse(OTHER, &place->judge.record_guid));
    assert_int_equal(decide(), VERDICT_ANOTHER);
    assert_int_equal(entry.state, ENTRY_MISMATCH);
}

/* A renewed certificate of ca-file proves the client, and its serial number no longer decides. */
static void a_new_key_is_told_once(void **state)
{
    (void)state;
    start_with(ENTRY_VERIFIED);
    for (int i = 0; i < 2; i++) {
        struct round_place *place = told(UUID, "SN-1");
        place->judge.proof = PROOF_CERTIFICATE;
        place->judge.new_key = true;
        strcpy(place->judge.shown_key, KEY2);
        assert_int_equal(decide(), VERDICT_ANSWERED);
        assert_int_equal(entry.proof, PROOF_CERTIFICATE);
        assert_string_equal(entry.key, KEY2);
        assert_int_equal(entry.event_count, 1);
        assert_string_equal(entry.events[0].name, "New key");
    }
}

static void amts_byte_order_holds(void **state)
{
    (void)state;
    start_with(ENTRY_WAITING);
    struct guid truth = entry.guid;
    entry.guid = guid_swapped(&truth);
    (void)told(UUID, "SN-1");
    assert_int_equal(decide(), VERDICT_ANSWERED);
    assert_true(guid_equal(&entry.guid, &truth));
}

static void a_client_without_uuid_gets_one(void **state)
{
    (void)state;
    start_with(ENTRY_WAITING);
    entry.has_guid = false;
    struct round_place *place = told(UUID, "SN-1");
    assert_int_equal(decide(), VERDICT_ANSWERED);
    assert_true(entry.has_guid && guid_equal(&entry.guid, &place->guid));
    /* but none that many machines share */
    start_with(ENTRY_WAITING);
    entry.has_guid = false;
    (void)told(SHARED, "SN-1");
    assert_int_equal(decide(), VERDICT_ANSWERED);
    assert_false(entry.has_guid);
    assert_string_equal(entry.reason, "");
}

/* The reason for no answer is the state of a client that never answered, and is kept beside any
 * other. */
static void a_failure_says_why_and_when(void **state)
{
    (void)state;
    static const struct {
        enum amt_result result;
        const char *detail, *reason;
        enum verdict_end end;
        enum err_code code;
    } rows[] = {
        {AMT_UNREACHABLE, "Connection refused",
         "unreachable: nothing answers; is it plugged in, is AMT on, is a firewall in the way?, at "
         "2026-11-23T11:40:00Z",
         VERDICT_NOBODY, ERR_UNAVAILABLE},
        {AMT_TIMEOUT, "no answer within 10 s",
         "timeout: no answer within 10 s; it may be asleep, or need a longer [amt] timeout, at "
         "2026-11-23T11:40:00Z",
         VERDICT_NOBODY, ERR_UNAVAILABLE},
        {AMT_CONNECTION_LOST, "x",
         "connection lost: x; try again in a minute, at 2026-11-23T11:40:00Z", VERDICT_NOBODY,
         ERR_UNAVAILABLE},
        {AMT_BUSY, "x", "busy: x; try again in a minute, at 2026-11-23T11:40:00Z", VERDICT_NOBODY,
         ERR_TEMPFAIL},
        {AMT_TLS, "no shared cipher",
         "TLS: no shared cipher; AMT up to 11: fcfh-config --learn --legacy-tls, at "
         "2026-11-23T11:40:00Z",
         VERDICT_FAILED, ERR_PROTOCOL},
        {AMT_LOGIN_REFUSED, "",
         "password refused: or the user, or the account is locked for a while; fcfh-config sets "
         "both again, at 2026-11-23T11:40:00Z",
         VERDICT_FAILED, ERR_NOPERM},
        {AMT_ADDRESS_NOT_ALLOWED, "x",
         "not asked: its address is in none of [amt] networks, and passwords are sent only there; "
         "add its network, at 2026-11-23T11:40:00Z",
         VERDICT_FAILED, ERR_CONFIG},
        {AMT_NO_LOGIN, "x", "not AMT: x; is the address right?, at 2026-11-23T11:40:00Z",
         VERDICT_FAILED, ERR_PROTOCOL},
        {AMT_BAD_CHALLENGE, "x", "not AMT: x; is the address right?, at 2026-11-23T11:40:00Z",
         VERDICT_FAILED, ERR_PROTOCOL},
        {AMT_FAULT, "a\033b\n",
         "refused by AMT: : a\xef\xbf\xbd"
         "b , at 2026-11-23T11:40:00Z",
         VERDICT_FAILED, ERR_PROTOCOL},
    };
    static const struct {
        enum entry_state before, after;
    } states[] = {{ENTRY_WAITING, ENTRY_FAILED},
                  {ENTRY_FAILED, ENTRY_FAILED},
                  {ENTRY_ANSWERED, ENTRY_ANSWERED},
                  {ENTRY_VERIFIED, ENTRY_VERIFIED}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (size_t k = 0; k < COUNT(states); k++) {
            start_with(states[k].before);
            entry.inventory_pending = true;
            struct round_place *place = asked(rows[i].result);
            (void)snprintf(place->outcome.reason, sizeof place->outcome.reason, "%s",
                           rows[i].detail);
            assert_int_equal(decide(), rows[i].end);
            assert_int_equal(entry.state, states[k].after);
            assert_string_equal(entry.reason, rows[i].reason);
            assert_int_equal(verdict_exit_code(&entry), rows[i].code);
            assert_false(entry.inventory_pending);
            if (entry_has_answered(&entry)) {
                assert_int_equal(entry.state_time, BEFORE);
                assert_int_equal(entry.proof_time, BEFORE);
                assert_string_equal(entry.confirmed_by, "eve");
            }
        }
    }
}

/* That another machine was there must not be forgotten because of a moment's silence. */
static void a_mismatch_outlasts_silence(void **state)
{
    (void)state;
    start_with(ENTRY_MISMATCH);
    entry_set_state(&entry, ENTRY_MISMATCH, "AMT at x is another machine", BEFORE);
    (void)asked(AMT_TIMEOUT);
    assert_int_equal(decide(), VERDICT_NOBODY);
    assert_int_equal(entry.state, ENTRY_MISMATCH);
    assert_string_equal(entry.reason, "AMT at x is another machine");
    assert_int_equal(verdict_exit_code(&entry), ERR_PROTOCOL);
}

/* What was shown before a log-in, when no log-in followed. */
static void what_the_judge_says(void **state)
{
    (void)state;
    static const struct {
        enum judge_decision word;
        enum entry_state before;
        enum verdict_end end;
        enum entry_state after;
        const char *reason;
    } rows[] = {
        {JUDGE_UNREGISTERED, ENTRY_WAITING, VERDICT_FAILED, ENTRY_FAILED, "not registered: why"},
        {JUDGE_UNREGISTERED, ENTRY_ANSWERED, VERDICT_FAILED, ENTRY_ANSWERED, "not registered: why"},
        {JUDGE_UNREGISTERED, ENTRY_VERIFIED, VERDICT_FAILED, ENTRY_ANSWERED, "not registered: why"},
        {JUDGE_OTHER, ENTRY_WAITING, VERDICT_ANOTHER, ENTRY_MISMATCH, "AMT at " HERE " why"},
        {JUDGE_OTHER, ENTRY_VERIFIED, VERDICT_ANOTHER, ENTRY_MISMATCH, "AMT at " HERE " why"},
        {JUDGE_TLS, ENTRY_WAITING, VERDICT_FAILED, ENTRY_FAILED,
         "TLS: why, at 2026-11-23T11:40:00Z"},
        {JUDGE_REFUSED, ENTRY_WAITING, VERDICT_FAILED, ENTRY_FAILED,
         "password refused: why, at 2026-11-23T11:40:00Z"},
        {JUDGE_LATER, ENTRY_WAITING, VERDICT_PUT_OFF, ENTRY_WAITING, ""},
        {JUDGE_ELSEWHERE, ENTRY_WAITING, VERDICT_PUT_OFF, ENTRY_WAITING, ""},
        {JUDGE_LOGIN, ENTRY_WAITING, VERDICT_FAILED, ENTRY_FAILED,
         "not AMT, at 2026-11-23T11:40:00Z"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        start_with(rows[i].before);
        struct round_place *place = asked(AMT_UNTRUSTED);
        place->judge.decision = rows[i].word;
        strcpy(place->judge.why, "why");
        assert_int_equal(decide(), rows[i].end);
        assert_int_equal(entry.state, rows[i].after);
        assert_string_equal(entry.reason, rows[i].reason);
    }
}

static void a_long_reason_keeps_its_time(void **state)
{
    (void)state;
    start_with(ENTRY_WAITING);
    struct round_place *place = asked(AMT_UNTRUSTED);
    memset(place->outcome.reason, 'r', sizeof place->outcome.reason - 1);
    (void)decide();
    assert_holds(entry.reason, "rrr, at 2026-11-23T11:40:00Z");
}

static void an_answer_elsewhere_moves_the_client(void **state)
{
    (void)state;
    struct err e;
    struct addr there;
    struct addr here;
    assert_true(addr_parse(THERE, &there) && addr_parse(HERE, &here));
    start_with(ENTRY_ANSWERED);
    assert_true(entry_add_claim(&entry, &there, NOW - 5, ALERT_PET, true));
    assert_true(entry_add_claim(&entry, &there, NOW - 4, ALERT_PET, true));
    struct round_place *place = told(UUID, "SN-1");
    place->address = there;
    assert_int_equal(verdict_set_answered(&entry, place, &one.facts, NOW, &e), ERR_OK);
    assert_true(addr_equal(&entry.address, &there));
    assert_int_equal(entry.claim_count, 0);
    assert_int_equal(entry.calls, 3);
    assert_string_equal(entry.confirmed_by, "");
    assert_int_equal(entry.event_count, 1);
    assert_string_equal(entry.events[0].detail, "address " HERE ", now " THERE);
    /* where AMT never answered nothing can be said, but the call from there was one */
    start_with(ENTRY_WAITING);
    place = told(UUID, "SN-1");
    place->address = there;
    assert_int_equal(verdict_set_answered(&entry, place, &one.facts, NOW, &e), ERR_OK);
    assert_int_equal(entry.event_count, 0);
    assert_int_equal(entry.claim_count, 1);
    assert_true(addr_equal(&entry.claims[0].address, &here));
    assert_int_equal(entry_total_calls(&entry), 1);
}

static void the_inventory_adds_to_an_answer(void **state)
{
    (void)state;
    struct err e;
    struct addr here;
    struct addr there;
    assert_true(addr_parse(HERE, &here) && addr_parse(THERE, &there));
    start_with(ENTRY_WAITING);
    (void)told(UUID, "SN-1");
    struct facts facts = {.memory_bytes = 17179869184, .disk_count = 2, .bios = "1.2"};
    facts.disk_bytes[1] = 512110190592;
    assert_false(verdict_set_inventory(&entry, &here, &facts, &e)); /* waiting */
    (void)decide();
    assert_int_equal(entry_set_fact(&entry, FACT_BOARD, "known before", &e), ERR_OK);
    assert_false(verdict_set_inventory(&entry, &there, &facts, &e));
    assert_true(entry.inventory_pending);
    assert_true(verdict_set_inventory(&entry, &here, &facts, &e));
    assert_false(entry.inventory_pending);
    assert_string_equal(entry_fact(&entry, FACT_BIOS), "1.2");
    assert_string_equal(entry_fact(&entry, FACT_BOARD), "known before");
    assert_int_equal(entry.disk_bytes[1], 512110190592);
    /* what is not reported another time stays */
    facts.memory_bytes = 0;
    facts.disk_count = 0;
    assert_true(verdict_set_inventory(&entry, &here, &facts, &e));
    assert_int_equal(entry.memory_bytes, 17179869184);
    assert_int_equal(entry.disk_count, 2);
    entry_set_state(&entry, ENTRY_MISMATCH, "", NOW);
    assert_false(verdict_set_inventory(&entry, &here, &facts, &e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(an_answer, tear_down),
        cmocka_unit_test_teardown(another_serial_number_is_another_machine, tear_down),
        cmocka_unit_test_teardown(another_board_is_another_machine, tear_down),
        cmocka_unit_test_teardown(names_that_are_known_better_stay, tear_down),
        cmocka_unit_test_teardown(what_could_not_be_read_is_told_once, tear_down),
        cmocka_unit_test_teardown(the_key_of_another_client_is_another_machine, tear_down),
        cmocka_unit_test_teardown(a_new_key_is_told_once, tear_down),
        cmocka_unit_test_teardown(amts_byte_order_holds, tear_down),
        cmocka_unit_test_teardown(a_client_without_uuid_gets_one, tear_down),
        cmocka_unit_test_teardown(a_failure_says_why_and_when, tear_down),
        cmocka_unit_test_teardown(a_mismatch_outlasts_silence, tear_down),
        cmocka_unit_test_teardown(what_the_judge_says, tear_down),
        cmocka_unit_test_teardown(a_long_reason_keeps_its_time, tear_down),
        cmocka_unit_test_teardown(an_answer_elsewhere_moves_the_client, tear_down),
        cmocka_unit_test_teardown(the_inventory_adds_to_an_answer, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
