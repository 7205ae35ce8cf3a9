#include "tests/unit/unit.h"

#include "support_queue_gui/manage/sol.h"

static struct sol sol;
static char shown[65536];
static size_t shown_len;

static void on_data(void *context, const unsigned char *bytes, size_t len)
{
    (void)context;
    assert_true(shown_len + len <= sizeof shown);
    memcpy(shown + shown_len, bytes, len);
    shown_len += len;
}

static unsigned hears(const void *bytes, size_t len, long long now)
{
    return sol_feed(&sol, bytes, len, now, on_data, NULL);
}

/* Everything that should be sent is this. */
static void says(const void *bytes, size_t len)
{
    assert_int_equal(sol.out_len, len);
    assert_memory_equal(sol.out, bytes, len);
    sol_sent(&sol, len);
}

#define OPENED "\x21\0\0\0\1\0\0\0\1\0\1\0\0\0\0\0\0\0\0\0\0\0\0"

static void opens(void)
{
    shown_len = 0;
    sol_drop_input(&sol);
    sol_begin(&sol, 0);
    sol_sent(&sol, sol.out_len);
    assert_int_equal(hears(OPENED, 23, 0), SOL_NEWS_OPEN);
    assert_int_equal(sol.state, SOL_OPEN);
}

static void it_is_asked_for_as_other_programs_do(void **state)
{
    (void)state;
    sol_begin(&sol, 0);
    assert_int_equal(sol.state, SOL_OPENING);
    says("\x20\0\0\0\1\0\0\0\x10\x27\x64\0\0\0\x10\x27\x64\0\x88\x13\0\0\0\0", 24);
    assert_int_equal(hears(OPENED, 22, 0), 0);
    assert_int_equal(sol.state, SOL_OPENING);
    assert_int_equal(hears("", 1, 0), SOL_NEWS_OPEN);
}

static void a_refusal_is_told_whatever_its_length(void **state)
{
    (void)state;
    for (size_t len = 4; len <= 23; len++) {
        sol_begin(&sol, 0);
        assert_int_equal(hears("\x21\2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", len, 0), 0);
        assert_int_equal(sol.state, SOL_REFUSED);
        assert_int_equal(sol.refusal, 2);
    }
}

static const char many[] = "\x2A\0\0\0\7\0\0\0\5\0Hello"
                           "\x2B\0\0\0\x08\0\0\0"
                           "\x29\0\0\0\x09\0\0\0\3\4"
                           "\x2A\0\0\0\x0a\0\0\0\0\0"
                           "\x25\0\0\0\x0b\0\0\0"
                           "\x2A\0\0\0\x0c\0\0\0\1\0!";

static void messages_may_be_cut_and_glued_anywhere(void **state)
{
    (void)state;
    const size_t len = sizeof many - 1;
    for (size_t piece = 1; piece <= len; piece++) {
        opens();
        unsigned news = 0;
        for (size_t at = 0; at < len; at += piece)
            news |= hears(many + at, at + piece < len ? piece : len - at, 1);
        assert_int_equal(news, SOL_NEWS_POWER);
        assert_int_equal(shown_len, 6);
        assert_memory_equal(shown, "Hello!", 6);
        assert_int_equal(sol.power, SOL_POWER_ON);
        says("\x2B\0\0\0\2\0\0\0", 8); /* the heartbeat is returned */
    }
}

static void data_goes_on_before_the_message_is_whole(void **state)
{
    (void)state;
    opens();
    (void)hears("\x2A\0\0\0\1\0\0\0\xFF\xFFHe", 12, 0);
    assert_int_equal(shown_len, 2);
    (void)hears("llo", 3, 0);
    assert_memory_equal(shown, "Hello", 5);
}

