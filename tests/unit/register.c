/* The register on the disk: what is written can be read, and what changes it under which policy. */
#include "common/amt/register_write.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/amt/register_dir.h"
#include "tests/unit/unit.h"

#define NOW     time(NULL)
#define ONE     "4c4c4544-0050-5910-8043-b2c04f333358"
#define TWO     "11111111-2222-3333-4444-555555555555"
#define MANY    "03000200-0400-0500-0006-000700080009"
#define KEY_A   "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
#define KEY_B   "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define KEY_C   "sha256//BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA="
#define REALM_A "Digest:0123456789ABCDEF0123456789ABCDEF"
#define REALM_B "Digest:FEDCBA9876543210FEDCBA9876543210"

#define TEMPLATE "/tmp/fcfh-register.XXXXXX"

static char directory[sizeof TEMPLATE] = TEMPLATE;

static void empty(void)
{
    char command[128];
    (void)snprintf(command, sizeof command, "exec rm -rf %s/*", directory);
    assert_int_equal(system(command), 0);
}

/* NULL means that it is not known; without a key there is no TLS. */
struct machine {
    const char *uuid, *realm, *key, *serial, *name;
    long age; /* since it was learned, in seconds */
};

static struct register_client client_of(const struct machine *m)
{
    struct register_client client = {.learned = NOW - m->age};
    assert_true(guid_parse(m->uuid, &client.guid));
    (void)snprintf(client.realm, sizeof client.realm, "%s", m->realm != NULL ? m->realm : "");
    if (m->key != NULL) {
        client.has_tls = true;
        client.tls_since = client.learned;
        (void)snprintf(client.tls_version, sizeof client.tls_version, "1.2");
        (void)snprintf(client.keys[client.key_count++], TLS_KEY_SIZE, "%s", m->key);
    }
    (void)snprintf(client.serial, sizeof client.serial, "%s", m->serial != NULL ? m->serial : "");
    if (m->name != NULL)
        (void)snprintf(client.names[client.name_count++], TEXT_VALUE_SIZE, "%s", m->name);
    (void)snprintf(client.learned_from, sizeof client.learned_from, "10.0.0.5");
    (void)snprintf(client.learned_by, sizeof client.learned_by, "root");
    return client;
}

static struct register_note put(const struct machine *m, struct register_policy policy)
{
    struct register_note note;
    struct err e;
    const struct register_client client = client_of(m);
    if (register_write(directory, &client, &policy, &note, &e) != ERR_OK)
        fail_msg("%s", e.text);
    return note;
}

static struct client_register *open_register(void)
{
    struct client_register *reg;
    struct err e;
    assert_int_equal(register_open(&reg, directory, &e), ERR_OK);
    assert_string_equal(register_error(reg), "");
    assert_null(register_bad_file(reg, 0));
    return reg;
}

static const struct register_policy setup = {.source = REGISTER_SETUP};

