#include "common/placeholder.h"

#include "tests/unit/unit.h"

static void what_many_machines_share_is_none(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",
        " ",
        "To Be Filled By O.E.M.",
        "to be filled by o.e.m.",
        "  Default string ",
        "None",
        "Not Specified",
        "System Serial Number",
        "0",
        "00000000",
        "xxxxxxxxxx",
        "................",
        "FFFFFFFF",
        "0123456789",
        "\tN/A",
        "System manufacturer",
        "System Product Name",
        "NotSpecified",
        "Not  Available",
        "To Be Filled By O.E.M. ",
        "to be filled by OEM",
        "Not Applicable",
        "<OUT OF SPEC>",
        "SYS-1234567890",
        "1",
        "1111111",
        "NNNNNNN",
        "0123456789 ",
        "- - -",
        "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", /* bytes 0xff, as an erased flash holds them */
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (!is_placeholder(rows[i]))
            fail_row(rows[i]);
}

static void a_serial_number_is_one(void **state)
{
    (void)state;
    static const char *const rows[] = {"4KBR4X3",
                                       "00000001",
                                       "X0",
                                       "None1",
                                       "MXL0123456",
                                       "2",
                                       "To Be Filled By O.E.M. 2",
                                       "22222222222",
                                       "AAAA",
                                       "00 00 01",
                                       "J\xc3\xbc",
                                       "\xc3\xbc",
                                       "ACM-\xef\xbf\xbd-1",
                                       "Nonesuch",
                                       "System Serial Number 7",
                                       "10",
                                       "System",
                                       "Unknown Soldiers Ltd."};
    for (size_t i = 0; i < COUNT(rows); i++)
        if (is_placeholder(rows[i]))
            fail_row(rows[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_many_machines_share_is_none),
        cmocka_unit_test(a_serial_number_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
