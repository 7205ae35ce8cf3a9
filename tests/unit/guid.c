#include "tests/unit/unit.h"

#include "common/guid.h"

#define TEXT "4c4c4544-004b-4210-8033-b6c04f504633"
#define RAW  "44454C4C4B0010428033B6C04F504633"

static struct guid guid(const char *text)
{
    struct guid g;
    if (!guid_parse(text, &g))
        fail_row(text);
    return g;
}

static void text_and_platform_guid_are_the_same_machine(void **state)
{
    (void)state;
    struct guid raw;
    char text[GUID_TEXT_SIZE];
    assert_true(guid_parse_raw_hex(RAW, strlen(RAW), &raw));
    guid_format(&raw, text);
    assert_string_equal(text, TEXT);
    struct guid parsed = guid(TEXT);
    assert_true(guid_equal(&raw, &parsed));
    parsed = guid("4C4C4544-004B-4210-8033-B6C04F504633");
    assert_true(guid_equal(&raw, &parsed));
    guid_format(&parsed, text);
    assert_string_equal(text, TEXT);
    assert_true(guid_parse_raw_hex("44454c4c4b0010428033b6c04f504633", 32, &parsed));
    assert_true(guid_equal(&raw, &parsed));
}

static void other_text_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",
        "4c4c4544",
        "4c4c4544-004b-4210-8033-b6c04f50463",
        TEXT "3",
        TEXT " ",
        " " TEXT,
        "{" TEXT "}",
        "4c4c4544004b42108033b6c04f504633",
        "4c4c4544-004b-42108033-b6c04f504633-",
        "4c4c4544_004b_4210_8033_b6c04f504633",
        "4c4c4544-004b-4210-8033-b6c04f50463g",
        "4c4c454-4004b-4210-8033-b6c04f504633",
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct guid before = guid(TEXT);
        struct guid g = before;
        if (guid_parse(rows[i], &g))
            fail_row(rows[i]);
        assert_true(guid_equal(&g, &before));
    }
    static const char *const raws[] = {"",
                                       "44",
                                       RAW "33",
                                       "44454C4C4B0010428033B6C04F50463",
                                       "44454C4C4B0010428033B6C04F50463x",
                                       "44 45 4C 4C 4B 00 10 42 80 33 B6"};
    for (size_t i = 0; i < COUNT(raws); i++) {
        struct guid g;
        if (guid_parse_raw_hex(raws[i], strlen(raws[i]), &g))
            fail_row(raws[i]);
    }
}

static void either_byte_order_is_the_same_machine(void **state)
{
    (void)state;
    struct guid a = guid(TEXT);
    struct guid b = guid_swapped(&a);
    char text[GUID_TEXT_SIZE];
    guid_format(&b, text);
    assert_string_equal(text, "44454c4c-4b00-1042-8033-b6c04f504633");
    assert_false(guid_equal(&a, &b));
    assert_true(guid_equal_any_order(&a, &b));
    assert_true(guid_equal_any_order(&b, &a));
    assert_true(guid_equal_any_order(&a, &a));
    struct guid back = guid_swapped(&b);
    assert_true(guid_equal(&a, &back));
    for (size_t i = 0; i < GUID_BYTES; i++) {
        struct guid other = a;
        other.raw[i] ^= 1;
        assert_false(guid_equal_any_order(&a, &other));
    }
}

static void values_that_many_share_are_no_identity(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool identity;
    } rows[] = {
        {"00000000-0000-0000-0000-000000000000", false},
        {"ffffffff-ffff-ffff-ffff-ffffffffffff", false},
        {"03000200-0400-0500-0006-000700080009", false},
        {"00020003-0004-0005-0006-000700080009", false},
        {"4c4c4544-0000-2010-8020-80c04f202020", false},
        {"44454c4c-0000-1020-8020-80c04f202020", false},
        {"12345678-1234-5678-90ab-cddeefaabbcc", false},
        {"fefefefe-fefe-fefe-fefe-fefefefefefe", false},
        {"04030201-0605-0807-090a-0b0c0d0e0f10", false},
        {"4c4c4544-0000-2010-8020-80c04f202030", true},
        {"03000200-0400-0500-0006-00070008000a", true},
        {"00000000-0000-0000-0000-000000000001", true},
        {"ffffffff-ffff-ffff-ffff-fffffffffffe", true},
        {TEXT, true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct guid g = guid(rows[i].text);
        if (guid_is_unique(&g) != rows[i].identity)
            fail_row(rows[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_and_platform_guid_are_the_same_machine),
        cmocka_unit_test(other_text_is_refused_and_changes_nothing),
        cmocka_unit_test(either_byte_order_is_the_same_machine),
        cmocka_unit_test(values_that_many_share_are_no_identity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
