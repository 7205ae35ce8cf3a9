#include "tests/unit/unit.h"

#include "common/amt/redirect_message.h"

#define BYTES(...)                                                                                 \
    (const unsigned char[]){__VA_ARGS__}, sizeof((const unsigned char[]){__VA_ARGS__})

static void what_is_sent_is_as_machines_want_it(void **state)
{
    (void)state;
    unsigned char out[REDIRECT_MESSAGE_MAX];
    assert_int_equal(redirect_put_start(REDIRECT_SOL, out), 8);
    assert_memory_equal(out, "\x10\0\0\0SOL ", 8);
    assert_int_equal(redirect_put_start(REDIRECT_KVM, out), 8);
    assert_memory_equal(out, "\x10\1\0\0KVMR", 8);
    assert_int_equal(redirect_put_end(out), 4);
    assert_memory_equal(out, "\x12\0\0\0", 4);
    assert_int_equal(redirect_put_login(REDIRECT_LIST, NULL, 0, out), 9);
    assert_memory_equal(out, "\x13\0\0\0\0\0\0\0\0", 9);
    /* as a machine with AMT 15 was asked */
    const char *const fields[] = {"admin", "", "", "/RedirectionService", "", "", "", ""};
    assert_int_equal(redirect_put_login(REDIRECT_DIGEST_QOP, fields, 8, out), 9 + 32);
    assert_memory_equal(out, "\x13\0\0\0\4\x20\0\0\0\5admin\0\0\x13/RedirectionService\0\0\0\0",
                        41);
}

static void a_field_is_cut_before_its_length_is_wrong(void **state)
{
    (void)state;
    unsigned char out[REDIRECT_MESSAGE_MAX];
    char longest[REDIRECT_FIELD_MAX + 10];
    memset(longest, 'x', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    const char *const fields[] = {longest, longest, longest, longest,
                                  longest, longest, longest, longest};
    assert_int_equal(redirect_put_login(REDIRECT_DIGEST_QOP, fields, 8, out), sizeof out);
    assert_int_equal(out[9], REDIRECT_FIELD_MAX);
}

static const struct {
    const char *what;
    enum redirect_parsed wanted;
    size_t size;
    const unsigned char *bytes;
    size_t len;
} rows[] = {
    {"nothing", REDIRECT_PARTIAL, 0, (const unsigned char *)"", 0},
    {"a start reply", REDIRECT_WHOLE, 13, BYTES(0x11, 0, 0, 0, 1, 0, 15, 0, 0x57, 1, 0, 0, 0)},
    {"one with bytes of the OEM", REDIRECT_WHOLE, 15,
     BYTES(0x11, 0, 0, 0, 1, 0, 15, 0, 0x57, 1, 0, 0, 2, 7, 7)},
    {"one with a message behind it", REDIRECT_WHOLE, 13,
     BYTES(0x11, 0, 0, 0, 1, 0, 15, 0, 0x57, 1, 0, 0, 0, 0x14, 0)},
    {"a refusal of 4 bytes", REDIRECT_WHOLE, 4, BYTES(0x11, 2, 0, 0)},
    {"a refusal of 13 bytes", REDIRECT_WHOLE, 4, BYTES(0x11, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)},
    {"a list of methods", REDIRECT_WHOLE, 10, BYTES(0x14, 0, 0, 0, 0, 1, 0, 0, 0, 4)},
    {"logged in", REDIRECT_WHOLE, 9, BYTES(0x14, 0, 0, 0, 4, 0, 0, 0, 0)},
    {"more data than fields can have", REDIRECT_ALIEN, 0, BYTES(0x14, 0, 0, 0, 4, 1, 8, 0, 0)},
    {"data of 4 GiB", REDIRECT_ALIEN, 0, BYTES(0x14, 0, 0, 0, 4, 0xFF, 0xFF, 0xFF, 0xFF)},
    {"a web server", REDIRECT_ALIEN, 0, BYTES('H', 'T', 'T', 'P')},
    {"an echo", REDIRECT_ALIEN, 0, BYTES(0x10, 0, 0, 0)},
};

static void what_comes_is_cut_by_its_length(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct redirect_message message;
        if (redirect_parse(rows[i].bytes, rows[i].len, &message) != rows[i].wanted)
            fail_row(rows[i].what);
        if (rows[i].wanted == REDIRECT_WHOLE && message.size != rows[i].size)
            fail_row(rows[i].what);
        /* and any start of it is a part of it */
        for (size_t len = 0; rows[i].wanted == REDIRECT_WHOLE && len < rows[i].size; len++)
            if (redirect_parse(rows[i].bytes, len, &message) != REDIRECT_PARTIAL)
                fail_row(rows[i].what);
    }
}

static void fields_fill_their_message(void **state)
{
    (void)state;
    static const struct {
        bool wanted;
        size_t len;
        const char *data;
    } cases[] = {
        {true, 5, "\2ab\1c"}, {true, 2, "\0\0"}, {false, 4, "\2ab\1"},  {false, 6, "\2ab\1cd"},
        {false, 3, "\2ab"},   {false, 0, ""},    {false, 5, "\2ab\2c"}, {false, 2, "\377a"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct redirect_message message = {.data = (const unsigned char *)cases[i].data,
                                           .len = cases[i].len};
        struct redirect_field fields[2];
        if (redirect_fields(&message, fields, 2) != cases[i].wanted)
            fail_row(cases[i].data);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_sent_is_as_machines_want_it),
        cmocka_unit_test(a_field_is_cut_before_its_length_is_wrong),
        cmocka_unit_test(what_comes_is_cut_by_its_length),
        cmocka_unit_test(fields_fill_their_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