static void all_that_is_known_comes_back(void **state)
{
    (void)state;
    struct register_note note;
    struct err e;
    empty();
    struct register_client client =
        client_of(&(struct machine){ONE, REALM_A, KEY_A, "4711 \"<&>", "PC-1.corp.Example.", 60});
    (void)snprintf(client.keys[client.key_count++], TLS_KEY_SIZE, KEY_B);
    (void)snprintf(client.names[client.name_count++], TEXT_VALUE_SIZE, "pc-1.CORP.example");
    (void)snprintf(client.names[client.name_count++], TEXT_VALUE_SIZE, "pc-1");
    (void)snprintf(client.names[client.name_count++], TEXT_VALUE_SIZE, "not a name");
    (void)snprintf(client.make, sizeof client.make, "J\xc3\xbcrgen & S\x01hne");
    (void)snprintf(client.model, sizeof client.model, "Desk\n700");
    (void)snprintf(client.amt_version, sizeof client.amt_version, "16.1.25");
    assert_int_equal(register_write(directory, &client, &setup, &note, &e), ERR_OK);
    assert_int_equal(note.result, REGISTER_ADDED);
    assert_string_equal(note.text, "");

    struct client_register *reg = open_register();
    assert_int_equal(register_count(reg), 1);
    const struct register_client *found = register_at(reg, 0);
    assert_true(guid_equal(&found->guid, &client.guid));
    assert_int_equal(found->number, 1);
    assert_string_equal(found->realm, REALM_A);
    assert_true(found->has_tls);
    assert_string_equal(found->tls_version, "1.2");
    assert_int_equal(found->tls_since, client.tls_since);
    assert_int_equal(found->key_count, 2);
    assert_string_equal(found->keys[0], KEY_A);
    assert_string_equal(found->keys[1], KEY_B);
    assert_string_equal(found->serial, "4711 \"<&>");
    assert_int_equal(found->name_count, 2);
    assert_string_equal(found->names[0], "pc-1.corp.example");
    assert_string_equal(found->names[1], "pc-1");
    assert_string_equal(found->make, "J\xc3\xbcrgen & S\xef\xbf\xbdhne");
    assert_string_equal(found->model, "Desk 700");
    assert_string_equal(found->amt_version, "16.1.25");
    assert_int_equal(found->learned, client.learned);
    assert_int_equal(register_newest(reg), client.learned);
    assert_string_equal(found->learned_from, "10.0.0.5");
    assert_string_equal(found->learned_by, "root");

    /* Looks it up by whatever is known of it. */
    const struct guid other_order = guid_swapped(&client.guid);
    size_t at = 0;
    assert_ptr_equal(register_by_guid(reg, &client.guid, &at), found);
    assert_null(register_by_guid(reg, &client.guid, &at));
    at = 0;
    assert_ptr_equal(register_by_guid(reg, &other_order, &at), found);
    at = 0;
    assert_ptr_equal(register_by_key(reg, KEY_B, &at), found);
    at = 0;
    assert_ptr_equal(register_by_realm(reg, REALM_A, &at), found);
    at = 0;
    assert_ptr_equal(register_by_serial(reg, "4711 \"<&>", &at), found);
    at = 0;
    assert_ptr_equal(register_by_name(reg, "PC-1.corp.example", &at), found);
    assert_null(register_by_name(reg, "PC-1.corp.example", &at));
    at = 0;
    assert_null(register_by_name(reg, "pc-2.corp.example", &at));
    assert_null(register_by_realm(reg, REALM_B, &at));
    assert_null(register_by_realm(reg, "", &at));
    assert_null(register_by_serial(reg, "", &at));
    assert_true(register_key_is_unique(reg, KEY_A));
    assert_true(register_name_is_unique(reg, "pc-1"));
    assert_false(register_name_is_unique(reg, "pc-2"));
    register_close(reg);
}

