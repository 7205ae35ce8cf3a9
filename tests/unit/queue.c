/* The queue on the disk: whose files count, which entry an alert belongs to, joining, restoring. */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support_queue_db/queue.h"
#include "support_queue_db/queue_ask.h"
#include "support_queue_db/queue_file.h"
#include "support_queue_db/queue_proved.h"
#include "tests/unit/scratch_queue.h"

#define NOW   1795434000
#define UUID  "5afe0016-c0de-4a11-8bad-000000000001"
#define OTHER "5afe0016-c0de-4a11-8bad-000000000002"
#define KEY   "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

static struct addr address(const char *text)
{
    struct addr addr;
    assert_true(addr_parse(text, &addr));
    return addr;
}

static int start(void **state)
{
    (void)state;
    struct err e;
    return scratch_queue_open() && queue_begin(queue, NOW, 1000, &e) == ERR_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    queue_end(queue);
    return scratch_queue_remove();
}

static const char *path(const char *name)
{
    static char text[400];
    (void)snprintf(text, sizeof text, "%s/queue/%.300s", scratch, name);
    return text;
}

static bool is_there(const char *name)
{
    return access(path(name), F_OK) == 0;
}

/* A client for which AMT answered at this address. */
static void make(struct entry *entry, const char *uuid, const char *from, const char *ticket)
{
    struct err e;
    entry_init(entry);
    entry->address = address(from);
    entry->has_guid = uuid[0] != '\0';
    if (entry->has_guid)
        assert_true(guid_parse(uuid, &entry->guid));
    entry_set_state(entry, ENTRY_ANSWERED, "", NOW);
    entry->proof_time = NOW;
    entry->first_call = entry->last_call = entry->last_seen = NOW;
    entry->calls = 1;
    if (ticket[0] != '\0')
        entry_set_ticket(entry, ticket, "eve", NOW);
    (void)snprintf(entry->key, sizeof entry->key, "%s", KEY);
    assert_int_equal(entry_set_fact(entry, FACT_SERIAL, "S1", &e), ERR_OK);
}

static void save(struct entry *entry)
{
    struct err e;
    if (queue_save(queue, entry, &e) != ERR_OK)
        fail_msg("%s", e.text);
}

static void what_is_proved_comes_back(void **state)
{
    (void)state;
    struct entry entry;
    struct proved proved;
    struct stat st;
    struct err e;
    make(&entry, UUID, "192.0.2.1", "");
    save(&entry);
    assert_int_equal(queue_proved_read(queue, UUID, &proved, &e), ERR_NOHOST);
    assert_int_equal(queue_proved_write(queue, UUID, &entry, entry_fact(&entry, FACT_SERIAL), &e),
                     ERR_OK);
    assert_int_equal(queue_proved_read(queue, UUID, &proved, &e), ERR_OK);
    assert_true(proved_is_of(&proved, &entry));
    assert_int_equal(proved.state, ENTRY_ANSWERED);
    assert_int_equal(proved.proof, PROOF_NONE);
    assert_int_equal(proved.when, NOW);
    assert_string_equal(proved.key, KEY);
    assert_string_equal(proved.serial, "S1");
    assert_int_equal(stat(path("proved"), &st), 0);
    assert_int_equal(st.st_mode & 0027, 0);
    assert_int_equal(stat(path("proved/" UUID ".xml"), &st), 0);
    assert_int_equal(st.st_mode & 0037, 0);
    /* another answer, address or machine than the one the entry is based on */
    entry.proof_time++;
    assert_false(proved_is_of(&proved, &entry));
    entry.proof_time--;
    entry.address = address("192.0.2.2");
    assert_false(proved_is_of(&proved, &entry));
    entry.address = address("192.0.2.1");
    entry.guid.raw[0] ^= 1;
    assert_false(proved_is_of(&proved, &entry));
    assert_int_equal(
        queue_proved_write(queue, "../" UUID, &entry, entry_fact(&entry, FACT_SERIAL), &e),
        ERR_INTERNAL);
    assert_int_equal(queue_proved_read(queue, "../" UUID, &proved, &e), ERR_NOHOST);
    entry_free(&entry);
}

static int chmod_path(const char *name, mode_t mode)
{
    return chmod(path(name), mode);
}

