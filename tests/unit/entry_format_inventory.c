/* What others reported, in words. */
#include "tests/unit/unit.h"

#include <stdlib.h>

#include "support_queue_gui/entry_format.h"
#include "support_queue_gui/entry_format_inventory.h"

#define NOW 1795434000

static void a_tickets_status_is_a_sentence(void **state)
{
    (void)state;
    static const struct {
        enum ticket_status status;
        time_t closed;
        const char *title, *requestor, *said;
    } rows[] = {
        {TICKET_UNCHECKED, 0, "", "", ""},
        {TICKET_OPEN, 0, "PC will not boot", "Anna Berg", "4711 PC will not boot (Anna Berg)"},
        {TICKET_OPEN, 0, "PC will not boot", "", "4711 PC will not boot"},
        {TICKET_OPEN, 0, "", "Anna Berg", "4711 open (Anna Berg)"},
        {TICKET_OPEN, 0, "", "", "4711 open"},
        {TICKET_CLOSED, 1762077600, "old", "x", "4711 closed 2025-11-02: right number?"},
        {TICKET_CLOSED, 0, "", "", "4711 closed: right number?"},
        {TICKET_CLOSED, NOW + 60, "", "", "4711 closed 2026-11-23"},
        {TICKET_UNKNOWN, 0, "", "", "4711 not known"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct entry entry;
        struct ticket_info word = {.status = rows[i].status, .closed = rows[i].closed};
        char said[ENTRY_TICKET_STATUS_SIZE];
        (void)snprintf(word.title, sizeof word.title, "%s", rows[i].title);
        (void)snprintf(word.requestor, sizeof word.requestor, "%s", rows[i].requestor);
        entry_init(&entry);
        entry_set_ticket(&entry, "4711", "eve", NOW);
        entry_set_ticket_info(&entry, "rt", &word, NOW);
        entry_format_ticket_status(&entry, said);
        assert_string_equal(said, rows[i].said);
        entry_free(&entry);
    }
}

static void tell(struct entry *entry, const char *from, const char *name, const char *value)
{
    struct err e;
    assert_int_equal(entry_set_inventory(entry, from, name, value, NOW, &e), ERR_OK);
}

static void an_owner_of_nobody_proved_is_said_to_be_so(void **state)
{
    (void)state;
    struct entry entry;
    char said[ENTRY_OWNER_SIZE];
    entry_init(&entry);
    entry.has_guid = true;
    entry_format_owner(&entry, said);
    assert_string_equal(said, "");
    tell(&entry, "rt", "asset", "A-1");
    entry_format_owner(&entry, said);
    assert_string_equal(said, "");
    tell(&entry, "rt", "room", "7");
    tell(&entry, "rt", "owner", "Anna");
    entry_format_owner(&entry, said);
    assert_string_equal(said, "inventory, by the alert's UUID: Anna, room 7");
    entry.has_guid = false;
    entry_format_owner(&entry, said);
    assert_string_equal(said, "inventory, by what it says of itself: Anna, room 7");
    entry.state = ENTRY_VERIFIED;
    entry_format_owner(&entry, said);
    assert_string_equal(said, "Anna, room 7");
    entry_free(&entry);
}

static void the_longest_of_all_fits(void **state)
{
    (void)state;
    static const char *const names[] = {"owner", "phone", "room", "location", "serial"};
    char value[TEXT_VALUE_SIZE];
    char owner[ENTRY_OWNER_SIZE];
    char place[ENTRY_PLACE_OWNER_SIZE];
    char note[ENTRY_NOTE_SIZE];
    struct entry entry;
    struct err e;
    memset(value, 'x', sizeof value - 1);
    value[0] = 'S'; /* otherwise it would be a placeholder */
    value[sizeof value - 1] = '\0';
    entry_init(&entry);
    entry.has_guid = true;
    assert_int_equal(entry_set_fact(&entry, FACT_HOSTNAME, value, &e), ERR_OK);
    assert_int_equal(entry_set_fact(&entry, FACT_SERIAL, "SN-1", &e), ERR_OK);
    for (size_t i = 0; i < COUNT(names); i++)
        tell(&entry, "rt", names[i], value);
    entry_format_owner(&entry, owner);
    entry_format_place_owner(&entry, place);
    entry_format_note(&entry, NOW, note, sizeof note);
    assert_true(strlen(owner) > 4 * strlen(value));
    assert_true(strlen(place) > strlen(value));
    assert_non_null(strstr(note, "DIFFERS: "));
    entry_free(&entry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tickets_status_is_a_sentence),
        cmocka_unit_test(an_owner_of_nobody_proved_is_said_to_be_so),
        cmocka_unit_test(the_longest_of_all_fits),
    };
    (void)setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
