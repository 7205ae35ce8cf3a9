#include "tests/unit/unit.h"

#include <netdb.h>

#include <stdlib.h>

#include "support_queue_gui/caller.h"
#include "support_queue_gui/collect.h"
#include "support_queue_gui/entry_search.h"
#include "support_queue_gui/lookup.h"

#define NOW 1795436400 /* 2026-11-23T12:20:00Z */

struct page {
    char text[8192];
};

static void note_line(void *context, const struct caller_line *line)
{
    struct page *page = context;
    for (size_t i = 0; i < CALLER_TEXTS && line->texts[i] != NULL; i++) {
        size_t used = strlen(page->text);
        (void)snprintf(page->text + used, sizeof page->text - used, "%s%s", i > 0 ? " | " : "",
                       line->texts[i]);
    }
    (void)strcat(page->text, line->alarm ? "!\n" : "\n");
}

static void fact(struct entry *entry, enum entry_fact which, const char *text)
{
    struct err e;
    assert_int_equal(entry_set_fact(entry, which, text, &e), ERR_OK);
}

static void start(struct entry *entry)
{
    struct err e;
    entry_init(entry);
    entry->state = ENTRY_VERIFIED;
    entry->proof = PROOF_KEY;
    entry->proof_time = NOW - 19;
    assert_true(addr_parse("10.20.0.17", &entry->address));
    entry->calls = 2;
    entry->first_call = NOW - 60;
    entry->last_call = NOW - 20;
    fact(entry, FACT_SERIAL, "CZC70069");
    fact(entry, FACT_FQDN, "ws-muc-0016.corp.example");
    fact(entry, FACT_MANUFACTURER, "LENOVO");
    fact(entry, FACT_MODEL, "M90q");
    assert_int_equal(entry_add_event(entry, NOW - 120, "No bootable media", "", &e), ERR_OK);
}

static void a_caller_is_told_in_the_order_of_the_talk(void **state)
{
    (void)state;
    struct entry entry;
    struct page page = {.text = ""};
    start(&entry);
    entry_set_ticket(&entry, "INC4711023", "desk2", NOW - 10);
    (void)snprintf(entry.confirmed_by, sizeof entry.confirmed_by, "anna");
    entry.confirmed_time = NOW - 5;
    caller_lines(&entry, true, NOW, note_line, &page);
    assert_string_equal(page.text,
                        "C Z C   7 0 0   6 9 | Charlie Zulu Charlie, seven zero zero, six nine\n"
                        "ws-muc-0016.corp.example | 10.20.0.17 | verified by its key, 12:19:41\n"
                        "called 2 times, first 12:19, last 12:19 | INC4711023, desk2 since 12:19\n"
                        "12:18 No bootable media | confirmed by anna 12:19\n"
                        "LENOVO M90q\n");
    entry_free(&entry);
}

static void who_is_on_it_is_told_for_a_quarter_of_an_hour(void **state)
{
    (void)state;
    struct entry entry;
    start(&entry);
    entry_take(&entry, "desk1", NOW - ENTRY_TAKEN_SECONDS + 1);
    for (time_t now = NOW; now <= NOW + 1; now++) {
        struct page page = {.text = ""};
        caller_lines(&entry, true, now, note_line, &page);
        assert_holds(page.text,
                     now == NOW ? " | desk1 has been on it since 12:05\n" : " | no ticket\n");
        assert_int_equal(entry_is_taken(&entry, now), now == NOW);
    }
    entry_take(&entry, "desk1", NOW);
    entry_set_ticket(&entry, "INC1", "desk1", NOW);
    assert_false(entry_is_taken(&entry, NOW));
    entry_set_ticket(&entry, "", "", NOW);
    assert_false(entry_is_taken(&entry, NOW)); /* not again when the ticket is cleared */
    entry_free(&entry);
}

static void names_of_amt_and_of_the_system(void **state)
{
    (void)state;
    static const struct {
        enum entry_fact fact;
        const char *text, *line;
    } rows[] = {
        {FACT_OS_FQDN, "WS-MUC-0016.corp.example", "\nws-muc-0016.corp.example | "},
        {FACT_OS_FQDN, "lap.example", "\nws-muc-0016.corp.example (its system: lap.example) | "},
        {FACT_FQDN, "", "\nlap.example | "},
        {FACT_HOSTNAME, "pc1", "\npc1 (its system: lap.example) | "},
    };
    struct entry entry;
    start(&entry);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct page page = {.text = ""};
        fact(&entry, rows[i].fact, rows[i].text);
        caller_lines(&entry, true, NOW, note_line, &page);
        assert_holds(page.text, rows[i].line);
    }
    entry_free(&entry);
}

