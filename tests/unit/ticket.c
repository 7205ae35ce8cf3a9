#include "tests/unit/unit.h"

#include "common/fold.h"
#include "common/nearest.h"
#include "support_queue_db/ticket.h"

static void case_and_blanks_around_do_not_matter(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        bool same;
    } rows[] = {
        {"INC0004711", "inc0004711", true},
        {"INC-1", " inc-1\t ", true},
        {"INC 1", "inc 1", true},
        {"INC 1", "INC1", false},
        {"INC1", "INC11", false},
        {"GRÜN-1", "grün-1", true},
        {"GRÜN", "GRUN", false},
        {"", " ", true},
        {"a\377", "A\377", true},
        {"a\377", "a\376", false},
        {"ΣΑΣ", "σασ", true},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (ticket_same(rows[i].a, rows[i].b) != rows[i].same ||
            ticket_same(rows[i].b, rows[i].a) != rows[i].same)
            fail_row(rows[i].a);
}

static void a_folded_text_fits(void **state)
{
    (void)state;
    const char *const text = "AÜ漢Ⱥ\360\220\220\200z";
    char whole[64];
    size_t len = text_fold(text, whole, sizeof whole);
    assert_string_equal(whole, "aü漢ⱥ\360\220\220\250z");
    for (size_t size = 1; size <= len + 1; size++) {
        char out[64];
        size_t used = text_fold(text, out, size);
        assert_int_equal(used, strlen(out));
        assert_true(used < size);
        assert_memory_equal(out, whole, used);
        assert_true((whole[used] & 0xC0) != 0x80); /* not inside a character */
    }
}

static void a_slip_is_near_to_what_was_meant(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        size_t distance;
    } rows[] = {{"", "", 0},         {"list", "list", 0},     {"lst", "list", 1},
                {"ilst", "list", 2}, {"delete", "del", 3},    {"close", "clear", 3},
                {"", "list", 4},     {"restor", "restore", 1}};
    char longest[100];
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(nearest_distance(rows[i].a, rows[i].b), rows[i].distance);
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_int_equal(nearest_distance(longest, "a"), NEAREST_LENGTH_MAX);
    assert_int_equal(nearest_distance("a", longest), NEAREST_LENGTH_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(case_and_blanks_around_do_not_matter),
        cmocka_unit_test(a_folded_text_fits),
        cmocka_unit_test(a_slip_is_near_to_what_was_meant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
