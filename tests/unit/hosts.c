#include "tests/unit/unit.h"

#include <stdlib.h>
#include <unistd.h>

#include "amt_cfg/host_table.h"
#include "amt_cfg/hosts.h"
#include "common/host_name.h"

/* The complaints, one line each with "W " or "E " before it. */
struct said {
    char text[8192];
    unsigned count;
};

static void note(void *context, enum msg_level level, const char *text)
{
    struct said *said = context;
    size_t used = strlen(said->text);
    said->count++;
    (void)snprintf(said->text + used, sizeof said->text - used, "%s %s\n",
                   level == MSG_WARNING ? "W" : "E", text);
}

static enum err_code parse_bytes(const char *text, size_t len, const char *user,
                                 struct host_list *list, struct said *said, struct err *e)
{
    memset(said, 0, sizeof *said);
    memset(e, 0, sizeof *e);
    char *exact = malloc(len > 0 ? len : 1); /* for the sanitizer */
    assert_non_null(exact);
    memcpy(exact, text, len);
    enum err_code code = hosts_parse(exact, len, "f", user, list, note, said, e);
    free(exact);
    assert_int_equal(code, e->code);
    if (code != ERR_OK)
        assert_true(list->lines == NULL && list->count == 0);
    return code;
}

static enum err_code parse(const char *text, const char *user, struct host_list *list,
                           struct said *said, struct err *e)
{
    return parse_bytes(text, strlen(text), user, list, said, e);
}

static void a_list_is_hosts_and_users(void **state)
{
    (void)state;
    static const struct {
        const char *text, *user, *want;
    } rows[] = {
        {"pc1 admin\n", NULL, "pc1/admin/1 "},
        {"pc1 admin", NULL, "pc1/admin/1 "},
        {"pc1\npc2 other\n", "admin", "pc1/admin/1 pc2/other/2 "},
        {"pc1 a\r\npc2 b\r\n", NULL, "pc1/a/1 pc2/b/2 "},
        {" \tpc1 \t a \t\n", NULL, "pc1/a/1 "},
        {"# all of them\npc1 a # the boss\n  # more\n#pc9\npc2 b\t#", NULL, "pc1/a/2 pc2/b/5 "},
        {"\xef\xbb\xbfpc1 a\n", NULL, "pc1/a/1 "},
        {"\xef\xbb\xbf# c\npc1 a\n", NULL, "pc1/a/2 "},
        {"192.0.2.1\n2001:db8::1\n[2001:db8::2]\nfe80::1%eth0\n[fe80::2%eth0]", "a",
         "192.0.2.1/a/1 2001:db8::1/a/2 2001:db8::2/a/3 fe80::1%eth0/a/4 fe80::2%eth0/a/5 "},
        {"PC000001.corp.example.\nwith_underscore\n", "CORP\\it#1",
         "PC000001.corp.example./CORP\\it#1/1 with_underscore/CORP\\it#1/2 "},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct host_list list;
        struct said said;
        struct err e;
        char got[512] = "";
        if (parse(rows[i].text, rows[i].user, &list, &said, &e) != ERR_OK)
            fail_msg("%s: %s%s", rows[i].text, e.text, said.text);
        for (size_t n = 0; n < list.count; n++) {
            size_t used = strlen(got);
            (void)snprintf(got + used, sizeof got - used, "%s/%s/%u ", list.lines[n].host,
                           list.lines[n].user, list.lines[n].line);
        }
        assert_string_equal(got, rows[i].want);
        assert_string_equal(said.text, "");
        hosts_free(&list);
    }
}

static void blank_lines_and_repetitions_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *text, *said;
        size_t count;
    } rows[] = {
        {"pc1\n\npc2\n \t\n", "W f:2: blank line\nW f:4: blank line\n", 2},
        {"\r\npc1\r\n", "W f:1: blank line\n", 1},
        {"pc1\n#\npc2\nPC1 b\n", "W f:4: PC1 is named on line 1 already, and that line counts\n",
         2},
        {"pc1.example\nPC1.Example.\n",
         "W f:2: PC1.Example. is named on line 1 already, and that line counts\n", 1},
        {"::1\n[0:0::1]\n", "W f:2: [0:0::1] is named on line 1 already, and that line counts\n",
         1},
        {"fe80::1%a\nfe80::1%A\n", "", 2},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct host_list list;
        struct said said;
        struct err e;
        assert_int_equal(parse(rows[i].text, "a", &list, &said, &e), ERR_OK);
        assert_string_equal(said.text, rows[i].said);
        assert_int_equal(list.count, rows[i].count);
        assert_string_equal(list.lines[0].user, "a");
        hosts_free(&list);
    }
}