static void only_what_nobody_else_can_write_counts(void **state)
{
    (void)state;
    static const char file[] = "proved/" UUID ".xml";
    char kept[400];
    struct entry entry;
    struct proved proved;
    struct err e;
    make(&entry, UUID, "192.0.2.1", "");
    assert_int_equal(queue_proved_write(queue, UUID, &entry, entry_fact(&entry, FACT_SERIAL), &e),
                     ERR_OK);

    assert_int_equal(chmod_path(file, 0660), 0);
    assert_int_equal(queue_proved_read(queue, UUID, &proved, &e), ERR_DATA);
    assert_int_equal(chmod_path(file, 0642), 0);
    assert_int_equal(queue_proved_read(queue, UUID, &proved, &e), ERR_DATA);
    assert_int_equal(chmod_path(file, 0640), 0);
    assert_int_equal(chmod_path("proved", 0770), 0);
    assert_int_equal(queue_proved_read(queue, UUID, &proved, &e), ERR_DATA);
    assert_int_equal(queue_proved_write(queue, UUID, &entry, entry_fact(&entry, FACT_SERIAL), &e),
                     ERR_CANTCREAT);
    assert_int_equal(chmod_path("proved", 0750), 0);
    assert_int_equal(queue_proved_read(queue, UUID, &proved, &e), ERR_OK);

    /* another's proof under this name, a second name, a link */
    (void)snprintf(kept, sizeof kept, "%s", path(file));
    assert_int_equal(rename(kept, path("proved/" OTHER ".xml")), 0);
    assert_int_equal(queue_proved_read(queue, OTHER, &proved, &e), ERR_DATA);
    assert_int_equal(link(path("proved/" OTHER ".xml"), kept), 0);
    assert_int_equal(queue_proved_read(queue, UUID, &proved, &e), ERR_DATA);
    assert_int_equal(unlink(kept), 0);
    assert_int_equal(symlink(OTHER ".xml", kept), 0);
    assert_int_equal(queue_proved_read(queue, UUID, &proved, &e), ERR_DATA);
    assert_int_equal(unlink(kept), 0);
    assert_int_equal(mkfifo(kept, 0640), 0);
    assert_int_equal(queue_proved_read(queue, UUID, &proved, &e), ERR_DATA);
    assert_int_equal(unlink(kept), 0);

    /* the whole directory is a link */
    (void)snprintf(kept, sizeof kept, "%s", path("proved"));
    assert_int_equal(rename(kept, path("elsewhere")), 0);
    assert_int_equal(symlink("elsewhere", kept), 0);
    assert_int_equal(queue_proved_read(queue, OTHER, &proved, &e), ERR_DATA);
    entry_free(&entry);
}

static void what_others_own_does_not_count(void **state)
{
    (void)state;
    enum { NOBODY = 65534 };
    struct entry entry;
    struct proved proved;
    struct addr asked;
    char by[ENTRY_USER_SIZE];
    struct err e;
    if (geteuid() != 0)
        return; /* not skip(), which some versions of cmocka print as a failure */
    make(&entry, UUID, "192.0.2.1", "");
    assert_int_equal(queue_proved_write(queue, UUID, &entry, entry_fact(&entry, FACT_SERIAL), &e),
                     ERR_OK);
    assert_int_equal(chown(path("proved/" UUID ".xml"), NOBODY, (gid_t)-1), 0);
    assert_int_equal(queue_proved_read(queue, UUID, &proved, &e), ERR_DATA);
    assert_int_equal(chown(path("proved/" UUID ".xml"), 0, (gid_t)-1), 0);
    assert_int_equal(chown(path("proved"), NOBODY, (gid_t)-1), 0);
    assert_int_equal(queue_proved_read(queue, UUID, &proved, &e), ERR_DATA);

    assert_int_equal(queue_ask_add(queue, UUID, &entry.address, &e), ERR_OK);
    assert_int_equal(chown(path("ask/" UUID), NOBODY, (gid_t)-1), 0);
    assert_false(queue_ask_take(queue, UUID, &asked, by));
    /* tmp/, to which the whole group may write, in place of ask/ */
    char name[400];
    (void)snprintf(name, sizeof name, "%s", path("ask"));
    assert_int_equal(chmod(name, 02770), 0);
    assert_int_equal(chown(name, 0, NOBODY), 0);
    assert_int_equal(queue_ask_add(queue, UUID, &entry.address, &e), ERR_CANTCREAT);
    assert_int_equal(rmdir(name), 0);
    /* and in a queue that a group may write to neither is made */
    assert_int_equal(chown(path(""), 0, NOBODY), 0);
    assert_int_equal(queue_ask_add(queue, UUID, &entry.address, &e), ERR_CANTCREAT);
    assert_holds(e.text, "install -d");
    assert_holds(e.text, "/queue/ask");
    entry_free(&entry);
}

