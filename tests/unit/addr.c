#include "tests/unit/unit.h"

#include <netinet/in.h>

#include "common/addr.h"

static void addresses_have_one_form(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"10.0.0.5", "10.0.0.5"},
        {"255.255.255.255", "255.255.255.255"},
        {"0.0.0.0", "0.0.0.0"},
        {"::1", "::1"},
        {"2001:DB8:0:0:0:0:0:5", "2001:db8::5"},
        {"fe80::1%eth0", "fe80::1%eth0"},
        {"fe80::1%enp0s31f6.100", "fe80::1%enp0s31f6.100"},
        {"fe80::1%br-0a1b2c3d4e5f", "fe80::1%br-0a1b2c3d4e5f"},
        {"fe80::1%3", "fe80::1%3"},
        {"::ffff:10.0.0.5", "10.0.0.5"},
        {"::FFFF:0a00:0005", "10.0.0.5"},
        {"::ffff:10.0.0.5%eth0", "10.0.0.5"},
        {"::10.0.0.5", "::10.0.0.5"},
        {"1111:2222:3333:4444:5555:6666:7777:8888%interface012345",
         "1111:2222:3333:4444:5555:6666:7777:8888%interface012345"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct addr addr;
        struct addr again;
        char text[ADDR_TEXT_SIZE];
        if (!addr_parse(rows[i][0], &addr))
            fail_row(rows[i][0]);
        addr_format(&addr, text);
        assert_string_equal(text, rows[i][1]);
        assert_true(addr_parse(text, &again));
        assert_true(addr_equal(&addr, &again));
    }
}

static void other_text_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",
        "localhost",
        "10.0.0",
        "10.0.0.256",
        "010.0.0.5",
        "10.0.0.5 ",
        " 10.0.0.5",
        "10.0.0.5%eth0",
        "10.0.0.5/8",
        "0x0a000005",
        "[::1]",
        "::1%",
        "fe80::1%eth0/64",
        "fe80::1%interface0123456",
        "fe80::1%eth0%eth1",
        "fe80::1%eth 0",
        "fe80::1%../x",
        "fe80::1%eth:0",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1::2::3",
        "00000000000000000000000000000000000000000000000000000000000000000000000::1",
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct addr before;
        assert_true(addr_parse("192.0.2.1", &before));
        struct addr addr = before;
        if (addr_parse(rows[i], &addr))
            fail_row(rows[i]);
        assert_true(addr_equal(&addr, &before));
    }
}

static void equal_is_family_bytes_and_zone(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        bool equal;
    } rows[] = {
        {"10.0.0.5", "::ffff:10.0.0.5", true},
        {"10.0.0.5", "10.0.0.6", false},
        {"fe80::1%eth0", "fe80::1%eth1", false},
        {"fe80::1%eth0", "fe80::1", false},
        {"::", "0.0.0.0", false},
        {"::1", "0:0:0:0:0:0:0:1", true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct addr a;
        struct addr b;
        assert_true(addr_parse(rows[i].a, &a));
        assert_true(addr_parse(rows[i].b, &b));
        if (addr_equal(&a, &b) != rows[i].equal)
            fail_row(rows[i].a);
    }
}

static void a_network_has_the_addresses_below_it(void **state)
{
    (void)state;
    static const struct {
        const char *net, *addr;
        bool has;
    } rows[] = {
        {"10.0.0.0/8", "10.255.1.2", true},
        {"10.0.0.0/8", "11.0.0.0", false},
        {"10.1.2.3/8", "10.9.9.9", true},
        {"172.16.0.0/12", "172.31.255.255", true},
        {"172.16.0.0/12", "172.32.0.0", false},
        {"192.0.2.128/25", "192.0.2.127", false},
        {"192.0.2.128/25", "192.0.2.255", true},
        {"192.0.2.1", "192.0.2.1", true},
        {"192.0.2.1", "192.0.2.2", false},
        {"192.0.2.1/32", "192.0.2.0", false},
        {"0.0.0.0/0", "203.0.113.9", true},
        {"0.0.0.0/0", "::1", false},
        {"::/0", "10.0.0.1", false},
        {"::/0", "2001:db8::1", true},
        {"fc00::/7", "fdff::1", true},
        {"fc00::/7", "fe00::1", false},
        {"fe80::/10", "fe80::1%eth0", true},
        {"::1", "::1", true},
        {"::1", "::2", false},
        {"2001:db8::/127", "2001:db8::1", true},
        {"2001:db8::/127", "2001:db8::2", false},
        {"10.0.0.0/8", "::ffff:10.1.1.1", true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct addr_net net;
        struct addr addr;
        assert_true(addr_parse(rows[i].addr, &addr));
        if (!addr_net_parse(rows[i].net, &net) || addr_net_has(&net, &addr) != rows[i].has)
            fail_msg("%s in %s", rows[i].addr, rows[i].net);
    }
}

static void other_networks_are_refused(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/8 ",
        "10.0.0.0/ 8",
        "10.0.0.0/0x8",
        "10.0.0.0/8/8",
        "10.0/8",
        "::1/129",
        "::/1000",
        "host/8",
        "10.0.0.0/255.0.0.0",
        "::ffff:10.0.0.0/104",
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct addr_net net;
        if (addr_net_parse(rows[i], &net))
            fail_row(rows[i]);
    }
}

static void a_socket_has_the_same_address(void **state)
{
    (void)state;
    static const char *const rows[] = {"192.0.2.10", "::1", "2001:db8::1:2", "fe80::1%lo"};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct addr addr;
        struct addr again;
        struct sockaddr_storage at;
        assert_true(addr_parse(rows[i], &addr));
        socklen_t size = addr_to_sockaddr(&addr, 16996, &at);
        assert_int_equal(size, addr.v6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in));
        assert_true(addr_from_sockaddr((const struct sockaddr *)&at, &again));
        if (!addr_equal(&addr, &again))
            fail_row(rows[i]);
        assert_int_equal(ntohs(((const struct sockaddr_in *)&at)->sin_port), 16996);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_have_one_form),
        cmocka_unit_test(other_text_is_refused_and_changes_nothing),
        cmocka_unit_test(equal_is_family_bytes_and_zone),
        cmocka_unit_test(a_network_has_the_addresses_below_it),
        cmocka_unit_test(other_networks_are_refused),
        cmocka_unit_test(a_socket_has_the_same_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
