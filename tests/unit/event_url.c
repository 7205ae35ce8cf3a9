#include "tests/unit/unit.h"

#include "common/event_url.h"

static void what_names_a_place_is_good(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "http://h",
        "https://desk.example:16998/",
        "HTTPS://192.0.2.10/events?a=b&c=d",
        "http://[2001:db8::1]:16998/x",
        "http://h/a@b",
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct err e = {0};
        if (event_url_check(rows[i], &e) != ERR_OK)
            fail_row(rows[i]);
    }
}

static void what_does_not_is_refused(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", "http://"},
        {"desk.example:16998", "http://"},
        {"ftp://desk.example/", "http://"},
        {"http:/desk.example", "http://"},
        {"http://", "does not name a host"},
        {"http:///x", "does not name a host"},
        {"http://:16998/", "does not name a host"},
        {"http://?x", "does not name a host"},
        {"http://jane:secret@h/", "user name"},
        {"http://a b/", "visible ASCII"},
        {"http://h/\xc3\xbc", "visible ASCII"},
        {"http://h/\n", "visible ASCII"},
        {"http://h/<x>", "visible ASCII"},
        {"http://h/\"", "visible ASCII"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct err e = {0};
        if (event_url_check(rows[i][0], &e) != ERR_DATA)
            fail_row(rows[i][0]);
        assert_int_equal(e.code, ERR_DATA);
        assert_holds(e.text, rows[i][1]);
    }
}

static void amt_has_room_for_so_much(void **state)
{
    (void)state;
    char url[EVENT_URL_MAX + 2] = "http://h/";
    struct err e = {0};
    memset(url + 9, 'x', EVENT_URL_MAX - 9);
    assert_int_equal(event_url_check(url, &e), ERR_OK);
    url[EVENT_URL_MAX] = 'x';
    assert_int_equal(event_url_check(url, &e), ERR_DATA);
    assert_holds(e.text, "253");
}

static void a_request_is_for_its_path(void **state)
{
    (void)state;
    static const struct {
        const char *url, *path; /* NULL: refused */
    } rows[] = {
        {"", ""},
        {"http://10.0.0.1", "/"},
        {"http://10.0.0.1?a", "/"},
        {"https://fcfh.corp.example:16996/", "/"},
        {"HTTPS://[fe80::1]:16996/events/amt", "/events/amt"},
        {"http://10.0.0.1/a?b=/c", "/a"},
        {"https://", NULL},
        {"https:///x", NULL},
        {"ftp://10.0.0.1/", NULL},
        {"10.0.0.1/events", NULL},
        {"http://10.0.0.1/a%20b", NULL},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char path[256];
        struct err e;
        enum err_code code = event_url_path(rows[i].url, path, sizeof path, &e);
        if (code != (rows[i].path != NULL ? ERR_OK : ERR_CONFIG) ||
            (code == ERR_OK && strcmp(path, rows[i].path) != 0))
            fail_row(rows[i].url);
    }
    char small[4];
    assert_int_equal(event_url_path("http://h/abcd", small, sizeof small, NULL), ERR_CONFIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_names_a_place_is_good),
        cmocka_unit_test(what_does_not_is_refused),
        cmocka_unit_test(amt_has_room_for_so_much),
        cmocka_unit_test(a_request_is_for_its_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
