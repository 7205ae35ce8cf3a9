/* What others report goes into the entry's file only while it is still about what they were
 * asked. */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "support_queue_db/queue_change.h"
#include "support_queue_db/queue_close.h"
#include "support_queue_db/queue_inventory.h"
#include "tests/unit/scratch_queue.h"

#define UUID  "5afe0016-c0de-4a11-8bad-000000000001"
#define OTHER "5afe0016-c0de-4a11-8bad-000000000009"

/* One client with a ticket; *asked is what a hook gets about it. */
static int start(void **state)
{
    struct entry *asked = malloc(sizeof *asked);
    struct queue_change change;
    struct err e;
    *state = asked;
    if (asked == NULL || !scratch_queue_open())
        return -1;
    assert_int_equal(queue_change_begin(&change, queue, NULL, &e), ERR_OK);
    assert_true(addr_parse("192.0.2.1", &change.entry.address));
    change.entry.has_guid = guid_parse(UUID, &change.entry.guid);
    change.entry.first_call = change.entry.last_call = change.now - 100;
    entry_set_ask_due(&change.entry, change.now);
    entry_set_ticket(&change.entry, "4711", "eve", change.now - 50);
    assert_int_equal(queue_change_save(&change, ERR_OK, &e), ERR_OK);
    return queue_load(queue, UUID, asked, &e) == ERR_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    entry_free(*state);
    free(*state);
    return scratch_queue_remove();
}

static void load(struct entry *entry)
{
    struct err e;
    assert_int_equal(queue_load(queue, UUID, entry, &e), ERR_OK);
}

static bool lookup(const struct entry *asked, const char *owner)
{
    struct inventory_item word = {.name = "owner"};
    struct err e;
    bool fits;
    size_t left_out;
    (void)snprintf(word.value, sizeof word.value, "%s", owner);
    assert_int_equal(queue_inventory_replace(queue, asked, "rt", &word, 1, &fits, &left_out, &e),
                     ERR_OK);
    return fits;
}

static bool check_ticket(const struct entry *asked)
{
    const struct ticket_info word = {.status = TICKET_OPEN, .title = "PC will not boot"};
    struct err e;
    bool fits;
    assert_int_equal(queue_inventory_set_ticket(queue, asked, "rt", &word, &fits, &e), ERR_OK);
    return fits;
}

static ino_t inode(void)
{
    char path[128];
    struct stat st;
    (void)snprintf(path, sizeof path, "%s/queue/" UUID ".xml", scratch);
    assert_int_equal(stat(path, &st), 0);
    return st.st_ino;
}

static void an_answer_is_written(void **state)
{
    struct entry entry;
    assert_true(lookup(*state, "Anna"));
    assert_true(check_ticket(*state));
    load(&entry);
    assert_string_equal(entry_inventory_value(&entry, "owner"), "Anna");
    assert_string_equal(entry.inventory[0].from, "rt");
    assert_int_equal(entry.ticket_info.status, TICKET_OPEN);
    assert_string_equal(entry.ticket_info.title, "PC will not boot");
    entry_free(&entry);
    ino_t before = inode();
    assert_true(lookup(*state, "Anna")); /* nothing new: nobody is notified */
    assert_true(check_ticket(*state));
    assert_int_equal(inode(), before);
    assert_true(lookup(*state, "Bert"));
    load(&entry);
    assert_string_equal(entry_inventory_value(&entry, "owner"), "Bert");
    entry_free(&entry);
}