static void an_asking_is_taken_once(void **state)
{
    (void)state;
    const struct addr seen = address("192.0.2.1");
    const struct passwd *me = getpwuid(geteuid());
    struct addr asked;
    char by[ENTRY_USER_SIZE];
    char id[QUEUE_ID_SIZE];
    struct err e;
    assert_false(queue_ask_is_there(queue, UUID));
    assert_false(queue_ask_take(queue, UUID, &asked, by));
    assert_int_equal(queue_ask_add(queue, UUID, &seen, &e), ERR_OK);
    assert_true(queue_ask_is_there(queue, UUID));
    assert_false(queue_ask_is_there(queue, OTHER));
    assert_true(queue_ask_take(queue, UUID, &asked, by));
    assert_true(addr_equal(&asked, &seen));
    if (me != NULL)
        assert_string_equal(by, me->pw_name);
    assert_false(queue_ask_is_there(queue, UUID));
    assert_false(queue_ask_take(queue, UUID, &asked, by));
    assert_true(queue_ask_parse_name(UUID, id));
    assert_true(queue_ask_parse_name("fe80--1%eth0", id));
    assert_string_equal(id, "fe80--1%eth0");
    assert_false(queue_ask_parse_name(UUID ".confirmed", id));
    assert_false(queue_ask_parse_name("new-17", id));
    assert_false(queue_ask_parse_name("..", id));
    assert_int_equal(queue_ask_add(queue, "../x", &seen, &e), ERR_INTERNAL);
}

static void a_confirmation_is_of_one_stay(void **state)
{
    (void)state;
    struct confirmed confirmed = {.state = ENTRY_ANSWERED, .when = NOW + 60};
    struct confirmed again;
    struct entry entry;
    struct err e;
    make(&entry, UUID, "192.0.2.1", "");
    save(&entry);
    confirmed.address = entry.address;
    (void)snprintf(confirmed.serial, sizeof confirmed.serial, "S1");
    (void)snprintf(confirmed.key, sizeof confirmed.key, "%s", KEY);
    assert_int_equal(queue_confirmed_read(queue, UUID, &again, &e), ERR_NOHOST);
    assert_int_equal(queue_confirmed_write(queue, UUID, &confirmed, &e), ERR_OK);
    assert_int_equal(queue_confirmed_read(queue, UUID, &again, &e), ERR_OK);
    assert_true(addr_equal(&again.address, &entry.address));
    assert_string_equal(again.serial, "S1");
    assert_string_equal(again.key, KEY);
    assert_int_equal(again.state, ENTRY_ANSWERED);
    assert_int_equal(again.when, NOW + 60);
    assert_string_not_equal(again.by, "");
    assert_true(confirmed_is_of(&again, &entry));
    entry.first_call = NOW + 61; /* the next entry of this client */
    assert_false(confirmed_is_of(&again, &entry));
    entry.first_call = NOW;
    entry.state_time = NOW + 61; /* restored, or another machine was there meanwhile */
    assert_false(confirmed_is_of(&again, &entry));

    /* and a client that leaves the queue takes all of it along */
    assert_int_equal(queue_proved_write(queue, UUID, &entry, entry_fact(&entry, FACT_SERIAL), &e),
                     ERR_OK);
    assert_int_equal(queue_ask_add(queue, UUID, &entry.address, &e), ERR_OK);
    assert_int_equal(queue_remove(queue, UUID, "deleted", NOW, NULL, &e), ERR_OK);
    assert_false(is_there("ask/" UUID));
    assert_false(is_there("ask/" UUID ".confirmed"));
    assert_false(is_there("proved/" UUID ".xml"));
    entry_free(&entry);
}

