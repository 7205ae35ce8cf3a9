#include "tests/unit/unit.h"

#include "support_queue_db/gate.h"

#define NOW 1795434000

#define UUID "5afe0016-c0de-4a11-8bad-00000000000a"

enum confirm { NOBODY, ANNA };
enum age { FRESH = 30, OLD = GATE_FRESH_S + 1 };
enum moved { STAYED, CALLED, ENTRY_MOVED, CONFIRMED_MOVED };

/* Whatever a row does not mention is as it should be: proved at 192.0.2.1, in the entry as in
 * proved/. */
struct row {
    enum entry_state state;
    enum confirm confirmed;
    enum age age;
    enum moved moved;
    enum gate wanted;
    const char *reason; /* a part of it */
};

static void put_address(struct addr *address, const char *text)
{
    assert_true(addr_parse(text, address));
}

/* A client for which AMT answered half a minute ago, over TLS, and which anna has confirmed. */
struct scene {
    struct entry entry;
    struct proved proved;
    struct confirmed confirmed;
};

static struct scene scene(enum entry_state state)
{
    struct scene s = {.proved = {.has_guid = true, .state = state, .when = NOW - FRESH}};
    entry_init(&s.entry);
    s.entry.has_guid = guid_parse(UUID, &s.entry.guid);
    s.entry.state = state;
    put_address(&s.entry.address, "192.0.2.1");
    (void)snprintf(s.entry.reason, sizeof s.entry.reason, "the reason");
    s.proved.guid = s.entry.guid;
    s.proved.address = s.entry.address;
    s.proved.proof = state == ENTRY_VERIFIED ? PROOF_KEY : PROOF_NONE;
    (void)snprintf(s.proved.key, sizeof s.proved.key, "sha256//the key");
    (void)snprintf(s.proved.serial, sizeof s.proved.serial, "SN-1");
    s.confirmed.address = s.proved.address;
    s.confirmed.state = state;
    s.confirmed.when = NOW - FRESH;
    memcpy(s.confirmed.key, s.proved.key, sizeof s.confirmed.key);
    memcpy(s.confirmed.serial, s.proved.serial, sizeof s.confirmed.serial);
    return s;
}

static void add_claim(struct entry *entry, time_t when, unsigned calls, const char *address)
{
    struct entry_claim *claim = &entry->claims[entry->claim_count++];
    *claim = (struct entry_claim){.when = when, .calls = calls};
    put_address(&claim->address, address);
}

static void fail_gate(const char *what, enum gate got, const char *reason)
{
    print_error("%s: gate %d, reason \"%s\"\n", what, (int)got, reason);
    fail_row(what);
}