static void what_amt_does_not_send_ends_it(void **state)
{
    (void)state;
    static const unsigned char types[] = {0, 0x11, 0x14, 0x20, 0x22, 0x27, 0x28, 0x41, 'H', 0xFF};
    for (size_t i = 0; i < COUNT(types); i++) {
        opens();
        (void)hears(&types[i], 1, 0);
        assert_int_equal(sol.state, SOL_PROTOCOL_ERROR);
        (void)hears("\x2A\0\0\0\1\0\0\0\1\0x", 11, 0);
        assert_int_equal(shown_len, 0);
    }
    opens();
    (void)hears(OPENED, 23, 0); /* twice */
    assert_int_equal(sol.state, SOL_PROTOCOL_ERROR);
    sol_begin(&sol, 0);
    (void)hears("\x2A\0\0\0\1\0\0\0\1\0x", 11, 0); /* before it is open */
    assert_int_equal(sol.state, SOL_PROTOCOL_ERROR);
    assert_int_equal(shown_len, 0);
}

static void keys_go_out_at_once_and_numbered(void **state)
{
    (void)state;
    opens();
    assert_int_equal(sol_queue_input(&sol, (const unsigned char *)"ls\r", 3), 3);
    (void)sol_tick(&sol, 10, true);
    says("\x28\0\0\0\2\0\0\0\3\0ls\r", 13);
    assert_int_equal(sol_queue_input(&sol, (const unsigned char *)"x", 1), 1);
    (void)sol_tick(&sol, 11, true);
    says("\x28\0\0\0\3\0\0\0\1\0x", 11);
    assert_true(sol_is_drained(&sol));
}

/* A key every two milliseconds for a second: none waits. */
static void who_types_fast_does_not_wait(void **state)
{
    (void)state;
    opens();
    for (long long now = 2; now < 1000; now += 2) {
        assert_int_equal(sol_queue_input(&sol, (const unsigned char *)"x", 1), 1);
        (void)sol_tick(&sol, now, true);
        assert_true(sol_is_drained(&sol) || sol.out_len == 11);
        assert_int_equal(sol.typed_len, 0);
        sol_sent(&sol, sol.out_len);
    }
}

static void a_paste_goes_in_small_pieces_with_gaps(void **state)
{
    (void)state;
    static unsigned char paste[1000], arrived[1000];
    size_t len = 0, in_window = 0;
    long long window = 0;
    for (size_t i = 0; i < sizeof paste; i++)
        paste[i] = (unsigned char)('a' + i % 26);
    opens();
    assert_int_equal(sol_queue_input(&sol, paste, sizeof paste), sizeof paste);
    long long now = 1;
    for (; !sol_is_drained(&sol); now++) {
        assert_true(now < 3000);
        long again = sol_tick(&sol, now, true);
        assert_int_equal(again, sol.typed_len > 0 ? 1 : 1000);
        if (now - window >= 16) {
            window = now;
            in_window = 0;
        }
        for (size_t at = 0; at < sol.out_len;) { /* data, or a heartbeat */
            size_t n = sol.out[at] == 0x28 ? sol.out[at + 8] : 0;
            assert_true(n <= 16);
            memcpy(arrived + len, sol.out + at + 10, n);
            len += n;
            in_window += n;
            at += n > 0 ? 10 + n : 8;
        }
        assert_true(in_window <= 32); /* what its serial port holds, and what it reads meanwhile */
        sol_sent(&sol, sol.out_len);
    }
    assert_int_equal(len, sizeof paste);
    assert_memory_equal(arrived, paste, sizeof paste);
    assert_true(now >= 1000 - 32);
}

static void a_key_of_several_bytes_is_not_cut(void **state)
{
    (void)state;
    opens();
    (void)sol_queue_input(&sol, (const unsigned char *)"0123456789abc\033[21~rest", 22);
    (void)sol_tick(&sol, 1, true);
    says("\x28\0\0\0\2\0\0\0\x0d\0"
         "0123456789abc",
         23);
    (void)sol_tick(&sol, 30, true);
    says("\x28\0\0\0\3\0\0\0\x09\0\033[21~rest", 19);
}

static void what_waits_is_bounded(void **state)
{
    (void)state;
    static unsigned char block[4096];
    size_t taken = 0, n;
    opens();
    while ((n = sol_queue_input(&sol, block, sizeof block)) > 0)
        taken += n;
    assert_int_equal(taken, SOL_TYPED_MAX);
    sol_drop_input(&sol);
    assert_true(sol_is_drained(&sol));
    /* and messages, while nothing can be sent */
    for (int i = 0; i < 10000; i++)
        (void)hears("\x2B\0\0\0\1\0\0\0", 8, i);
    assert_true(sol.out_len <= SOL_OUT_MAX);
}