static void rules(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        struct machine known; /* in the register before, by its setup */
        struct machine seen;
        struct register_policy policy;
        enum register_result result;
        const char *text; /* a part of what is reported; "": nothing is */
        size_t count;     /* records afterwards */
        const char *key;  /* of the machine's record afterwards */
    } rows[] = {
        {"the same again",
         {ONE, REALM_A, KEY_A, "S1", "pc-1", 9},
         {ONE, REALM_A, KEY_A, "S1", "pc-1", 0},
         {REGISTER_SETUP, false, false},
         REGISTER_UNCHANGED,
         "",
         1,
         KEY_A},
        {"another name",
         {ONE, REALM_A, KEY_A, "S1", "pc-1", 9},
         {ONE, REALM_A, KEY_A, "S1", "pc-2", 0},
         {REGISTER_CHECK, false, false},
         REGISTER_UPDATED,
         "",
         1,
         KEY_A},
        {"a first key, by --check",
         {ONE, REALM_A, NULL, "S1", NULL, 9},
         {ONE, REALM_A, KEY_A, "S1", NULL, 0},
         {REGISTER_CHECK, false, false},
         REGISTER_UPDATED,
         "",
         1,
         KEY_A},
        {"a first key, with another realm",
         {ONE, REALM_A, NULL, "S1", NULL, 9},
         {ONE, REALM_B, KEY_A, "S1", NULL, 0},
         {REGISTER_LEARN, false, false},
         REGISTER_REFUSED,
         "realm",
         1,
         NULL},
        {"another key, by --check",
         {ONE, REALM_A, KEY_A, "S1", NULL, 9},
         {ONE, REALM_A, KEY_B, "S1", NULL, 0},
         {REGISTER_CHECK, false, false},
         REGISTER_REFUSED,
         "--accept-key",
         1,
         KEY_A},
        {"another key, by setup",
         {ONE, REALM_A, KEY_A, NULL, NULL, 9},
         {ONE, REALM_A, KEY_B, NULL, NULL, 0},
         {REGISTER_SETUP, false, false},
         REGISTER_REFUSED,
         "its key is " KEY_B,
         1,
         KEY_A},
        {"another key, accepted",
         {ONE, REALM_A, KEY_A, "S1", NULL, 9},
         {ONE, REALM_B, KEY_B, "S1", NULL, 0},
         {REGISTER_SETUP, true, false},
         REGISTER_UPDATED,
         "",
         1,
         KEY_B},
        {"another key, serial number not told",
         {ONE, REALM_A, KEY_A, "S1", NULL, 9},
         {ONE, REALM_A, KEY_B, NULL, NULL, 0},
         {REGISTER_LEARN, false, false},
         REGISTER_REFUSED,
         "key",
         1,
         KEY_A},
        {"its key with another realm",
         {ONE, REALM_A, KEY_A, "S1", NULL, 9},
         {ONE, REALM_B, KEY_A, "S1", NULL, 0},
         {REGISTER_SETUP, false, false},
         REGISTER_REFUSED,
         "its realm is " REALM_B,
         1,
         KEY_A},
        {"another realm without TLS",
         {ONE, REALM_A, NULL, "S1", NULL, 9},
         {ONE, REALM_B, NULL, "S1", NULL, 0},
         {REGISTER_SETUP, false, false},
         REGISTER_REFUSED,
         "--accept-key",
         1,
         NULL},
        {"another realm, accepted",
         {ONE, REALM_A, NULL, "S1", NULL, 9},
         {ONE, REALM_B, NULL, "S1", NULL, 0},
         {REGISTER_SETUP, true, false},
         REGISTER_UPDATED,
         "",
         1,
         NULL},
        {"TLS is gone",
         {ONE, REALM_A, KEY_A, "S1", NULL, 9},
         {ONE, REALM_A, NULL, "S1", NULL, 0},
         {REGISTER_SETUP, false, false},
         REGISTER_REFUSED,
         "--accept-key --plain",
         1,
         KEY_A},
        {"TLS is gone, only the key accepted",
         {ONE, REALM_A, KEY_A, "S1", NULL, 9},
         {ONE, REALM_A, NULL, "S1", NULL, 0},
         {REGISTER_SETUP, true, false},
         REGISTER_REFUSED,
         "no TLS",
         1,
         KEY_A},
        {"TLS is gone, plain alone",
         {ONE, REALM_A, KEY_A, "S1", NULL, 9},
         {ONE, REALM_A, NULL, "S1", NULL, 0},
         {REGISTER_SETUP, false, true},
         REGISTER_REFUSED,
         "no TLS",
         1,
         KEY_A},
        {"TLS is taken away",
         {ONE, REALM_A, KEY_A, "S1", NULL, 9},
         {ONE, REALM_A, NULL, "S1", NULL, 0},
         {REGISTER_SETUP, true, true},
         REGISTER_UPDATED,
         "",
         1,
         NULL},
        {"another serial number",
         {ONE, REALM_A, KEY_A, "S1", NULL, 9},
         {ONE, REALM_B, KEY_B, "S2", NULL, 0},
         {REGISTER_SETUP, false, false},
         REGISTER_ADDED,
         "another machine with this UUID",
         2,
         KEY_A},
        {"another serial number, its key",
         {ONE, REALM_A, KEY_A, "S1", NULL, 9},
         {ONE, REALM_A, KEY_A, "S2", NULL, 0},
         {REGISTER_SETUP, false, false},
         REGISTER_UPDATED,
         "serial number was S1",
         1,
         KEY_A},
        {"placeholders are no other serial number",
         {ONE, REALM_A, KEY_A, "Default string", NULL, 9},
         {ONE, REALM_A, KEY_B, "To Be Filled By O.E.M.", NULL, 0},
         {REGISTER_SETUP, false, false},
         REGISTER_REFUSED,
         "key",
         1,
         KEY_A},
        {"nor the same",
         {ONE, REALM_A, KEY_A, "0000000", NULL, 9},
         {TWO, REALM_B, KEY_B, "0000000", NULL, 0},
         {REGISTER_SETUP, false, false},
         REGISTER_ADDED,
         "",
         2,
         KEY_A},
        {"a UUID that many have",
         {MANY, REALM_A, KEY_A, "None", NULL, 9},
         {MANY, REALM_B, KEY_B, "None", NULL, 0},
         {REGISTER_SETUP, false, false},
         REGISTER_ADDED,
         "another machine with this UUID",
         2,
         KEY_A},
        {"a realm again, over TLS",
         {ONE, REALM_A, KEY_A, "S1", NULL, 9},
         {TWO, REALM_A, KEY_B, "S2", NULL, 0},
         {REGISTER_SETUP, false, false},
         REGISTER_ADDED,
         ONE " has the same realm",
         2,
         KEY_A},
        {"a realm again, without TLS",
         {ONE, REALM_A, KEY_A, "S1", NULL, 9},
         {TWO, REALM_A, NULL, "S2", NULL, 0},
         {REGISTER_SETUP, true, true},
         REGISTER_REFUSED,
         "forget " ONE,
         1,
         KEY_A},
        {"a key again",
         {ONE, REALM_A, KEY_A, "S1", NULL, 9},
         {TWO, REALM_B, KEY_A, "S2", NULL, 0},
         {REGISTER_SETUP, false, false},
         REGISTER_ADDED,
         ONE " has the same key",
         2,
         KEY_A},
        {"a serial number again",
         {ONE, REALM_A, KEY_A, "S1", NULL, 9},
         {TWO, REALM_B, KEY_B, "S1", NULL, 0},
         {REGISTER_SETUP, false, false},
         REGISTER_ADDED,
         "forget " ONE,
         2,
         KEY_A},
        {"a name again",
         {ONE, REALM_A, KEY_A, "S1", "pc-1", 9},
         {TWO, REALM_B, KEY_B, "S2", "PC-1.", 0},
         {REGISTER_SETUP, false, false},
         REGISTER_ADDED,
         "same name; was it replaced?",
         2,
         KEY_A},
        {"--check takes nobody in",
         {ONE, REALM_A, KEY_A, "S1", NULL, 9},
         {TWO, REALM_B, KEY_B, "S2", NULL, 0},
         {REGISTER_CHECK, false, false},
         REGISTER_MISSING,
         "--learn",
         1,
         KEY_A},
        {"neither key nor realm",
         {ONE, REALM_A, KEY_A, "S1", NULL, 9},
         {TWO, "Digest:short", NULL, "S2", NULL, 0},
         {REGISTER_SETUP, true, true},
         REGISTER_REFUSED,
         "neither a key nor a realm",
         1,
         KEY_A},
        {"import of the new",
         {ONE, REALM_A, KEY_A, "S1", "pc-1", 9},
         {ONE, REALM_A, KEY_A, "S1", "pc-2", 5},
         {REGISTER_IMPORT, false, false},
         REGISTER_UPDATED,
         "",
         1,
         KEY_A},
        {"import of the old",
         {ONE, REALM_A, KEY_A, "S1", "pc-1", 9},
         {ONE, REALM_A, KEY_A, "S1", "pc-2", 15},
         {REGISTER_IMPORT, false, false},
         REGISTER_UNCHANGED,
         "",
         1,
         KEY_A},
        {"import of another key",
         {ONE, REALM_A, KEY_A, "S1", NULL, 9},
         {ONE, REALM_A, KEY_B, "S1", NULL, 5},
         {REGISTER_IMPORT, false, false},
         REGISTER_REFUSED,
         "key",
         1,
         KEY_A},
        {"and accepted",
         {ONE, REALM_A, KEY_A, "S1", NULL, 9},
         {ONE, REALM_A, KEY_B, "S1", NULL, 5},
         {REGISTER_IMPORT, true, false},
         REGISTER_UPDATED,
         "",
         1,
         KEY_B},
        {"but an older one never",
         {ONE, REALM_A, KEY_A, "S1", NULL, 9},
         {ONE, REALM_A, KEY_B, "S1", NULL, 15},
         {REGISTER_IMPORT, true, false},
         REGISTER_REFUSED,
         "which is newer",
         1,
         KEY_A},
        {"a time in the future is now",
         {ONE, REALM_A, KEY_A, "S1", "pc-1", -9999},
         {ONE, REALM_A, KEY_A, "S1", "pc-2", -5},
         {REGISTER_IMPORT, false, false},
         REGISTER_UPDATED,
         "",
         1,
         KEY_A},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        empty();
        if (put(&rows[i].known, setup).result != REGISTER_ADDED)
            fail_row(rows[i].what);
        const struct register_note note = put(&rows[i].seen, rows[i].policy);
        bool said = rows[i].text[0] == '\0' ? note.text[0] == '\0'
                                            : strstr(note.text, rows[i].text) != NULL;
        if (note.result != rows[i].result || !said)
            fail_msg("row '%s': %d, '%s'", rows[i].what, (int)note.result, note.text);
        struct client_register *reg = open_register();
        struct guid guid;
        size_t at = 0;
        assert_true(guid_parse(rows[i].known.uuid, &guid));
        const struct register_client *known = register_by_guid(reg, &guid, &at);
        assert_non_null(known);
        if (register_count(reg) != rows[i].count || known->key_count != (rows[i].key != NULL) ||
            known->has_tls != (rows[i].key != NULL) ||
            (rows[i].key != NULL && strcmp(known->keys[0], rows[i].key) != 0) ||
            known->learned > NOW)
            fail_row(rows[i].what);
        register_close(reg);
    }
}

