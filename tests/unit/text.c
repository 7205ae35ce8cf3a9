#include "tests/unit/unit.h"

#include "common/text.h"

#define BAD "\xef\xbf\xbd" /* U+FFFD */

static void what_goes_into_xml_is_legal(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        size_t len;
        const char *out;
    } rows[] = {
        {"plain", 5, "plain"},
        {"  a  b  ", 8, "a  b"},
        {"\t\r\na\tb\n", 7, "a b"},
        {"a\0b", 3, "a" BAD "b"},
        {"\033[2J", 4, BAD "[2J"},
        {"\x7f\xc2\x80\xc2\x9f", 5, BAD BAD BAD},
        {"\xff", 1, BAD},
        {"\xc3", 1, BAD},
        {"\xc0\xaf", 2, BAD BAD},         /* an overlong '/' */
        {"\xed\xa0\x80", 3, BAD BAD BAD}, /* half of a surrogate pair */
        {"\xef\xbf\xbe\xef\xbf\xbf", 6, BAD BAD},
        {"\xf0\x9f\xbf\xbf", 4, BAD},             /* U+1FFFF, no character */
        {"\xf4\x90\x80\x80", 4, BAD BAD BAD BAD}, /* above U+10FFFF */
        {"\xf0\x9f\x92\xbb", 4, "\xf0\x9f\x92\xbb"},
        {"J\xc3\xbcrgen", 7, "J\xc3\xbcrgen"},
        {"<&>\"'", 5, "<&>\"'"},
        {"", 0, ""},
        {"   ", 3, ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char out[64];
        text_clean_xml(rows[i].in, rows[i].len, out, sizeof out);
        assert_string_equal(out, rows[i].out);
        char again[64];
        text_clean_xml(out, strlen(out), again, sizeof again);
        assert_string_equal(again, out);
    }
}

static void xml_text_is_cut_between_characters(void **state)
{
    (void)state;
    static const char in[] = "a\xc3\xbc \xe2\x82\xac\xf0\x9f\x92\xbb";
    static const char *const wants[] = {
        "", "a", "a", "a\xc3\xbc", "a\xc3\xbc", "a\xc3\xbc", "a\xc3\xbc", "a\xc3\xbc \xe2\x82\xac"};
    for (size_t size = 1; size <= COUNT(wants); size++) {
        char out[32];
        memset(out, '#', sizeof out);
        text_clean_xml(in, strlen(in), out, size);
        assert_string_equal(out, wants[size - 1]);
        assert_int_equal(out[size], '#');
    }
}

