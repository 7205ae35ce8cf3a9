/* What others report about a client: whose word counts, what is replaced, what a closed ticket
 * does. */
#include "tests/unit/unit.h"

#include <stdlib.h>

#include "support_queue_db/entry.h"
#include "support_queue_db/queue_close.h"

#define NOW 1795434000

static void tell(struct entry *entry, const char *from, const char *name, const char *value,
                 time_t when)
{
    struct err e;
    assert_int_equal(entry_set_inventory(entry, from, name, value, when, &e), ERR_OK);
}

static void names_are_small_letters(void **state)
{
    (void)state;
    static const char *const good[] = {"owner", "a", "_", "asset_tag",
                                       "abcdefghijklmnopqrstuvwxyz_abcde"};
    static const char *const bad[] = {"",
                                      "Owner",
                                      "owner1",
                                      "own er",
                                      "owner=",
                                      "\xc3\xb6wner",
                                      "abcdefghijklmnopqrstuvwxyz_abcdef"};
    for (size_t i = 0; i < COUNT(good); i++)
        if (!inventory_name_is_valid(good[i]))
            fail_row(good[i]);
    for (size_t i = 0; i < COUNT(bad); i++)
        if (inventory_name_is_valid(bad[i]))
            fail_row(bad[i]);
}

static void each_replaces_its_own_word(void **state)
{
    (void)state;
    struct entry entry;
    entry_init(&entry);
    tell(&entry, "rt", "owner", "Anna", NOW);
    tell(&entry, "ldap", "owner", "Bert", NOW);
    assert_int_equal(entry.inventory_count, 2);
    assert_string_equal(entry_inventory_value(&entry, "owner"), "Bert"); /* by the hook's name */
    tell(&entry, "rt", "owner", "Carl", NOW + 1);
    assert_int_equal(entry.inventory_count, 2);
    assert_string_equal(entry_inventory_value(&entry, "owner"), "Bert");
    tell(&entry, "hand:eve", "owner", " Dora\tD. ", NOW + 2);
    assert_string_equal(entry_inventory_value(&entry, "owner"), "Dora D.");
    tell(&entry, "hand:frank", "owner", "Emil", NOW + 3); /* people are one */
    assert_int_equal(entry.inventory_count, 3);
    assert_string_equal(entry_inventory(&entry, "owner")->from, "hand:frank");
    tell(&entry, "hand:eve", "owner", "", NOW + 4);
    assert_string_equal(entry_inventory_value(&entry, "owner"), "Bert");
    tell(&entry, "hand:eve", "owner", "", NOW + 5);
    assert_int_equal(entry.inventory_count, 2);
    assert_null(entry_inventory(&entry, "room"));
    assert_string_equal(entry_inventory_value(&entry, "room"), "");
    entry_free(&entry);
}

static void fill(struct entry *entry, const char *from, size_t count, time_t when)
{
    for (size_t i = 0; i < count; i++) {
        char name[] = "a_";
        name[1] = (char)('a' + i);
        tell(entry, from, name, "x", when + (time_t)i);
    }
}

static void no_hook_pushes_out_anothers_word(void **state)
{
    (void)state;
    struct entry entry;
    struct err e;
    entry_init(&entry);
    fill(&entry, "rt", ENTRY_INVENTORY_MAX, NOW);
    assert_int_equal(entry_set_inventory(&entry, "ldap", "owner", "Anna", NOW + 99, &e), ERR_DATA);
    assert_int_equal(entry.inventory_count, ENTRY_INVENTORY_MAX);
    tell(&entry, "rt", "aa", "y", NOW); /* what is there changes all the same */
    tell(&entry, "hand:eve", "owner", "Anna", NOW);
    assert_int_equal(entry.inventory_count, ENTRY_INVENTORY_MAX);
    assert_string_equal(entry_inventory_value(&entry, "owner"), "Anna");
    entry_free(&entry);
    entry_init(&entry);
    fill(&entry, "hand:eve", ENTRY_INVENTORY_MAX, NOW);
    assert_int_equal(entry_set_inventory(&entry, "hand:eve", "owner", "Anna", NOW, &e), ERR_DATA);
    entry_free(&entry);
}

