#include "tests/unit/unit.h"

#include "support_queue_gui/manage/typing.h"

static struct typing typing;
static char sent[4096];
static size_t sent_len;
static enum typing_action action; /* the last one */

static void types(const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        unsigned char out[TYPING_OUT_MAX];
        size_t len;
        enum typing_action now = typing_feed(&typing, (unsigned char)*c, out, &len);
        assert_true(len <= sizeof out);
        assert_true(sent_len + len < sizeof sent);
        memcpy(sent + sent_len, out, len);
        sent_len += len;
        if (now != TYPING_NONE)
            action = now;
    }
    sent[sent_len] = '\0';
}

static void begins(bool terminal)
{
    typing_begin(&typing, terminal);
    sent_len = 0;
    sent[0] = '\0';
    action = TYPING_NONE;
}

static void escapes_stand_at_the_start_of_a_line(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        const char *sent;
        enum typing_action action;
    } cases[] = {
        {"~.", "", TYPING_END},
        {"~?", "", TYPING_HELP},
        {"~R", "", TYPING_RESET},
        {"~b", "", TYPING_BIOS},
        {"~f", "", TYPING_FUNCTION},
        {"~e", "", TYPING_ENTER},
        {"~h", "", TYPING_BACKSPACE},
        {"~c", "", TYPING_CHARSET},
        {"~\x1A", "", TYPING_SUSPEND},
        {"~~", "~", TYPING_NONE},
        {"~~.", "~.", TYPING_NONE},
        {"~x", "~x", TYPING_NONE},
        {"~\r~.", "~\r", TYPING_END},
        {"a~.", "a~.", TYPING_NONE},
        {"ls\r~.", "ls\r", TYPING_END},
        {"ls\n~.", "ls\r", TYPING_END},
        {"ls\r\n~.", "ls\r", TYPING_END},
        {"\x03~.", "\x03~.", TYPING_NONE},
        {"~?~.", "", TYPING_END},
        {"\033[A~.", "\033[A~.", TYPING_NONE},
        {"\033OP~.", "\033[OP", TYPING_END},
        {"~", "", TYPING_NONE},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        begins(true);
        types(cases[i].typed);
        if (strcmp(sent, cases[i].sent) != 0 || action != cases[i].action)
            fail_row(cases[i].typed);
    }
}

/* A script's line "~fred" is text. */
static void a_script_has_few_escapes(void **state)
{
    (void)state;
    static const char *const texts[] = {"~f", "~e", "~h", "~c", "~?", "~\x1A"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        begins(false);
        types(texts[i]);
        assert_string_equal(sent, texts[i]);
        assert_int_equal(action, TYPING_NONE);
    }
    begins(false);
    types("root\n\033[15~\x7F\n~.");
    assert_string_equal(sent, "root\r\033[15~\x7F\r");
    assert_int_equal(action, TYPING_END);
}

static void a_line_ends_as_the_firmware_wants(void **state)
{
    (void)state;
    static const struct {
        enum typing_enter enter;
        const char *sent;
    } cases[] = {{TYPING_CR, "a\rb\rc\r\rd"},
                 {TYPING_CRLF, "a\r\nb\r\nc\r\n\r\nd"},
                 {TYPING_LF, "a\nb\nc\n\nd"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        begins(true);
        typing.enter = cases[i].enter;
        types("a\rb\nc\r\n\rd");
        assert_string_equal(sent, cases[i].sent);
    }
}

static void backspace_is_either(void **state)
{
    (void)state;
    begins(true);
    types("a\x7F\x08");
    assert_string_equal(sent, "a\x08\x08");
    begins(true);
    typing.backspace = TYPING_BACKSPACE_7F;
    types("a\x7F");
    assert_string_equal(sent, "a\x7F");
}

static void function_keys_are_told_in_each_way(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        const char *sent[TYPING_FUNCTION_COUNT];
    } cases[] = {
        {"\033OP", {"\033[OP", "\0331", "\033OP", "\033OP"}},
        {"\033[11~", {"\033[OP", "\0331", "\033OP", "\033[11~"}},
        {"\033[[B", {"\033[OQ", "\0332", "\033OQ", "\033[[B"}},
        {"\033OR", {"\033[Ow", "\0333", "\033OR", "\033OR"}},
        {"\033OS", {"\033[Ox", "\0334", "\033OS", "\033OS"}},
        {"\033[15~", {"\033[Ot", "\0335", "\033OT", "\033[15~"}},
        {"\033[17~", {"\033[Ou", "\0336", "\033OU", "\033[17~"}},
        {"\033[18~", {"\033[Oq", "\0337", "\033OV", "\033[18~"}},
        {"\033[19~", {"\033[Or", "\0338", "\033OW", "\033[19~"}},
        {"\033[20~", {"\033[Op", "\0339", "\033OX", "\033[20~"}},
        {"\033[21~", {"\033[OM", "\0330", "\033OY", "\033[21~"}},
        {"\033[23~", {"", "\033!", "\033OZ", "\033[23~"}},
        {"\033[24~", {"", "\033@", "\033O[", "\033[24~"}},
        {"\033OH", {"\033[H", "\033[H", "\033[H", "\033OH"}},
        {"\033[4~", {"\033[F", "\033[F", "\033[F", "\033[4~"}},
        /* as they are */
        {"\033[A", {"\033[A", "\033[A", "\033[A", "\033[A"}},
        {"\033OA", {"\033OA", "\033OA", "\033OA", "\033OA"}},
        {"\033[5~", {"\033[5~", "\033[5~", "\033[5~", "\033[5~"}},
        {"\033[200~x", {"\033[200~x", "\033[200~x", "\033[200~x", "\033[200~x"}},
        {"\033x", {"\033x", "\033x", "\033x", "\033x"}},
        {"\033\033OPy", {"\033\033[OPy", "\033\0331y", "\033\033OPy", "\033\033OPy"}},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        for (int way = 0; way < TYPING_FUNCTION_COUNT; way++) {
            begins(true);
            typing.function = (enum typing_function)way;
            types(cases[i].typed);
            if (strcmp(sent, cases[i].sent[way]) != 0)
                fail_row(cases[i].typed + 1);
            if ((cases[i].sent[way][0] == '\0') != (action == TYPING_NO_SUCH))
                fail_row(cases[i].typed + 1);
        }
}

static void escape_alone_is_let_go(void **state)
{
    (void)state;
    unsigned char out[TYPING_OUT_MAX];
    begins(true);
    types("\033");
    assert_string_equal(sent, "");
    assert_true(typing_is_held(&typing));
    assert_int_equal(typing_release(&typing, out), 1);
    assert_int_equal(out[0], 0x1B);
    assert_false(typing_is_held(&typing));
    types("[");
    assert_string_equal(sent, "[");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes_stand_at_the_start_of_a_line),
        cmocka_unit_test(a_script_has_few_escapes),
        cmocka_unit_test(a_line_ends_as_the_firmware_wants),
        cmocka_unit_test(backspace_is_either),
        cmocka_unit_test(function_keys_are_told_in_each_way),
        cmocka_unit_test(escape_alone_is_let_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
