/* At which of its addresses a client is looked for, in which order, and at which there is a
 * log-in. */
#include "tests/unit/unit.h"

#include "alert_collector/identify/round.h"
#include "alert_collector/identify/schedule.h"

enum { NOW = 1795434000 };

#define KEY   "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define UUID  "4c4c4544-0050-5910-8043-b2c04f333358"
#define OTHER "00112233-4455-6677-8899-aabbccddeeff"

static struct entry entry;

/* A client with this many claims besides its address, each newer than the last look at it. */
static void start_with(bool has_answered, unsigned claims)
{
    static const char *const addresses[] = {"10.0.1.1", "10.0.2.1", "10.0.3.1"};
    entry_free(&entry);
    assert_true(guid_parse(UUID, &entry.guid) && addr_parse("10.0.0.1", &entry.address));
    entry.has_guid = true;
    if (has_answered) {
        entry.proof_time = NOW - 60;
        entry.state = ENTRY_ANSWERED;
        strcpy(entry.key, KEY);
    }
    for (unsigned i = 0; i < claims; i++) {
        struct addr address;
        assert_true(addr_parse(addresses[i], &address));
        assert_true(entry_add_claim(&entry, &address, NOW, ALERT_PET, true));
    }
}

/* What is found at each place, by a letter: "n" nobody, "s" the same, "o" another, "l" no log-in;
 * "k" somebody else's turn there; asked, "a" AMT of the client, "x" AMT of another, "r" the
 * password is refused. Looking at "a" and "r" shows the same; so does looking at "x". */
