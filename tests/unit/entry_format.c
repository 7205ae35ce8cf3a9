#include "tests/unit/unit.h"

#include <stdlib.h>

#include "support_queue_gui/entry_format.h"
#include "support_queue_gui/entry_lines.h"

#define NOW 1795436400 /* 2026-11-23T12:20:00Z */

enum { DAY_S = 24 * 60 * 60 };

static void put_address(struct addr *address, const char *text)
{
    assert_true(addr_parse(text, address));
}

static void claim(struct entry *entry, const char *address, time_t when, unsigned calls)
{
    struct entry_claim *c = &entry->claims[entry->claim_count++];
    *c = (struct entry_claim){.when = when, .calls = calls, .source = ALERT_PET};
    put_address(&c->address, address);
}

static void start(struct entry *entry)
{
    entry_init(entry);
    entry->state = ENTRY_VERIFIED;
    entry->proof = PROOF_KEY;
    entry->proof_time = NOW - 600;
    put_address(&entry->address, "192.0.2.1");
}

static void a_state_is_a_word_of_its_own(void **state)
{
    (void)state;
    static const char *const words[][2] = {[ENTRY_WAITING] = {"waiting", "asking"},
                                           [ENTRY_ANSWERED] = {"answered", "answered"},
                                           [ENTRY_VERIFIED] = {"verified", "verified"},
                                           [ENTRY_FAILED] = {"failed", "failed"},
                                           [ENTRY_MISMATCH] = {"MISMATCH", "MISMATCH"}};
    for (size_t i = 0; i < COUNT(words); i++)
        for (int runs = 0; runs < 2; runs++)
            assert_string_equal(entry_state_text((enum entry_state)i, runs != 0), words[i][runs]);
}

static void a_note_tells_of_calls_from_elsewhere(void **state)
{
    (void)state;
    struct entry entry;
    char note[ENTRY_NOTE_SIZE];
    start(&entry);
    entry_format_note(&entry, NOW, note, sizeof note);
    assert_string_equal(note, "");
    claim(&entry, "192.0.2.66", NOW - 60, 0);
    entry_format_note(&entry, NOW, note, sizeof note);
    assert_string_equal(note, ""); /* a link-up does not deserve a row */
    claim(&entry, "192.0.2.67", NOW - 60, 1);
    (void)snprintf(entry.confirmed_by, sizeof entry.confirmed_by, "anna");
    entry.confirmed_time = NOW - 120;
    entry_format_note(&entry, NOW, note, sizeof note);
    assert_string_equal(note, "called from 192.0.2.67, answered at 192.0.2.1 12:10");
    entry.proof_time = NOW;
    entry_format_note(&entry, NOW, note, sizeof note);
    assert_string_equal(note, "confirmed by anna 12:18");
    entry_free(&entry);
}

static void a_note_tells_who_confirmed_as_long_as_that_holds(void **state)
{
    (void)state;
    struct entry entry;
    char note[ENTRY_NOTE_SIZE];
    start(&entry);
    (void)snprintf(entry.confirmed_by, sizeof entry.confirmed_by, "anna");
    entry.confirmed_time = NOW - 8L * 60 * 60;
    entry_format_note(&entry, NOW, note, sizeof note);
    assert_string_equal(note, "confirmed by anna 04:20");
    entry_format_note(&entry, NOW + 1, note, sizeof note);
    assert_string_equal(note, "");
    entry_free(&entry);
}

static void a_clock_of_another_day_is_a_date(void **state)
{
    (void)state;
    char text[ENTRY_CLOCK_SIZE];
    entry_format_clock(NOW, NOW + DAY_S - 1, text);
    assert_string_equal(text, "12:20");
    entry_format_clock(NOW, NOW + DAY_S, text);
    assert_string_equal(text, "2026-11-23");
    entry_format_clock(NOW + DAY_S, NOW, text);
    assert_string_equal(text, "2026-11-24");
}

struct page {
    char text[4096];
};

