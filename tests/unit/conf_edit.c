#include "tests/unit/unit.h"

#include <stdlib.h>

#include "amt_cfg/settings/conf_edit.h"

/* The text after one change, which the caller frees. */
static char *edited(const char *text, const char *section, const char *key, const char *value)
{
    char *out;
    size_t len;
    struct err e = {0};
    if (conf_edit_set(text, strlen(text), section, key, value, &out, &len, &e) != ERR_OK)
        fail_msg("%s: %s", value, e.text);
    char *result = calloc(1, len + 1);
    assert_non_null(result);
    memcpy(result, out, len);
    free(out);
    return result;
}

struct row {
    const char *text;
    const char *value;
    const char *wanted;
};

/* Each row sets queue.timeout; doing it again changes nothing, and the value is found. */
static void run_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *once = edited(rows[i].text, "queue", "timeout", rows[i].value);
        assert_string_equal(once, rows[i].wanted);
        char *twice = edited(once, "queue", "timeout", rows[i].value);
        assert_string_equal(twice, once);
        char found[CONF_VALUE_SIZE];
        assert_true(conf_edit_find(once, strlen(once), "queue", "timeout", found));
        assert_string_equal(found, rows[i].value);
        free(once);
        free(twice);
    }
}

static void a_value_is_changed_in_its_line(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"[queue]\ntimeout = 4h\n", "2d", "[queue]\ntimeout = 2d\n"},
        {"[queue]\ntimeout=4h\n", "2d", "[queue]\ntimeout=2d\n"},
        {"[queue]\n\ttimeout   :  4h  \n", "2d", "[queue]\n\ttimeout   :  2d\n"},
        {"[queue]\ntimeout = 4h", "2d", "[queue]\ntimeout = 2d"},
        {"[queue]\r\ntimeout = 4h\r\nx\r\n", "2d", "[queue]\r\ntimeout = 2d\r\nx\r\n"},
        {"[queue]\ntimeout =\n", "2d", "[queue]\ntimeout = 2d\n"},
        {"[queue]\ntimeout = 4h\n", "", "[queue]\ntimeout =\n"},
        {"[queue] ; so\ntimeout = 4h\n", "2d", "[queue] ; so\ntimeout = 2d\n"},
        {"\xef\xbb\xbf[queue]\ntimeout = 4h\n", "2d", "\xef\xbb\xbf[queue]\ntimeout = 2d\n"},
        {"[amt]\ntimeout = 4h\n[queue]\ntimeout = 4h\n[amt]\n", "2d",
         "[amt]\ntimeout = 4h\n[queue]\ntimeout = 2d\n[amt]\n"},
        {"[queue]\n;timeout = 1h\n[amt]\n[queue]\ntimeout = 4h\n", "2d",
         "[queue]\n;timeout = 1h\n[amt]\n[queue]\ntimeout = 2d\n"},
    };
    run_rows(rows, COUNT(rows));
}

static void its_comment_stays_and_in_its_column(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"[queue]\ntimeout = 4h     ; so\n", "20d", "[queue]\ntimeout = 20d    ; so\n"},
        {"[queue]\ntimeout = 4h ; so\n", "2000d", "[queue]\ntimeout = 2000d ; so\n"},
        {"[queue]\ntimeout = 4h\t; so\n", "2d", "[queue]\ntimeout = 2d ; so\n"},
        {"[queue]\ntimeout = ; so\n", "2d", "[queue]\ntimeout = 2d ; so\n"},
        {"[queue]\ntimeout = 4h ; so\n", "", "[queue]\ntimeout =    ; so\n"},
        {"[queue]\ntimeout = 4h;so ; so\n", "2d", "[queue]\ntimeout = 2d    ; so\n"},
        {"[queue]\ntimeout = 4h ; a = b ; c\n", "2d", "[queue]\ntimeout = 2d ; a = b ; c\n"},
        {"[queue]\ntimeout = 4h # so\n", "2d", "[queue]\ntimeout = 2d\n"}, /* that is the value */
    };
    run_rows(rows, COUNT(rows));
}

static void a_new_line_goes_where_it_belongs(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"[queue]\ndirectory = /q\n", "2d", "[queue]\ndirectory = /q\ntimeout = 2d\n"},
        {"[queue]\n  directory = /q", "2d", "[queue]\n  directory = /q\n  timeout = 2d\n"},
        {"[queue]\r\n\r\n[amt]\r\n", "2d", "[queue]\r\ntimeout = 2d\r\n\r\n[amt]\r\n"},
        {"[queue]\n;timeout = 1h\n;x = y\n", "2d",
         "[queue]\n;timeout = 1h\ntimeout = 2d\n;x = y\n"},
        {"[queue]\n  # timeout : 1h ; so\nx = y\n", "2d",
         "[queue]\n  # timeout : 1h ; so\n  timeout = 2d\nx = y\n"},
        {"[queue]\n;timeout = 1h\n;timeout = 2h\n", "2d",
         "[queue]\n;timeout = 1h\n;timeout = 2h\ntimeout = 2d\n"},
        {"[amt]\n;timeout = 1h\n[queue]\n[amt]\n", "2d",
         "[amt]\n;timeout = 1h\n[queue]\ntimeout = 2d\n[amt]\n"},
        {"[queue]\nx = y\n; of x\n\n; of amt\n[amt]\n", "2d",
         "[queue]\nx = y\n; of x\ntimeout = 2d\n\n; of amt\n[amt]\n"},
        {"[queue]\n\n; of x\nx = y\n\n\n[amt]\n", "2d",
         "[queue]\n\n; of x\nx = y\ntimeout = 2d\n\n\n[amt]\n"},
        {"[queue]\n[amt]\n[queue]\nx = y\n[tools]\n", "2d",
         "[queue]\n[amt]\n[queue]\nx = y\ntimeout = 2d\n[tools]\n"},
    };
    run_rows(rows, COUNT(rows));
}

