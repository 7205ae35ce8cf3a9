#include "tests/unit/unit.h"

#include "support_queue_db/same_machine.h"

#define KEY_A "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define KEY_B "sha256//BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA="

static void keys_tell_then_serial_numbers(void **state)
{
    (void)state;
    static const struct {
        struct machine_marks a, b;
        enum same same;
    } rows[] = {
        {{KEY_A, "S1"}, {KEY_A, "S1"}, SAME_MACHINE},
        {{KEY_A, ""}, {KEY_A, "S2"}, SAME_MACHINE},
        {{KEY_A, "S1"}, {KEY_B, "S1"}, ANOTHER_MACHINE},
        {{KEY_A, ""}, {KEY_B, ""}, ANOTHER_MACHINE},
        {{KEY_A, "S1"}, {"", "S1"}, SAME_MACHINE},
        {{"", "S1"}, {"", "S1"}, SAME_MACHINE},
        {{KEY_A, "S1"}, {"", "S2"}, ANOTHER_MACHINE},
        {{"", "S1"}, {"", "S2"}, ANOTHER_MACHINE},
        {{"", "S1"}, {"", ""}, CANNOT_TELL},
        {{KEY_A, "S1"}, {"", ""}, CANNOT_TELL},
        {{"", ""}, {"", ""}, CANNOT_TELL},
        /* what makers leave in place of a number */
        {{"", "Default string"}, {"", "Default string"}, CANNOT_TELL},
        {{"", "To Be Filled By O.E.M."}, {"", "S1"}, CANNOT_TELL},
        {{"", "0000000000"}, {"", "0000000000"}, CANNOT_TELL},
        {{"", "ACM-\xef\xbf\xbd"
              "1"},
         {"", "ACM-\xef\xbf\xbd"
              "1"},
         CANNOT_TELL},
        {{"", "ACM-\xef\xbf\xbd"
              "1"},
         {"", "ACM-\xef\xbf\xbd"
              "2"},
         ANOTHER_MACHINE},
        {{KEY_A, "None"}, {KEY_A, "None"}, SAME_MACHINE},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (same_machine(&rows[i].a, &rows[i].b) != rows[i].same ||
            same_machine(&rows[i].b, &rows[i].a) != rows[i].same)
            fail_msg("row %zu", i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(keys_tell_then_serial_numbers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
