#include "tests/unit/unit.h"

#include <stdlib.h>

#include "alert_collector/trap/stream.h"
#include "tests/unit/vectors.h"

#define HEAD "2026-11-23 12:00:00 pc(via UDP: [10.0.0.205]:36522->[10.0.6.177]:162) TRAP, SNMP v1\n"
#define BODY                                                                                       \
    ".1.3.6.1.4.1.3183.1.1 Enterprise Specific Trap (12677376) Uptime: 0:00:01.00\n"               \
    ".1.3.6.1.4.1.3183.1.1.1 = Hex-STRING: " CALL_OCTETS " \n"
#define CALL       HEAD BODY
#define OTHER_HEAD "2026-11-23 12:00:01 b(via UDP: [10.0.0.7]:1->[10.0.6.177]:162) TRAP, SNMP v1\n"
#define OTHER      OTHER_HEAD BODY
#define ONE_LINE                                                                                   \
    "10.0.0.205|UDP: [10.0.0.205]:1->[10.0.6.177]:162|.1.3.6.1.4.1.3183.1.1|6|.12677376|vpro|"     \
    ".1.3.6.1.4.1.3183.1.1.1 \"" CALL_OCTETS " \"\n"
#define FORGED "UDP: [6.6.6.6]:1->[10.0.6.177]:162\n" BODY

/* What came out, each followed by "#\n". */
struct out {
    char *text;
    size_t used;
    size_t count;
    size_t longest;
};

enum { OUT_SIZE = 4 * TRAP_TEXT_MAX };

static void take(void *context, const char *text, size_t len)
{
    struct out *out = context;
    assert_true(out->used + len + 3 < OUT_SIZE);
    memcpy(out->text + out->used, text, len);
    memcpy(out->text + out->used + len, "#\n", 3);
    out->used += len + 2;
    out->count++;
    out->longest = len > out->longest ? len : out->longest;
}

static struct stream *stream;
static struct out out;

static long long clock_now;

static long long now(void)
{
    return clock_now;
}

static int start(void **state)
{
    (void)state;
    stream = malloc(sizeof *stream);
    out = (struct out){.text = calloc(1, OUT_SIZE)};
    if (stream == NULL || out.text == NULL)
        return -1;
    stream_init(stream, NULL, now, take, &out);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    free(stream);
    free(out.text);
    return 0;
}

static void again_with(const char *mark)
{
    stream_init(stream, mark, now, take, &out);
    out.used = out.count = out.longest = 0;
    out.text[0] = '\0';
}

static void again(void)
{
    again_with(NULL);
}

static void feed(const char *text)
{
    stream_feed(stream, text, strlen(text));
}

