#include "tests/unit/unit.h"

#include "alert_collector/log_limit.h"

static void so_many_lines_and_a_count_of_the_rest(void **state)
{
    (void)state;
    struct log_limit limit = {0};
    long long now = 1000;
    for (int i = 0; i < LOG_LIMIT_LINES; i++)
        assert_true(log_limit_allows(&limit, now++));
    for (int i = 0; i < 5; i++)
        assert_false(log_limit_allows(&limit, now++));
    assert_int_equal(log_limit_left_out(&limit, now), 0);
    assert_int_equal(log_limit_left_out(&limit, 1000 + LOG_LIMIT_MS), 5);
    assert_int_equal(log_limit_left_out(&limit, 1000 + LOG_LIMIT_MS), 0);
    assert_true(log_limit_allows(&limit, 1000 + LOG_LIMIT_MS));
}

static void a_new_span_does_not_forget_what_was_left_out(void **state)
{
    (void)state;
    struct log_limit limit = {0};
    for (int i = 0; i < LOG_LIMIT_LINES + 3; i++)
        (void)log_limit_allows(&limit, 0);
    assert_true(log_limit_allows(&limit, LOG_LIMIT_MS + 1));
    assert_int_equal(log_limit_left_out(&limit, LOG_LIMIT_MS + 2), 0);
    assert_int_equal(log_limit_left_out(&limit, 2 * LOG_LIMIT_MS + 1), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(so_many_lines_and_a_count_of_the_rest),
        cmocka_unit_test(a_new_span_does_not_forget_what_was_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