static void amt_hears_from_us_before_it_gives_up(void **state)
{
    (void)state;
    opens();
    int beats = 0;
    for (long long now = 1; now <= 10000; now += 10) {
        (void)hears("\x25\0\0\0\1\0\0\0", 8, now);
        (void)sol_tick(&sol, now, true);
        beats += sol.out_len == 8 && sol.out[0] == 0x2B;
        sol_sent(&sol, sol.out_len);
    }
    assert_in_range(beats, 3, 5);
}

static void silence_is_asked_about_and_then_ends_it(void **state)
{
    (void)state;
    opens();
    bool pinged = false;
    for (long long now = 0; now < 15000; now += 100) {
        (void)sol_tick(&sol, now, true);
        pinged = pinged || memchr(sol.out, 0x24, sol.out_len) != NULL;
        sol_sent(&sol, sol.out_len);
        assert_int_equal(sol.state, SOL_OPEN);
    }
    assert_true(pinged);
    (void)sol_tick(&sol, 15000, true);
    assert_int_equal(sol.state, SOL_TIMED_OUT);
    /* but not when it is we who do not listen */
    opens();
    for (long long now = 0; now < 60000; now += 100) {
        (void)sol_tick(&sol, now, false);
        sol_sent(&sol, sol.out_len);
    }
    assert_int_equal(sol.state, SOL_OPEN);
}

static void the_state_of_the_line_is_news_once(void **state)
{
    (void)state;
    opens();
    assert_int_equal(hears("\x29\0\0\0\1\0\0\0\3\4", 10, 0), SOL_NEWS_POWER);
    assert_int_equal(hears("\x29\0\0\0\2\0\0\0\3\4", 10, 0), 0);
    assert_int_equal(hears("\x29\0\0\0\3\0\0\0\3\5", 10, 0), SOL_NEWS_DROPPED);
    assert_int_equal(hears("\x29\0\0\0\4\0\0\0\3\5", 10, 0), 0);
    assert_int_equal(hears("\x29\0\0\0\5\0\0\0\3\x0c", 10, 0), SOL_NEWS_UNREAD);
    assert_int_equal(hears("\x29\0\0\0\6\0\0\0\3\0", 10, 0), SOL_NEWS_POWER);
    assert_int_equal(sol.power, SOL_POWER_OFF);
}

static void it_ends_in_good_order(void **state)
{
    (void)state;
    opens();
    sol_end(&sol, 5);
    says("\x22\0\0\0\2\0\0\0", 8);
    assert_int_equal(sol.state, SOL_ENDING);
    (void)hears("\x2A\0\0\0\1\0\0\0\1\0x\x23\0\0\0\2\0\0\0\x99", 20, 5);
    assert_memory_equal(shown, "x", 1);
    assert_int_equal(sol.state, SOL_ENDED); /* what follows it does not matter any more */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_asked_for_as_other_programs_do),
        cmocka_unit_test(a_refusal_is_told_whatever_its_length),
        cmocka_unit_test(messages_may_be_cut_and_glued_anywhere),
        cmocka_unit_test(data_goes_on_before_the_message_is_whole),
        cmocka_unit_test(what_amt_does_not_send_ends_it),
        cmocka_unit_test(keys_go_out_at_once_and_numbered),
        cmocka_unit_test(who_types_fast_does_not_wait),
        cmocka_unit_test(a_paste_goes_in_small_pieces_with_gaps),
        cmocka_unit_test(a_key_of_several_bytes_is_not_cut),
        cmocka_unit_test(what_waits_is_bounded),
        cmocka_unit_test(amt_hears_from_us_before_it_gives_up),
        cmocka_unit_test(silence_is_asked_about_and_then_ends_it),
        cmocka_unit_test(the_state_of_the_line_is_news_once),
        cmocka_unit_test(it_ends_in_good_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
