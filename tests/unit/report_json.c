#include "tests/unit/unit.h"

#include <stdlib.h>

#include "amt_cfg/report/report_json.h"

static const time_t end = 1795435200; /* 2026-11-23T12:00:00Z */

static struct machine_report changed(void)
{
    struct machine_report r = {.host = "pc1.example",
                               .user = "admin",
                               .address = "192.0.2.1",
                               .hostname = "pc1",
                               .version = "16.1.25",
                               .uuid = "01234567-89ab-cdef-0123-456789abcdef",
                               .key = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                               .result = MACHINE_CHANGED};
    r.steps[STEP_MACHINE] = (struct step_result){STEP_OK, "AMT 16.1.25"};
    r.steps[STEP_ACCOUNT] = (struct step_result){STEP_CHANGED, "added"};
    r.steps[STEP_EVENTS] = (struct step_result){STEP_SKIPPED, ""};
    return r;
}

static void check(const struct machine_report *r, const char *want)
{
    char *line;
    struct err e;
    assert_int_equal(report_json(r, end, &line, &e), ERR_OK);
    assert_string_equal(line, want);
    free(line);
}

static void the_keys_are_in_their_order(void **state)
{
    (void)state;
    struct machine_report r = changed();
    check(&r, "{\"host\":\"pc1.example\",\"user\":\"admin\",\"result\":\"changed\",\"status\":0,"
              "\"address\":\"192.0.2.1\",\"hostname\":\"pc1\",\"amt_version\":\"16.1.25\","
              "\"uuid\":\"01234567-89ab-cdef-0123-456789abcdef\","
              "\"key\":\"sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\","
              "\"time\":\"2026-11-23T12:00:00Z\",\"steps\":["
              "{\"step\":\"machine\",\"state\":\"ok\",\"text\":\"AMT 16.1.25\"},"
              "{\"step\":\"account\",\"state\":\"changed\",\"text\":\"added\"},"
              "{\"step\":\"events\",\"state\":\"skipped\"}]}");
}

static void what_is_not_known_is_left_out(void **state)
{
    (void)state;
    struct machine_report r = {.host = "pc1",
                               .user = "a",
                               .result = MACHINE_FAILED,
                               .code = ERR_NOPERM,
                               .kind = "password refused",
                               .reason = "user \"a\" or its password is refused"};
    check(&r, "{\"host\":\"pc1\",\"user\":\"a\",\"result\":\"failed\",\"status\":77,"
              "\"reason\":\"user \\\"a\\\" or its password is refused\","
              "\"kind\":\"password refused\",\"time\":\"2026-11-23T12:00:00Z\",\"steps\":[]}");
}

/* A machine may say anything about itself, and a step may have been cut inside a character. */
static void hostile_text_is_json_all_the_same(void **state)
{
    (void)state;
    struct machine_report r = changed();
    memset(r.hostname, 0xff, sizeof r.hostname - 1);
    memset(r.reason, 0x1b, sizeof r.reason - 1);
    for (int i = 0; i < STEP_COUNT; i++) {
        r.steps[i].state = STEP_FAILED;
        memset(r.steps[i].text, 0xc3, sizeof r.steps[i].text - 1);
    }
    char *line;
    struct err e;
    assert_int_equal(report_json(&r, end, &line, &e), ERR_OK);
    for (const char *c = line; *c != '\0'; c++)
        assert_true(*c >= ' ' && *c <= '~');
    assert_holds(line, "\"hostname\":\"\\uFFFD\\uFFFD");
    assert_true(strlen(line) < 32768); /* half of RECORD_LINE_MAX */
    char host[HOST_NAME_SIZE];
    enum machine_result result;
    assert_int_equal(report_json_read(line, strlen(line), host, sizeof host, &result, &e), ERR_OK);
    free(line);
}

static void a_line_is_read_back(void **state)
{
    (void)state;
    for (int i = MACHINE_UNCHANGED; i <= MACHINE_INTERRUPTED; i++) {
        struct machine_report r = changed();
        char *line;
        char host[HOST_NAME_SIZE];
        enum machine_result result;
        struct err e;
        r.result = (enum machine_result)i;
        assert_int_equal(report_json(&r, end, &line, &e), ERR_OK);
        assert_int_equal(report_json_read(line, strlen(line), host, sizeof host, &result, &e),
                         ERR_OK);
        assert_string_equal(host, r.host);
        assert_int_equal(result, i);
        free(line);
    }
}

/* What --remove printed is not a record of machines that are set up. */
static void a_machine_that_was_cleared_is_not_set_up(void **state)
{
    (void)state;
    static const enum machine_result results[] = {MACHINE_CHANGED, MACHINE_UNCHANGED};
    for (size_t i = 0; i < COUNT(results); i++) {
        struct machine_report report = {.host = "pc1", .mode = PLAN_REMOVE, .result = results[i]};
        char *line;
        char host[HOST_NAME_SIZE];
        enum machine_result result;
        assert_int_equal(report_json(&report, 0, &line, NULL), ERR_OK);
        assert_non_null(strstr(line, "\"result\":\"removed\""));
        assert_int_equal(report_json_read(line, strlen(line), host, sizeof host, &result, NULL),
                         ERR_OK);
        assert_int_equal(result, MACHINE_MISSING);
        free(line);
    }
}

static void other_lines_are_refused(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",
        "{",
        "[]",
        "1",
        "pc1 admin",
        "{}",
        "{\"host\":\"pc1\"}",
        "{\"host\":\"pc1\",\"result\":\"done\"}",
        "{\"host\":\"pc1\",\"result\":1}",
        "{\"host\":1,\"result\":\"changed\"}",
        "{\"host\":\"\",\"result\":\"changed\"}",
        "{\"host\":\"a b\",\"result\":\"changed\"}",
        "{\"result\":\"changed\"}",
        "{\"host\":\"pc1\",\"result\":\"changed\"",
        "{\"host\":\"pc1\",\"result\":\"changed\"} x",
        "{\"host\":\"pc1\",\"host\":\"pc2\",\"result\":\"changed\"}",
        "{\"host\":\"pc1\\u0000\",\"result\":\"changed\"}",
        "{\"host\":\"pc123456789\",\"result\":\"changed\"}",
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char host[8] = "before";
        enum machine_result result;
        struct err e = {0};
        if (report_json_read(rows[i], strlen(rows[i]), host, sizeof host, &result, &e) != ERR_DATA)
            fail_row(rows[i]);
        assert_int_equal(e.code, ERR_DATA);
        assert_string_equal(host, "before");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_keys_are_in_their_order),
        cmocka_unit_test(what_is_not_known_is_left_out),
        cmocka_unit_test(hostile_text_is_json_all_the_same),
        cmocka_unit_test(a_line_is_read_back),
        cmocka_unit_test(a_machine_that_was_cleared_is_not_set_up),
        cmocka_unit_test(other_lines_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