static void what_two_have_proves_neither(void **state)
{
    (void)state;
    empty();
    (void)put(&(struct machine){ONE, REALM_A, KEY_A, "S1", "pc-1", 0}, setup);
    struct client_register *reg = open_register();
    assert_true(register_key_is_unique(reg, KEY_A));
    (void)put(&(struct machine){TWO, REALM_B, KEY_A, "S2", "pc-1", 0}, setup);
    assert_true(register_refresh(reg));
    assert_false(register_key_is_unique(reg, KEY_A));
    assert_false(register_name_is_unique(reg, "pc-1"));
    struct guid guid;
    struct err e;
    assert_true(guid_parse(TWO, &guid));
    assert_int_equal(register_forget(directory, &guid, 0, &e), ERR_OK);
    assert_int_equal(register_forget(directory, &guid, 0, &e), ERR_NOHOST);
    assert_true(register_refresh(reg));
    assert_false(register_refresh(reg));
    assert_true(register_key_is_unique(reg, KEY_A));
    /* The writer knows about it, too. */
    assert_string_equal(put(&(struct machine){TWO, REALM_B, KEY_A, "S2", NULL, 0}, setup).text,
                        ONE " has the same key, which now proves neither of them");
    register_close(reg);
}

/* Even if a person says that another key is right: for which of them? */
static void one_of_several_must_be_clear(void **state)
{
    (void)state;
    static const struct register_policy accept = {.source = REGISTER_LEARN, .accept_key = true};
    empty();
    (void)put(&(struct machine){ONE, REALM_A, KEY_A, "S1", NULL, 0}, setup);
    (void)put(&(struct machine){ONE, REALM_B, KEY_B, "S2", NULL, 0}, setup);
    const char realm_c[] = "Digest:33333333333333333333333333333333";
    struct register_note note = put(&(struct machine){ONE, realm_c, KEY_C, NULL, NULL, 0}, accept);
    assert_int_equal(note.result, REGISTER_REFUSED);
    assert_holds(note.text, "nothing shows which of them");
    note = put(&(struct machine){ONE, realm_c, KEY_C, "S2", NULL, 0}, accept);
    assert_int_equal(note.result, REGISTER_UPDATED);
    note = put(&(struct machine){ONE, NULL, KEY_A, NULL, "pc-1", 0}, setup);
    assert_int_equal(note.result, REGISTER_UPDATED);
    struct client_register *reg = open_register();
    assert_int_equal(register_count(reg), 2);
    assert_string_equal(register_at(reg, 0)->keys[0], KEY_A);
    assert_string_equal(register_at(reg, 0)->names[0], "pc-1");
    assert_string_equal(register_at(reg, 1)->keys[0], KEY_C);
    register_close(reg);
}