static void a_gate_has_a_row_for_every_case(void **state)
{
    (void)state;
    static const char unasked[] = "has not answered yet";
    static const char other[] = "mismatch: the reason";
    static const char failed[] = "failed: the reason";
    static const char old[] = "10 min ago, and not since";
    static const char called[] = "called from 192.0.2.66 since AMT answered at 192.0.2.1";
    static const char elsewhere[] = "AMT answered at 192.0.2.1, but the entry says 192.0.2.2";
    static const char unproved[] = "nothing proves that it is this PC";
    static const char again[] = "confirm it again";
    static const struct row rows[] = {
        {ENTRY_WAITING, NOBODY, FRESH, STAYED, GATE_SHUT, unasked},
        {ENTRY_WAITING, NOBODY, OLD, STAYED, GATE_SHUT, unasked},
        {ENTRY_WAITING, ANNA, FRESH, STAYED, GATE_SHUT, unasked},
        {ENTRY_WAITING, ANNA, OLD, STAYED, GATE_SHUT, unasked},
        {ENTRY_WAITING, NOBODY, FRESH, CALLED, GATE_SHUT, unasked},
        {ENTRY_WAITING, ANNA, OLD, ENTRY_MOVED, GATE_SHUT, unasked},

        {ENTRY_ANSWERED, NOBODY, FRESH, STAYED, GATE_SHUT, unproved},
        {ENTRY_ANSWERED, NOBODY, OLD, STAYED, GATE_STALE, old},
        {ENTRY_ANSWERED, NOBODY, FRESH, CALLED, GATE_SHUT, called},
        {ENTRY_ANSWERED, NOBODY, OLD, CALLED, GATE_STALE, old},
        {ENTRY_ANSWERED, NOBODY, FRESH, ENTRY_MOVED, GATE_SHUT, elsewhere},
        {ENTRY_ANSWERED, NOBODY, OLD, ENTRY_MOVED, GATE_STALE, old},
        {ENTRY_ANSWERED, ANNA, FRESH, STAYED, GATE_OPEN, ""},
        {ENTRY_ANSWERED, ANNA, OLD, STAYED, GATE_STALE, old},
        {ENTRY_ANSWERED, ANNA, FRESH, CALLED, GATE_SHUT, called},
        {ENTRY_ANSWERED, ANNA, OLD, CALLED, GATE_STALE, old},
        {ENTRY_ANSWERED, ANNA, FRESH, ENTRY_MOVED, GATE_SHUT, elsewhere},
        {ENTRY_ANSWERED, ANNA, OLD, ENTRY_MOVED, GATE_STALE, old},
        {ENTRY_ANSWERED, ANNA, FRESH, CONFIRMED_MOVED, GATE_SHUT, again},
        {ENTRY_ANSWERED, ANNA, OLD, CONFIRMED_MOVED, GATE_STALE, old},

        {ENTRY_VERIFIED, NOBODY, FRESH, STAYED, GATE_OPEN, ""},
        {ENTRY_VERIFIED, NOBODY, OLD, STAYED, GATE_STALE, old},
        {ENTRY_VERIFIED, NOBODY, FRESH, CALLED, GATE_SHUT, called},
        {ENTRY_VERIFIED, NOBODY, OLD, CALLED, GATE_STALE, old},
        {ENTRY_VERIFIED, NOBODY, FRESH, ENTRY_MOVED, GATE_SHUT, elsewhere},
        {ENTRY_VERIFIED, NOBODY, OLD, ENTRY_MOVED, GATE_STALE, old},
        {ENTRY_VERIFIED, ANNA, FRESH, STAYED, GATE_OPEN, ""},
        {ENTRY_VERIFIED, ANNA, OLD, STAYED, GATE_STALE, old},
        {ENTRY_VERIFIED, ANNA, FRESH, CALLED, GATE_SHUT, called},
        {ENTRY_VERIFIED, ANNA, FRESH, ENTRY_MOVED, GATE_SHUT, elsewhere},
        {ENTRY_VERIFIED, ANNA, FRESH, CONFIRMED_MOVED, GATE_OPEN, ""},

        {ENTRY_FAILED, NOBODY, FRESH, STAYED, GATE_SHUT, failed},
        {ENTRY_FAILED, NOBODY, OLD, STAYED, GATE_SHUT, failed},
        {ENTRY_FAILED, ANNA, FRESH, STAYED, GATE_SHUT, failed},
        {ENTRY_FAILED, ANNA, OLD, STAYED, GATE_SHUT, failed},
        {ENTRY_FAILED, ANNA, FRESH, CALLED, GATE_SHUT, failed},

        {ENTRY_MISMATCH, NOBODY, FRESH, STAYED, GATE_SHUT, other},
        {ENTRY_MISMATCH, NOBODY, OLD, STAYED, GATE_SHUT, other},
        {ENTRY_MISMATCH, ANNA, FRESH, STAYED, GATE_SHUT, other},
        {ENTRY_MISMATCH, ANNA, OLD, STAYED, GATE_SHUT, other},
        {ENTRY_MISMATCH, ANNA, FRESH, CALLED, GATE_SHUT, other},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct row *row = &rows[i];
        struct scene s = scene(row->state);
        char reason[GATE_REASON_SIZE];
        char what[80];
        s.proved.when = NOW - (long)row->age;
        if (row->moved == CALLED)
            add_claim(&s.entry, s.proved.when + 5, 1, "192.0.2.66");
        else if (row->moved == ENTRY_MOVED)
            put_address(&s.entry.address, "192.0.2.2");
        else if (row->moved == CONFIRMED_MOVED)
            put_address(&s.confirmed.address, "192.0.2.3");
        enum gate got = gate_judge(&s.entry, &s.proved,
                                   row->confirmed == ANNA ? &s.confirmed : NULL, NOW, reason);
        (void)snprintf(what, sizeof what, "row %zu: %s", i, entry_state_name(row->state));
        if (got != row->wanted || strstr(reason, row->reason) == NULL ||
            (got == GATE_OPEN && reason[0] != '\0'))
            fail_gate(what, got, reason);
        entry_free(&s.entry);
    }
}