static void an_answer_is_the_whole_answer(void **state)
{
    (void)state;
    static const struct inventory_item words[] = {{.name = "owner", .value = "Anna"},
                                                  {.name = "room", .value = " \n"},
                                                  {.name = "asset", .value = "A-1"}};
    struct entry entry;
    struct err e;
    size_t left_out = 9;
    entry_init(&entry);
    tell(&entry, "rt", "phone", "1234", NOW);
    tell(&entry, "rt", "room", "7", NOW);
    tell(&entry, "ldap", "phone", "5678", NOW);
    assert_int_equal(entry_replace_inventory(&entry, "rt", words, COUNT(words), NOW, &left_out, &e),
                     ERR_OK);
    assert_int_equal(left_out, 0);
    assert_string_equal(entry_inventory_value(&entry, "owner"), "Anna");
    assert_string_equal(entry_inventory_value(&entry, "room"), "");
    assert_string_equal(entry_inventory_value(&entry, "phone"), "5678");
    assert_int_equal(entry.inventory_count, 3);
    fill(&entry, "ldap", 13, NOW);
    assert_int_equal(
        entry_replace_inventory(&entry, "third", words, COUNT(words), NOW, &left_out, &e), ERR_OK);
    assert_int_equal(left_out, 2);
    entry_free(&entry);
}

static void two_of_one_client_know_what_either_knew(void **state)
{
    (void)state;
    struct entry a;
    struct entry b;
    struct err e;
    entry_init(&a);
    entry_init(&b);
    tell(&a, "rt", "owner", "old", NOW);
    tell(&b, "rt", "owner", "new", NOW + 1);
    tell(&b, "ldap", "room", "7", NOW);
    tell(&a, "rt", "phone", "1", NOW + 1);
    tell(&b, "rt", "phone", "2", NOW);
    assert_int_equal(entry_merge(&a, &b, &e), ERR_OK);
    assert_string_equal(entry_inventory_value(&a, "owner"), "new");
    assert_string_equal(entry_inventory_value(&a, "room"), "7");
    assert_string_equal(entry_inventory_value(&a, "phone"), "1");
    entry_free(&a);
    entry_free(&b);
}

static void what_the_ticket_system_said_stays_with_the_ticket(void **state)
{
    (void)state;
    const struct ticket_info open = {.status = TICKET_OPEN, .title = "PC will not boot"};
    struct entry a;
    struct entry b;
    struct err e;
    entry_init(&a);
    entry_init(&b);
    entry_set_ticket(&a, "4711", "eve", NOW);
    entry_set_ticket(&b, "4711", "eve", NOW);
    entry_set_ticket_info(&b, "rt", &open, NOW);
    assert_int_equal(entry_merge(&a, &b, &e), ERR_OK);
    assert_string_equal(a.ticket_info.title, "PC will not boot");
    entry_set_ticket(&b, "4712", "eve", NOW);
    entry_set_ticket_info(&b, "rt", &(struct ticket_info){.status = TICKET_UNKNOWN}, NOW);
    assert_int_equal(entry_merge(&a, &b, &e), ERR_OK);
    assert_int_equal(a.ticket_info.status, TICKET_OPEN);
    entry_free(&a);
    entry_free(&b);
}

