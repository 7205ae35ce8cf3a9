#include "tests/unit/unit.h"

#include <stdlib.h>

#include "amt_cfg/report/report_text.h"

/* A stream whose text can be looked at; with `terminal` it is treated as one. */
struct page {
    struct report_text text;
    char *got;
    size_t len;
};

static void start(struct page *page, enum plan_mode mode, bool terminal)
{
    memset(page, 0, sizeof *page);
    FILE *to = open_memstream(&page->got, &page->len);
    assert_non_null(to);
    report_text_init(&page->text, to, mode);
    assert_false(page->text.terminal);
    page->text.terminal = terminal;
}

static void finish(struct page *page, const char *want)
{
    assert_int_equal(fclose(page->text.to), 0);
    assert_string_equal(page->got, want);
    free(page->got);
}

static struct machine_report good(void)
{
    struct machine_report r = {.host = "pc1", .user = "admin", .result = MACHINE_CHANGED};
    r.steps[STEP_MACHINE] = (struct step_result){STEP_OK, "AMT 16.1.25, pc000001.corp.example"};
    r.steps[STEP_ACCOUNT] =
        (struct step_result){STEP_CHANGED, "FCFH may read hardware assets and general information"};
    r.steps[STEP_PET] = (struct step_result){STEP_CHANGED, ""};
    return r;
}

static void a_step_is_told_as_it_ends(void **state)
{
    (void)state;
    struct machine_report r = good();
    struct page page;
    start(&page, PLAN_CONFIGURE, false);
    for (int i = 0; i < STEP_COUNT; i++)
        report_text_step(&page.text, &r, (enum machine_step)i);
    finish(&page, "machine:     ok: AMT 16.1.25, pc000001.corp.example\n"
                  "account:     changed: FCFH may read hardware assets and general information\n"
                  "pet:         changed\n");
}

static void a_terminal_gets_80_columns(void **state)
{
    (void)state;
    struct machine_report r = good();
    struct page page;
    start(&page, PLAN_CONFIGURE, true);
    r.steps[STEP_ACCOUNT] = (struct step_result){
        STEP_FAILED, "1234567 101234567 201234567 301234567 401234567 501234567 601234567 7012"
                     " next /a/very/long/path/without/any/blank/that/is/longer/than/the/line/as/it/"
                     "stands/here end"};
    report_text_step(&page.text, &r, STEP_ACCOUNT);
    finish(&page,
           "account:     failed: 1234567 101234567 201234567 301234567 401234567 501234567\n"
           "             601234567 7012 next\n"
           "             /a/very/long/path/without/any/blank/that/is/longer/than/the/line/as/it/"
           "stands/here\n"
           "             end\n");
    /* Exactly 80 columns still fit, and 81 do not. */
    for (int more = 0; more < 2; more++) {
        start(&page, PLAN_CONFIGURE, true);
        memset(r.steps[STEP_PET].text, 0, sizeof r.steps[STEP_PET].text);
        memset(r.steps[STEP_PET].text, 'x', (size_t)(80 - 13 - 9 - 2 + more));
        strcat(r.steps[STEP_PET].text, " y");
        report_text_step(&page.text, &r, STEP_PET);
        assert_int_equal(fclose(page.text.to), 0);
        assert_int_equal(strcspn(page.got, "\n"), more == 0 ? 80 : 79);
        free(page.got);
    }
}

static void what_a_machine_says_cannot_steer_a_terminal(void **state)
{
    (void)state;
    struct machine_report r = good();
    struct page page;
    start(&page, PLAN_CONFIGURE, true);
    (void)snprintf(r.steps[STEP_MACHINE].text, sizeof r.steps[STEP_MACHINE].text,
                   "a\033[2Jb\nc\xff"
                   "d");
    (void)snprintf(r.reason, sizeof r.reason, "\r\033]0;x\007");
    r.result = MACHINE_FAILED;
    report_text_step(&page.text, &r, STEP_MACHINE);
    report_text_machine(&page.text, &r);
    finish(&page, "machine:     ok: a?[2Jb?c?d\n"
                  "pc1: failed: ??]0;x? (changed before that: account, pet)\n");
}

