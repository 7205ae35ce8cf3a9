#include "tests/unit/unit.h"

#include <stdio.h>

#include "alert_collector/event/event_link.h"

static char logged[256]; /* the last line */

static void keep_line(enum event_trouble trouble, const struct addr *from, const char *text)
{
    char name[ADDR_TEXT_SIZE];
    (void)trouble;
    addr_format(from, name);
    (void)snprintf(logged, sizeof logged, "%s: %s", name, text);
}

static struct addr address(const char *text)
{
    struct addr made;
    assert_true(addr_parse(text, &made));
    return made;
}

static bool admits(const struct event_links *links, const char *from)
{
    const struct addr at = address(from);
    return event_links_admits(links, &at);
}

/* Each is older than the next: clock_ms may be the same for all of them. */
static struct event_link *join(struct event_links *links, const char *from)
{
    static long long age;
    const struct addr at = address(from);
    struct event_link *link = event_link_new(links, &at, -1);
    assert_non_null(link);
    link->since = ++age;
    return link;
}

static void end_all(struct event_links *links)
{
    while (links->count > 0)
        event_link_end(links, links->head.next);
}

static void an_address_has_so_many(void **state)
{
    (void)state;
    struct event_links links;
    event_links_init(&links, keep_line);
    for (int i = 0; i < EVENT_SERVER_PEER_MAX; i++) {
        assert_true(admits(&links, "192.0.2.1"));
        (void)join(&links, "192.0.2.1");
    }
    assert_false(admits(&links, "192.0.2.1"));
    assert_true(admits(&links, "192.0.2.2"));
    event_link_end(&links, links.head.next);
    assert_true(admits(&links, "192.0.2.1"));
    end_all(&links);
}

/* Whoever has a /64 has all of its addresses; whoever has an IPv4 address has one. */
static void a_network_of_ipv6_has_so_many(void **state)
{
    (void)state;
    struct event_links links;
    char text[64];
    event_links_init(&links, keep_line);
    for (int i = 0; i < EVENT_SERVER_NET_MAX; i++) {
        (void)snprintf(text, sizeof text, "2001:db8:0:1:%x::1", i);
        assert_true(admits(&links, text));
        (void)join(&links, text);
    }
    assert_false(admits(&links, "2001:db8:0:1:ffff::1"));
    assert_true(admits(&links, "2001:db8:0:2::1"));
    for (int i = 1; i < 250; i++) {
        (void)snprintf(text, sizeof text, "192.0.2.%d", i);
        assert_true(admits(&links, text));
        (void)join(&links, text);
    }
    assert_true(admits(&links, "192.0.2.250"));
    end_all(&links);
}

static void the_oldest_makes_room(void **state)
{
    (void)state;
    struct event_links links;
    event_links_init(&links, keep_line);
    assert_null(event_links_make_room(&links));
    struct event_link *first = join(&links, "192.0.2.1");
    struct event_link *second = join(&links, "192.0.2.2");
    struct event_link *third = join(&links, "192.0.2.3");
    first->in_hand = true;
    assert_ptr_equal(event_links_make_room(&links), second);
    assert_string_equal(logged, "192.0.2.2: dropped for a new connection: all are in use");
    assert_ptr_equal(event_links_make_room(&links), third);
    assert_null(event_links_make_room(&links)); /* a client that is being answered is */
    first->in_hand = false;
    assert_ptr_equal(event_links_make_room(&links), first);
    end_all(&links);
}

static void where_most_come_from_room_is_made(void **state)
{
    (void)state;
    static const char *const crowds[][4] = {
        {"198.51.100.1", "198.51.100.2", "198.51.100.3", "198.51.100.4"},
        {"2001:db8:0:1::1", "2001:db8:0:1::2", "2001:db8:0:1:f::3", "2001:db8:0:1::4"},
    };
    static const char *const others[] = {"192.0.2.1", "2001:db8::1", "192.0.2.2", "203.0.113.1"};
    for (size_t row = 0; row < COUNT(crowds); row++) {
        struct event_links links;
        event_links_init(&links, keep_line);
        for (size_t i = 0; i < COUNT(others); i++)
            (void)join(&links, others[i]);
        struct event_link *oldest = join(&links, crowds[row][0]);
        for (size_t i = 1; i < 4; i++)
            (void)join(&links, crowds[row][i]);
        assert_ptr_equal(event_links_make_room(&links), oldest);
        end_all(&links);
    }
}

static void who_was_dropped_takes_no_place(void **state)
{
    (void)state;
    struct event_links links;
    char text[64];
    event_links_init(&links, keep_line);
    for (int i = 0; i < EVENT_SERVER_CONNECTIONS_MAX; i++) {
        assert_false(event_links_is_full(&links));
        (void)snprintf(text, sizeof text, "10.0.%d.%d", i / 250, i % 250);
        (void)join(&links, text);
    }
    assert_true(event_links_is_full(&links));
    struct event_link *dropped = event_links_make_room(&links);
    assert_non_null(dropped);
    assert_false(event_links_is_full(&links));
    event_link_end(&links, dropped);
    assert_false(event_links_is_full(&links));
    end_all(&links);
}

static void who_takes_too_long_is_dropped(void **state)
{
    (void)state;
    struct event_links links;
    event_links_init(&links, keep_line);
    struct event_link *slow = join(&links, "192.0.2.1");
    struct event_link *in_hand = join(&links, "192.0.2.2");
    in_hand->in_hand = true;
    event_links_drop_slow(&links, slow->since + EVENT_SERVER_REQUEST_S * 1000 - 1);
    assert_false(slow->dropped);
    event_links_drop_slow(&links, in_hand->since + EVENT_SERVER_REQUEST_S * 1000);
    assert_true(slow->dropped);
    assert_false(in_hand->dropped);
    end_all(&links);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_has_so_many),
        cmocka_unit_test(a_network_of_ipv6_has_so_many),
        cmocka_unit_test(the_oldest_makes_room),
        cmocka_unit_test(where_most_come_from_room_is_made),
        cmocka_unit_test(who_was_dropped_takes_no_place),
        cmocka_unit_test(who_takes_too_long_is_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