static void one_of_several_is_forgotten(void **state)
{
    (void)state;
    struct guid guid;
    struct err e;
    empty();
    assert_true(guid_parse(MANY, &guid));
    (void)put(&(struct machine){MANY, REALM_A, KEY_A, "S1", NULL, 0}, setup);
    (void)put(&(struct machine){MANY, REALM_B, KEY_B, "S2", NULL, 0}, setup);
    assert_int_equal(register_forget(directory, &guid, 1, &e), ERR_OK);
    struct client_register *reg = open_register();
    assert_int_equal(register_count(reg), 1);
    assert_int_equal(register_at(reg, 0)->number, 2);
    register_close(reg);
    (void)put(&(struct machine){MANY, REALM_A, KEY_A, "S1", NULL, 0}, setup);
    assert_int_equal(register_forget(directory, &guid, 0, &e), ERR_OK);
    reg = open_register();
    assert_int_equal(register_count(reg), 0);
    assert_int_equal(register_newest(reg), 0);
    register_close(reg);
}

static void set_mode(const char *name, mode_t mode)
{
    char path[sizeof directory + REGISTER_NAME_SIZE];
    (void)snprintf(path, sizeof path, "%s/%s", directory, name);
    assert_int_equal(chmod(path, mode), 0);
}

static const struct register_client *find(const struct client_register *reg, const char *uuid)
{
    struct guid guid;
    size_t at = 0;
    assert_true(guid_parse(uuid, &guid));
    return register_by_guid(reg, &guid, &at);
}

