#include "tests/unit/unit.h"

#include "support_queue_gui/manage/output.h"

static struct output output;

/* The result, whole and split into pieces of any size, which makes no difference. */
static const char *becomes(enum output_charset charset, bool utf8, const char *in, size_t len)
{
    static unsigned char first[4096], next[4096];
    size_t first_len = 0;
    for (size_t piece = len > 0 ? len : 1; piece >= 1; piece--) {
        size_t out_len = 0;
        output_begin(&output, charset, true, utf8);
        for (size_t at = 0; at < len; at += piece) {
            size_t n = at + piece < len ? piece : len - at;
            size_t made = output_feed(&output, (const unsigned char *)in + at, n, next + out_len);
            assert_true(made <= OUTPUT_GROWTH * n + OUTPUT_HELD);
            out_len += made;
        }
        out_len += output_flush_held(&output, next + out_len);
        if (piece == len || len == 0) {
            memcpy(first, next, out_len);
            first_len = out_len;
        } else if (out_len != first_len || memcmp(first, next, out_len) != 0) {
            fail_msg("'%s' in pieces of %zu", in, piece);
        }
    }
    first[first_len] = '\0';
    return (const char *)first;
}

static void strings_for_the_terminal_are_dropped(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        const char *out;
    } cases[] = {
        {"plain\r\n", "plain\r\n"},
        {"\033[1;31mred\033[0m\033[2J\033[5;6H", "\033[1;31mred\033[0m\033[2J\033[5;6H"},
        {"\033(B\033)0\033#8\0337\0338\033=\033M", "\033(B\033)0\033#8\0337\0338\033=\033M"},
        {"a\033]0;title\007b", "ab"},
        {"a\033]52;c;ZXZpbA==\033\\b", "ab"},
        {"a\033P+q544e\033\\b", "ab"},
        {"a\033_apc\033\\b", "ab"},
        {"a\033^pm\033\\b", "ab"},
        {"a\033Xsos\033\\b", "ab"},
        {"a\033kscreen\033\\b", "ab"},
        /* ended by something else */
        {"a\033]0;x\033[31mb", "a\033[31mb"},
        {"a\033]0;x\030b", "ab"},
        {"a\033]0;x\032b", "ab"},
        {"a\033P\007b\033\\c", "ac"},
        {"a\033]0;x\033]1;y\007b", "ab"},
        {"a\033]0;x\033\033\\b", "a\033\\b"},
        /* what terminals ignore between ESC and what follows it */
        {"a\033\007]0;x\007b", "a\007b"},
        {"a\033\177]0;x\007b", "ab"},
        {"a\033\033]0;x\007b", "ab"},
        {"a\033[3\033]0;x\007b", "a\033[3b"},
        {"a\033(\033]0;x\007b", "a\033(b"},
        /* with eight bits, as UTF-8 has them */
        {"a\xC2\x9D"
         "0;x\007b",
         "ab"},
        {"a\xC2\x90x\xC2\x9C"
         "b",
         "ab"},
        {"a\xC2\x9Fx\033\\b", "ab"},
        {"a\xC2\x9Ex\033\\b", "ab"},
        {"a\xC2\x98x\033\\b", "ab"},
        {"a\033\xC2\x9D"
         "0;x\007b",
         "ab"},
        {"a\033]0;\xC3\xA9\xE2\x94\x80\007b", "ab"},
        /* never ended */
        {"a\033]0;xxxxxxxx\r\nxxxxx", "a"},
        {"a\033", "a"},
        /* what makes the terminal read bytes as characters, and C5 9D as the start of a string */
        {"a\033%@\xC5\x9D"
         "52;c;ZXZpbA==\007b",
         "a\xC5\x9D"
         "52;c;ZXZpbA==\007b"},
        {"a\033%Gb\033%/Ic", "abc"},
        {"a\033%\r@b", "a\rb"},
        {"a\033%\177@b", "ab"},
        {"a\033%\033]0;x\007b", "ab"},
        {"a\033%\xC3\xA9@", "a\xC3\xA9@"},
        {"a\033%\033[31mb", "a\033[31mb"},
        {"a\033%\030@", "a\030@"},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(becomes(OUTPUT_AUTO, true, cases[i].in, strlen(cases[i].in)),
                            cases[i].out);
}

static void a_pipe_gets_everything(void **state)
{
    (void)state;
    static const char in[] = "a\033]0;x\007\xDA\xC4\xBF\033P\0b";
    unsigned char out[OUTPUT_GROWTH * sizeof in + OUTPUT_HELD];
    output_begin(&output, OUTPUT_AUTO, false, true);
    assert_int_equal(output_feed(&output, (const unsigned char *)in, sizeof in, out), sizeof in);
    assert_memory_equal(out, in, sizeof in);
}

#define BOX_437  "\xDA\xC4\xC4\xBF\r\n\xB3  \xB3\r\n\xC0\xC4\xC4\xD9"
#define BOX_UTF8 "┌──┐\r\n│  │\r\n└──┘"