static void a_bad_line_refuses_the_list(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"pc1 a b\n", "f:1: more than a host and a user"},
        {"pc1\n-pc2\n", "f:2: '-pc2': it begins with '-'"},
        {"pc1;reboot\n", "no host name or IP address has"},
        {"pc1#x\n", "no host name or IP address has"},
        {"p\xc3\xbc\n", "no host name or IP address has"},
        {"pc1\rpc2\n", "no host name or IP address has"},
        {"pc1 us:er\n", "user 'us:er': it contains ':'"},
        {"pc1 us\xc3\xa9r\n", "outside ASCII"},
        {"pc1 us\033er\n", "control characters"},
        {"pc1 "
         "uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu\n",
         "more than 63 characters"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct host_list list;
        struct said said;
        struct err e;
        if (parse(rows[i][0], "a", &list, &said, &e) != ERR_DATA)
            fail_row(rows[i][0]);
        assert_string_equal(e.text, "f: 1 bad line, so nothing was done");
        assert_int_equal(said.count, 1);
        assert_holds(said.text, rows[i][1]);
        assert_memory_equal(said.text, "E ", 2);
    }
    struct host_list list;
    struct said said;
    struct err e;
    assert_int_equal(parse_bytes("pc1\np\0c2\n", 9, "a", &list, &said, &e), ERR_DATA);
    assert_holds(said.text, "f:2: a NUL byte");
    assert_int_equal(parse("pc1\n", NULL, &list, &said, &e), ERR_DATA);
    assert_holds(said.text, "f:1: no user");
}

static void a_default_user_must_be_good_too(void **state)
{
    (void)state;
    static const char *const rows[] = {"", "a:b", "a\tb", "\xc3\xbc"};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct host_list list;
        struct said said;
        struct err e;
        if (parse("pc1\n", rows[i], &list, &said, &e) != ERR_USAGE)
            fail_row(rows[i]);
        assert_int_equal(said.count, 0);
    }
}

static void twenty_errors_are_told_and_the_rest_counted(void **state)
{
    (void)state;
    for (unsigned bad = HOSTS_ERRORS_MAX; bad <= HOSTS_ERRORS_MAX + 2; bad++) {
        char text[1024] = "pc1\n";
        struct host_list list;
        struct said said;
        struct err e;
        char want[64];
        for (unsigned i = 0; i < bad; i++)
            strcat(text, "a b c\n");
        assert_int_equal(parse(text, "a", &list, &said, &e), ERR_DATA);
        (void)snprintf(want, sizeof want, "f: %u bad lines, so nothing was done", bad);
        assert_string_equal(e.text, want);
        if (bad == HOSTS_ERRORS_MAX) {
            assert_int_equal(said.count, HOSTS_ERRORS_MAX);
            continue;
        }
        assert_int_equal(said.count, HOSTS_ERRORS_MAX + 1);
        (void)snprintf(want, sizeof want, "E f: and %u more\n", bad - HOSTS_ERRORS_MAX);
        assert_holds(said.text, want);
    }
}

static void a_list_without_machines_is_none(void **state)
{
    (void)state;
    static const char *const rows[] = {"", "\n", "# nothing\n", " ", "\xef\xbb\xbf"};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct host_list list;
        struct said said;
        struct err e;
        assert_int_equal(parse(rows[i], "a", &list, &said, &e), ERR_DATA);
        assert_string_equal(e.text, "f: it names no machines");
    }
}

#define LABEL61 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz012345678"
#define LABEL63 LABEL61 "90"

