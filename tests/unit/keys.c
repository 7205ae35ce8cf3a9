#include "tests/unit/unit.h"

#include "support_queue_gui/screen/keys.h"

static const struct {
    const char *name; /* in a label */
    long key;
} special[] = {
    {"Down", SPECIAL_DOWN},      {"Up", SPECIAL_UP},
    {"PgDn", SPECIAL_PAGE_DOWN}, {"PgUp", SPECIAL_PAGE_UP},
    {"Home", SPECIAL_HOME},      {"End", SPECIAL_END},
    {"Enter", SPECIAL_ENTER},    {"Esc", SPECIAL_ESCAPE},
    {"F1", SPECIAL_HELP},        {"Space", ' '},
};

/* The key that a label, or a part of it, names; 0 for none. */
static long key_named(const char *name, size_t len)
{
    for (size_t i = 0; i < COUNT(special); i++)
        if (strlen(special[i].name) == len && memcmp(special[i].name, name, len) == 0)
            return special[i].key;
    return len == 1 ? (long)(unsigned char)name[0] : 0;
}

static void every_action_has_one_row(void **state)
{
    (void)state;
    size_t count;
    const struct key *keys = keys_all(&count);
    for (int action = ACTION_NONE + 1; action <= ACTION_QUIT; action++) {
        size_t rows = 0;
        for (size_t i = 0; i < count; i++)
            rows += keys[i].action == (enum action)action;
        if (rows != 1)
            fail_msg("action %d has %zu rows", action, rows);
        assert_int_equal(keys_find((enum action)action)->action, action);
    }
    assert_int_equal(count, ACTION_QUIT);
}

static void every_key_of_a_label_does_what_its_row_says(void **state)
{
    (void)state;
    size_t count;
    size_t named = 0;
    const struct key *keys = keys_all(&count);
    for (size_t i = 0; i < count; i++) {
        for (const char *at = keys[i].label; *at != '\0';) {
            size_t len = strcspn(at, ",");
            long key = key_named(at, len);
            if (key == 0 || keys_action(key) != keys[i].action)
                fail_row(keys[i].label);
            named++;
            at += len;
            at += strspn(at, ", ");
        }
    }
    /* And no other key does anything: what is not in the table is not on the help screen. */
    size_t bound = 0;
    for (long key = 0; key <= SPECIAL_OTHER; key++)
        bound += keys_action(key) != ACTION_NONE;
    assert_int_equal(bound, named);
}

static void rows_are_complete(void **state)
{
    (void)state;
    size_t count;
    const struct key *keys = keys_all(&count);
    for (size_t i = 0; i < count; i++) {
        const struct key *key = &keys[i];
        if (key->label[0] == '\0' || key->help[0] == '\0' || key->footer == NULL)
            fail_row(key->label);
        if (strlen(key->help) > 60 || strlen(key->label) > 13) /* in 80 columns of the help */
            fail_row(key->label);
        size_t len = strcspn(key->label, ",");
        if (key->footer[0] != '\0' && (strncmp(key->footer, key->label, len) != 0 ||
                                       key->footer[len] != ' ' || key->footer[len + 1] == '\0'))
            fail_row(key->label);
    }
}

static void what_changes_something_is_marked(void **state)
{
    (void)state;
    static const enum action changing[] = {ACTION_CLEAR,   ACTION_MANAGE, ACTION_IDENTIFY,
                                           ACTION_CONFIRM, ACTION_ADD,    ACTION_DELETE,
                                           ACTION_UNDO};
    size_t count;
    size_t marked = 0;
    const struct key *keys = keys_all(&count);
    for (size_t i = 0; i < COUNT(changing); i++)
        assert_true(keys_find(changing[i])->changes);
    for (size_t i = 0; i < count; i++)
        marked += keys[i].changes;
    assert_int_equal(marked, COUNT(changing));
}

/* A slip of the Shift or the Control key must not change anything. */
static void no_changing_key_has_a_harmless_twin(void **state)
{
    (void)state;
    for (int c = 'a'; c <= 'z'; c++) {
        if (!keys_find(keys_action(c))->changes || keys_action(c) == ACTION_NONE)
            continue;
        assert_int_equal(keys_action(c - 'a' + 'A'), ACTION_NONE);
        assert_int_equal(keys_action(c - 'a' + 1), ACTION_NONE);
    }
    for (long c = 0; c < ' '; c++)
        assert_int_equal(keys_action(c), ACTION_NONE);
}

static void other_keys_do_nothing(void **state)
{
    (void)state;
    static const long rows[] = {-2,
                                -1,
                                0,
                                0x7f,
                                0xe4,
                                0x4e2d,
                                SPECIAL_OTHER,
                                SPECIAL_RESIZE,
                                SPECIAL_BACKSPACE,
                                SPECIAL_DELETE,
                                SPECIAL_LEFT,
                                SPECIAL_RIGHT};
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(keys_action(rows[i]), ACTION_NONE);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_action_has_one_row),
        cmocka_unit_test(every_key_of_a_label_does_what_its_row_says),
        cmocka_unit_test(rows_are_complete),
        cmocka_unit_test(what_changes_something_is_marked),
        cmocka_unit_test(no_changing_key_has_a_harmless_twin),
        cmocka_unit_test(other_keys_do_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