static void the_end_is_one_word_and_why(void **state)
{
    (void)state;
    static const struct {
        enum plan_mode mode;
        enum machine_result result;
        const char *one, *many;
    } rows[] = {
        {PLAN_CONFIGURE, MACHINE_CHANGED,
         "done:        pc1: Fast Call for Help is on; changed: account, pet\n",
         "pc1: changed: account, pet\n"},
        {PLAN_CONFIGURE, MACHINE_UNCHANGED,
         "done:        pc1: Fast Call for Help is on; nothing had to be changed\n",
         "pc1: unchanged: nothing had to be changed\n"},
        {PLAN_CHECK, MACHINE_UNCHANGED,
         "done:        pc1: Fast Call for Help is on; nothing is missing\n",
         "pc1: unchanged: nothing is missing\n"},
        {PLAN_CHECK, MACHINE_MISSING,
         "missing:     pc1: environment; without --check it is set up\n",
         "pc1: missing: environment\n"},
        {PLAN_REMOVE, MACHINE_CHANGED, "removed:     pc1: account, pet\n",
         "pc1: removed: account, pet\n"},
        {PLAN_REMOVE, MACHINE_UNCHANGED, "removed:     pc1: there was nothing to take away\n",
         "pc1: unchanged: there was nothing to take away\n"},
        {PLAN_LEARN, MACHINE_CHANGED, "done:        pc1: changed: account, pet\n",
         "pc1: changed: account, pet\n"},
        {PLAN_LEARN, MACHINE_UNCHANGED, "done:        pc1: the register had all of it\n",
         "pc1: unchanged: the register had all of it\n"},
        {PLAN_CONFIGURE, MACHINE_FAILED,
         "failed:      pc1: the password is wrong (changed before that: account, pet)\n",
         "pc1: failed: the password is wrong (changed before that: account, pet)\n"},
        {PLAN_REMOVE, MACHINE_INTERRUPTED,
         "interrupted: pc1: the password is wrong (changed before that: account, pet)\n",
         "pc1: interrupted: the password is wrong (changed before that: account, pet)\n"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct machine_report r = good();
        struct page page;
        r.result = rows[i].result;
        (void)snprintf(r.reason, sizeof r.reason, "the password is wrong");
        r.steps[STEP_ENVIRONMENT].state = STEP_MISSING;
        start(&page, rows[i].mode, false);
        report_text_end(&page.text, &r);
        finish(&page, rows[i].one);
        start(&page, rows[i].mode, false);
        report_text_machine(&page.text, &r);
        finish(&page, rows[i].many);
    }
}

static void done_never_follows_a_failed_step(void **state)
{
    (void)state;
    static const enum machine_result results[] = {MACHINE_CHANGED, MACHINE_UNCHANGED};
    static const enum step_state states[] = {STEP_FAILED, STEP_INTERRUPTED};
    for (size_t i = 0; i < COUNT(results); i++)
        for (size_t n = 0; n < COUNT(states); n++) {
            struct machine_report r = {.host = "pc1", .result = results[i]};
            struct page page;
            r.steps[STEP_PROOF] = (struct step_result){states[n], "log-in refused"};
            start(&page, PLAN_CONFIGURE, false);
            report_text_end(&page.text, &r);
            finish(&page, "failed:      pc1: proof: log-in refused\n");
        }
    struct machine_report r = {.host = "pc1", .result = MACHINE_FAILED};
    struct page page;
    start(&page, PLAN_CONFIGURE, false);
    report_text_end(&page.text, &r);
    finish(&page, "failed:      pc1: the reason is not known\n");
}

static void count_failures(struct run_counts *counts, const char *kind, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct machine_report r = {.result = MACHINE_FAILED};
        (void)snprintf(r.host, sizeof r.host, "%c%zu", kind[0], i + 1);
        (void)snprintf(r.kind, sizeof r.kind, "%s", kind);
        run_counts_add(counts, &r);
    }
}