/* Two machines with one UUID, one without any, and which of them sent an alert. */
static void an_alert_finds_its_entry(void **state)
{
    (void)state;
    static const struct {
        const char *uuid, *from, *id; /* id "": none */
    } rows[] = {
        {UUID, "192.0.2.1", UUID},
        {UUID, "192.0.2.2", "192.0.2.2"},
        {UUID, "192.0.2.9", UUID},
        {"", "192.0.2.2", "192.0.2.2"},
        {"", "192.0.2.1", ""},
        {OTHER, "192.0.2.2", ""},
        {OTHER, "192.0.2.3", ""},
        {"", "192.0.2.3", "192.0.2.3"},
        {OTHER, "192.0.2.4", "192.0.2.4"},
        {UUID, "192.0.2.4", UUID},
        {"1600fe5a-dec0-114a-8bad-000000000001", "192.0.2.2", "192.0.2.2"},
    };
    struct entry entry;
    struct err e;
    make(&entry, UUID, "192.0.2.1", "");
    entry.shares_uuid = true;
    memcpy(entry.file_id, UUID, sizeof UUID);
    save(&entry);
    entry_free(&entry);
    make(&entry, UUID, "192.0.2.2", "");
    entry.shares_uuid = true;
    save(&entry);
    assert_string_equal(entry.file_id, "192.0.2.2");
    entry_free(&entry);
    make(&entry, "", "192.0.2.3", ""); /* it has answered, and has no UUID of its own */
    save(&entry);
    entry_free(&entry);
    make(&entry, "", "192.0.2.4", ""); /* it never answered */
    entry.proof_time = 0;
    save(&entry);
    entry_free(&entry);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct alert alert = {.has_guid = rows[i].uuid[0] != '\0',
                              .address = address(rows[i].from)};
        if (alert.has_guid)
            assert_true(guid_parse(rows[i].uuid, &alert.guid));
        enum err_code code = queue_find(queue, &alert, NOW, &entry, &e);
        if (code != (rows[i].id[0] != '\0' ? ERR_OK : ERR_NOHOST) ||
            strcmp(entry.file_id, rows[i].id) != 0)
            fail_msg("row %zu: %d '%s'", i, code, entry.file_id);
        entry_free(&entry);
    }
}

static void no_save_takes_the_place_of_another(void **state)
{
    (void)state;
    struct entry by_uuid;
    struct entry by_address;
    struct err e;
    make(&by_uuid, UUID, "192.0.2.1", "T-1");
    save(&by_uuid);
    make(&by_address, "", "192.0.2.2", "");
    save(&by_address);
    by_address.has_guid = true;
    by_address.guid = by_uuid.guid;
    assert_int_equal(queue_save(queue, &by_address, &e), ERR_CANTCREAT);
    assert_holds(e.text, UUID);
    entry_free(&by_address);
    assert_int_equal(queue_load(queue, "192.0.2.2", &by_address, &e), ERR_OK);
    entry_free(&by_address);
    entry_free(&by_uuid);
    assert_int_equal(queue_load(queue, UUID, &by_uuid, &e), ERR_OK);
    assert_string_equal(by_uuid.ticket, "T-1");
    entry_free(&by_uuid);
}

