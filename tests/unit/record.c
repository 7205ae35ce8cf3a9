#include "tests/unit/unit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <signal.h>
#include <unistd.h>

#include "amt_cfg/report/record.h"
#include "common/clock.h"

static const time_t end = 1795435200;
static char folder[] = "/tmp/fcfh-record-XXXXXX";
static char path[sizeof folder + 16];

static int make_folder(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    (void)snprintf(path, sizeof path, "%s/record", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

static void put(const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void get(char *text, size_t size)
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, size - 1, file)] = '\0';
    assert_int_equal(fclose(file), 0);
}

static struct record *opened(void)
{
    struct record *record;
    struct err e;
    if (record_open(&record, path, &e) != ERR_OK)
        fail_msg("%s", e.text);
    return record;
}

static void add(struct record *record, const char *host, enum machine_result result)
{
    struct machine_report report = {.user = "a", .result = result};
    struct err e;
    (void)snprintf(report.host, sizeof report.host, "%s", host);
    if (record_add(record, &report, end, &e) != ERR_OK)
        fail_msg("%s", e.text);
}

static void closed(struct record *record)
{
    struct err e;
    assert_int_equal(record_close(record, &e), ERR_OK);
}

static void the_last_result_of_a_host_counts(void **state)
{
    (void)state;
    static const char *const hosts[] = {"pc0", "pc1", "pc2", "pc3", "pc4"};
    struct record *record = opened();
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_false(record_is_done(record, "pc0"));
    for (int i = MACHINE_UNCHANGED; i <= MACHINE_INTERRUPTED; i++)
        add(record, hosts[i], (enum machine_result)i);
    for (int again = 0; again < 2; again++) {
        for (int i = MACHINE_UNCHANGED; i <= MACHINE_INTERRUPTED; i++)
            assert_int_equal(record_is_done(record, hosts[i]),
                             i == MACHINE_UNCHANGED || i == MACHINE_CHANGED);
        closed(record);
        record = opened();
    }
    assert_true(record_is_done(record, "PC0."));
    add(record, "pc0", MACHINE_FAILED);
    add(record, "pc4", MACHINE_CHANGED);
    closed(record);
    record = opened();
    assert_false(record_is_done(record, "pc0"));
    assert_true(record_is_done(record, "pc4"));
    assert_false(record_is_done(record, "pc5"));
    closed(record);
    assert_int_equal(unlink(path), 0);
}

/* Wherever a kill cuts the file, all lines before the cut count, and more can be added. */
static void a_line_that_was_cut_off_is_passed_over(void **state)
{
    (void)state;
    struct record *record = opened();
    add(record, "pc1", MACHINE_CHANGED);
    add(record, "pc2", MACHINE_CHANGED);
    closed(record);
    char whole[1024];
    get(whole, sizeof whole);
    size_t second = strcspn(whole, "\n") + 1;
    for (size_t cut = second; cut <= strlen(whole); cut++) {
        char text[1024];
        (void)snprintf(text, sizeof text, "%.*s", (int)cut, whole);
        put(text);
        record = opened();
        assert_true(record_is_done(record, "pc1"));
        assert_int_equal(record_is_done(record, "pc2"), cut + 1 >= strlen(whole));
        add(record, "pc3", MACHINE_CHANGED);
        closed(record);
        record = opened();
        assert_true(record_is_done(record, "pc1") && record_is_done(record, "pc3"));
        closed(record);
        get(text, sizeof text);
        assert_holds(text, "\n{\"host\":\"pc3\"");
    }
    assert_int_equal(unlink(path), 0);
}

