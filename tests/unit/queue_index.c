/* The clients in memory: look-ups, who is due, and how they follow the directory. */
#include "tests/unit/unit.h"

#include "support_queue_db/queue.h"
#include "support_queue_db/queue_ask.h"
#include "support_queue_db/queue_index.h"
#include "tests/unit/scratch_queue.h"

#define UUID  "5afe0016-c0de-4a11-8bad-000000000001"
#define OTHER "5afe0016-c0de-4a11-8bad-000000000002"
#define KEY   "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define REALM "Digest:0123456789ABCDEF0123456789ABCDEF"

static struct queue_index *list;
static time_t now;

static char told[40][QUEUE_ID_SIZE];
static size_t told_count;

static struct addr address(const char *text)
{
    struct addr addr;
    assert_true(addr_parse(text, &addr));
    return addr;
}

static void note(void *context, const char *id)
{
    (void)context;
    if (told_count < COUNT(told))
        (void)snprintf(told[told_count++], QUEUE_ID_SIZE, "%s", id);
}

/* Reads and takes until there is nothing more at the moment. */
static void follow(void)
{
    struct err e;
    told_count = 0;
    do {
        if (queue_index_read(list, 20, &e) != ERR_OK)
            fail_msg("%s", e.text);
        assert_true(queue_index_apply(list, note, NULL));
    } while (queue_index_wait_ms(list) == 0);
}

static bool was_told(const char *id)
{
    for (size_t i = 0; i < told_count; i++)
        if (strcmp(told[i], id) == 0)
            return true;
    return false;
}

static int start(void **state)
{
    (void)state;
    struct err e;
    now = time(NULL);
    return scratch_queue_open() && queue_index_open(&list, queue, &e) == ERR_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    queue_index_close(list);
    return scratch_queue_remove();
}

/* A client that called at `when`, and waits. */
static struct entry *waiting(const char *from, time_t when)
{
    static struct entry entry;
    entry_free(&entry);
    entry.address = address(from);
    entry.source = ALERT_PET;
    entry.first_call = entry.last_call = entry.last_seen = when;
    entry.calls = 1;
    entry_set_ask_due(&entry, when);
    return &entry;
}

static void save(struct entry *entry)
{
    struct err e;
    if (queue_begin(queue, now, 1000, &e) != ERR_OK || queue_save(queue, entry, &e) != ERR_OK)
        fail_msg("%s", e.text);
    queue_end(queue);
}

static void take_away(const char *id)
{
    struct err e;
    if (queue_begin(queue, now, 1000, &e) != ERR_OK ||
        queue_remove(queue, id, "deleted", now, NULL, &e) != ERR_OK)
        fail_msg("%s", e.text);
    queue_end(queue);
}

static void it_follows_the_directory(void **state)
{
    (void)state;
    save(waiting("192.0.2.1", now));
    assert_false(queue_index_is_complete(list));
    follow();
    assert_true(queue_index_is_complete(list));
    assert_non_null(queue_index_find(list, "192.0.2.1"));
    assert_true(was_told("192.0.2.1"));
    save(waiting("192.0.2.2", now));
    follow();
    assert_true(was_told("192.0.2.2"));
    assert_false(was_told("192.0.2.1"));
    assert_int_equal(queue_index_count(list), 2);
    take_away("192.0.2.1");
    follow();
    assert_true(was_told("192.0.2.1"));
    assert_null(queue_index_find(list, "192.0.2.1"));
    assert_non_null(queue_index_find(list, "192.0.2.2"));
    follow();
    assert_int_equal(told_count, 0);
}

static void what_is_asked_for_is_told(void **state)
{
    (void)state;
    struct err e;
    const struct addr there = address("192.0.2.1");
    save(waiting("192.0.2.1", now));
    follow();
    if (queue_ask_add(queue, "192.0.2.1", &there, &e) != ERR_OK)
        fail_msg("%s", e.text);
    follow(); /* ask/ was created by that */
    assert_true(was_told("192.0.2.1"));
    follow();
    assert_false(was_told("192.0.2.1"));
    assert_int_equal(queue_ask_add(queue, "192.0.2.1", &there, &e), ERR_OK);
    follow();
    assert_true(was_told("192.0.2.1"));
}