static void an_answer_about_another_is_of_no_use(void **state)
{
    struct entry *asked = *state;
    struct err e;
    struct entry entry;
    assert_int_equal(entry_set_fact(asked, FACT_SERIAL, "SN-1", &e), ERR_OK);
    assert_false(lookup(asked, "Anna"));
    assert_int_equal(entry_set_fact(asked, FACT_SERIAL, "", &e), ERR_OK);
    asked->has_guid = false;
    assert_false(lookup(asked, "Anna"));
    asked->has_guid = guid_parse(OTHER, &asked->guid);
    assert_false(lookup(asked, "Anna"));
    asked->has_guid = guid_parse(UUID, &asked->guid);
    entry_set_ticket(asked, "4712", "eve", time(NULL));
    assert_false(check_ticket(asked));
    assert_int_equal(queue_begin(queue, time(NULL), 1000, &e), ERR_OK);
    assert_int_equal(queue_remove(queue, UUID, "deleted", time(NULL), NULL, &e), ERR_OK);
    queue_end(queue);
    assert_false(lookup(asked, "Anna"));
    assert_false(check_ticket(asked));
    assert_int_equal(queue_load(queue, UUID, &entry, &e), ERR_NOHOST);
    entry_free(&entry);
}

static void a_ticket_that_was_closed_takes_its_client_out(void **state)
{
    struct entry entry;
    struct err e;
    enum close_result end;
    time_t called = ((const struct entry *)*state)->last_call;
    assert_int_equal(queue_close_client(queue, UUID, "4711", called, &end, &e), ERR_OK);
    assert_int_equal(end, CLOSE_KEPT);
    assert_int_equal(queue_close_client(queue, UUID, "4712", 0, &end, &e), ERR_OK);
    assert_int_equal(end, CLOSE_OTHER_TICKET);
    assert_int_equal(queue_close_client(queue, UUID, " 4711", called + 60, &end, &e), ERR_OK);
    assert_int_equal(end, CLOSE_ARCHIVED);
    assert_int_equal(queue_load(queue, UUID, &entry, &e), ERR_NOHOST);
    assert_int_equal(queue_close_client(queue, UUID, "4711", 0, &end, &e), ERR_OK);
    assert_int_equal(end, CLOSE_OTHER_TICKET);
    entry_free(&entry);
}

static void who_has_called_since_stays_without_the_ticket(void **state)
{
    struct queue_change change;
    struct entry entry;
    struct err e;
    enum close_result end;
    (void)state;
    assert_int_equal(queue_change_begin(&change, queue, UUID, &e), ERR_OK);
    change.entry.last_call = change.now;
    time_t now = change.now;
    assert_int_equal(queue_change_save(&change, ERR_OK, &e), ERR_OK);
    assert_int_equal(queue_close_client(queue, UUID, "4711", now - 1, &end, &e), ERR_OK);
    assert_int_equal(end, CLOSE_CLEARED);
    load(&entry);
    assert_string_equal(entry.ticket, "");
    assert_true(entry.ticket_time >= now);
    entry_free(&entry);
}

static void an_entry_tells_which_id_it_had(void **state)
{
    struct queue_change change;
    struct entry entry;
    struct err e;
    time_t now = time(NULL);
    (void)state;
    assert_int_equal(queue_change_begin(&change, queue, NULL, &e), ERR_OK);
    assert_true(addr_parse("192.0.2.9", &change.entry.address));
    change.entry.last_call = now;
    entry_set_ask_due(&change.entry, now);
    assert_int_equal(queue_save(queue, &change.entry, &e), ERR_OK);
    assert_int_equal(change.entry.old_id_count, 0);
    change.entry.has_guid = guid_parse(OTHER, &change.entry.guid);
    assert_int_equal(queue_change_save(&change, ERR_OK, &e), ERR_OK);
    assert_int_equal(queue_load(queue, OTHER, &entry, &e), ERR_OK);
    assert_true(entry_had_id(&entry, "192.0.2.9", now));
    entry_free(&entry);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, start, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_answer_is_written),
        TEST(an_answer_about_another_is_of_no_use),
        TEST(a_ticket_that_was_closed_takes_its_client_out),
        TEST(who_has_called_since_stays_without_the_ticket),
        TEST(an_entry_tells_which_id_it_had),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