static void claims_say_what_becomes_of_them(void **state)
{
    (void)state;
    struct entry entry;
    struct page asked = {.text = ""};
    struct page tried = {.text = ""};
    start(&entry);
    entry.claims[0] = (struct entry_claim){.when = NOW - 10, .calls = 1, .source = ALERT_PET};
    entry.claims[1] = (struct entry_claim){.when = NOW - 90, .tried = NOW - 80, .known = true};
    assert_true(addr_parse("10.20.0.66", &entry.claims[0].address));
    assert_true(addr_parse("10.20.0.67", &entry.claims[1].address));
    entry.claim_count = 2;
    entry.ask_since = entry.ask_next = NOW - 10;
    caller_lines(&entry, true, NOW, note_line, &asked);
    assert_holds(asked.text, "\ncalled from 10.20.0.66 12:19: being asked there!\n");
    assert_holds(asked.text, "\nits link came up, it says, from 10.20.0.67 12:18, asked there "
                             "12:18 (it was there before)\n");
    assert_holds(asked.text, "\nit is being asked now\n");
    entry_clear_ask_due(&entry);
    entry.claims[0].tried = NOW - 5;
    caller_lines(&entry, true, NOW, note_line, &tried);
    assert_holds(tried.text, "\ncalled from 10.20.0.66 12:19, asked there 12:19!\n");
    entry_free(&entry);
}

static void a_reason_says_what_to_do_and_what_happens(void **state)
{
    (void)state;
    static const struct {
        enum entry_state state;
        enum entry_failure failure;
        const char *reason;
        long ask_next; /* after NOW; 0: never */
        unsigned tries;
        bool runs;
        const char *lines;
    } rows[] = {
        {ENTRY_FAILED, FAILURE_UNREACHABLE,
         "unreachable: nothing answers; is it plugged in?, at 2026-11-23T12:19:00Z", 60, 2, true,
         "\nunreachable: nothing answers; is it plugged in?, at 12:19\n"
         "it is asked again at 12:21:00; asked 2 times in vain\n"},
        {ENTRY_FAILED, FAILURE_UNREACHABLE, "unreachable", 60, 1, false,
         "\nit waits to be asked: fcfh-identify is not running; asked 1 time in vain\n"},
        {ENTRY_FAILED, FAILURE_UNREACHABLE, "unreachable", 0, 0, true,
         "\nit is not asked again until it calls or its link comes up; i asks now\n"},
        {ENTRY_FAILED, FAILURE_NOT_REGISTERED, "not registered: an administrator must run X", 0, 0,
         true, "\nit is asked automatically once it is in the register\n"},
        {ENTRY_ANSWERED, FAILURE_PASSWORD, "password refused", 0, 0, true,
         "\nit is not asked again until the password changes; i asks once\n"},
        {ENTRY_MISMATCH, FAILURE_NONE, "AMT at 10.20.0.17 is another machine: X", 0, 0, true,
         "\nAMT at 10.20.0.17 is another machine: X!\n"
         "do not work on it before the caller has read you the serial number!\n"
         "it is not asked again until it calls; i asks now\n"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct entry entry;
        struct page page = {.text = ""};
        start(&entry);
        entry.state = rows[i].state;
        entry.failure = rows[i].failure;
        (void)snprintf(entry.reason, sizeof entry.reason, "%s", rows[i].reason);
        entry.ask_since = rows[i].ask_next != 0 ? NOW - 100 : 0;
        entry.ask_next = NOW + rows[i].ask_next;
        entry.ask_tries = rows[i].tries;
        caller_lines(&entry, rows[i].runs, NOW, note_line, &page);
        assert_holds(page.text, rows[i].lines);
        entry_free(&entry);
    }
}

static void a_search_looks_at_all_that_is_known(void **state)
{
    (void)state;
    struct entry entry;
    char text[ENTRY_SEARCH_SIZE];
    struct err e;
    static const char *const found[] = {"czc70069",     "lenovo m90q",  "BOOTABLE", "10.20.0.17",
                                        "10.20.0.66",   "Verified",     "inc-ü",    "INC-Ü",
                                        "corp.example", "progress 19h", "desk2",    "anna",
                                        "unreachable"};
    start(&entry);
    entry_set_ticket(&entry, "INC-Ü", "desk2", NOW);
    (void)snprintf(entry.confirmed_by, sizeof entry.confirmed_by, "anna");
    (void)snprintf(entry.reason, sizeof entry.reason, "unreachable");
    entry.claims[0] = (struct entry_claim){.when = NOW};
    assert_true(addr_parse("10.20.0.66", &entry.claims[0].address));
    entry.claim_count = 1;
    for (int i = 0; i < 60; i++)
        assert_int_equal(entry_add_event(&entry, NOW, "Firmware progress", "progress 19h", &e),
                         ERR_OK);
    assert_int_equal(entry_add_event(&entry, NOW, "No bootable media", "", &e), ERR_OK);
    size_t len = entry_search_text(&entry, text);
    assert_int_equal(len, strlen(text));
    for (size_t i = 0; i < COUNT(found); i++)
        if (!entry_search_matches(text, found[i]) || !collect_matches(&entry, NULL, found[i]))
            fail_row(found[i]);
    assert_false(entry_search_matches(text, "nobody"));
    assert_true(collect_matches(&entry, " inc-ü ", NULL));
    assert_false(collect_matches(&entry, "inc", NULL));
    const char *event = strstr(text, "progress 19h");
    assert_null(strstr(event + 1, "progress 19h")); /* once, however often it was received */
    for (int i = 0; i < ENTRY_EVENTS_MAX; i++) {
        char detail[ALERT_DETAIL_SIZE];
        memset(detail, 'a' + i % 26, sizeof detail - 1);
        detail[sizeof detail - 3] = (char)('0' + i / 10 % 10); /* each time another one */
        detail[sizeof detail - 2] = (char)('0' + i % 10);
        detail[sizeof detail - 1] = '\0';
        assert_int_equal(entry_add_event(&entry, NOW, "Long", detail, &e), ERR_OK);
    }
    assert_true(entry_search_text(&entry, text) < sizeof text);
    assert_true(entry_search_matches(text, "z49") || entry_search_matches(text, "49"));
    entry_free(&entry);
}

static void what_may_be_a_hosts_name(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
    } rows[] = {
        {"pc0001", true},     {"pc-1.corp.example", true},
        {"pc_1.x.", true},    {"localhost", true},
        {"1pc", true},        {"1.2.3", false},
        {"", false},          {".", false},
        {"a..b", false},      {"-a", false},
        {"a b", false},       {"a:80", false},
        {"[::1]", false},     {"::1", false},
        {"010.0.0.1", false}, {"a/8", false},
        {"0x7f.0x1", false},  {"é", false},
    };
    char longest[LOOKUP_NAME_SIZE + 1];
    for (size_t i = 0; i < COUNT(rows); i++)
        if (lookup_is_name(rows[i].text) != rows[i].good)
            fail_row(rows[i].text);
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_false(lookup_is_name(longest));
    longest[64] = '\0';
    assert_false(lookup_is_name(longest));
    longest[63] = '\0';
    assert_true(lookup_is_name(longest));
}