static void who_runs_sees_what_changes(void **state)
{
    (void)state;
    static char away[sizeof directory + 8];
    char name[] = TWO ".xml";
    char from[sizeof directory + 8];
    char to[sizeof directory + REGISTER_NAME_SIZE];
    empty();
    struct client_register *reg = open_register();
    assert_int_equal(register_count(reg), 0);
    assert_false(register_refresh(reg));

    /* A new client, a changed one, one that is removed: the others' records stay. */
    (void)put(&(struct machine){ONE, REALM_A, KEY_A, "S1", NULL, 0}, setup);
    assert_true(register_refresh(reg));
    const struct register_client *one = find(reg, ONE);
    assert_non_null(one);
    for (int i = 0; i < 20; i++) { /* within one step of the file system's clock, too */
        char serial[16];
        (void)snprintf(serial, sizeof serial, "T%d", i);
        (void)put(&(struct machine){TWO, REALM_B, KEY_B, serial, NULL, 0}, setup);
        assert_true(register_refresh(reg));
        assert_string_equal(find(reg, TWO)->serial, serial);
    }
    assert_ptr_equal(find(reg, ONE), one);
    assert_false(register_refresh(reg));

    /* A file that is put there by hand, and is not valid at first. */
    (void)snprintf(from, sizeof from, "%s/by-hand", directory);
    (void)snprintf(to, sizeof to, "%s/%s", directory, name);
    set_mode(name, 0666);
    assert_int_equal(rename(to, from), 0);
    assert_int_equal(rename(from, to), 0);
    assert_true(register_refresh(reg));
    assert_null(find(reg, TWO));
    assert_holds(register_bad_file(reg, 0), TWO ".xml: others may write to it");
    assert_null(register_bad_file(reg, 1));
    assert_ptr_equal(find(reg, ONE), one);

    /* The writer puts a valid one in its place, and reports it. */
    const struct register_note note =
        put(&(struct machine){TWO, REALM_B, KEY_B, "T", NULL, 0}, setup);
    assert_int_equal(note.result, REGISTER_ADDED);
    assert_holds(note.text, "its old file was not valid (others may write to it");
    assert_true(register_refresh(reg));
    assert_null(register_bad_file(reg, 0));
    assert_non_null(find(reg, TWO));

    /* The directory itself. */
    char trouble[ERR_TEXT_MAX];
    assert_int_equal(register_peek(directory, trouble), 2);
    assert_string_equal(trouble, "");
    assert_int_equal(chmod(directory, 0777), 0);
    assert_int_equal(register_peek(directory, trouble), 0);
    assert_holds(trouble, "others may write to it (mode 0777)");
    assert_true(register_refresh(reg));
    assert_int_equal(register_count(reg), 0);
    assert_holds(register_error(reg), "others may write to it (mode 0777)");
    assert_int_equal(chmod(directory, 0700), 0);
    assert_true(register_refresh(reg));
    assert_int_equal(register_count(reg), 2);
    assert_string_equal(register_error(reg), "");
    (void)snprintf(away, sizeof away, "%s.away", directory);
    assert_int_equal(rename(directory, away), 0);
    assert_int_equal(register_peek(directory, trouble), 0);
    assert_string_equal(trouble, "");
    assert_true(register_refresh(reg));
    assert_int_equal(register_count(reg), 0);
    assert_string_equal(register_error(reg), "");
    assert_int_equal(rename(away, directory), 0);
    assert_true(register_refresh(reg));
    assert_int_equal(register_count(reg), 2);
    register_close(reg);
}