static void find(struct round *round, char what)
{
    struct round_place *place = round_place(round);
    struct facts facts = {.has_guid = true};
    bool asks = round->act == ROUND_ASK;
    bool answers = asks && (what == 'a' || what == 'x');
    assert_true(guid_parse(what == 'x' ? OTHER : UUID, &facts.guid));
    if (what == 'k') {
        round_skip(round);
        return;
    }
    if (what == 'n')
        place->outcome.result = AMT_UNREACHABLE;
    else if (what == 'l')
        place->outcome.result = AMT_NO_LOGIN;
    else if (what == 'o')
        place->outcome.result = AMT_UNTRUSTED;
    else
        place->outcome.result = answers ? AMT_ANSWERED
                                : asks  ? AMT_LOGIN_REFUSED
                                        : AMT_GOT_CHALLENGE;
    if (what != 'n' && what != 'l') {
        place->judge.is_same = what != 'o';
        place->judge.decision = what == 'o' ? JUDGE_OTHER : JUDGE_LOGIN;
        strcpy(place->judge.shown_realm, "Digest:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    }
    round_set_result(round, &facts);
}

/* The steps of a round, a letter and a digit each: L0 looks at the address, A1 asks at the first
 * claim. */
static void play(const char *found, bool by_person, bool is_there, char steps[40])
{
    struct round round;
    size_t len = 0;
    round_begin(&round, NULL, &entry, by_person, is_there);
    while (round.act != ROUND_END && len < 30) {
        steps[len++] = round.act == ROUND_LOOK ? 'L' : 'A';
        steps[len++] = (char)('0' + round.at);
        steps[len++] = ' ';
        find(&round, found[round.at]);
    }
    steps[len > 0 ? len - 1 : 0] = '\0';
}

static void the_steps_of_a_round(void **state)
{
    (void)state;
    static const struct {
        bool has_answered;
        bool by_person;
        bool is_there;
        const char *found; /* at the address, then at each claim */
        const char *steps;
    } rows[] = {
        /* never answered: asked wherever it may be, until one is it */
        {false, false, false, "a", "A0"},
        {false, false, false, "n", "A0"},
        {false, false, false, "aa", "A0"},
        {false, false, false, "na", "A0 A1"},
        {false, false, false, "xa", "A0 A1"},
        {false, false, false, "oxa", "A0 A1 A2"},
        {false, false, false, "ron", "A0 A1 A2"},
        {false, true, false, "na", "A0"}, /* a person saw this address, and no other */
        {false, false, false, "ka", "A0 A1"},
        {false, false, false, "nk", "A0 A1"},
        /* answered before, and nothing else is said */
        {true, false, false, "k", "A0"},
        {true, false, false, "a", "A0"},
        {true, false, false, "n", "A0"},
        {true, true, false, "o", "A0"},
        /* something is said, but it is where it was */
        {true, false, false, "aa", "L0 A0"},
        {true, false, false, "an", "L0 A0"},
        {true, false, false, "ra", "L0 A0"}, /* though it refuses the password */
        {true, false, true, "aa", "L1"},     /* then the other is only looked at */
        {true, false, true, "ano", "L1 L2"},
        {true, false, true, "ako", "L1 L2"},
        /* it is not */
        {true, false, false, "na", "L0 L1 A1"},
        {true, false, false, "oa", "L0 L1 A1"},
        {true, false, false, "la", "L0 L1 A1"},
        {true, false, false, "nn", "L0 L1 A0"},
        {true, false, false, "no", "L0 L1 A0"},
        {true, false, false, "nl", "L0 L1 A0"},
        {true, false, false, "noa", "L0 L1 L2 A2"},
        {true, false, false, "nra", "L0 L1 L2 A1 A2"},
        {true, false, false, "nrr", "L0 L1 L2 A1 A2 A0"},
        {true, false, false, "nxa", "L0 L1 L2 A1"}, /* another: the rest has its turn later */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char steps[40] = "";
        start_with(rows[i].has_answered, (unsigned)strlen(rows[i].found) - 1);
        play(rows[i].found, rows[i].by_person, rows[i].is_there, steps);
        if (strcmp(steps, rows[i].steps) != 0)
            print_message("row %zu, %s\n", i, rows[i].found);
        assert_string_equal(steps, rows[i].steps);
    }
    entry_free(&entry);
}

/* There is no log-in at an address that is only claimed while the same is shown at home. */
static void no_step_logs_in_elsewhere_while_it_is_at_home(void **state)
{
    (void)state;
    static const char letters[] = "nsolaxr";
    for (const char *home = "sarx"; *home != '\0'; home++) {
        for (size_t i = 0; i < strlen(letters) * strlen(letters); i++) {
            char steps[40] = "";
            char found[] = {*home, letters[i % strlen(letters)], letters[i / strlen(letters)],
                            '\0'};
            start_with(true, 2);
            play(found, false, false, steps);
            assert_null(strstr(steps, "A1"));
            assert_null(strstr(steps, "A2"));
        }
    }
    entry_free(&entry);
}

static void when_it_is_asked_again(void **state)
{
    (void)state;
    static const long pauses[] = {10, 60, 300};
    static const bool tickets[] = {false, true};
    for (size_t k = 0; k < COUNT(tickets); k++) {
        time_t now = NOW;
        start_with(false, 0);
        entry_set_ask_due(&entry, now);
        if (tickets[k])
            entry_set_ticket(&entry, "INC-1", "eve", now);
        assert_true(schedule_is_due(&entry, now) && schedule_is_waited_for(&entry, now));
        for (size_t i = 0; i < COUNT(pauses); i++) {
            schedule_nobody(&entry, now);
            assert_false(schedule_is_due(&entry, now + pauses[i] - 1));
            assert_false(schedule_is_waited_for(&entry, now)); /* a run may end meanwhile */
            now += pauses[i];
            assert_true(schedule_is_due(&entry, now));
        }
        for (int i = 0; i < (tickets[k] ? 3 : 1); i++) {
            schedule_nobody(&entry, now);
            assert_int_equal(entry.ask_since != 0, tickets[k]);
            assert_false(schedule_is_due(&entry, now + 899));
            now += 900;
            assert_int_equal(schedule_is_due(&entry, now), tickets[k]);
        }
        entry_set_ask_due(&entry, now); /* a call starts again */
        schedule_nobody(&entry, now);
        assert_true(schedule_is_due(&entry, now + 10));
    }
    start_with(false, 0);
    schedule_put_off(&entry, NOW + 40, NOW);
    assert_false(schedule_is_due(&entry, NOW));
    assert_true(schedule_is_waited_for(&entry, NOW)); /* and a run does not */
    assert_true(schedule_is_due(&entry, NOW + 40));
    entry_free(&entry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_steps_of_a_round),
        cmocka_unit_test(no_step_logs_in_elsewhere_while_it_is_at_home),
        cmocka_unit_test(when_it_is_asked_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