static void good_hosts_are_told_from_bad_ones(void **state)
{
    (void)state;
    static const char *const good[] = {"pc1",
                                       "PC-1.corp.example",
                                       "a",
                                       "a.",
                                       "1a.example",
                                       "3com.example",
                                       "1.2.3.example",
                                       "192.0.2.1",
                                       "::1",
                                       "[::1]",
                                       "fe80::1%eth0.1",
                                       "_x",
                                       LABEL63,
                                       LABEL61 "." LABEL63 "." LABEL63 "." LABEL63};
    static const char *const bad[] = {"",
                                      ".",
                                      "..",
                                      ".a",
                                      "a..b",
                                      "a b",
                                      "-a",
                                      "a.-b",
                                      "a-",
                                      "a-.b",
                                      "10.0.0",
                                      "10.0.0.256",
                                      "010.0.0.1",
                                      "10.0.0.1.",
                                      "42",
                                      "0x7f000001",
                                      "1.0x1",
                                      "pc1:16992",
                                      "[pc1]",
                                      "[192.0.2.1]",
                                      "[]",
                                      "[",
                                      "]",
                                      "[::1",
                                      "::1]",
                                      "[::1]:16992",
                                      "[[::1]]",
                                      "::g",
                                      "fe80::1%",
                                      "fe80::1%a b",
                                      "pc1%eth0",
                                      "http://pc1/",
                                      "user@pc1",
                                      "pc1/",
                                      "pc1\n",
                                      LABEL63 "x",
                                      LABEL61 "x." LABEL63 "." LABEL63 "." LABEL63};
    struct err e;
    for (size_t i = 0; i < COUNT(good); i++)
        if (!host_is_valid(good[i], &e))
            fail_msg("%s", e.text);
    for (size_t i = 0; i < COUNT(bad); i++) {
        memset(&e, 0, sizeof e);
        if (host_is_valid(bad[i], &e))
            fail_row(bad[i]);
        assert_int_equal(e.code, ERR_USAGE);
    }
}

static void ten_thousand_hosts_are_told_apart(void **state)
{
    (void)state;
    enum { MANY = 10000 };
    struct host_table table = {0};
    struct err e;
    char host[32];
    assert_null(host_table_find(&table, "pc"));
    for (size_t i = 0; i < MANY; i++) {
        (void)snprintf(host, sizeof host, "pc%zu.example", i);
        assert_int_equal(host_table_put(&table, host, i, &e), ERR_OK);
    }
    assert_int_equal(table.count, MANY);
    for (size_t i = 0; i < MANY; i++) {
        (void)snprintf(host, sizeof host, "PC%zu.Example.", i);
        const size_t *value = host_table_find(&table, host);
        assert_true(value != NULL && *value == i);
    }
    assert_null(host_table_find(&table, "pc10000.example"));
    assert_int_equal(host_table_put(&table, "PC5.example", 77, &e), ERR_OK);
    assert_int_equal(table.count, MANY);
    assert_int_equal(*host_table_find(&table, "pc5.example"), 77);
    host_table_free(&table);
}

static void a_file_is_read(void **state)
{
    (void)state;
    char path[] = "/tmp/fcfh-hosts-XXXXXX";
    struct host_list list;
    struct said said = {.text = ""};
    struct err e;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "pc1\n\npc2\n", 9), 9);
    assert_int_equal(hosts_read(path, "a", &list, note, &said, &e), ERR_OK);
    assert_int_equal(list.count, 2);
    assert_holds(said.text, path);
    assert_holds(said.text, ":2: blank line");
    hosts_free(&list);
    assert_int_equal(ftruncate(fd, HOSTS_FILE_MAX + 1), 0);
    assert_int_equal(hosts_read(path, "a", &list, note, &said, &e), ERR_DATA);
    assert_holds(e.text, "larger than 4 MiB");
    assert_int_equal(close(fd), 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(hosts_read(path, "a", &list, note, &said, &e), ERR_USAGE);
    assert_holds(e.text, "No such file");
    assert_int_not_equal(hosts_read("/", "a", &list, note, &said, &e), ERR_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_is_hosts_and_users),
        cmocka_unit_test(blank_lines_and_repetitions_are_named),
        cmocka_unit_test(a_bad_line_refuses_the_list),
        cmocka_unit_test(a_default_user_must_be_good_too),
        cmocka_unit_test(twenty_errors_are_told_and_the_rest_counted),
        cmocka_unit_test(a_list_without_machines_is_none),
        cmocka_unit_test(good_hosts_are_told_from_bad_ones),
        cmocka_unit_test(ten_thousand_hosts_are_told_apart),
        cmocka_unit_test(a_file_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
