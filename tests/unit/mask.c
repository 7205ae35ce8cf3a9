#include "tests/unit/unit.h"

#include <stdlib.h>

#include "amt_cfg/mask.h"

#define HASH "cALAUk/KDt00d9VWw+BjBA==" /* MD5 of u:r:P<s&w */
#define HEX  "7002c0524fca0edd3477d556c3e06304"

static struct mask filled(void)
{
    struct mask mask = {.count = 0};
    mask_add(&mask, "P<s&w\"rd'1>");
    mask_add(&mask, "P<s&w");
    mask_add(&mask, "A&amp;1");
    mask_add(&mask, "abc");
    mask_add(&mask, "");
    static const struct secret secret = {.text = "P<s&w"};
    mask_add_login(&mask, "u", "r", &secret);
    return mask;
}

static void secrets_are_found_however_they_are_written(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", ""},
        {"nothing, P<s& and abc", "nothing, P<s& and abc"},
        {"P<s&w\"rd'1>", "***"},
        {"aP<s&w\"rd'1>P<s&wb", "a******b"},
        {"P<s&w\"rd'1P<s&w\"rd'1>", "***\"rd'1***"},
        {"<a>P&lt;s&amp;w&quot;rd&apos;1&gt;</a>", "<a>***</a>"},
        {"P&#60;s&#x26;w&#34;rd&#x27;1&#62;", "***"},
        {"&#80;&#x3C;&#115;&amp;&#x77;", "***"},
        {"A&amp;1 A&amp;amp;1 A&1", "*** *** A&1"},
        {"UDxzJncicmQnMT4= UDxzJnc=", "*** ***"}, /* base64 */
        {"<x>" HASH "</x>", "<x>***</x>"},
        {HEX " 7002C0524FCA0EDD3477D556C3E06304", "*** ***"},
        {"&", "&"},
        {"&#", "&#"},
        {"P&lt", "P&lt"},
        {"P&#99999999999999999999;", "P&#99999999999999999999;"},
    };
    struct mask mask = filled();
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t len = strlen(rows[i][0]);
        char *exact = malloc(len + 1); /* for the sanitizer */
        assert_non_null(exact);
        memcpy(exact, rows[i][0], len + 1);
        mask_text(&mask, exact);
        assert_string_equal(exact, rows[i][1]);
        memcpy(exact, rows[i][0], len);
        exact[len] = 'x';
        size_t kept = mask_bytes(&mask, exact, len);
        assert_int_equal(kept, strlen(rows[i][1]));
        assert_memory_equal(exact, rows[i][1], kept);
        assert_int_equal(exact[len], 'x');
        free(exact);
    }
}

static void what_was_cut_in_the_middle_is_found_at_the_end(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"it was P<s&", "it was ***"}, {"it was P<s&amp;w&quot;r", "it was ***"},
        {"it was P<s", "it was P<s"},  {"P<s& it was", "P<s& it was"},
        {"cALAUk/K", "***"},           {"7002c", "***"},
    };
    struct mask mask = filled();
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[64];
        (void)snprintf(text, sizeof text, "%s", rows[i][0]);
        size_t len = strlen(text);
        mask_cut_text(&mask, text, i % 2 == 0 ? len + 1 : 0);
        assert_string_equal(text, rows[i][1]);
    }
    char whole[] = "it was P<s&";
    mask_cut_text(&mask, whole, sizeof whole + 4);
    assert_string_equal(whole, "it was P<s&"); /* a complete one, with room after it */
}

static void no_more_than_there_is_room_for(void **state)
{
    (void)state;
    struct mask mask = {.count = 0};
    char longest[SECRET_SIZE];
    char text[SECRET_SIZE];
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    for (int i = 0; i < MASK_MAX; i++)
        mask_add(&mask, longest);
    memcpy(text, longest, sizeof text);
    mask_text(&mask, text);
    assert_string_equal(text, "***");
    mask_wipe(&mask);
    memcpy(text, longest, sizeof text);
    mask_text(&mask, text);
    assert_string_equal(text, longest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(secrets_are_found_however_they_are_written),
        cmocka_unit_test(what_was_cut_in_the_middle_is_found_at_the_end),
        cmocka_unit_test(no_more_than_there_is_room_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
