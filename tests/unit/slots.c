/* Who may talk to a machine, and who comes before whom. */
#include "tests/unit/unit.h"

#include <pthread.h>
#include <sched.h>

#include "alert_collector/identify/slots.h"
#include "alert_collector/identify/tally.h"

static struct slot make(enum slot_rank rank, const char *address)
{
    struct slot slot = {.rank = rank};
    assert_true(addr_parse(address, &slot.address));
    slot_init(&slot);
    return slot;
}

static void addresses_and_networks_are_counted(void **state)
{
    (void)state;
    struct tally addresses = {.by_network = false};
    struct tally networks = {.by_network = true};
    static const char *const texts[] = {
        "10.0.0.1",       "10.0.0.2", "10.0.1.1", "2001:db8::1", "2001:db8::ffff:0:0:1",
        "2001:db8:0:1::1"};
    struct addr at[COUNT(texts)];
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_true(addr_parse(texts[i], &at[i]));
        assert_true(tally_add(&addresses, &at[i]) && tally_add(&networks, &at[i]));
    }
    assert_int_equal(tally_count(&addresses, &at[0]), 1);
    assert_int_equal(tally_count(&networks, &at[0]), 2);
    assert_int_equal(tally_count(&networks, &at[2]), 1);
    assert_int_equal(tally_count(&networks, &at[3]), 2);
    assert_int_equal(tally_count(&networks, &at[5]), 1);
    tally_remove(&networks, &at[1]);
    assert_int_equal(tally_count(&networks, &at[0]), 1);
    tally_remove(&networks, &at[0]);
    tally_remove(&networks, &at[0]); /* more than there are: nothing */
    assert_int_equal(tally_count(&networks, &at[0]), 0);
    assert_int_equal(networks.items, 3);
    tally_clear(&addresses);
    tally_clear(&networks);
    assert_int_equal(addresses.items, 0);
}

static void others_share_a_quarter(void **state)
{
    (void)state;
    struct slots *slots = slots_new(24, -1);
    struct slot others[8];
    struct slot known = make(SLOT_SHOWN, "10.0.0.1");
    for (size_t i = 0; i < COUNT(others); i++)
        others[i] = make(SLOT_OTHER, i < 5 ? "10.0.0.9" : i == 5 ? "10.0.1.9" : "10.0.2.9");
    for (size_t i = 0; i < 4; i++)
        assert_true(slots_take(slots, &others[i]));
    assert_false(slots_take(slots, &others[4])); /* four of a network */
    assert_false(slots_has_room(slots, &others[4].address, 0, 0));
    assert_true(slots_has_room(slots, &others[5].address, 0, 0));
    assert_true(slots_has_room(slots, &others[5].address, 3, 1));
    assert_false(slots_has_room(slots, &others[5].address, 4, 1));
    assert_false(slots_has_room(slots, &others[5].address, 0, 2));
    assert_true(slots_take(slots, &others[5]) && slots_take(slots, &others[6]));
    assert_false(slots_take(slots, &others[7])); /* six are a quarter */
    assert_true(slots_take(slots, &known));
    slots_release(slots, &others[0]);
    assert_true(slots_take(slots, &others[7]));
    slots_release(slots, &others[0]); /* which it has no more: nothing */
    slots_free(slots);
}

static void a_network_leaves_room_for_others(void **state)
{
    (void)state;
    struct slots *slots = slots_new(64, -1);
    struct slot one[13];
    struct slot two[5];
    for (size_t i = 0; i < COUNT(one); i++)
        one[i] = make(SLOT_OTHER, "10.0.0.9");
    for (size_t i = 0; i < COUNT(two); i++)
        two[i] = make(SLOT_OTHER, "10.0.1.9");
    for (size_t i = 0; i < 12; i++)
        assert_true(slots_take(slots, &one[i]));
    assert_false(slots_take(slots, &one[12]));
    assert_false(slots_has_room(slots, &one[12].address, 0, 0));
    for (size_t i = 0; i < 4; i++)
        assert_true(slots_take(slots, &two[i]));
    assert_false(slots_take(slots, &two[4])); /* sixteen are a quarter */
    slots_release(slots, &one[0]);
    assert_false(slots_take(slots, &one[12])); /* no more than its four while others come */
    slots_free(slots);
}

