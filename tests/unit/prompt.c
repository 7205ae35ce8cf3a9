#include "tests/unit/unit.h"

#include "support_queue_gui/screen/key.h"
#include "support_queue_gui/screen/prompt.h"

enum { CTRL_A = 1, CTRL_E = 5, CTRL_U = 21, CTRL_W = 23 };

/* Types keys, up to a 0, and compares the text, with the cursor as '|'. */
#define assert_typed(text, result, ...)                                                            \
    typed((text), (result), (const long[]){__VA_ARGS__, 0}, __FILE__, __LINE__)

static void typed(const char *text, const char *result, const long *keys, const char *file,
                  int line)
{
    struct prompt prompt;
    char got[PROMPT_SIZE + 1];
    prompt_start(&prompt, text);
    for (; *keys != 0; keys++) {
        char before[PROMPT_SIZE];
        memcpy(before, prompt.text, sizeof before);
        bool changed = prompt_key(&prompt, *keys);
        if (changed != (strcmp(before, prompt.text) != 0)) {
            print_error("key %lx: it says changed=%d\n", (unsigned long)*keys, changed);
            _fail(file, line);
        }
    }
    (void)snprintf(got, sizeof got, "%.*s|%s", (int)prompt.cursor, prompt.text,
                   prompt.text + prompt.cursor);
    if (strcmp(got, result) == 0)
        return;
    print_error("\"%s\" is not \"%s\"\n", got, result);
    _fail(file, line);
}

static void characters_go_in_at_the_cursor(void **state)
{
    (void)state;
    assert_typed("", "T-1|", 'T', '-', '1');
    assert_typed("ac", "ab|c", SPECIAL_LEFT, 'b');
    assert_typed("bc", "a|bc", SPECIAL_HOME, 'a');
    assert_typed("bc", "a|bc", CTRL_A, 'a');
    assert_typed("ab", "abc|", CTRL_A, CTRL_E, 'c');
    assert_typed("ab", "abc|", SPECIAL_HOME, SPECIAL_END, 'c');
    assert_typed("", "\xc3\xbc|", 0xfc);
    assert_typed("", "\xe4\xb8\xad|", 0x4e2d);
    assert_typed("", "\xf0\x9f\x98\x80|", 0x1f600);
}

static void the_cursor_steps_over_whole_characters(void **state)
{
    (void)state;
    assert_typed("a\xc3\xbc\xe4\xb8\xad", "a\xc3\xbc|\xe4\xb8\xad", SPECIAL_LEFT);
    assert_typed("a\xc3\xbc\xe4\xb8\xad", "a|\xc3\xbc\xe4\xb8\xad", SPECIAL_LEFT, SPECIAL_LEFT);
    assert_typed("a\xc3\xbc\xe4\xb8\xad", "a\xc3\xbc|\xe4\xb8\xad", SPECIAL_HOME, SPECIAL_RIGHT,
                 SPECIAL_RIGHT);
    assert_typed("\xf0\x9f\x98\x80", "|\xf0\x9f\x98\x80", SPECIAL_LEFT, SPECIAL_LEFT);
    assert_typed("ab", "ab|", SPECIAL_RIGHT, SPECIAL_RIGHT);
}

static void whole_characters_are_cut(void **state)
{
    (void)state;
    assert_typed("a\xc3\xbc", "a|", SPECIAL_BACKSPACE);
    assert_typed("a\xc3\xbc", "|", SPECIAL_BACKSPACE, SPECIAL_BACKSPACE, SPECIAL_BACKSPACE);
    assert_typed("a\xe4\xb8\xad", "|\xe4\xb8\xad", SPECIAL_LEFT, SPECIAL_BACKSPACE);
    assert_typed("\xf0\x9f\x98\x80z", "|z", SPECIAL_HOME, SPECIAL_DELETE);
    assert_typed("az", "az|", SPECIAL_DELETE);
    assert_typed("abc", "|c", SPECIAL_LEFT, CTRL_U);
    assert_typed("abc", "abc|", CTRL_U, 'a', 'b', 'c');
}

static void a_word_is_cut(void **state)
{
    (void)state;
    assert_typed("one two", "one |", CTRL_W);
    assert_typed("one two  ", "one |", CTRL_W);
    assert_typed("one two", "|", CTRL_W, CTRL_W, CTRL_W);
    assert_typed("one two", "one |o", SPECIAL_LEFT, CTRL_W);
    assert_typed("\xc3\xbc\xc3\xbc \xe4\xb8\xad", "\xc3\xbc\xc3\xbc |", CTRL_W);
}

static void what_is_no_character_is_not_taken(void **state)
{
    (void)state;
    static const long rows[] = {-2,
                                -1,
                                2,
                                7,
                                27,
                                31,
                                0x7f,
                                0xd800,
                                0xdfff,
                                0x110000,
                                0x11,
                                SPECIAL_UP,
                                SPECIAL_LAST + 1,
                                SPECIAL_ENTER,
                                SPECIAL_ESCAPE};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct prompt prompt;
        prompt_start(&prompt, "ab");
        assert_false(prompt_key(&prompt, rows[i]));
        assert_string_equal(prompt.text, "ab");
        assert_int_equal(prompt.cursor, 2);
    }
}

/* What a terminal sends as a reply, or what is pasted, must not become part of a ticket. */
static void a_c1_control_is_not_taken(void **state)
{
    (void)state;
    for (long key = 0x80; key < 0xa0; key++) {
        struct prompt prompt;
        prompt_start(&prompt, "");
        assert_false(prompt_key(&prompt, key));
        assert_string_equal(prompt.text, "");
    }
}

static void a_full_line_takes_no_more(void **state)
{
    (void)state;
    struct prompt prompt;
    prompt_start(&prompt, "");
    for (size_t i = 0; i < 100; i++)
        (void)prompt_key(&prompt, 0x4e2d);
    assert_int_equal(strlen(prompt.text), (PROMPT_SIZE - 1) / 3 * 3);
    assert_int_equal(prompt.cursor, strlen(prompt.text));
    assert_false(prompt_key(&prompt, 0x4e2d));
    while (prompt_key(&prompt, 'x'))
        continue;
    assert_int_equal(strlen(prompt.text), PROMPT_SIZE - 1);
    assert_true(prompt_key(&prompt, SPECIAL_BACKSPACE));
    assert_true(prompt_key(&prompt, 'y'));
    assert_false(prompt_key(&prompt, 'y'));
    assert_true(prompt_key(&prompt, CTRL_U));
    assert_string_equal(prompt.text, "");
}

static void a_long_start_is_cut(void **state)
{
    (void)state;
    struct prompt prompt;
    char text[1000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    prompt_start(&prompt, text);
    assert_int_equal(strlen(prompt.text), PROMPT_SIZE - 1);
    assert_int_equal(prompt.cursor, PROMPT_SIZE - 1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(characters_go_in_at_the_cursor),
        cmocka_unit_test(the_cursor_steps_over_whole_characters),
        cmocka_unit_test(whole_characters_are_cut),
        cmocka_unit_test(a_word_is_cut),
        cmocka_unit_test(what_is_no_character_is_not_taken),
        cmocka_unit_test(a_c1_control_is_not_taken),
        cmocka_unit_test(a_full_line_takes_no_more),
        cmocka_unit_test(a_long_start_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