static void note_line(void *context, const struct entry_line *line)
{
    struct page *page = context;
    size_t used = strlen(page->text);
    (void)snprintf(page->text + used, sizeof page->text - used, "%s|%s\n", line->label, line->text);
}

static void details_tell_what_is_said_answered_and_proved(void **state)
{
    (void)state;
    struct entry entry;
    struct page page = {.text = ""};
    start(&entry);
    entry.has_guid = guid_parse("5afe0016-c0de-4a11-8bad-000000000001", &entry.guid);
    entry.shares_uuid = true;
    (void)snprintf(entry.same_as, sizeof entry.same_as, "192.0.2.9");
    claim(&entry, "192.0.2.66", NOW - 60, 2);
    claim(&entry, "192.0.2.67", NOW - 90, 0);
    entry.claims[1].known = true;
    entry.calls = 3;
    entry.ask_since = NOW - 70;
    entry.ask_next = NOW + 60;
    entry.ask_tries = 2;
    entry_lines(&entry, 3600, true, NOW, note_line, &page);
    static const char *const lines[] = {
        "State|verified, by a key that the register has\n",
        "Note|called from 192.0.2.66, answered at 192.0.2.1 12:10\n",
        "AMT answered|2026-11-23T12:10:00Z (10 min ago)\n",
        "To be asked|at 12:21, 2 times in vain\n",
        ("Said to be at|192.0.2.66 (2026-11-23T12:19:00Z, pet, 2 calls)\n"
         "|192.0.2.67 (2026-11-23T12:18:30Z, pet, no call, known)\n"),
        "UUID|5afe0016-c0de-4a11-8bad-000000000001, which another machine has, too\n",
        "Same as|192.0.2.9, the same machine with a ticket of its own\n",
        "Calls|5\n",
    };
    for (size_t i = 0; i < COUNT(lines); i++)
        assert_holds(page.text, lines[i]);
    entry_free(&entry);
}

static void details_tell_names_and_numbers_from_each_other(void **state)
{
    (void)state;
    static const struct {
        enum entry_fact fact;
        const char *text, *line; /* NULL: there is no such line any more */
    } rows[] = {
        {FACT_BOARD_SERIAL, "AB-123", "Serial number|board AB-123\n"},
        {FACT_SERIAL, "SN-1", "Serial number|SN-1\n"},
        {FACT_FQDN, "pc1.x", "Full name|pc1.x\n"},
        {FACT_FQDN_FROM, "amt", "Full name|pc1.x\n"},
        {FACT_FQDN_FROM, "dns", "Full name|pc1.x (from dns)\n"},
        {FACT_AMT_FQDN, "amt1.x", "AMT's name|amt1.x\n"},
        {FACT_AMT_FQDN, "PC1.X", NULL}, /* nothing new */
        {FACT_OS_FQDN, "laptop.y", "System's name|laptop.y\n"},
        {FACT_WEB, "http://192.0.2.1:16992", "AMT's web UI|http://192.0.2.1:16992\n"},
    };
    struct entry entry;
    start(&entry);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct page page = {.text = ""};
        struct err e;
        assert_int_equal(entry_set_fact(&entry, rows[i].fact, rows[i].text, &e), ERR_OK);
        entry_lines(&entry, 3600, true, NOW, note_line, &page);
        if (rows[i].line != NULL)
            assert_holds(page.text, rows[i].line);
        else
            assert_null(strstr(page.text, rows[i].text));
    }
    entry_free(&entry);
}

int main(void)
{
    if (setenv("TZ", "UTC", 1) != 0)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_state_is_a_word_of_its_own),
        cmocka_unit_test(a_note_tells_of_calls_from_elsewhere),
        cmocka_unit_test(a_note_tells_who_confirmed_as_long_as_that_holds),
        cmocka_unit_test(a_clock_of_another_day_is_a_date),
        cmocka_unit_test(details_tell_what_is_said_answered_and_proved),
        cmocka_unit_test(details_tell_names_and_numbers_from_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
