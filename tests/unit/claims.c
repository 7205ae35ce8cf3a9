/* What is merely claimed about a client displaces nothing that AMT answered: one row for each of
 * the rules. */
#include "tests/unit/unit.h"

#include "support_queue_db/rules.h"

#define NOW  1795434000
#define UUID "4c4c4544-0050-5910-8043-b2c04f333358"
#define HOME "10.0.0.1"

static struct addr address(const char *text)
{
    struct addr addr;
    assert_true(addr_parse(text, &addr));
    return addr;
}

static struct rules_result tell(struct entry *entry, enum alert_kind kind, const char *from,
                                time_t when)
{
    struct alert a = {.kind = kind, .source = ALERT_PET, .when = when, .has_guid = true};
    struct rules_result result;
    struct err e;
    a.address = address(from);
    assert_true(guid_parse(UUID, &a.guid));
    assert_int_equal(rules_apply(entry, &a, &result, &e), ERR_OK);
    return result;
}

/* A client that called from HOME at NOW, and what has happened to it since. */
static void start(struct entry *entry, enum entry_state state, bool answered)
{
    entry_init(entry);
    (void)tell(entry, ALERT_CALL, HOME, NOW);
    if (state != ENTRY_WAITING) {
        entry_set_state(entry, state, state == ENTRY_FAILED ? "why" : "", NOW + 1);
        entry_clear_ask_due(entry);
    }
    if (answered)
        entry->proof_time = NOW + 1;
}

/* "10.0.0.1 10.0.0.2/1 10.0.0.3/0": the address, then each claim with its calls. */
static const char *places(const struct entry *entry)
{
    static char text[400];
    char one[ADDR_TEXT_SIZE];
    addr_format(&entry->address, one);
    int len = snprintf(text, sizeof text, "%s", one);
    for (size_t i = 0; i < entry->claim_count; i++) {
        addr_format(&entry->claims[i].address, one);
        len +=
            snprintf(text + len, sizeof text - (size_t)len, " %s/%u", one, entry->claims[i].calls);
    }
    return text;
}

