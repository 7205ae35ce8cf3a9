#include "tests/unit/unit.h"

#include "amt_cfg/settings/key_name.h"

static void names_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *section;
        const char *key;
        bool secret;
    } rows[] = {
        {"queue.timeout", "queue", "timeout", false},
        {"amt.timeout", "amt", "timeout", false},
        {"archive-days", "queue", "archive-days", false},
        {"tls", "amt", "tls", false},
        {"amt.password", "amt", "password", true},
        {"listener.password", "listener", "password", true},
        {"amt.password-file", "amt", "password-file", false},
        {"tools.Web UI", "tools", "Web UI", false},
        {"tools.a.b", "tools", "a.b", false},
        {"tools.password", "tools", "password", false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct key_name name;
        struct err e = {0};
        if (key_name_parse(rows[i].text, &name, &e) != ERR_OK)
            fail_row(rows[i].text);
        assert_string_equal(name.section, rows[i].section);
        assert_string_equal(name.key, rows[i].key);
        assert_true(name.secret == rows[i].secret);
    }
}

static void what_is_meant_is_guessed(void **state)
{
    (void)state;
    char longest[400];
    memset(longest, 'x', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    memcpy(longest, "tools.", 6);
    const char *const rows[][2] = {
        {"timeout",
         "timeout: in several sections; did you mean queue.timeout, amt.timeout, hooks.timeout?"},
        {"password",
         "password: in several sections; did you mean amt.password, listener.password?"},
        {"queue.timout", "queue.timout: unknown key; did you mean queue.timeout?"},
        {"queue.tls", "queue.tls: unknown key; did you mean amt.tls?"},
        {"tsl", "tsl: unknown key; did you mean amt.tls?"},
        {"frobnicate", "frobnicate: unknown key; fcfh.conf(5) lists them all"},
        {"", ": unknown key; fcfh.conf(5) lists them all"},
        {".", ".: unknown key; fcfh.conf(5) lists them all"},
        {"tools", "tools: a section; its keys are named tools.KEY"},
        {"tools.", "tools.: the tool's name is missing"},
        {longest, "the name is too long"},
        {longest + 6, "xxx: unknown key"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct key_name name;
        struct err e = {0};
        if (key_name_parse(rows[i][0], &name, &e) != ERR_USAGE)
            fail_row(rows[i][0]);
        assert_int_equal(e.code, ERR_USAGE);
        assert_holds(e.text, rows[i][1]);
    }
    assert_int_equal(key_name_parse("x", &(struct key_name){0}, NULL), ERR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_found),
        cmocka_unit_test(what_is_meant_is_guessed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