static void a_realm_ranks_once(void **state)
{
    (void)state;
    struct slots *slots = slots_new(4, -1);
    struct slot a = make(SLOT_SHOWN, "10.0.0.1");
    struct slot b = make(SLOT_SHOWN, "10.0.0.2");
    struct slot c = make(SLOT_SHOWN, "10.0.0.3");
    a.record = b.record = c.record = 7;
    assert_true(slots_take(slots, &a));
    assert_true(slots_take(slots, &b)); /* as one of the others, who have one slot */
    assert_false(slots_take(slots, &c));
    slots_release(slots, &a);
    slots_release(slots, &b);
    assert_true(slots_take(slots, &c));
    slots_free(slots);
}

static struct slots *shared;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char order[8];

struct waiter {
    struct slot slot;
    char name;
    bool for_rest;
};

static void *wait_for_turn(void *context)
{
    struct waiter *w = context;
    bool had = w->for_rest ? slots_take_for_rest(shared, &w->slot) : slots_take(shared, &w->slot);
    if (had) {
        (void)pthread_mutex_lock(&lock);
        order[strlen(order)] = w->name;
        (void)pthread_mutex_unlock(&lock);
        slots_release(shared, &w->slot);
    }
    return NULL;
}

static void start(struct waiter *w, pthread_t *thread)
{
    assert_int_equal(pthread_create(thread, NULL, wait_for_turn, w), 0);
    while (!__atomic_load_n(&w->slot.waits, __ATOMIC_ACQUIRE))
        sched_yield();
}

static void who_waits_goes_in_order(void **state)
{
    (void)state;
    struct slot first = make(SLOT_SHOWN, "10.0.0.1");
    struct waiter waiters[] = {
        {.slot = make(SLOT_SHOWN, "10.0.0.2"), .name = 'r', .for_rest = true},
        {.slot = make(SLOT_SHOWN, "10.0.0.3"), .name = 'o'},
        {.slot = make(SLOT_SHOWN, "10.0.0.4"), .name = 'n'},
        {.slot = make(SLOT_SHOWN, "10.0.0.5"), .name = 't'},
        {.slot = make(SLOT_PERSON, "10.0.0.6"), .name = 'p'},
    };
    pthread_t threads[COUNT(waiters)];
    shared = slots_new(1, -1);
    assert_true(slots_take(shared, &first));
    waiters[0].slot.last_call = 100;
    waiters[1].slot.last_call = 10;
    waiters[2].slot.last_call = 20;
    waiters[3].slot.has_ticket = true;
    for (size_t i = 0; i < COUNT(waiters); i++)
        start(&waiters[i], &threads[i]);
    slots_release(shared, &first);
    for (size_t i = 0; i < COUNT(waiters); i++)
        (void)pthread_join(threads[i], NULL);
    assert_string_equal(order, "ptnor");
    slots_free(shared);
}

static void the_end_wakes_who_waits(void **state)
{
    (void)state;
    struct slot first = make(SLOT_SHOWN, "10.0.0.1");
    struct waiter waiter = {.slot = make(SLOT_SHOWN, "10.0.0.2"), .name = 'x'};
    pthread_t thread;
    memset(order, 0, sizeof order);
    shared = slots_new(1, -1);
    assert_true(slots_take(shared, &first));
    start(&waiter, &thread);
    slots_stop(shared);
    (void)pthread_join(thread, NULL);
    assert_string_equal(order, "");
    assert_false(slots_take(shared, &waiter.slot));
    slots_free(shared);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_and_networks_are_counted),
        cmocka_unit_test(others_share_a_quarter),
        cmocka_unit_test(a_network_leaves_room_for_others),
        cmocka_unit_test(a_realm_ranks_once),
        cmocka_unit_test(who_waits_goes_in_order),
        cmocka_unit_test(the_end_wakes_who_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
