/* Who is removed when there are too many unknown clients. */
#include "tests/unit/unit.h"

#include "support_queue_db/queue_limit.h"

enum { MOST = 20 };

static size_t make(struct limit_candidate *members, const char *const *addresses)
{
    size_t count = 0;
    for (; addresses[count] != NULL; count++) {
        members[count] = (struct limit_candidate){.last_call = (time_t)(1000 + count)};
        (void)snprintf(members[count].id, sizeof members->id, "%zu", count);
        assert_true(addr_parse(addresses[count], &members[count].address));
    }
    return count;
}

/* Those of the largest network are removed, the oldest first, until another network has as many. */
static void the_largest_network_loses_its_oldest(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *addresses[MOST]; /* the oldest first */
        size_t most;
        const char *gone; /* by their place in that list, in the order in which they go */
    } rows[] = {
        {"there is room", {"192.0.2.1", "192.0.2.2"}, 2, ""},
        {"one too many in one network", {"192.0.2.1", "192.0.2.2", "192.0.2.3"}, 2, "0"},
        {"one network has most", {"198.51.100.1", "192.0.2.1", "192.0.2.2", "192.0.2.3"}, 3, "1"},
        {"then two have as many",
         {"198.51.100.1", "192.0.2.1", "192.0.2.2", "192.0.2.3", "198.51.100.2"},
         3,
         "10"},
        {"each has one: the oldest", {"198.51.100.1", "192.0.2.1", "203.0.113.1"}, 1, "01"},
        {"IPv6 by /64",
         {"2001:db8:0:1::1", "2001:db8:0:2::1", "2001:db8:0:2:ffff::1", "192.0.2.1"},
         3,
         "1"},
        {"nobody may stay", {"192.0.2.1", "192.0.2.2"}, 0, "01"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct limit_candidate members[MOST];
        char gone[MOST + 1] = "";
        size_t count = make(members, rows[i].addresses);
        size_t leave = limit_choose(members, count, rows[i].most);
        for (size_t j = 0; j < leave; j++)
            gone[j] = members[j].id[0];
        if (strcmp(gone, rows[i].gone) != 0)
            fail_row(rows[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_largest_network_loses_its_oldest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