static void characters_are_told_apart(void **state)
{
    (void)state;
    static const struct {
        enum output_charset charset;
        bool utf8;
        const char *in;
        const char *out;
    } cases[] = {
        {OUTPUT_AUTO, true, BOX_437, BOX_UTF8},
        {OUTPUT_AUTO, true, BOX_UTF8, BOX_UTF8},
        {OUTPUT_AUTO, true, "caf\xC3\xA9 \xF0\x9F\x98\x80", "café 😀"},
        /* from one to the other, as from the firmware to a system */
        {OUTPUT_AUTO, true, BOX_437 BOX_UTF8 "é", BOX_UTF8 BOX_UTF8 "é"},
        /* one damaged byte does not change it, two do */
        {OUTPUT_AUTO, true, BOX_UTF8 "\xFF" BOX_UTF8, BOX_UTF8 "�" BOX_UTF8},
        {OUTPUT_AUTO, true, BOX_UTF8 "\xB3 \xB3\xB3", BOX_UTF8 "� ││"},
        {OUTPUT_CP437, true, "\xC3\xA9\x80\xFF", "├⌐Ç\xC2\xA0"},
        {OUTPUT_UTF8, true,
         "a\x9D"
         "0;x\x9C"
         "b\x90x\033\\c",
         "abc"},
        {OUTPUT_AUTO, true,
         BOX_UTF8 "a\x9D"
                  "0;x\007b",
         BOX_UTF8 "ab"},
        {OUTPUT_UTF8, true, "\xDA\xC4.\xED\xA0\x80\xC0\xAF", "��.�����"},
        /* none of it is useful to a terminal that knows only ASCII */
        {OUTPUT_AUTO, false, BOX_437, "+--+\r\n|  |\r\n+--+"},
        {OUTPUT_UTF8, false, "é█═\xC2\x9B", "?#-"},
        {OUTPUT_CP437, false, "\x9D\x9B", "??"},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(
            becomes(cases[i].charset, cases[i].utf8, cases[i].in, strlen(cases[i].in)),
            cases[i].out);
}

static void what_it_says_of_the_keys_is_seen(void **state)
{
    (void)state;
    (void)becomes(OUTPUT_AUTO, true, "\033[20h", 5);
    assert_true(output.signs.newline_mode);
    (void)becomes(OUTPUT_AUTO, true, "\033[4;20h\033[4;20l", 14);
    assert_false(output.signs.newline_mode);
    (void)becomes(OUTPUT_AUTO, true, "\033[?20h", 6);
    assert_false(output.signs.newline_mode);
    (void)becomes(OUTPUT_AUTO, true, "┌", strlen("┌"));
    assert_true(output.signs.utf8_lines);
    (void)becomes(OUTPUT_AUTO, true, "\033]0;┌\007\xDA", 8);
    assert_false(output.signs.utf8_lines);
    (void)becomes(OUTPUT_AUTO, true, "\033[?25;2004h", 11);
    assert_true(output.signs.system);
    (void)becomes(OUTPUT_AUTO, true, "\033[?1049h", 8);
    assert_true(output.signs.second_screen);
    (void)becomes(OUTPUT_AUTO, true, "\033[99999999999999999999999999999999999999999999h", 47);
    assert_false(output.signs.newline_mode);
}

static void the_terminal_is_set_right_again(void **state)
{
    (void)state;
    char out[OUTPUT_SETTLE_MAX];
    static const char all[] = "\033[?1049h\033[?1003h\033[2;9r";
    (void)becomes(OUTPUT_AUTO, true, all, sizeof all - 1);
    size_t len = output_settle(&output, out);
    assert_true(len < sizeof out);
    assert_holds(out, "\033[?1049l");
    assert_holds(out, "\033[?1003l");
    assert_holds(out, "\033[r");
    assert_holds(out, "\033[?25h");
    output_begin(&output, OUTPUT_AUTO, true, true);
    (void)output_settle(&output, out);
    assert_null(strstr(out, "1049"));
}

static void a_message_of_ours_breaks_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        bool may;
    } cases[] = {{"", true},        {"abc", true},      {"\033", true},   {"\033[", false},
                 {"\033[3", false}, {"\033[31m", true}, {"\033(", false}, {"\033]0;x", true}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        (void)becomes(OUTPUT_AUTO, true, cases[i].in, strlen(cases[i].in));
        if (output_may_interrupt(&output) != cases[i].may)
            fail_row(cases[i].in);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_for_the_terminal_are_dropped),
        cmocka_unit_test(a_pipe_gets_everything),
        cmocka_unit_test(characters_are_told_apart),
        cmocka_unit_test(what_it_says_of_the_keys_is_seen),
        cmocka_unit_test(the_terminal_is_set_right_again),
        cmocka_unit_test(a_message_of_ours_breaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
