#include "tests/unit/unit.h"

#include "common/password_rule.h"

static void what_amt_takes_is_good(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "Abcdef1!",
        "P@ssw0rd",
        "Canary-7f3a9",
        "with Blank 1;",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaA1~",
        "_Under_1.",
        "'<>&A1a'",
        "aA1#aA1$",
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct err e = {0};
        if (password_rule_check(rows[i], &e) != ERR_OK)
            fail_row(rows[i]);
    }
}

static void what_is_missing_is_named(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", "at least 8 characters"},
        {"Abcde1!", "at least 8 characters"},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaA1~", "at most 32 characters"},
        {"abcdef1!", "a capital letter"},
        {"ABCDEF1!", "a small letter"},
        {"Abcdefg!", "a digit"},
        {"Abcdefg1", "a special character"},
        {"Abcdef_1", "a special character"},
        {"Abcdef 1", "a special character"},
        {"Abcdef1\"!", "none of"},
        {"Abcdef1:!", "none of"},
        {"Abcdef1,!", "none of"},
        {"Abcdef1\t!", "ASCII"},
        {"Abcdef1!\x7f", "ASCII"},
        {"Abcdef1!\xc3\xbc", "ASCII"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct err e = {0};
        if (password_rule_check(rows[i][0], &e) != ERR_DATA)
            fail_row(rows[i][0]);
        assert_int_equal(e.code, ERR_DATA);
        assert_holds(e.text, rows[i][1]);
    }
}

static void all_that_is_missing_is_named_and_no_more(void **state)
{
    (void)state;
    struct err e = {0};
    assert_int_equal(password_rule_check("geheim", &e), ERR_DATA);
    assert_string_equal(e.text, "AMT wants a password with at least 8 characters, a capital letter,"
                                " a digit, a special character other than '_'");
    assert_int_equal(password_rule_check("Geheim\xc3\xbc:42", &e), ERR_DATA);
    assert_null(strstr(e.text, "eheim"));
    assert_null(strstr(e.text, "42"));
    assert_int_equal(password_rule_check("x", NULL), ERR_DATA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_amt_takes_is_good),
        cmocka_unit_test(what_is_missing_is_named),
        cmocka_unit_test(all_that_is_missing_is_named_and_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
