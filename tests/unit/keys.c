#include "tests/unit/unit.h"

#include "support_queue_gui/screen/keys.h"

static const struct {
    const char *name; /* in a label */
    long key;
} special[] = {
    {"Down", SPECIAL_DOWN},
    {"Up", SPECIAL_UP},
    {"PgDn", SPECIAL_PAGE_DOWN},
    {"PgUp", SPECIAL_PAGE_UP},
    {"Home", SPECIAL_HOME},
    {"End", SPECIAL_END},
    {"Enter", SPECIAL_ENTER},
    {"Esc", SPECIAL_ESCAPE},
    {"F1", SPECIAL_HELP},
    {"Space", ' '},
    {"Tab", '\t'},
};

/* The key that a label, or a part of it, names; 0 for none. */
static long key_named(const char *name, size_t len)
{
    for (size_t i = 0; i < COUNT(special); i++)
        if (strlen(special[i].name) == len && memcmp(special[i].name, name, len) == 0)
            return special[i].key;
    return len == 1 ? (long)(unsigned char)name[0] : 0;
}

static void no_key_has_two_rows(void **state)
{
    (void)state;
    size_t count;
    const struct key *keys = keys_all(&count);
    assert_true(count > 20);
    for (size_t i = 0; i < count; i++) {
        if (keys_find(keys[i].key) != &keys[i] ||
            (keys[i].other_key != 0 && keys_find(keys[i].other_key) != &keys[i]))
            fail_row(keys[i].label);
    }
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
            if (key == 0 || keys_find(key) != &keys[i])
                fail_row(keys[i].label);
            named++;
            at += len;
            at += strspn(at, ", ");
        }
    }
    /* And no other key does anything: what is not in the table is not on the help screen. */
    size_t bound = 0;
    for (long key = 0; key <= SPECIAL_LAST; key++)
        bound += keys_find(key) != NULL;
    assert_int_equal(bound, named);
}

static void rows_are_complete(void **state)
{
    (void)state;
    size_t count;
    const struct key *keys = keys_all(&count);
    for (size_t i = 0; i < count; i++) {
        const struct key *key = &keys[i];
        if (key->label[0] == '\0' || key->help[0] == '\0' || key->footer == NULL ||
            key->press == NULL ||
            (key->flags & (KEY_LIST | KEY_CLIENT | KEY_TEXT | KEY_SEARCH)) == 0)
            fail_row(key->label);
        if (strlen(key->help) > 60 || strlen(key->label) > 13) /* in 80 columns of the help */
            fail_row(key->label);
        size_t len = strcspn(key->label, ",");
        if (key->footer[0] != '\0' && (strncmp(key->footer, key->label, len) != 0 ||
                                       key->footer[len] != ' ' || key->footer[len + 1] == '\0'))
            fail_row(key->label);
    }
}

static bool changes(long key)
{
    const struct key *row = keys_find(key);
    return row != NULL && (row->flags & KEY_CHANGES) != 0;
}

static void what_changes_something_is_marked(void **state)
{
    (void)state;
    static const char changing[] = "cmivaxuT";
    size_t count;
    size_t marked = 0;
    const struct key *keys = keys_all(&count);
    for (const char *key = changing; *key != '\0'; key++)
        assert_true(changes(*key));
    for (size_t i = 0; i < count; i++)
        marked += (keys[i].flags & KEY_CHANGES) != 0;
    assert_int_equal(marked, strlen(changing));
}

/* A slip with the Shift or the Control key must not change anything. */
static void no_changing_key_has_a_harmless_twin(void **state)
{
    (void)state;
    for (int c = 'a'; c <= 'z'; c++) {
        if (!changes(c))
            continue;
        assert_null(keys_find(c - 'a' + 'A'));
        if (c - 'a' + 1 != '\t') /* which has a key of its own */
            assert_null(keys_find(c - 'a' + 1));
    }
    for (long c = 0; c < ' '; c++)
        assert_true(keys_find(c) == NULL || c == '\t');
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
                                SPECIAL_LAST + 1,
                                SPECIAL_BACKSPACE,
                                SPECIAL_DELETE,
                                SPECIAL_LEFT,
                                SPECIAL_RIGHT};
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_null(keys_find(rows[i]));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_key_has_two_rows),
        cmocka_unit_test(every_key_of_a_label_does_what_its_row_says),
        cmocka_unit_test(rows_are_complete),
        cmocka_unit_test(what_changes_something_is_marked),
        cmocka_unit_test(no_changing_key_has_a_harmless_twin),
        cmocka_unit_test(other_keys_do_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