static void a_serial_number_differs_if_both_are_known(void **state)
{
    (void)state;
    static const struct {
        const char *own, *board, *said;
        bool differs;
    } rows[] = {
        {"SN-1", "", "SN-2", true},
        {"SN-1", "", "SN-1", false},
        {"SN-1", "", "  sn-1 ", false},
        {"SN-1", "", "", false},
        {"", "", "SN-1", false},
        {"SN-1", "", "To Be Filled By O.E.M.", false},
        {"Default string", "", "SN-1", false},
        {"Default string", "B-7", "SN-1", true},
        {"Default string", "B-7", "b-7", false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct entry entry;
        struct err e;
        entry_init(&entry);
        assert_int_equal(entry_set_fact(&entry, FACT_SERIAL, rows[i].own, &e), ERR_OK);
        assert_int_equal(entry_set_fact(&entry, FACT_BOARD_SERIAL, rows[i].board, &e), ERR_OK);
        tell(&entry, "rt", "serial", rows[i].said, NOW);
        if (entry_serial_differs(&entry) != rows[i].differs)
            fail_row(rows[i].said);
        entry_free(&entry);
    }
}

static void who_does_not_know_a_ticket_does_not_outvote_who_does(void **state)
{
    (void)state;
    struct entry entry;
    const struct ticket_info unknown = {.status = TICKET_UNKNOWN};
    const struct ticket_info open = {
        .status = TICKET_OPEN, .closed = NOW, .title = " PC\x1b will not boot "};
    const struct ticket_info closed = {.status = TICKET_CLOSED, .closed = NOW};
    entry_init(&entry);
    entry_set_ticket(&entry, "4711", "eve", NOW);
    entry_set_ticket_info(&entry, "other", &unknown, NOW);
    assert_int_equal(entry.ticket_info.status, TICKET_UNKNOWN);
    entry_set_ticket_info(&entry, "rt", &open, NOW);
    entry_set_ticket_info(&entry, "other", &unknown, NOW + 1);
    assert_int_equal(entry.ticket_info.status, TICKET_OPEN);
    assert_string_equal(entry.ticket_info.title, "PC\xef\xbf\xbd will not boot");
    assert_int_equal(entry.ticket_info.closed, 0); /* it makes no sense for an open ticket */
    entry_set_ticket_info(&entry, "rt", &closed, NOW + 2);
    assert_int_equal(entry.ticket_info.closed, NOW);
    entry_set_ticket_info(&entry, "rt", &unknown, NOW + 3);
    assert_int_equal(entry.ticket_info.status, TICKET_UNKNOWN);
    entry_set_ticket(&entry, "4712", "eve", NOW + 4); /* nothing is known about another one */
    assert_int_equal(entry.ticket_info.status, TICKET_UNCHECKED);
    entry_free(&entry);
}

static void only_the_clients_of_the_closed_ticket_leave(void **state)
{
    (void)state;
    static const struct {
        const char *ticket;
        time_t put_on, last_call, closed;
        enum close_result end;
    } rows[] = {
        {"4711", NOW, NOW, NOW + 9, CLOSE_ARCHIVED},
        {" inc-1", NOW, NOW, NOW + 9, CLOSE_OTHER_TICKET},
        {"", NOW, NOW, NOW + 9, CLOSE_OTHER_TICKET},
        {"4711", NOW, NOW + 9, NOW + 9, CLOSE_ARCHIVED},
        {"4711", NOW, NOW + 10, NOW + 9, CLOSE_CLEARED},
        {"4711", NOW + 9, NOW, NOW + 9, CLOSE_KEPT},
        {"4711", NOW + 10, NOW + 20, NOW + 9, CLOSE_KEPT},
        {"4711", NOW + 10, NOW + 20, 0, CLOSE_ARCHIVED},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct entry entry;
        entry_init(&entry);
        entry_set_ticket(&entry, rows[i].ticket, "eve", rows[i].put_on);
        entry.last_call = rows[i].last_call;
        if (close_judge(&entry, "4711", rows[i].closed) != rows[i].end)
            fail_msg("row %zu", i);
        entry_free(&entry);
    }
}

static void an_id_is_remembered_after_it_was_given_up(void **state)
{
    (void)state;
    struct entry entry;
    entry_init(&entry);
    for (int i = 0; i < ENTRY_OLD_IDS_MAX + 1; i++) {
        (void)snprintf(entry.file_id, sizeof entry.file_id, "192.0.2.%d", i);
        entry_add_old_id(&entry, NOW + i);
    }
    assert_false(entry_had_id(&entry, "192.0.2.0", 0));
    assert_true(entry_had_id(&entry, "192.0.2.1", NOW + 1));
    assert_false(entry_had_id(&entry, "192.0.2.1", NOW + 2)); /* it was another client's by then */
    assert_true(entry_had_id(&entry, "192.0.2.4", NOW));
    entry_reset(&entry, NOW);
    assert_false(entry_had_id(&entry, "192.0.2.4", NOW));
    entry_free(&entry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_small_letters),
        cmocka_unit_test(each_replaces_its_own_word),
        cmocka_unit_test(no_hook_pushes_out_anothers_word),
        cmocka_unit_test(an_answer_is_the_whole_answer),
        cmocka_unit_test(two_of_one_client_know_what_either_knew),
        cmocka_unit_test(what_the_ticket_system_said_stays_with_the_ticket),
        cmocka_unit_test(a_serial_number_differs_if_both_are_known),
        cmocka_unit_test(who_does_not_know_a_ticket_does_not_outvote_who_does),
        cmocka_unit_test(only_the_clients_of_the_closed_ticket_leave),
        cmocka_unit_test(an_id_is_remembered_after_it_was_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