static enum gate judge(const struct scene *s, char reason[GATE_REASON_SIZE])
{
    return gate_judge(&s->entry, &s->proved, &s->confirmed, NOW, reason);
}

/* Where only the entry says that AMT answered, AMT is asked first. */
static void an_entry_opens_nothing_by_its_own_words(void **state)
{
    (void)state;
    char reason[GATE_REASON_SIZE];
    for (int i = ENTRY_WAITING; i <= ENTRY_MISMATCH; i++) {
        struct scene s = scene((enum entry_state)i);
        enum gate as_it_is = gate_judge(&s.entry, &s.proved, NULL, NOW, reason);
        s.entry.state = ENTRY_VERIFIED;
        s.entry.proof = PROOF_KEY;
        s.entry.proof_time = NOW;
        (void)snprintf(s.entry.confirmed_by, sizeof s.entry.confirmed_by, "anna");
        s.entry.confirmed_time = NOW;
        assert_int_equal(gate_judge(&s.entry, &s.proved, NULL, NOW, reason), as_it_is);
        assert_int_equal(gate_judge(&s.entry, NULL, NULL, NOW, reason), GATE_STALE);
        assert_int_equal(gate_judge(&s.entry, NULL, &s.confirmed, NOW, reason), GATE_STALE);
        assert_holds(reason, "only the entry says");
        assert_int_equal(gate_judge_answer(&s.entry, NULL, NOW, reason), GATE_STALE);
        entry_free(&s.entry);
    }
}

static void an_entry_that_says_less_shuts_it(void **state)
{
    (void)state;
    static const enum entry_state less[] = {ENTRY_WAITING, ENTRY_FAILED, ENTRY_MISMATCH};
    char reason[GATE_REASON_SIZE];
    for (size_t i = 0; i < COUNT(less); i++) {
        struct scene s = scene(ENTRY_VERIFIED);
        s.entry.state = less[i];
        assert_int_equal(judge(&s, reason), GATE_SHUT);
        entry_free(&s.entry);
    }
    struct scene s = scene(ENTRY_VERIFIED);
    s.entry.guid.raw[0] ^= 1;
    assert_int_equal(judge(&s, reason), GATE_SHUT);
    assert_holds(reason, "a different UUID");
    s.entry.has_guid = false;
    assert_int_equal(judge(&s, reason), GATE_SHUT);
    entry_free(&s.entry);
    struct err e;
    s = scene(ENTRY_VERIFIED);
    assert_int_equal(entry_set_fact(&s.entry, FACT_SERIAL, "SN-1", &e), ERR_OK);
    assert_int_equal(judge(&s, reason), GATE_OPEN);
    assert_int_equal(entry_set_fact(&s.entry, FACT_SERIAL, "SN-2", &e), ERR_OK);
    assert_int_equal(judge(&s, reason), GATE_SHUT);
    assert_holds(reason, "a different serial number");
    assert_int_equal(gate_judge_answer(&s.entry, &s.proved, NOW, reason), GATE_SHUT);
    entry_free(&s.entry);
}

static void a_confirmation_is_of_what_was_seen(void **state)
{
    (void)state;
    char reason[GATE_REASON_SIZE];
    struct scene s = scene(ENTRY_ANSWERED);
    assert_int_equal(judge(&s, reason), GATE_OPEN);
    s.confirmed.when = NOW - GATE_CONFIRMED_S;
    assert_int_equal(judge(&s, reason), GATE_OPEN);
    s.confirmed.when--;
    assert_int_equal(judge(&s, reason), GATE_SHUT);
    assert_holds(reason, "more than 8 hours ago");
    s.confirmed.when = NOW + GATE_CLOCKS_S + 1; /* the clock was set back */
    assert_int_equal(judge(&s, reason), GATE_SHUT);

    s = scene(ENTRY_ANSWERED);
    s.entry.state_time = s.confirmed.when + 1; /* it was something else in the meantime */
    assert_int_equal(judge(&s, reason), GATE_SHUT);
    s = scene(ENTRY_ANSWERED);
    s.entry.first_call = s.confirmed.when + 1; /* left by an earlier client of that name */
    assert_int_equal(judge(&s, reason), GATE_SHUT);

    s = scene(ENTRY_ANSWERED);
    s.proved.serial[0] = 'X';
    assert_int_equal(judge(&s, reason), GATE_SHUT);
    s = scene(ENTRY_ANSWERED);
    s.proved.key[10] = 'X';
    assert_int_equal(judge(&s, reason), GATE_SHUT);
    s = scene(ENTRY_ANSWERED);
    s.confirmed.state = ENTRY_VERIFIED; /* it was proved then, and is not now */
    assert_int_equal(judge(&s, reason), GATE_SHUT);
    assert_holds(reason, "confirm it again");
}

