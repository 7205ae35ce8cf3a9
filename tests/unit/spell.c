#include "tests/unit/unit.h"

#include "support_queue_gui/spell.h"

static const struct {
    const char *text, *groups, *words;
} rows[] = {
    {"", "", ""},
    {"CZC70069", "C Z C   7 0 0   6 9", "Charlie Zulu Charlie, seven zero zero, six nine"},
    {"O0I1B8", "O   0   I   1   B   8", "Oscar, zero, India, one, Bravo, eight"},
    {"o0", "o   0", "Oscar, zero"},
    {"1234", "1 2 3 4", "one two three four"},
    {"12345", "1 2 3   4 5", "one two three, four five"},
    {"1234567", "1 2 3   4 5 6 7", "one two three, four five six seven"},
    {"SN16 0001", "S N   1 6   0 0 0 1", "Sierra November, one six, blank, zero zero zero one"},
    {"A-1/b.c_d", "A   -   1   /   b   .   c   _   d",
     "Alfa, dash, one, slash, Bravo, dot, Charlie, underscore, Delta"},
    {"漢字7", "漢   字   7", "漢, 字, seven"},
};

static void a_serial_number_is_spelt(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char out[256];
        spell_groups(rows[i].text, out, sizeof out);
        assert_string_equal(out, rows[i].groups);
        spell_phonetic(rows[i].text, out, sizeof out);
        assert_string_equal(out, rows[i].words);
    }
}

/* Complete characters and complete names, as many as there is room for. */
static void what_has_no_room_is_left_out(void **state)
{
    (void)state;
    char whole[256];
    char out[256];
    for (size_t i = 0; i < COUNT(rows); i++) {
        spell_phonetic(rows[i].text, whole, sizeof whole);
        for (size_t size = 1; size < sizeof out; size++) {
            spell_phonetic(rows[i].text, out, size);
            assert_true(strlen(out) < size);
            assert_int_equal(strncmp(out, whole, strlen(out)), 0);
            assert_true(out[0] == '\0' || strchr(", ", whole[strlen(out)]) != NULL);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_serial_number_is_spelt),
        cmocka_unit_test(what_has_no_room_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