static void what_a_person_sees_is_visible(void **state)
{
    (void)state;
    static const struct {
        const char *what, *in, *out, *ascii;
    } rows[] = {
        {"plain", "OptiPlex 7", "OptiPlex 7", "OptiPlex 7"},
        {"letters of all kinds", "J\xc3\xbcrgen \xe6\x97\xa5", "J\xc3\xbcrgen \xe6\x97\xa5",
         "J?rgen ?"},
        {"escape", "a\033]0;x\007b", "a?]0;x?b", "a?]0;x?b"},
        {"lines", "a\nb\rc\td", "a?b?c?d", "a?b?c?d"},
        {"delete", "a\177", "a?", "a?"},
        {"C1",
         "\xc2\x9b"
         "31m",
         "?31m", "?31m"},
        {"a raw C1 byte",
         "\x9b"
         "31m",
         "?31m", "?31m"},
        {"right to left",
         "\xe2\x80\xae"
         "cba",
         "?cba", "?cba"},
        {"isolates", "\xe2\x81\xa6x\xe2\x81\xa9", "?x?", "?x?"},
        {"zero width",
         "a\xe2\x80\x8b\xe2\x80\x8d\xef\xbb\xbf"
         "b",
         "a???b", "a???b"},
        {"soft hyphen",
         "a\xc2\xad"
         "b",
         "a?b", "a?b"},
        {"filler", "\xe3\x85\xa4", "?", "?"},
        {"variation selector", "x\xef\xb8\x8f", "x?", "x?"},
        {"tags", "x\xf3\xa0\x81\x81", "x?", "x?"},
        {"private", "\xee\x80\x80", "?", "?"},
        {"unassigned", "\xcd\xb8", "?", "?"},
        {"line separator",
         "a\xe2\x80\xa8"
         "b",
         "a?b", "a?b"},
        {"no-break space",
         "a\xc2\xa0"
         "b",
         "a?b", "a?b"},
        {"not UTF-8", "a\xff\xc3x", "a??x", "a??x"},
        {"a mark on a letter", "e\xcc\x81", "e\xcc\x81", "e?"},
        {"a mark on nothing", "\xcc\x81x", "x", "?x"},
        {"", "", "", ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char out[64];
        text_clean_visible(rows[i].in, out, sizeof out);
        if (strcmp(out, rows[i].out) != 0)
            fail_msg("%s: '%s'", rows[i].what, out);
        text_clean_ascii(rows[i].in, out, sizeof out);
        if (strcmp(out, rows[i].ascii) != 0)
            fail_msg("%s, ASCII: '%s'", rows[i].what, out);
    }
}

static void every_byte_alone_is_visible_or_replaced(void **state)
{
    (void)state;
    for (int c = 1; c < 256; c++) {
        char in[2] = {(char)c, '\0'};
        char out[8];
        text_clean_visible(in, out, sizeof out);
        assert_string_equal(out, c >= ' ' && c < 0x7f ? in : "?");
        text_clean_ascii(in, out, sizeof out);
        assert_string_equal(out, c >= ' ' && c < 0x7f ? in : "?");
    }
}

static void marks_do_not_pile_up(void **state)
{
    (void)state;
    char in[2 * 100 + 2] = "e";
    char out[256];
    for (int i = 0; i < 100; i++)
        memcpy(in + 1 + 2 * i, "\xcc\x81", 3);
    text_clean_visible(in, out, sizeof out);
    assert_true(strlen(out) <= 1 + 2 * 8);
    assert_int_equal(text_columns(out), 1);
}

static void labels_are_short_visible_text(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
    } rows[] = {
        {"INC-4711", true},
        {"a b", true},
        {"#1 \"x\" <y>", true},
        {"J\xc3\xbcrgen", true},
        {"12345678", true},
        {"\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac"
         "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac",
         true},
        {"", false},
        {" ", false},
        {" a", false},
        {"a ", false},
        {"12345678901", false},
        {"a\nb", false},
        {"a\033", false},
        {"\xff", false},
        {"a\xe2\x80\x8b", false},
        {"a\xc2\xa0"
         "b",
         false},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (text_is_label(rows[i].text, 10) != rows[i].good)
            fail_row(rows[i].text);
}

static void text_fits_its_columns(void **state)
{
    (void)state;
    static const char wide[] = "\xe6\x97\xa5\xe6\x9c\xac"
                               "ab"; /* two of two columns, "ab" */
    static const struct {
        size_t columns;
        const char *out;
        size_t taken;
    } rows[] = {
        {0, "", 0},
        {1, "", 0},
        {2, "\xe6\x97\xa5", 2},
        {3, "\xe6\x97\xa5", 2},
        {4, "\xe6\x97\xa5\xe6\x9c\xac", 4},
        {5,
         "\xe6\x97\xa5\xe6\x9c\xac"
         "a",
         5},
        {9, wide, 6},
    };
    char out[32];
    assert_int_equal(text_columns(wide), 6);
    assert_int_equal(text_columns(""), 0);
    assert_int_equal(text_columns("e\xcc\x81x"), 2);
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(text_fit(wide, rows[i].columns, out, sizeof out), rows[i].taken);
        assert_string_equal(out, rows[i].out);
    }
    assert_int_equal(text_fit("e\xcc\x81x", 1, out, sizeof out), 1);
    assert_string_equal(out, "e\xcc\x81"); /* a mark stays with its letter */
    assert_int_equal(text_fit(wide, 9, out, 5), 2);
    assert_string_equal(out, "\xe6\x97\xa5");
}

static void lines_are_broken_between_words(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t column;
        size_t width;
        const char *lines;
    } rows[] = {
        {"", 0, 10, ""},
        {"one two three", 0, 13, "one two three"},
        {"one two three", 0, 12, "one two\n  three"},
        {"one two three", 0, 7, "one two\n  three"},
        {"one two three", 1, 7, "one\n  two\n  three"},
        {"one two three", 9, 7, "one\n  two\n  three"},
        {"a very-long-word b", 0, 6, "a\n  very-long-word\n  b"},
        {"very-long-word b", 0, 6, "very-long-word\n  b"},
        {"  indented  text", 0, 12, "  indented\n  text"},
        {"  indented  text", 0, 16, "  indented  text"},
        {"blanks behind  ", 0, 16, "blanks behind  "},
        {"\xe6\xbc\xa2\xe6\xbc\xa2 x", 0, 6, "\xe6\xbc\xa2\xe6\xbc\xa2 x"},
        {"\xe6\xbc\xa2\xe6\xbc\xa2 x", 0, 5, "\xe6\xbc\xa2\xe6\xbc\xa2\n  x"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char lines[64] = "";
        FILE *to = fmemopen(lines, sizeof lines, "w");
        assert_non_null(to);
        text_wrap(to, rows[i].text, rows[i].column, 2, rows[i].width);
        assert_int_equal(fclose(to), 0);
        assert_string_equal(lines, rows[i].lines);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_into_xml_is_legal),
        cmocka_unit_test(xml_text_is_cut_between_characters),
        cmocka_unit_test(what_a_person_sees_is_visible),
        cmocka_unit_test(every_byte_alone_is_visible_or_replaced),
        cmocka_unit_test(marks_do_not_pile_up),
        cmocka_unit_test(labels_are_short_visible_text),
        cmocka_unit_test(text_fits_its_columns),
        cmocka_unit_test(lines_are_broken_between_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