static void the_summary_counts_and_names(void **state)
{
    (void)state;
    static struct run_counts counts;
    struct machine_report r = good();
    struct page page;
    memset(&counts, 0, sizeof counts);
    counts.total = 20;
    counts.passed_over = 3;
    run_counts_add(&counts, &r);
    r.result = MACHINE_UNCHANGED;
    run_counts_add(&counts, &r);
    run_counts_add(&counts, &r);
    r.result = MACHINE_INTERRUPTED;
    run_counts_add(&counts, &r);
    count_failures(&counts, "unreachable", 2);
    count_failures(&counts, "password refused", 12);
    start(&page, PLAN_CONFIGURE, false);
    report_text_summary(&page.text, &counts, "/var/tmp/r");
    finish(&page, "total:       20 machines; 3 more had been done before\n"
                  "changed:     1\n"
                  "unchanged:   2\n"
                  "failed:      14\n"
                  "  12 password refused: p1, p2, p3, p4, p5, p6, p7, p8, p9, p10 and 2 more\n"
                  "  2 unreachable: u1, u2\n"
                  "interrupted: 1\n"
                  "not begun:   2\n"
                  "next:        the same command with --resume /var/tmp/r skips what is done\n");
    start(&page, PLAN_CONFIGURE, true);
    report_text_summary(&page.text, &counts, NULL);
    assert_int_equal(fclose(page.text.to), 0);
    assert_holds(page.got, "and 2 more\n");
    assert_holds(page.got,
                 "  in a pipe, such as to less, every failure is listed with its reason\n");
    assert_holds(page.got,
                 "next:        run the same command again; with --resume FILE it would keep "
                 "a\n             record, and skip what is done\n");
    free(page.got);
}

static void a_good_run_needs_no_advice(void **state)
{
    (void)state;
    static struct run_counts counts;
    struct machine_report r = good();
    struct page page;
    memset(&counts, 0, sizeof counts);
    counts.total = 1;
    run_counts_add(&counts, &r);
    start(&page, PLAN_REMOVE, false);
    report_text_summary(&page.text, &counts, NULL);
    finish(&page, "total:       1 machine\nremoved:     1\n");
    memset(&counts, 0, sizeof counts);
    counts.total = 1;
    r.result = MACHINE_MISSING;
    run_counts_add(&counts, &r);
    start(&page, PLAN_CHECK, false);
    report_text_summary(&page.text, &counts, "r");
    finish(&page, "total:       1 machine\nmissing:     1\n"
                  "next:        the same without --check sets up what is missing\n");
}

static void kinds_without_a_place_are_other_kinds(void **state)
{
    (void)state;
    static struct run_counts counts;
    memset(&counts, 0, sizeof counts);
    for (int i = 0; i < 3 * RUN_KINDS_MAX; i++) {
        char kind[32];
        (void)snprintf(kind, sizeof kind, "kind %d", i);
        count_failures(&counts, kind, 1);
    }
    count_failures(&counts, "", 1);
    count_failures(&counts, "kind 3", 5);
    assert_int_equal(counts.kind_count, RUN_KINDS_MAX);
    assert_string_equal(counts.kinds[0].name, "other");
    assert_int_equal(counts.kinds[0].count, 2 * RUN_KINDS_MAX + 2);
    assert_string_equal(counts.kinds[1].name, "kind 3");
    assert_int_equal(counts.kinds[1].count, 6);
    size_t sum = 0;
    for (size_t i = 0; i < counts.kind_count; i++)
        sum += counts.kinds[i].count;
    assert_int_equal(sum, counts.results[MACHINE_FAILED]);
    assert_int_equal(sum, counts.done);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_is_told_as_it_ends),
        cmocka_unit_test(a_terminal_gets_80_columns),
        cmocka_unit_test(what_a_machine_says_cannot_steer_a_terminal),
        cmocka_unit_test(the_end_is_one_word_and_why),
        cmocka_unit_test(done_never_follows_a_failed_step),
        cmocka_unit_test(the_summary_counts_and_names),
        cmocka_unit_test(a_good_run_needs_no_advice),
        cmocka_unit_test(kinds_without_a_place_are_other_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