static void what_cannot_be_read_is_not_there(void **state)
{
    (void)state;
    char name[200];
    save(waiting("192.0.2.1", now));
    follow();
    (void)snprintf(name, sizeof name, "%s/new", scratch);
    FILE *file = fopen(name, "w");
    assert_non_null(file);
    assert_true(fputs("no entry\n", file) >= 0);
    assert_int_equal(fclose(file), 0);
    char to[200];
    (void)snprintf(to, sizeof to, "%s/queue/192.0.2.1.xml", scratch);
    assert_int_equal(rename(name, to), 0);
    follow();
    assert_true(was_told("192.0.2.1"));
    assert_null(queue_index_find(list, "192.0.2.1"));
}

/* What is written after it was read stays, even if the older news is taken later. */
static void own_writes_are_not_undone(void **state)
{
    (void)state;
    struct err e;
    struct entry *entry = waiting("192.0.2.1", now);
    save(entry);
    while (!queue_index_is_complete(list)) {
        assert_int_equal(queue_index_read(list, 20, &e), ERR_OK);
        entry_set_ticket(entry, "T", "eve", now);
        assert_true(queue_index_update(list, entry));
        assert_true(queue_index_apply(list, NULL, NULL));
    }
    assert_true(queue_index_find(list, "192.0.2.1")->has_ticket);
    queue_index_remove(list, "192.0.2.1");
    assert_null(queue_index_find(list, "192.0.2.1"));
}

static void put(const char *from, time_t called, time_t next, unsigned tries, const char *ticket)
{
    struct entry *entry = waiting(from, called);
    entry->ask_next = next;
    entry->ask_tries = tries;
    entry_set_ticket(entry, ticket, "", called);
    (void)snprintf(entry->file_id, sizeof entry->file_id, "%s", from);
    assert_true(queue_index_update(list, entry));
}

static void check_due(time_t when, const char *const *ids, size_t count)
{
    const struct index_client *client = NULL;
    for (size_t i = 0; i < count; i++) {
        client = queue_index_next_due(list, when, client);
        assert_non_null(client);
        assert_string_equal(client->id, ids[i]);
    }
    assert_null(queue_index_next_due(list, when, client));
}

static void due_are_tickets_then_the_newest(void **state)
{
    (void)state;
    static const char *const first[] = {"192.0.2.3", "192.0.2.2", "192.0.2.1"};
    static const char *const later[] = {"192.0.2.3", "192.0.2.5", "192.0.2.4", "192.0.2.2",
                                        "192.0.2.1"};
    static const char *const held[] = {"192.0.2.5", "192.0.2.4", "192.0.2.1"};
    put("192.0.2.1", now - 30, now - 30, 0, "");
    put("192.0.2.2", now - 20, now - 20, 0, "");
    put("192.0.2.3", now - 40, now - 40, 0, "T");
    put("192.0.2.4", now - 10, now + 60, 0, "");
    put("192.0.2.5", now - 5, now + 10, 1, "");
    check_due(now, first, COUNT(first));
    assert_int_equal(queue_index_next_due_time(list, false), now + 10);
    assert_int_equal(queue_index_next_due_time(list, true), now + 60);
    check_due(now + 60, later, COUNT(later));
    assert_int_equal(queue_index_next_due_time(list, false), 0);
    /* A client that is held is not on the list, even when the entry changes. */
    queue_index_hold(list, "192.0.2.2");
    queue_index_hold(list, "192.0.2.3");
    put("192.0.2.3", now, now, 0, "T");
    check_due(now + 60, held, COUNT(held));
    queue_index_release(list, "192.0.2.2");
    queue_index_release(list, "192.0.2.3");
    check_due(now + 60, later, COUNT(later));
    /* The list may be walked while clients on it are being held. */
    const struct index_client *client = NULL;
    size_t count = 0;
    while ((client = queue_index_next_due(list, now + 60, client)) != NULL) {
        queue_index_hold(list, client->id);
        count++;
    }
    assert_int_equal(count, COUNT(later));
}

