#include "tests/unit/unit.h"

#include "common/account_name.h"

static void what_amt_takes_is_good(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "FCFH", "f", "help.desk-1", "sixteen-letters-", "a$$", "$a", "admins", "o'neil;[]{}",
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct err e = {0};
        if (account_name_check(rows[i], &e) != ERR_OK)
            fail_row(rows[i]);
    }
}

static void what_amt_refuses_is_refused(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", "empty"},
        {"seventeen-letters", "16"},
        {"a b", "blanks"},
        {"a\tb", "visible"},
        {"J\xc3\xbcrgen", "ASCII"},
        {"a\x7f", "ASCII"},
        {"a(b", "must not contain"},
        {"a)b", "must not contain"},
        {"a,b", "must not contain"},
        {"a:b", "must not contain"},
        {"a\"b", "must not contain"},
        {"a&b", "must not contain"},
        {"a<b", "must not contain"},
        {"a>b", "must not contain"},
        {"$$OsAdmin", "$$"},
        {"admin", "AMT's own"},
        {"Admin", "AMT's own"},
        {"ADMINISTRATOR", "AMT's own"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct err e = {0};
        if (account_name_check(rows[i][0], &e) != ERR_DATA)
            fail_row(rows[i][0]);
        assert_int_equal(e.code, ERR_DATA);
        assert_holds(e.text, rows[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_amt_takes_is_good),
        cmocka_unit_test(what_amt_refuses_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