static void clocks_may_differ_a_little_and_be_set_back(void **state)
{
    (void)state;
    static const struct {
        long before;
        enum gate wanted;
    } rows[] = {{GATE_FRESH_S, GATE_OPEN},
                {GATE_FRESH_S + 1, GATE_STALE},
                {-GATE_CLOCKS_S, GATE_OPEN},
                {-GATE_CLOCKS_S - 1, GATE_STALE},
                {NOW, GATE_STALE}};
    char reason[GATE_REASON_SIZE];
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct scene s = scene(ENTRY_VERIFIED);
        s.proved.when = NOW - rows[i].before;
        assert_int_equal(judge(&s, reason), rows[i].wanted);
        entry_free(&s.entry);
    }
}

static void only_a_call_since_the_answer_shuts_it(void **state)
{
    (void)state;
    static const struct {
        long after; /* the answer */
        unsigned calls;
        bool to_ask;
        enum gate wanted;
    } rows[] = {
        {1, 1, false, GATE_SHUT},  {1, 0, false, GATE_OPEN}, /* a link-up */
        {-1, 1, false, GATE_OPEN}, {-1, 1, true, GATE_OPEN}, {0, 1, false, GATE_OPEN},
        {0, 1, true, GATE_SHUT}, /* in the same second, and not asked since */
    };
    char reason[GATE_REASON_SIZE];
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct scene s = scene(ENTRY_VERIFIED);
        add_claim(&s.entry, s.proved.when + rows[i].after, rows[i].calls, "192.0.2.66");
        s.entry.ask_since = rows[i].to_ask ? NOW : 0;
        assert_int_equal(judge(&s, reason), rows[i].wanted);
        entry_free(&s.entry);
    }
    struct scene s = scene(ENTRY_VERIFIED);
    add_claim(&s.entry, NOW - 20, 1, "192.0.2.66");
    add_claim(&s.entry, NOW - 10, 1, "192.0.2.67");
    add_claim(&s.entry, NOW - 5, 0, "192.0.2.68");
    assert_int_equal(judge(&s, reason), GATE_SHUT);
    assert_holds(reason, "192.0.2.67"); /* the newest call */
}

static void what_amt_answered_may_be_confirmed(void **state)
{
    (void)state;
    static const struct {
        enum entry_state state;
        long age;
        enum gate wanted;
    } rows[] = {{ENTRY_WAITING, FRESH, GATE_SHUT},  {ENTRY_FAILED, FRESH, GATE_SHUT},
                {ENTRY_MISMATCH, FRESH, GATE_SHUT}, {ENTRY_ANSWERED, FRESH, GATE_OPEN},
                {ENTRY_VERIFIED, FRESH, GATE_OPEN}, {ENTRY_ANSWERED, OLD, GATE_STALE},
                {ENTRY_VERIFIED, OLD, GATE_STALE},  {ENTRY_MISMATCH, OLD, GATE_SHUT}};
    char reason[GATE_REASON_SIZE];
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct scene s = scene(rows[i].state);
        s.proved.when = NOW - rows[i].age;
        assert_int_equal(gate_judge_answer(&s.entry, &s.proved, NOW, reason), rows[i].wanted);
        entry_free(&s.entry);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_gate_has_a_row_for_every_case),
        cmocka_unit_test(an_entry_opens_nothing_by_its_own_words),
        cmocka_unit_test(an_entry_that_says_less_shuts_it),
        cmocka_unit_test(a_confirmation_is_of_what_was_seen),
        cmocka_unit_test(clocks_may_differ_a_little_and_be_set_back),
        cmocka_unit_test(only_a_call_since_the_answer_shuts_it),
        cmocka_unit_test(what_amt_answered_may_be_confirmed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