/* When the clock was set back, nobody waits for hours. */
static void a_clock_set_back_makes_them_due(void **state)
{
    (void)state;
    put("192.0.2.1", now, now + 7200, 0, "");
    put("192.0.2.2", now, now + 60, 0, "");
    assert_string_equal(queue_index_next_due(list, now, NULL)->id, "192.0.2.1");
    const struct index_client *first = queue_index_next_due(list, now - 7200, NULL);
    assert_non_null(first);
    assert_non_null(queue_index_next_due(list, now - 7200, first));
}

static void found_by_all_that_is_known(void **state)
{
    (void)state;
    struct entry *entry = waiting("192.0.2.1", now);
    struct addr here = address("192.0.2.1");
    struct addr there = address("2001:db8::1");
    entry->has_guid = true;
    assert_true(guid_parse(UUID, &entry->guid));
    struct guid swapped = guid_swapped(&entry->guid);
    entry->proof_time = now;
    (void)snprintf(entry->key, sizeof entry->key, "%s", KEY);
    (void)snprintf(entry->realm, sizeof entry->realm, "%s", REALM);
    assert_true(entry_add_claim(entry, &there, now, ALERT_PET, true));
    (void)snprintf(entry->file_id, sizeof entry->file_id, UUID);
    assert_true(queue_index_update(list, entry));
    /* A second one with the same key and claim, and one that shows the realm without TLS. */
    assert_true(guid_parse(OTHER, &entry->guid));
    (void)snprintf(entry->file_id, sizeof entry->file_id, OTHER);
    assert_true(queue_index_update(list, entry));
    entry->key[0] = '\0';
    entry->has_guid = false;
    (void)snprintf(entry->file_id, sizeof entry->file_id, "192.0.2.1");
    assert_true(queue_index_update(list, entry));

    const struct index_client *found = queue_index_by_guid(list, &swapped, NULL);
    assert_string_equal(found->id, UUID);
    assert_null(queue_index_by_guid(list, &swapped, found));
    assert_int_equal(found->claim_count, 1);
    assert_true(addr_equal(&found->claims[0].address, &there));
    size_t count = 0;
    for (found = NULL; (found = queue_index_by_address(list, &here, found)) != NULL; count++)
        assert_true(addr_equal(&found->address, &here));
    assert_int_equal(count, 3);
    count = 0;
    for (found = NULL; (found = queue_index_by_claim(list, &there, found)) != NULL; count++)
        continue;
    assert_int_equal(count, 3);
    count = 0;
    for (found = NULL; (found = queue_index_by_key(list, KEY, REALM, found)) != NULL; count++)
        assert_string_equal(found->key, KEY);
    assert_int_equal(count, 2);
    found = queue_index_by_key(list, "", REALM, NULL);
    assert_string_equal(found->id, "192.0.2.1");
    assert_null(queue_index_by_key(list, "", REALM, found));
    assert_null(queue_index_by_key(list, "", "", NULL));
    assert_null(queue_index_by_address(list, &there, NULL));
    count = 0;
    for (found = NULL; (found = queue_index_next(list, found)) != NULL; count++)
        continue;
    assert_int_equal(count, 3);
    /* A client that never answered shows nothing. */
    entry = waiting("192.0.2.1", now);
    (void)snprintf(entry->realm, sizeof entry->realm, "%s", REALM);
    (void)snprintf(entry->file_id, sizeof entry->file_id, "192.0.2.1");
    assert_true(queue_index_update(list, entry));
    assert_null(queue_index_by_key(list, "", REALM, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_follows_the_directory, start, tear_down),
        cmocka_unit_test_setup_teardown(what_is_asked_for_is_told, start, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_is_not_there, start, tear_down),
        cmocka_unit_test_setup_teardown(own_writes_are_not_undone, start, tear_down),
        cmocka_unit_test_setup_teardown(due_are_tickets_then_the_newest, start, tear_down),
        cmocka_unit_test_setup_teardown(a_clock_set_back_makes_them_due, start, tear_down),
        cmocka_unit_test_setup_teardown(found_by_all_that_is_known, start, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
