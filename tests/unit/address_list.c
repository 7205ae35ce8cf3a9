#include "tests/unit/unit.h"

#include "common/address_list.h"

enum { MOST = 3 };

static void a_list_is_taken_apart(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *addresses[MOST];
    } rows[] = {
        {"", {NULL}},
        {" \t", {NULL}},
        {"192.0.2.10", {"192.0.2.10"}},
        {" 192.0.2.10 ,\t2001:db8::1 ", {"192.0.2.10", "2001:db8::1"}},
        {"10.0.0.1,10.0.0.2,10.0.0.3", {"10.0.0.1", "10.0.0.2", "10.0.0.3"}},
        {"fe80::1%eth0,fe80::1%eth1", {"fe80::1%eth0", "fe80::1%eth1"}},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct addr list[MOST];
        struct err e = {0};
        size_t count = 99;
        if (address_list_parse(rows[i].text, list, MOST, &count, &e) != ERR_OK)
            fail_row(rows[i].text);
        size_t wanted = 0;
        while (wanted < MOST && rows[i].addresses[wanted] != NULL)
            wanted++;
        assert_int_equal(count, wanted);
        for (size_t n = 0; n < count; n++) {
            char text[ADDR_TEXT_SIZE];
            addr_format(&list[n], text);
            assert_string_equal(text, rows[i].addresses[n]);
        }
    }
}

static void what_is_no_list_is_refused(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"helpdesk.example.com", "'helpdesk.example.com' is not an IP address"},
        {"10.0.0.1, desk ", "'desk' is not an IP address"},
        {"10.0.0.0/8", "not an IP address"},
        {"10.0.0.1:162", "not an IP address"},
        {"[::1]", "not an IP address"},
        {"10.0.0.1 10.0.0.2", "not an IP address"},
        {"10.0.0.1;10.0.0.2", "not an IP address"},
        {",", "missing"},
        {"10.0.0.1,", "missing"},
        {",10.0.0.1", "missing"},
        {"10.0.0.1, ,10.0.0.2", "missing"},
        {"10.0.0.1, 10.0.0.1", "twice"},
        {"10.0.0.1,::ffff:10.0.0.1", "twice"},
        {"10.0.0.1,10.0.0.2,10.0.0.3,10.0.0.4", "more than 3"},
        {"11111111111111111111111111111111111111111111111111111111111111111111111", "not an IP"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct addr list[MOST];
        struct err e = {0};
        size_t count;
        if (address_list_parse(rows[i][0], list, MOST, &count, &e) != ERR_DATA)
            fail_row(rows[i][0]);
        assert_int_equal(e.code, ERR_DATA);
        assert_holds(e.text, rows[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_is_taken_apart),
        cmocka_unit_test(what_is_no_list_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