static void what_is_no_record_is_left_alone(void **state)
{
    (void)state;
#define GOOD "{\"host\":\"pc1\",\"result\":\"changed\"}\n"
    static const char *const rows[][2] = {
        {"pc1\npc2\n", ":1: it is not a JSON object"},
        {"pc1", ":1: it is not a JSON object"},
        {GOOD "\n" GOOD, ":2: it is not a JSON object"},
        {GOOD "{\"host\":\"pc2\",\"res\n" GOOD, ":2: it is not a JSON object"},
        {GOOD "{}\n", ":2: it names no host"},
        {GOOD "[", ":2: it is not a JSON object"},
        {GOOD GOOD "{\"host\":\"pc2\",\"result\":\"?\"}\n", ":3: it contains no result"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct record *record;
        struct err e;
        char text[256];
        put(rows[i][0]);
        if (record_open(&record, path, &e) != ERR_DATA)
            fail_row(rows[i][0]);
        assert_null(record);
        assert_holds(e.text, path);
        assert_holds(e.text, rows[i][1]);
        get(text, sizeof text);
        assert_string_equal(text, rows[i][0]);
    }
    char *line = malloc(RECORD_LINE_MAX + 1);
    assert_non_null(line);
    memset(line, ' ', RECORD_LINE_MAX);
    line[RECORD_LINE_MAX] = '\0';
    put(line);
    free(line);
    struct record *record;
    struct err e;
    assert_int_equal(record_open(&record, path, &e), ERR_DATA);
    assert_holds(e.text, ":1: the line is too long");
    assert_int_equal(unlink(path), 0);
}

static void two_runs_do_not_share_it(void **state)
{
    (void)state;
    struct record *first = opened();
    struct record *second;
    struct err e;
    assert_int_equal(record_open(&second, path, &e), ERR_TEMPFAIL);
    assert_holds(e.text, "another run");
    closed(first);
    closed(opened());
    assert_int_equal(unlink(path), 0);
}

static void only_a_file_will_do(void **state)
{
    (void)state;
    struct record *record;
    struct err e;
    assert_int_equal(record_open(&record, "/dev/null", &e), ERR_CANTCREAT);
    assert_int_not_equal(record_open(&record, folder, &e), ERR_OK);
    assert_int_not_equal(record_open(&record, "/nonexistent/record", &e), ERR_OK);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(record_open(&record, path, &e), ERR_CANTCREAT);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(record_close(NULL, &e), ERR_OK);
}

/* As on a full disk: a part of the line is written, and then nothing more. */
static void a_line_that_does_not_fit_leaves_no_part(void **state)
{
    (void)state;
    struct machine_report report = {.host = "pc2", .user = "a", .result = MACHINE_CHANGED};
    struct rlimit before;
    struct stat st;
    struct err e = {0};
    struct record *record = opened();
    add(record, "pc1", MACHINE_CHANGED);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit small = {(rlim_t)st.st_size + 20, before.rlim_max};
    assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    enum err_code code = record_add(record, &report, end, &e);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_true(signal(SIGXFSZ, SIG_DFL) != SIG_ERR);
    assert_int_equal(code, ERR_TEMPFAIL);
    assert_holds(e.text, path);
    struct stat after;
    assert_int_equal(stat(path, &after), 0);
    assert_int_equal(after.st_size, st.st_size);
    assert_false(record_is_done(record, "pc2"));
    add(record, "pc3", MACHINE_CHANGED);
    closed(record);
    record = opened();
    assert_true(record_is_done(record, "pc1") && record_is_done(record, "pc3"));
    closed(record);
    assert_int_equal(unlink(path), 0);
}

static void ten_thousand_machines_are_no_matter(void **state)
{
    (void)state;
    enum { MANY = 10000 };
    long long start = clock_ms();
    struct record *record = opened();
    char host[32];
    for (int i = 0; i < MANY; i++) {
        (void)snprintf(host, sizeof host, "pc%d", i);
        add(record, host, i % 2 == 0 ? MACHINE_CHANGED : MACHINE_FAILED);
    }
    closed(record);
    record = opened();
    for (int i = 0; i < MANY; i++) {
        (void)snprintf(host, sizeof host, "pc%d", i);
        assert_int_equal(record_is_done(record, host), i % 2 == 0);
    }
    closed(record);
    assert_int_equal(unlink(path), 0);
    assert_true(clock_ms() - start < 10000); /* a tenth of that without a sanitizer */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_result_of_a_host_counts),
        cmocka_unit_test(a_line_that_was_cut_off_is_passed_over),
        cmocka_unit_test(what_is_no_record_is_left_alone),
        cmocka_unit_test(two_runs_do_not_share_it),
        cmocka_unit_test(only_a_file_will_do),
        cmocka_unit_test(a_line_that_does_not_fit_leaves_no_part),
        cmocka_unit_test(ten_thousand_machines_are_no_matter),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