static void a_new_section_goes_to_the_end(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"", "2d", "[queue]\ntimeout = 2d\n"},
        {"; mine", "2d", "; mine\n\n[queue]\ntimeout = 2d\n"},
        {"[amt]\nuser = x\n", "2d", "[amt]\nuser = x\n\n[queue]\ntimeout = 2d\n"},
        {"[amt]\n\n", "2d", "[amt]\n\n[queue]\ntimeout = 2d\n"},
        {"[amt]\r\n", "", "[amt]\r\n\r\n[queue]\r\ntimeout =\r\n"},
        {";[queue]\n;timeout = 4h\n", "2d", ";[queue]\n;timeout = 4h\n\n[queue]\ntimeout = 2d\n"},
    };
    run_rows(rows, COUNT(rows));
}

static void long_lines_find_their_way(void **state)
{
    (void)state;
    char comment[160];
    char value[121];
    char text[400];
    char wanted[600];
    memset(comment, 'c', sizeof comment);
    comment[0] = ';';
    comment[sizeof comment - 1] = '\0';
    memset(value, 'v', sizeof value);
    value[0] = '/';
    value[sizeof value - 1] = '\0';
    (void)snprintf(text, sizeof text, "[queue]\n timeout = 4h %s\n", comment);
    (void)snprintf(wanted, sizeof wanted, "[queue]\n %s\n timeout = %s\n", comment, value);
    char *out = edited(text, "queue", "timeout", value);
    assert_string_equal(out, wanted);
    free(out);
    /* Blanks up to the end of the line. */
    (void)snprintf(text, sizeof text, "[queue]\ntimeout%100s= 4h\n", "");
    (void)snprintf(wanted, sizeof wanted, "[queue]\ntimeout = %s\n", value);
    out = edited(text, "queue", "timeout", value);
    assert_string_equal(out, wanted);
    free(out);
}

static void names_of_tools_have_blanks(void **state)
{
    (void)state;
    static const char text[] = "[tools]\nWeb UI = a ; b\n;Web UI with TLS = c\n";
    char *out = edited(text, "tools", "Web UI", "@x http://{address}:16992/");
    assert_string_equal(out,
                        "[tools]\nWeb UI = @x http://{address}:16992/ ; b\n;Web UI with TLS = c\n");
    free(out);
    out = edited(text, "tools", "Web UI with TLS", "d=e:f");
    assert_string_equal(out,
                        "[tools]\nWeb UI = a ; b\n;Web UI with TLS = c\nWeb UI with TLS = d=e:f\n");
    free(out);
    char value[CONF_VALUE_SIZE];
    assert_true(conf_edit_find(text, strlen(text), "tools", "Web UI", value));
    assert_string_equal(value, "a");
    assert_false(conf_edit_find(text, strlen(text), "tools", "Web", value));
    assert_false(conf_edit_find(text, strlen(text), "tools", "Web UI with TLS", value));
    assert_string_equal(value, "");
}

static void what_the_file_cannot_hold_is_refused(void **state)
{
    (void)state;
    char longest[CONF_LINE_MAX];
    memset(longest, 'x', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    const char *const rows[][3] = {
        {"k", "a ;b", "comment"},     {"k", "a\t;b", "comment"}, {"k", ";b", "comment"},
        {"k", "a\nb = c", "control"}, {"k", "a\rb", "control"},  {"k", "a\x7f", "control"},
        {"k", " a", "ends"},          {"k", "a ", "ends"},       {"k", longest, "199"},
        {"", "x", "a name"},          {"a=b", "x", "a name"},    {"a:b", "x", "a name"},
        {"[a", "x", "a name"},        {"#a", "x", "a name"},     {";a", "x", "a name"},
        {"a ;b", "x", "a name"},      {" a", "x", "a name"},     {"a ", "x", "a name"},
        {"a\n[b]", "x", "control"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *out;
        size_t len;
        struct err e = {0};
        if (conf_edit_set("", 0, "tools", rows[i][0], rows[i][1], &out, &len, &e) != ERR_DATA)
            fail_row(rows[i][1]);
        assert_int_equal(e.code, ERR_DATA);
        assert_holds(e.text, rows[i][2]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_is_changed_in_its_line),
        cmocka_unit_test(its_comment_stays_and_in_its_column),
        cmocka_unit_test(a_new_line_goes_where_it_belongs),
        cmocka_unit_test(a_new_section_goes_to_the_end),
        cmocka_unit_test(long_lines_find_their_way),
        cmocka_unit_test(names_of_tools_have_blanks),
        cmocka_unit_test(what_the_file_cannot_hold_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