/* The first record is looked up in the same way as the last, in a register of some size. */
static void each_is_found(void **state)
{
    (void)state;
    enum { MACHINES = 300 };
    empty();
    for (unsigned round = 0; round < 2; round++) {
        struct client_register *reg = open_register();
        for (unsigned i = 0; i < MACHINES; i++) {
            char uuid[GUID_TEXT_SIZE];
            char realm[64];
            char serial[32];
            char name[32];
            (void)snprintf(uuid, sizeof uuid, "%08x-0000-4000-8000-%012x", i * 2654435761u, i / 2);
            (void)snprintf(realm, sizeof realm, "Digest:%032X", i);
            (void)snprintf(serial, sizeof serial, "S%u", i);
            (void)snprintf(name, sizeof name, "pc-%u", i);
            if (round == 0) {
                (void)put(&(struct machine){uuid, realm, NULL, serial, name, 0}, setup);
                continue;
            }
            const struct register_client *client = find(reg, uuid);
            size_t at[3] = {0};
            assert_non_null(client);
            assert_string_equal(client->serial, serial);
            assert_ptr_equal(register_by_realm(reg, realm, &at[0]), client);
            assert_ptr_equal(register_by_serial(reg, serial, &at[1]), client);
            assert_ptr_equal(register_by_name(reg, name, &at[2]), client);
            assert_true(register_name_is_unique(reg, name));
        }
        register_close(reg);
    }
}

static void files_have_their_names(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        unsigned number;
    } rows[] = {
        {ONE ".xml", 1},     {ONE ".2.xml", 2},
        {ONE ".99.xml", 99}, {ONE ".1.xml", 0},
        {ONE ".02.xml", 0},  {ONE ".0.xml", 0},
        {ONE ".100.xml", 0}, {ONE ".-2.xml", 0},
        {ONE ". 2.xml", 0},  {ONE ".2x.xml", 0},
        {ONE "..xml", 0},    {ONE ".xml.xml", 0},
        {"." ONE ".xml", 0}, {ONE, 0},
        {ONE ".XML", 0},     {"10.0.0.5.xml", 0},
        {".xml", 0},         {"", 0},
        {ONE ".2", 0},       {"4C4C4544-0050-5910-8043-B2C04F333358.xml", 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct register_client client = {.number = 0};
        bool good = register_dir_parse_name(rows[i].name, &client.guid, &client.number);
        if (good != (rows[i].number > 0) || client.number != rows[i].number)
            fail_row(rows[i].name);
        char name[REGISTER_NAME_SIZE];
        if (good) {
            register_dir_name(&client, name);
            assert_string_equal(name, rows[i].name);
        }
    }
}

static int make_directory(void **state)
{
    (void)state;
    return mkdtemp(directory) != NULL ? 0 : -1;
}

static int remove_directory(void **state)
{
    (void)state;
    char command[64];
    (void)snprintf(command, sizeof command, "exec rm -rf %s", directory);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_that_is_known_comes_back),
        cmocka_unit_test(rules),
        cmocka_unit_test(what_two_have_proves_neither),
        cmocka_unit_test(one_of_several_must_be_clear),
        cmocka_unit_test(one_of_several_is_forgotten),
        cmocka_unit_test(who_runs_sees_what_changes),
        cmocka_unit_test(each_is_found),
        cmocka_unit_test(files_have_their_names),
    };
    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