static void two_entries_of_one_machine_are_joined(void **state)
{
    (void)state;
    static const struct {
        const char *first, *second; /* tickets of the entries by UUID and by address */
        bool into_uuid, joined;
        const char *ticket;
    } rows[] = {
        {"", "", true, true, ""},
        {"", "", false, true, ""},
        {"T-1", "", false, true, "T-1"},
        {"", "T-2", true, true, "T-2"},
        {"T-1", "T-1", false, true, "T-1"},
        {"T-1", "T-2", true, false, "T-1"},
        {"T-1", "T-2", false, false, "T-1"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct entry by_uuid;
        struct entry by_address;
        struct err e;
        bool joined;
        make(&by_uuid, UUID, "192.0.2.1", rows[i].first);
        by_uuid.claims[by_uuid.claim_count++] =
            (struct entry_claim){.address = address("192.0.2.7"), .when = NOW, .calls = 1};
        (void)snprintf(by_uuid.confirmed_by, sizeof by_uuid.confirmed_by, "eve");
        make(&by_address, "", "192.0.2.2", rows[i].second);
        save(&by_uuid);
        save(&by_address);
        by_address.has_guid = true; /* AMT reported it */
        by_address.guid = by_uuid.guid;
        struct entry *into = rows[i].into_uuid ? &by_uuid : &by_address;
        const char *from = rows[i].into_uuid ? "192.0.2.2" : UUID;
        assert_int_equal(queue_proved_write(queue, from, into, entry_fact(into, FACT_SERIAL), &e),
                         ERR_OK);
        assert_int_equal(queue_merge(queue, into, from, &joined, &e), ERR_OK);
        if (joined != rows[i].joined || is_there("192.0.2.2.xml") == rows[i].joined ||
            !is_there(UUID ".xml"))
            fail_msg("row %zu", i);
        entry_free(&by_uuid);
        entry_free(&by_address);
        assert_int_equal(queue_load(queue, UUID, &by_uuid, &e), ERR_OK);
        assert_string_equal(by_uuid.ticket, rows[i].ticket);
        assert_int_equal(by_uuid.calls, joined ? 2 : 1);
        assert_int_equal(by_uuid.claim_count, 1);
        assert_string_equal(by_uuid.confirmed_by, joined ? "" : "eve");
        assert_string_equal(by_uuid.same_as, joined ? "" : "192.0.2.2");
        struct addr home = address(rows[i].into_uuid || !joined ? "192.0.2.1" : "192.0.2.2");
        assert_true(addr_equal(&by_uuid.address, &home));
        if (joined) {
            assert_false(is_there("proved/192.0.2.2.xml"));
        } else {
            assert_int_equal(queue_load(queue, "192.0.2.2", &by_address, &e), ERR_OK);
            assert_string_equal(by_address.same_as, UUID);
            assert_string_equal(by_address.ticket, "T-2");
            entry_free(&by_address);
            assert_int_equal(unlink(path("192.0.2.2.xml")), 0);
        }
        entry_free(&by_uuid);
        assert_int_equal(unlink(path(UUID ".xml")), 0);
    }
}

static void what_is_restored_begins_anew(void **state)
{
    (void)state;
    struct entry entry;
    struct err e;
    char archived[QUEUE_ARCHIVE_NAME_SIZE];
    char name[400];
    make(&entry, UUID, "192.0.2.1", "T-1");
    entry.claims[entry.claim_count++] =
        (struct entry_claim){.address = address("192.0.2.7"), .when = NOW, .calls = 1};
    (void)snprintf(entry.confirmed_by, sizeof entry.confirmed_by, "eve");
    save(&entry);
    assert_int_equal(queue_remove(queue, UUID, "deleted", NOW, archived, &e), ERR_OK);
    assert_int_equal(queue_restore(queue, archived, UUID, &e), ERR_OK);
    entry_free(&entry);
    assert_int_equal(queue_load(queue, UUID, &entry, &e), ERR_OK);
    assert_int_equal(entry.state, ENTRY_WAITING);
    assert_int_equal(entry.ask_since, NOW);
    assert_false(entry_has_answered(&entry));
    assert_int_equal(entry.claim_count, 0);
    assert_string_equal(entry.confirmed_by, "");
    assert_string_equal(entry.ticket, "T-1");
    assert_string_equal(entry_fact(&entry, FACT_SERIAL), "S1");
    (void)snprintf(name, sizeof name, "archive/%s", archived);
    assert_false(is_there(name));
    /* and not over one that called since */
    assert_int_equal(queue_remove(queue, UUID, "deleted", NOW, archived, &e), ERR_OK);
    entry.file_id[0] = '\0';
    save(&entry);
    assert_int_equal(queue_restore(queue, archived, UUID, &e), ERR_CANTCREAT);
    (void)snprintf(name, sizeof name, "archive/%s", archived);
    assert_true(is_there(name));
    entry_free(&entry);
}

static void a_link_up_that_is_long_ago_goes_with_the_next_write(void **state)
{
    (void)state;
    struct entry entry;
    make(&entry, UUID, "192.0.2.1", "");
    entry.claims[entry.claim_count++] =
        (struct entry_claim){.address = address("192.0.2.7"), .when = NOW - 600};
    entry.claims[entry.claim_count++] =
        (struct entry_claim){.address = address("192.0.2.8"), .when = NOW - 599};
    save(&entry);
    assert_int_equal(entry.claim_count, 1);
    entry_free(&entry);
}

/* proved/ has no set-group-ID bit: what fcfh-identify writes there when run by hand is for
 * technicians, too. */
static void a_file_is_for_its_directorys_group(void **state)
{
    (void)state;
    struct err e;
    struct stat st;
    if (geteuid() != 0)
        return; /* not skip(), which some versions of cmocka print as a failure */
    int dir = open(scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(dir >= 0);
    assert_int_equal(fchown(dir, 0, 12345), 0);
    assert_int_equal(fchmod(dir, 0750), 0);
    assert_int_equal(queue_file_write(dir, "new", dir, "file", 0640, "x", 1, &e), ERR_OK);
    assert_int_equal(fstatat(dir, "file", &st, 0), 0);
    assert_int_equal(st.st_gid, 12345);
    assert_int_equal(st.st_mode & 07777, 0640);
    assert_int_equal(unlinkat(dir, "file", 0), 0);
    (void)close(dir);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, start, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_proved_comes_back),
        TEST(only_what_nobody_else_can_write_counts),
        TEST(what_others_own_does_not_count),
        TEST(a_file_is_for_its_directorys_group),
        TEST(an_asking_is_taken_once),
        TEST(a_confirmation_is_of_one_stay),
        TEST(an_alert_finds_its_entry),
        TEST(no_save_takes_the_place_of_another),
        TEST(two_entries_of_one_machine_are_joined),
        TEST(what_is_restored_begins_anew),
        TEST(a_link_up_that_is_long_ago_goes_with_the_next_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
