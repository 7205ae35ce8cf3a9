#include "tests/unit/unit.h"

#include "common/hex.h"

static void only_hexadecimal_digits_are_digits(void **state)
{
    (void)state;
    for (int c = 0; c < 256; c++) {
        const char *all = "0123456789abcdefABCDEF";
        const char *at = c != 0 ? strchr(all, c) : NULL;
        int want = at == NULL ? -1 : (int)(at - all) >= 16 ? (int)(at - all) - 6 : (int)(at - all);
        assert_int_equal(hex_digit((char)c), want);
    }
}

static void two_digits_are_a_byte(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int byte;
    } rows[] = {{"00", 0},  {"ff", 255}, {"FF", 255}, {"aB", 171}, {"7f8", 127},
                {"", -1},   {"0", -1},   {"0g", -1},  {"g0", -1},  {" 0", -1},
                {"0 ", -1}, {"-1", -1},  {"0x", -1}};
    for (size_t i = 0; i < COUNT(rows); i++)
        if (hex_byte(rows[i].text) != rows[i].byte)
            fail_row(rows[i].text);
    for (int byte = 0; byte < 256; byte++) {
        char text[3] = "";
        hex_put(text, (unsigned char)byte, HEX_LOWER);
        assert_int_equal(hex_byte(text), byte);
        assert_int_equal(strspn(text, "0123456789abcdef"), 2);
        hex_put(text, (unsigned char)byte, HEX_UPPER);
        assert_int_equal(hex_byte(text), byte);
        assert_int_equal(strspn(text, "0123456789ABCDEF"), 2);
    }
}

static void a_dump_keeps_within_its_room(void **state)
{
    (void)state;
    static const unsigned char data[] = {0xaa, 0x30, 0x00, 0xff};
    static const char whole[] = "AA 30 00 FF";
    char out[32];
    hex_dump(data, sizeof data, out, sizeof out);
    assert_string_equal(out, whole);
    hex_dump(data, 0, out, sizeof out);
    assert_string_equal(out, "");
    hex_dump(data, 1, out, sizeof out);
    assert_string_equal(out, "AA");
    for (size_t size = 1; size <= sizeof whole; size++) {
        memset(out, '#', sizeof out);
        hex_dump(data, sizeof data, out, size);
        assert_true(strlen(out) < size);
        assert_memory_equal(out, whole, strlen(out));
        assert_true(strlen(out) % 3 != 1); /* never half a byte */
        assert_int_equal(out[size], '#');
    }
    assert_string_equal(out, whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_hexadecimal_digits_are_digits),
        cmocka_unit_test(two_digits_are_a_byte),
        cmocka_unit_test(a_dump_keeps_within_its_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
