#include "tests/unit/unit.h"

#include <stdlib.h>

#include "common/argv.h"

static void words_are_split_as_a_shell_would(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        const char *words[6];
    } rows[] = {
        {"amtterm {address}", {"amtterm", "{address}"}},
        {"  a\t b  ", {"a", "b"}},
        {"a 'b c' \"d e\"", {"a", "b c", "d e"}},
        {"a b' 'c\" \"d", {"a", "b c d"}},
        {"a '' \"\"", {"a", "", ""}},
        {"a '\"' \"'\"", {"a", "\"", "'"}},
        {"a\\ b \\\\ \\\" \\'", {"a b", "\\", "\"", "'"}},
        {"'a\\b' \"a\\b\" \"a\\\"b\" \"a\\\\b\"", {"a\\b", "a\\b", "a\"b", "a\\b"}},
        {"'a\\\"b' 'c\\\\d'", {"a\\\"b", "c\\\\d"}},
        {"$HOME `id` $(id) *;|&> #x", {"$HOME", "`id`", "$(id)", "*;|&>", "#x"}},
        {"--option=\"a b\"", {"--option=a b"}},
        {"J\xc3\xbcrgen", {"J\xc3\xbcrgen"}},
        {"\"\"", {""}},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char **words;
        struct err e;
        if (argv_split(rows[i].line, &words, &e) != ERR_OK)
            fail_row(rows[i].line);
        size_t n = 0;
        for (; rows[i].words[n] != NULL; n++) {
            assert_non_null(words[n]);
            assert_string_equal(words[n], rows[i].words[n]);
        }
        assert_null(words[n]);
        free(words);
    }
}

static void what_is_not_closed_is_refused(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", "no command"},     {" \t ", "no command"},     {"a '", "left open"},
        {"a \"b", "left open"}, {"a \"b\\\"", "left open"}, {"a\\", "left open"},
        {"\"a\\", "left open"}, {"'a\\'b'", "left open"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char **words;
        struct err e;
        if (argv_split(rows[i][0], &words, &e) != ERR_CONFIG)
            fail_row(rows[i][0]);
        assert_int_equal(e.code, ERR_CONFIG);
        assert_holds(e.text, rows[i][1]);
    }
}

/* The room is counted from the line's length: the most words that a line can have. */
static void a_line_of_many_words_has_room(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a ", "'' ", "\\  "};
    for (size_t p = 0; p < COUNT(pieces); p++) {
        char line[3001] = "";
        struct err e;
        char **words;
        size_t count = 0;
        for (size_t used = 0; used + 3 < sizeof line; used += strlen(pieces[p]), count++)
            memcpy(line + used, pieces[p], strlen(pieces[p]) + 1);
        assert_int_equal(argv_split(line, &words, &e), ERR_OK);
        for (size_t n = 0; n < count; n++)
            assert_non_null(words[n]);
        assert_null(words[count]);
        free(words);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_split_as_a_shell_would),
        cmocka_unit_test(what_is_not_closed_is_refused),
        cmocka_unit_test(a_line_of_many_words_has_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
