#include "tests/unit/unit.h"

#include <limits.h>
#include <stdlib.h>

#include "common/timefmt.h"

static void times_are_utc_to_the_second(void **state)
{
    (void)state;
    static const struct {
        time_t when;
        const char *text;
    } rows[] = {
        {0, "1970-01-01T00:00:00Z"},
        {1795434000, "2026-11-23T11:40:00Z"},
        {-1, "1969-12-31T23:59:59Z"},
        {951782399, "2000-02-28T23:59:59Z"},
        {951782400, "2000-02-29T00:00:00Z"},
        {4294967296, "2106-02-07T06:28:16Z"},
        {253402300799, "9999-12-31T23:59:59Z"},
    };
    assert_int_equal(setenv("TZ", "America/New_York", 1), 0);
    tzset();
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[TIME_TEXT_SIZE];
        time_t when = 7;
        time_format(rows[i].when, text);
        assert_string_equal(text, rows[i].text);
        assert_true(time_parse(text, &when));
        assert_true(when == rows[i].when);
    }
    char text[TIME_TEXT_SIZE] = "x";
    time_format(253402300800, text);
    assert_string_equal(text, "");
    time_format((time_t)LONG_MAX, text);
    assert_string_equal(text, "");
    time_format((time_t)LONG_MIN, text);
    assert_string_equal(text, "");
}

static void other_times_are_refused(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",
        "today",
        "2026-11-23",
        "2026-11-23T11:40:00",
        "2026-11-23 11:40:00Z",
        "2026-11-23T11:40:00Z ",
        " 2026-11-23T11:40:00Z",
        "2026-11-23T11:40:00z",
        "2026-11-23T11:40:00+00:00",
        "2026-11-23T11:40:00.0Z",
        "2026-1-23T11:40:00Z",
        "2026-02-29T11:40:00Z",
        "2026-11-31T11:40:00Z",
        "2026-13-01T11:40:00Z",
        "2026-11-23T24:00:00Z",
        "2026-11-23T11:60:00Z",
        "2016-12-31T23:59:60Z",
        "+026-11-23T11:40:00Z",
        "12026-11-23T11:40:00Z",
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        time_t when = 7;
        if (time_parse(rows[i], &when))
            fail_row(rows[i]);
        assert_int_equal(when, 7);
    }
}

static void times_of_others_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text, *utc; /* "": refused */
    } rows[] = {
        {"2026-11-23T11:40:00Z", "2026-11-23T11:40:00Z"},
        {"2026-11-23t11:40:00z", "2026-11-23T11:40:00Z"},
        {"2026-11-23 11:40:00Z", "2026-11-23T11:40:00Z"},
        {"2026-11-23T11:40:00.123456Z", "2026-11-23T11:40:00Z"},
        {"2026-11-23T11:40:00+01:00", "2026-11-23T10:40:00Z"},
        {"2026-11-23T11:40:00.5-03:30", "2026-11-23T15:10:00Z"},
        {"2026-11-24T00:30:00+02:00", "2026-11-23T22:30:00Z"},
        {"2026-11-23T11:40:00", ""},
        {"2026-11-23T11:40:00.Z", ""},
        {"2026-11-23T11:40:00+0100", ""},
        {"2026-11-23T11:40:00+24:00", ""},
        {"2026-11-23T11:40:00+01:60", ""},
        {"2026-11-23T11:40:00+01:00 ", ""},
        {"2026-11-31T11:40:00Z", ""},
        {"2026-11-23", ""},
        {"1795434000", ""},
        {"yesterday", ""},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[TIME_TEXT_SIZE] = "";
        time_t when;
        if (time_parse_any(rows[i].text, &when))
            time_format(when, text);
        if (strcmp(text, rows[i].utc) != 0)
            fail_row(rows[i].text);
    }
}

static void spans_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        long seconds; /* 0: refused */
    } rows[] = {
        {"10s", 10},
        {"10", 10},
        {"30m", 1800},
        {"30min", 1800},
        {"4h", 14400},
        {"2d", 172800},
        {"3650d", 315360000},
        {"315360000", 315360000},
        {"007s", 7},
        {"", 0},
        {"0", 0},
        {"0h", 0},
        {"h", 0},
        {"-4h", 0},
        {"+4h", 0},
        {" 4h", 0},
        {"4h ", 0},
        {"4 h", 0},
        {"4H", 0},
        {"4h30m", 0},
        {"1.5h", 0},
        {"3651d", 0},
        {"315360001", 0},
        {"4w", 0},
        {"9999999999", 0},
        {"99999999999999999999d", 0},
        {"999999999d", 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        long seconds = -7;
        bool good = time_parse_duration(rows[i].text, &seconds);
        if (good != (rows[i].seconds != 0) || seconds != (good ? rows[i].seconds : -7))
            fail_row(rows[i].text);
    }
}

static void spans_are_told_in_words(void **state)
{
    (void)state;
    static const struct {
        long seconds;
        const char *words;
    } rows[] = {
        {-5, "now"},         {0, "now"},
        {1, "1 s"},          {59, "59 s"},
        {60, "1 min"},       {119, "1 min"},
        {3599, "59 min"},    {3600, "1 h"},
        {7500, "2 h 5 min"}, {86399, "23 h 59 min"},
        {86400, "1 d"},      {356400, "4 d 3 h"},
    };
    char words[32];
    for (size_t i = 0; i < COUNT(rows); i++) {
        time_format_duration(rows[i].seconds, words, sizeof words);
        assert_string_equal(words, rows[i].words);
    }
    char wide[64];
    time_format_duration(LONG_MAX, wide, sizeof wide);
    assert_true(strlen(wide) <= 31);
    time_format_duration(LONG_MIN, wide, sizeof wide);
    assert_string_equal(wide, "now");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_utc_to_the_second), cmocka_unit_test(other_times_are_refused),
        cmocka_unit_test(times_of_others_are_read),    cmocka_unit_test(spans_are_read),
        cmocka_unit_test(spans_are_told_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