static void each_alert_in_each_state(void **state)
{
    (void)state;
    static const struct {
        enum entry_state before;
        bool answered;
        enum alert_kind kind;
        const char *from;
        long after; /* seconds after NOW + 1 at which it reached its state */
        const char *places;
        enum entry_state now;
        bool asked;
        unsigned calls, said;
        bool is_call; /* last_call is set */
    } rows[] = {
        /* a call from the same address counts, and the client is asked again */
        {ENTRY_WAITING, false, ALERT_CALL, HOME, 5, "10.0.0.1", ENTRY_WAITING, true, 2, 2, true},
        {ENTRY_FAILED, false, ALERT_CALL, HOME, 5, "10.0.0.1", ENTRY_WAITING, true, 2, 2, true},
        {ENTRY_MISMATCH, false, ALERT_CALL, HOME, 5, "10.0.0.1", ENTRY_MISMATCH, true, 2, 2, true},
        {ENTRY_ANSWERED, true, ALERT_CALL, HOME, 5, "10.0.0.1", ENTRY_ANSWERED, true, 2, 2, true},
        {ENTRY_VERIFIED, true, ALERT_CALL, HOME, 5, "10.0.0.1", ENTRY_VERIFIED, true, 2, 2, true},
        {ENTRY_MISMATCH, true, ALERT_CALL, HOME, 5, "10.0.0.1", ENTRY_MISMATCH, true, 2, 2, true},
        /* while AMT never answered, the newest alert says where it is; the earlier address is the
         * claim */
        {ENTRY_WAITING, false, ALERT_CALL, "10.0.0.2", 5, "10.0.0.2 10.0.0.1/1", ENTRY_WAITING,
         true, 2, 2, true},
        {ENTRY_FAILED, false, ALERT_CALL, "10.0.0.2", 5, "10.0.0.2 10.0.0.1/1", ENTRY_WAITING, true,
         2, 2, true},
        {ENTRY_MISMATCH, false, ALERT_CALL, "10.0.0.2", 5, "10.0.0.2 10.0.0.1/1", ENTRY_WAITING,
         true, 2, 2, true},
        {ENTRY_WAITING, false, ALERT_LINK_UP, "10.0.0.2", 5, "10.0.0.2 10.0.0.1/1", ENTRY_WAITING,
         true, 1, 1, false},
        {ENTRY_FAILED, false, ALERT_LINK_UP, "10.0.0.2", 5, "10.0.0.2 10.0.0.1/1", ENTRY_WAITING,
         true, 1, 1, false},
        /* after that another address is a claim, and nothing else changes */
        {ENTRY_ANSWERED, true, ALERT_CALL, "10.0.0.2", 5, "10.0.0.1 10.0.0.2/1", ENTRY_ANSWERED,
         true, 1, 2, true},
        {ENTRY_VERIFIED, true, ALERT_CALL, "10.0.0.2", 5, "10.0.0.1 10.0.0.2/1", ENTRY_VERIFIED,
         true, 1, 2, true},
        {ENTRY_MISMATCH, true, ALERT_CALL, "10.0.0.2", 5, "10.0.0.1 10.0.0.2/1", ENTRY_MISMATCH,
         true, 1, 2, true},
        {ENTRY_ANSWERED, true, ALERT_LINK_UP, "10.0.0.2", 5, "10.0.0.1 10.0.0.2/0", ENTRY_ANSWERED,
         true, 1, 1, false},
        {ENTRY_VERIFIED, true, ALERT_LINK_UP, "10.0.0.2", 5, "10.0.0.1 10.0.0.2/0", ENTRY_VERIFIED,
         true, 1, 1, false},
        /* a link-up from the same address: asked again if that may help, once a minute */
        {ENTRY_FAILED, false, ALERT_LINK_UP, HOME, 59, "10.0.0.1", ENTRY_FAILED, false, 1, 1,
         false},
        {ENTRY_FAILED, false, ALERT_LINK_UP, HOME, 60, "10.0.0.1", ENTRY_WAITING, true, 1, 1,
         false},
        {ENTRY_FAILED, false, ALERT_LINK_UP, HOME, -86400, "10.0.0.1", ENTRY_WAITING, true, 1, 1,
         false},
        {ENTRY_ANSWERED, true, ALERT_LINK_UP, HOME, 600, "10.0.0.1", ENTRY_ANSWERED, false, 1, 1,
         false},
        {ENTRY_VERIFIED, true, ALERT_LINK_UP, HOME, 600, "10.0.0.1", ENTRY_VERIFIED, false, 1, 1,
         false},
        {ENTRY_MISMATCH, true, ALERT_LINK_UP, HOME, 600, "10.0.0.1", ENTRY_MISMATCH, false, 1, 1,
         false},
        /* any other event says nothing about where the client is */
        {ENTRY_FAILED, false, ALERT_EVENT, "10.0.0.2", 600, "10.0.0.1", ENTRY_FAILED, false, 1, 1,
         false},
        {ENTRY_VERIFIED, true, ALERT_EVENT, "10.0.0.2", 600, "10.0.0.1", ENTRY_VERIFIED, false, 1,
         1, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct entry entry;
        struct err e;
        start(&entry, rows[i].before, rows[i].answered);
        assert_int_equal(entry_set_fact(&entry, FACT_SERIAL, "S1", &e), ERR_OK);
        entry_set_ticket(&entry, "T-1", "eve", NOW);
        time_t when = NOW + 1 + rows[i].after;
        struct rules_result result = tell(&entry, rows[i].kind, rows[i].from, when);
        if (strcmp(places(&entry), rows[i].places) != 0 || entry.state != rows[i].now ||
            result.identify != rows[i].asked || (entry.ask_since != 0) != rows[i].asked ||
            !result.changed || entry.calls != rows[i].calls ||
            entry_total_calls(&entry) != rows[i].said || entry.last_seen != when ||
            entry.last_call != (rows[i].is_call ? when : NOW) || entry.first_call != NOW)
            fail_msg("row %zu: %s %s asked %d calls %u of %u", i, places(&entry),
                     entry_state_name(entry.state), result.identify, entry.calls,
                     entry_total_calls(&entry));
        assert_string_equal(entry_fact(&entry, FACT_SERIAL), "S1");
        assert_string_equal(entry.ticket, "T-1");
        entry_free(&entry);
    }
}

/* Alerts one after another, a second apart: "c10.0.0.2" is a call, "l10.0.0.2" a link-up; capitals
 * mean a known address. */
static void play(struct entry *entry, const char *script)
{
    time_t when = NOW + 10;
    char copy[400];
    (void)snprintf(copy, sizeof copy, "%s", script);
    for (char *word = strtok(copy, " "); word != NULL; word = strtok(NULL, " ")) {
        bool call = word[0] == 'c' || word[0] == 'C';
        (void)tell(entry, call ? ALERT_CALL : ALERT_LINK_UP, word + 1, when++);
        struct addr from = address(word + 1);
        struct entry_claim *claim = entry_find_claim(entry, &from);
        if (claim != NULL && (word[0] == 'C' || word[0] == 'L'))
            claim->known = true;
    }
}

static void four_places(void **state)
{
    (void)state;
    static const struct {
        bool answered;
        const char *alerts, *places;
    } rows[] = {
        {true, "c10.0.0.2 c10.0.0.2 l10.0.0.2", "10.0.0.1 10.0.0.2/2"},
        {true, "l10.0.0.2 c10.0.0.2", "10.0.0.1 10.0.0.2/1"},
        {true, "c10.0.0.1 l10.0.0.1", "10.0.0.1"},
        /* the oldest link-up is removed */
        {true, "l10.0.1.1 l10.0.2.1 l10.0.3.1 l10.0.4.1 l10.0.5.1",
         "10.0.0.1 10.0.2.1/0 10.0.3.1/0 10.0.4.1/0 10.0.5.1/0"},
        {true, "l10.0.1.1 l10.0.2.1 l10.0.1.1 l10.0.3.1 l10.0.4.1 l10.0.5.1",
         "10.0.0.1 10.0.1.1/0 10.0.3.1/0 10.0.4.1/0 10.0.5.1/0"},
        {true, "l10.0.1.1 c10.0.2.1 l10.0.3.1 l10.0.4.1 c10.0.5.1",
         "10.0.0.1 10.0.2.1/1 10.0.3.1/0 10.0.4.1/0 10.0.5.1/1"},
        /* a link-up never displaces a call */
        {true, "c10.0.1.1 c10.0.2.1 c10.0.3.1 c10.0.4.1 l10.0.5.1",
         "10.0.0.1 10.0.1.1/1 10.0.2.1/1 10.0.3.1/1 10.0.4.1/1"},
        /* then the call whose network has most */
        {true, "c10.0.1.1 c10.0.2.1 c10.0.2.2 c10.0.3.1 c10.0.5.1",
         "10.0.0.1 10.0.1.1/1 10.0.2.2/1 10.0.3.1/1 10.0.5.1/1"},
        {true, "c10.0.1.1 c10.0.2.1 c10.0.3.1 c10.0.4.1 c10.0.3.2",
         "10.0.0.1 10.0.1.1/1 10.0.2.1/1 10.0.4.1/1 10.0.3.2/1"},
        {true, "cfd00:0:0:1::1 cfd00:0:0:2::1 cfd00:0:0:2::2 cfd00:0:0:3::1 cfd00:0:0:4::1",
         "10.0.0.1 fd00:0:0:1::1/1 fd00:0:0:2::2/1 fd00:0:0:3::1/1 fd00:0:0:4::1/1"},
        /* never an address that is known */
        {true, "L10.0.1.1 l10.0.2.1 l10.0.3.1 l10.0.4.1 l10.0.5.1",
         "10.0.0.1 10.0.1.1/0 10.0.3.1/0 10.0.4.1/0 10.0.5.1/0"},
        {true, "C10.0.2.1 C10.0.2.2 c10.0.3.1 c10.0.4.1 c10.0.5.1",
         "10.0.0.1 10.0.2.1/1 10.0.2.2/1 10.0.4.1/1 10.0.5.1/1"},
        {true, "C10.0.1.1 C10.0.2.1 C10.0.3.1 L10.0.4.1 c10.0.5.1",
         "10.0.0.1 10.0.1.1/1 10.0.2.1/1 10.0.3.1/1 10.0.4.1/0"},
        /* a client that never answered is where the newest alert came from */
        {false, "c10.0.0.2 l10.0.0.3", "10.0.0.3 10.0.0.1/1 10.0.0.2/1"},
        {false, "l10.0.0.2 l10.0.0.3", "10.0.0.3 10.0.0.1/1 10.0.0.2/0"},
        {false, "l10.0.0.2 c10.0.0.3", "10.0.0.3 10.0.0.1/1 10.0.0.2/0"},
        {false, "c10.0.0.2 c10.0.0.1 c10.0.0.1", "10.0.0.1 10.0.0.2/1"},
        {false, "c10.0.1.1 c10.0.2.1 c10.0.3.1 c10.0.4.1 l10.0.5.1 l10.0.6.1 l10.0.7.1 l10.0.8.1",
         "10.0.8.1 10.0.2.1/1 10.0.3.1/1 10.0.4.1/1 10.0.5.1/1"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct entry entry;
        start(&entry, rows[i].answered ? ENTRY_ANSWERED : ENTRY_WAITING, rows[i].answered);
        play(&entry, rows[i].alerts);
        if (strcmp(places(&entry), rows[i].places) != 0)
            fail_msg("row %zu: %s", i, places(&entry));
        entry_free(&entry);
    }
}

/* A person sees the sum, before AMT answered anywhere and after. */
static void no_call_counts_twice(void **state)
{
    (void)state;
    struct entry entry;
    start(&entry, ENTRY_WAITING, false);
    play(&entry, "c10.0.0.2 c10.0.0.2 l10.0.0.3 c10.0.0.1 c10.0.0.4");
    assert_int_equal(entry.calls, 5);
    assert_int_equal(entry_total_calls(&entry), 5);
    entry.proof_time = NOW + 20;
    entry_set_state(&entry, ENTRY_ANSWERED, "", NOW + 20);
    (void)tell(&entry, ALERT_CALL, "10.0.0.2", NOW + 30);
    assert_int_equal(entry.calls, 5);
    assert_int_equal(entry_total_calls(&entry), 6);
    struct addr there = address("10.0.0.2");
    struct entry_claim *claim = entry_find_claim(&entry, &there);
    assert_int_equal(claim->calls, 3);
    entry_accept_claim(&entry, (size_t)(claim - entry.claims));
    assert_int_equal(entry.calls, 6);
    assert_int_equal(entry_total_calls(&entry), 6);
    assert_null(entry_find_claim(&entry, &there));
    entry_free(&entry);
}

static void how_long_a_claim_lives(void **state)
{
    (void)state;
    static const struct {
        const char *ticket;
        enum alert_kind kind;
        long age;
        bool lives;
    } rows[] = {
        {"", ALERT_LINK_UP, 599, true},    {"", ALERT_LINK_UP, 600, false},
        {"", ALERT_CALL, 86400 * 9, true}, {"T-1", ALERT_LINK_UP, 86400 * 9, true},
        {"", ALERT_LINK_UP, -86400, true}, /* the clock was set back */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct entry entry;
        start(&entry, ENTRY_VERIFIED, true);
        (void)snprintf(entry.ticket, sizeof entry.ticket, "%s", rows[i].ticket);
        (void)tell(&entry, rows[i].kind, "10.0.0.2", NOW + 10);
        entry_expire_claims(&entry, NOW + 10 + rows[i].age);
        if (entry.claim_count != rows[i].lives)
            fail_msg("row %zu", i);
        /* from then on it ages like any other */
        entry_expire_claims(&entry, NOW + 10 + rows[i].age + 600);
        if (rows[i].age < 0)
            assert_int_equal(entry.claim_count, 0);
        entry_free(&entry);
    }
}

static void an_expired_claim_takes_no_place(void **state)
{
    (void)state;
    struct entry entry;
    start(&entry, ENTRY_VERIFIED, true);
    play(&entry, "l10.0.1.1 l10.0.2.1 l10.0.3.1 l10.0.4.1");
    (void)tell(&entry, ALERT_LINK_UP, "10.0.5.1", NOW + 700);
    assert_string_equal(places(&entry), "10.0.0.1 10.0.5.1/0");
    entry_free(&entry);
}

/* A claimed link-up that was tried a moment ago is no reason to try again. */
static void link_ups_ask_once_a_minute(void **state)
{
    (void)state;
    struct entry entry;
    start(&entry, ENTRY_VERIFIED, true);
    assert_true(tell(&entry, ALERT_LINK_UP, "10.0.0.2", NOW + 10).identify);
    entry_clear_ask_due(&entry);
    entry.claims[0].tried = NOW + 11;
    assert_false(tell(&entry, ALERT_LINK_UP, "10.0.0.2", NOW + 70).identify);
    assert_int_equal(entry.ask_since, 0);
    assert_true(tell(&entry, ALERT_LINK_UP, "10.0.0.2", NOW + 71).identify);
    entry_clear_ask_due(&entry);
    assert_true(tell(&entry, ALERT_CALL, "10.0.0.2", NOW + 72).identify);
    entry_free(&entry);
}

/* Otherwise somebody who merely claims that a link is up would close the gate again and again. */
static void a_link_up_is_no_call(void **state)
{
    (void)state;
    struct entry entry;
    start(&entry, ENTRY_VERIFIED, true);
    (void)tell(&entry, ALERT_CALL, "10.0.0.2", NOW + 10);
    entry_clear_ask_due(&entry);
    entry.claims[0].tried = NOW + 11;
    assert_true(tell(&entry, ALERT_LINK_UP, "10.0.0.2", NOW + 90).identify);
    assert_int_equal(entry.claims[0].when, NOW + 10);
    assert_int_equal(entry.claims[0].tried, 0); /* but AMT is looked for there again */
    (void)tell(&entry, ALERT_CALL, "10.0.0.2", NOW + 95);
    assert_int_equal(entry.claims[0].when, NOW + 95);
    (void)tell(&entry, ALERT_LINK_UP, "10.0.0.3", NOW + 100);
    (void)tell(&entry, ALERT_LINK_UP, "10.0.0.3", NOW + 200);
    assert_int_equal(entry.claims[1].when, NOW + 200);
    entry_free(&entry);
}

static void asking_is_a_flag(void **state)
{
    (void)state;
    struct entry entry;
    start(&entry, ENTRY_VERIFIED, true);
    assert_false(entry_is_ask_due(&entry, NOW));
    entry_set_ask_due(&entry, NOW + 5);
    assert_int_equal(entry.state, ENTRY_VERIFIED);
    assert_int_equal(entry.state_time, NOW + 1);
    assert_true(entry_is_ask_due(&entry, NOW + 5));
    entry.ask_next = NOW + 300;
    assert_false(entry_is_ask_due(&entry, NOW + 299));
    assert_true(entry_is_ask_due(&entry, NOW + 300));
    assert_true(entry_is_ask_due(&entry, NOW - 86400)); /* the clock was set back */
    entry_set_ask_due(&entry, NOW + 9);
    assert_int_equal(entry.ask_since, NOW + 5);
    assert_int_equal(entry.ask_next, NOW + 9);
    entry_clear_ask_due(&entry);
    assert_false(entry_is_ask_due(&entry, NOW + 300));
    entry_set_state(&entry, ENTRY_VERIFIED, "", NOW + 50);
    assert_int_equal(entry.state_time, NOW + 1); /* it still is */
    entry_free(&entry);
}

static void a_merge_keeps_what_is_claimed(void **state)
{
    (void)state;
    struct entry a;
    struct entry b;
    struct err e;
    start(&a, ENTRY_ANSWERED, true);
    start(&b, ENTRY_WAITING, false);
    (void)snprintf(a.confirmed_by, sizeof a.confirmed_by, "eve");
    a.confirmed_time = NOW;
    play(&a, "c10.0.0.2");
    play(&b, "c10.0.0.2 l10.0.0.3");
    assert_int_equal(entry_merge(&a, &b, &e), ERR_OK);
    assert_string_equal(places(&a), "10.0.0.1 10.0.0.2/2");
    assert_int_equal(entry_total_calls(&a), 4);
    assert_string_equal(a.confirmed_by, "");
    assert_int_equal(a.confirmed_time, 0);
    assert_int_equal(a.state, ENTRY_ANSWERED);
    entry_free(&a);
    entry_free(&b);
}

/* Restored: what was known about the machine stays, what was based on an answer does not. */
static void what_begins_anew(void **state)
{
    (void)state;
    struct entry entry;
    struct err e;
    start(&entry, ENTRY_VERIFIED, true);
    play(&entry, "c10.0.0.2 l10.0.0.3");
    entry.proof = PROOF_KEY;
    (void)snprintf(entry.confirmed_by, sizeof entry.confirmed_by, "eve");
    assert_int_equal(entry_set_fact(&entry, FACT_SERIAL, "S1", &e), ERR_OK);
    entry_reset(&entry, NOW + 500);
    assert_int_equal(entry.state, ENTRY_WAITING);
    assert_int_equal(entry.state_time, NOW + 500);
    assert_int_equal(entry.ask_since, NOW + 500);
    assert_int_equal(entry.claim_count, 0);
    assert_int_equal(entry.proof, PROOF_NONE);
    assert_false(entry_has_answered(&entry));
    assert_string_equal(entry.confirmed_by, "");
    assert_string_equal(entry_fact(&entry, FACT_SERIAL), "S1");
    entry_free(&entry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_alert_in_each_state),
        cmocka_unit_test(four_places),
        cmocka_unit_test(no_call_counts_twice),
        cmocka_unit_test(how_long_a_claim_lives),
        cmocka_unit_test(an_expired_claim_takes_no_place),
        cmocka_unit_test(link_ups_ask_once_a_minute),
        cmocka_unit_test(a_link_up_is_no_call),
        cmocka_unit_test(asking_is_a_flag),
        cmocka_unit_test(a_merge_keeps_what_is_claimed),
        cmocka_unit_test(what_begins_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