static void a_name_is_looked_up(void **state)
{
    (void)state;
    struct lookup lookup = {.pid = 0};
    struct addr address;
    struct addr loopback;
    struct err e;
    lookup_cancel(&lookup); /* nothing that could end */
    assert_true(addr_parse("127.0.0.1", &loopback));
    assert_int_equal(lookup_start(&lookup, "localhost", &e), ERR_OK);
    /* A bare system has no /etc/hosts, and perhaps nobody to ask. */
    struct addrinfo *here = NULL;
    const int failure = getaddrinfo("localhost", NULL, NULL, &here);
    if (here != NULL)
        freeaddrinfo(here);
    enum err_code wanted = failure == 0           ? ERR_OK
                           : failure == EAI_AGAIN ? ERR_UNAVAILABLE
                                                  : ERR_NOHOST;
    assert_int_equal(lookup_end(&lookup, &address, &e), wanted);
    assert_true(failure != 0 || addr_equal(&address, &loopback));
    assert_int_equal(lookup_start(&lookup, "localhost", &e), ERR_OK);
    lookup_cancel(&lookup);
    assert_int_equal(lookup.pid, 0);
    assert_int_equal(lookup_start(&lookup, "1.2.3", &e), ERR_USAGE);
    assert_string_equal(e.text, "1.2.3: neither an address nor a host name");
}

int main(void)
{
    if (setenv("TZ", "UTC", 1) != 0)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_caller_is_told_in_the_order_of_the_talk),
        cmocka_unit_test(who_is_on_it_is_told_for_a_quarter_of_an_hour),
        cmocka_unit_test(names_of_amt_and_of_the_system),
        cmocka_unit_test(claims_say_what_becomes_of_them),
        cmocka_unit_test(a_reason_says_what_to_do_and_what_happens),
        cmocka_unit_test(a_search_looks_at_all_that_is_known),
        cmocka_unit_test(what_may_be_a_hosts_name),
        cmocka_unit_test(a_name_is_looked_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