static void records_are_parted(void **state)
{
    (void)state;
    static const struct {
        const char *what, *in, *out;
    } rows[] = {
        {"an empty line", CALL "\n", CALL "#\n"},
        {"two with empty lines", CALL "\n" OTHER "\n", CALL "#\n" OTHER "#\n"},
        {"many empty lines", "\n\n" CALL "\n\n\n" OTHER "\n", CALL "#\n" OTHER "#\n"},
        {"a line of blanks", CALL " \t\r\n" OTHER "\n", CALL "#\n" OTHER "#\n"},
        {"the next transport line", CALL OTHER "\n", CALL "#\n" OTHER "#\n"},
        {"one line each", ONE_LINE ONE_LINE "\n", ONE_LINE "#\n" ONE_LINE "#\n"},
        {"nothing yet", CALL, ""},
        {"a newline in quotes", HEAD "1.3.6.1.4.1.9 \"a\n\nb\"\n\n",
         HEAD "1.3.6.1.4.1.9 \"a\n\nb\"\n#\n"},
        {"a trap in quotes", HEAD "1.3.6.1.4.1.9 \"\n" FORGED "\n\"\n\n" OTHER "\n",
         HEAD "1.3.6.1.4.1.9 \"\n" FORGED "\n\"\n#\n" OTHER "#\n"},
        {"an escaped quote", HEAD "1.3.6.1.4.1.9 \"\\\"\n\n" FORGED "\"\n\n",
         HEAD "1.3.6.1.4.1.9 \"\\\"\n\n" FORGED "\"\n#\n"},
        {"an escaped backslash", HEAD "1.3.6.1.4.1.9 \"\\\\\"\n\n" OTHER "\n",
         HEAD "1.3.6.1.4.1.9 \"\\\\\"\n#\n" OTHER "#\n"},
        {"a backslash outside quotes", HEAD "\\\"\n\n\"\n\n", HEAD "\\\"\n\n\"\n#\n"},
        {"what snmptrapd says for itself", "NET-SNMP version 5.9.3\n" CALL "\n", CALL "#\n"},
        {"a lone quote in it", "Warning: \"odd\nNET-SNMP \"\"\"\n\n" CALL "\n", CALL "#\n"},
        {"a lone quote between traps", CALL "\nWarning: \"odd\n" OTHER "\n",
         CALL "#\n" OTHER "#\n"},
        {"varbinds without a head", BODY "\n" CALL "\n", CALL "#\n"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        again();
        feed(rows[i].in);
        if (strcmp(out.text, rows[i].out) != 0)
            fail_msg("%s: \"%s\"", rows[i].what, out.text);
    }
}

static void it_does_not_matter_in_what_pieces_it_comes(void **state)
{
    (void)state;
    static const char in[] = "start \"up\n" CALL "\n" HEAD "1.3.6.1.4.1.9 \"\\\"\n" FORGED
                             "\"\n" OTHER "\n" ONE_LINE ONE_LINE "\n";
    feed(in);
    char *whole = strdup(out.text);
    assert_non_null(whole);
    assert_int_equal(out.count, 5);
    for (size_t size = 1; size < 40; size++) {
        again();
        for (size_t at = 0; at < strlen(in); at += size)
            stream_feed(stream, in + at, size < strlen(in) - at ? size : strlen(in) - at);
        assert_string_equal(out.text, whole);
    }
    free(whole);
}

static void a_pause_ends_a_trap(void **state)
{
    (void)state;
    feed(CALL);
    assert_int_equal(out.count, 0);
    stream_flush(stream);
    assert_string_equal(out.text, CALL "#\n");
    stream_flush(stream);
    assert_int_equal(out.count, 1);
    feed(OTHER);
    stream_flush(stream);
    assert_string_equal(out.text, CALL "#\n" OTHER "#\n");
}

static void a_pause_in_a_line_takes_what_there_is(void **state)
{
    (void)state;
    feed(HEAD "1.3.6.1.4.1.9 \"open\n");
    stream_flush(stream);
    assert_string_equal(out.text, HEAD "1.3.6.1.4.1.9 \"open\n#\n");
    feed(OTHER "\n"); /* the quote does not stay open for ever */
    assert_int_equal(out.count, 2);
}

static void nothing_is_taken_of_nothing(void **state)
{
    (void)state;
    stream_flush(stream);
    feed("\n\nNET-SNMP version 5.9.3\n");
    stream_flush(stream);
    assert_int_equal(out.count, 0);
}

static char *filled(size_t len, char c)
{
    char *text = malloc(len + 1);
    assert_non_null(text);
    memset(text, c, len);
    text[len] = '\0';
    return text;
}

/* What does not fit is handed over as it is, so that it is refused and logged. */
static void a_trap_that_is_too_long_hides_no_other(void **state)
{
    (void)state;
    static const size_t lens[] = {65000, 65535, 65536, 65537, 70000, 200000};
    for (size_t i = 0; i < COUNT(lens); i++) {
        char *value = filled(lens[i], 'A');
        again();
        feed(HEAD "1.3.6.1.4.1.9 ");
        feed(value);
        feed("\n\n" OTHER "\n");
        assert_int_equal(out.count, 2);
        assert_true(out.longest <= TRAP_TEXT_MAX);
        assert_holds(out.text, "#\n" OTHER "#\n");
        free(value);
    }
}

/* The text of a value continues in quotes after there is no more room for it. */
static void nothing_in_quotes_is_a_trap_even_beyond_the_room(void **state)
{
    (void)state;
    char *value = filled(70000, 'A');
    feed(HEAD "1.3.6.1.4.1.9 \"");
    feed(value);
    feed("\n\n" FORGED "\n\"\n\n" OTHER "\n");
    free(value);
    assert_int_equal(out.count, 2);
    assert_null(strstr(out.text, "6.6.6.6"));
    assert_holds(out.text, "#\n" OTHER "#\n");
}

/* Every length up to the room: each trap comes out, and none twice. */
static void no_length_loses_a_trap(void **state)
{
    (void)state;
    size_t head = strlen(HEAD "1.3.6.1.4.1.9 ");
    for (size_t total = TRAP_TEXT_MAX - 3; total <= TRAP_TEXT_MAX + 3; total++) {
        char *value = filled(total - head, 'A');
        again();
        feed(HEAD "1.3.6.1.4.1.9 ");
        feed(value);
        feed("\n\n");
        stream_flush(stream);
        assert_int_equal(out.count, 1);
        free(value);
    }
}

static void a_long_line_between_traps_is_passed_over(void **state)
{
    (void)state;
    char *noise = filled(150000, '"');
    feed(noise);
    feed("\n" CALL "\n");
    free(noise);
    assert_string_equal(out.text, CALL "#\n");
}

static void nul_bytes_are_bytes(void **state)
{
    (void)state;
    static const char in[] = "\0\0\n" HEAD "\0\n\n";
    stream_feed(stream, in, sizeof in - 1);
    assert_int_equal(out.count, 1);
    assert_int_equal(out.longest, strlen(HEAD) + 2);
}

#define MARK "k7Qe0aZ2"
#define ODD  "UDP: [10.0.0.9]:1->[10.0.6.177]:162\n.1.3.6.1.4.1.99999.1 = STRING: 19\" rack\n"

static void with_a_mark_only_a_marked_line_begins_a_trap(void **state)
{
    (void)state;
    static const struct {
        const char *what, *in, *out;
    } rows[] = {
        {"one", MARK " " CALL "\n", CALL "#\n"},
        {"two", MARK " " CALL "\n" MARK " " OTHER "\n", CALL "#\n" OTHER "#\n"},
        {"without an empty line", MARK " " CALL MARK " " OTHER "\n", CALL "#\n" OTHER "#\n"},
        {"an odd quote", MARK " " ODD "\n" MARK " " CALL "\n", ODD "\n#\n" CALL "#\n"},
        {"an odd quote, and one more", MARK " " ODD "\n" MARK " " ODD "\n" MARK " " CALL "\n",
         ODD "\n#\n" ODD "\n#\n" CALL "#\n"},
        {"a backslash at the end of a line in quotes",
         MARK " " HEAD "1.3.6.1.4.1.9 \"a\\\n" MARK " " CALL "\n",
         HEAD "1.3.6.1.4.1.9 \"a\\\n#\n" CALL "#\n"},
        {"a newline in quotes", MARK " " HEAD "1.3.6.1.4.1.9 \"a\n\nb\"\n\n",
         HEAD "1.3.6.1.4.1.9 \"a\n\nb\"\n#\n"},
        {"a trap in quotes", MARK " " HEAD "1.3.6.1.4.1.9 \"\n" FORGED "\n\"\n\n",
         HEAD "1.3.6.1.4.1.9 \"\n" FORGED "\n\"\n#\n"},
        {"a quote that ends, then a trap", MARK " " HEAD "1.3.6.1.4.1.9 \"a\"\n\n" FORGED "\n",
         HEAD "1.3.6.1.4.1.9 \"a\"\n#\n"},
        {"no mark", CALL "\n" OTHER "\n", ""},
        {"a mark within a line", MARK " " CALL "x" MARK " " OTHER "\n",
         CALL "x" MARK " " OTHER "#\n"},
        {"a mark without a blank", MARK CALL "\n", ""},
        {"half a mark", "k7Qe " CALL "\n", ""},
        {"a mark that goes on", MARK "x " CALL "\n", ""},
        {"nothing behind it", MARK " \n" MARK " " CALL "\n", "\n#\n" CALL "#\n"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        again_with(MARK);
        feed(rows[i].in);
        if (strcmp(out.text, rows[i].out) != 0)
            fail_msg("%s: \"%s\"", rows[i].what, out.text);
    }
}

static void a_mark_is_seen_in_any_pieces(void **state)
{
    (void)state;
    static const char in[] =
        "NET-SNMP\n" MARK " " ODD "\n" MARK " " CALL "\n" FORGED MARK " " ODD MARK " " OTHER "\n";
    again_with(MARK);
    feed(in);
    char *whole = strdup(out.text);
    assert_non_null(whole);
    assert_int_equal(out.count, 4);
    for (size_t size = 1; size < 40; size++) {
        again_with(MARK);
        for (size_t at = 0; at < strlen(in); at += size)
            stream_feed(stream, in + at, size < strlen(in) - at ? size : strlen(in) - at);
        assert_string_equal(out.text, whole);
    }
    free(whole);
}

static void a_mark_ends_a_trap_that_is_too_long(void **state)
{
    (void)state;
    char *value = filled(70000, 'A');
    again_with(MARK);
    feed(MARK " " HEAD "1.3.6.1.4.1.9 \"");
    feed(value);
    feed("\n\n" FORGED "\n" MARK " " OTHER "\n");
    free(value);
    assert_int_equal(out.count, 2);
    assert_null(strstr(out.text, "6.6.6.6"));
    assert_holds(out.text, "#\n" OTHER "#\n");
}

static void what_can_be_a_mark(void **state)
{
    (void)state;
    char longest[STREAM_MARK_MAX + 2] = "";
    memset(longest, 'a', STREAM_MARK_MAX);
    assert_true(stream_is_mark(longest));
    longest[STREAM_MARK_MAX] = 'a';
    assert_false(stream_is_mark(longest));
    assert_true(stream_is_mark("0123abCD"));
    assert_false(stream_is_mark("0123abC"));
    assert_false(stream_is_mark(""));
    assert_false(stream_is_mark("01234 567"));
    assert_false(stream_is_mark("01234567\n"));
    assert_false(stream_is_mark("--------"));
}

/* Without a mark nothing says where an unmatched quote ends; but it does end. */
static void a_quote_is_open_for_some_lines_at_most(void **state)
{
    (void)state;
    feed(ODD);
    for (int i = 1; i < STREAM_QUOTED_LINES - 1; i++)
        feed("x\n");
    assert_int_equal(out.count, 0);
    feed("x\n");
    assert_int_equal(out.count, 1);
    feed(OTHER "\n");
    assert_holds(out.text, "x\n#\n" OTHER "#\n");
}

static void a_busy_line_keeps_no_quote_open(void **state)
{
    (void)state;
    clock_now = 5000;
    feed(ODD);
    clock_now += STREAM_UNFINISHED_MS - 1;
    assert_int_equal(stream_wait_ms(stream), 1);
    feed("x\ny");
    assert_int_equal(out.count, 0);
    clock_now += 1;
    assert_int_equal(stream_wait_ms(stream), 0);
    feed(FORGED "\n" OTHER "\n"); /* "yUDP: ..." is the rest of a line */
    assert_string_equal(out.text, ODD "x\ny#\n" OTHER "#\n");
}

static void a_quote_has_its_time_from_its_own_trap_on(void **state)
{
    (void)state;
    clock_now = 0;
    feed(CALL "\n");
    clock_now = 60000;
    feed(HEAD "1.3.6.1.4.1.9 \"a\n");
    clock_now += 10;
    feed("b\"\n\n");
    assert_string_equal(out.text, CALL "#\n" HEAD "1.3.6.1.4.1.9 \"a\nb\"\n#\n");
}

static void how_long_more_is_waited_for(void **state)
{
    (void)state;
    clock_now = 0;
    assert_int_equal(stream_wait_ms(stream), -1);
    feed("UDP: [10.0.0.205]");
    assert_int_equal(stream_wait_ms(stream), -1);
    again();
    feed(CALL);
    assert_int_equal(stream_wait_ms(stream), STREAM_PAUSE_MS);
    feed("UDP: [10.0.0.2"); /* the next one begins */
    assert_int_equal(stream_wait_ms(stream), STREAM_UNFINISHED_MS);
    feed("05]:1->[10.0.6.177]:162\n\n");
    assert_int_equal(stream_wait_ms(stream), -1);
    assert_int_equal(out.count, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(records_are_parted, start, tear_down),
        cmocka_unit_test_setup_teardown(it_does_not_matter_in_what_pieces_it_comes, start,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_pause_ends_a_trap, start, tear_down),
        cmocka_unit_test_setup_teardown(a_pause_in_a_line_takes_what_there_is, start, tear_down),
        cmocka_unit_test_setup_teardown(nothing_is_taken_of_nothing, start, tear_down),
        cmocka_unit_test_setup_teardown(a_trap_that_is_too_long_hides_no_other, start, tear_down),
        cmocka_unit_test_setup_teardown(nothing_in_quotes_is_a_trap_even_beyond_the_room, start,
                                        tear_down),
        cmocka_unit_test_setup_teardown(no_length_loses_a_trap, start, tear_down),
        cmocka_unit_test_setup_teardown(a_long_line_between_traps_is_passed_over, start, tear_down),
        cmocka_unit_test_setup_teardown(nul_bytes_are_bytes, start, tear_down),
        cmocka_unit_test_setup_teardown(with_a_mark_only_a_marked_line_begins_a_trap, start,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_mark_is_seen_in_any_pieces, start, tear_down),
        cmocka_unit_test_setup_teardown(a_mark_ends_a_trap_that_is_too_long, start, tear_down),
        cmocka_unit_test_setup_teardown(what_can_be_a_mark, start, tear_down),
        cmocka_unit_test_setup_teardown(a_quote_is_open_for_some_lines_at_most, start, tear_down),
        cmocka_unit_test_setup_teardown(a_busy_line_keeps_no_quote_open, start, tear_down),
        cmocka_unit_test_setup_teardown(a_quote_has_its_time_from_its_own_trap_on, start,
                                        tear_down),
        cmocka_unit_test_setup_teardown(how_long_more_is_waited_for, start, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
