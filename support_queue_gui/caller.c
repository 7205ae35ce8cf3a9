#include "support_queue_gui/caller.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "support_queue_db/gate.h"
#include "support_queue_gui/entry_format.h"
#include "support_queue_gui/entry_format_inventory.h"
#include "support_queue_gui/spell.h"

enum { LINE_SIZE = 1024, SPELT_MOST = 40 };

struct sink {
    void (*emit)(void *context, const struct caller_line *line);
    void *context;
};

/* Texts that are "" are left out, and the next ones move up. */
static void put(const struct sink *to, const char *a, const char *b, const char *c)
{
    const char *const texts[] = {a, b, c};
    struct caller_line line = {.alarm = false};
    size_t count = 0;
    for (size_t i = 0; i < CALLER_TEXTS; i++)
        if (texts[i][0] != '\0')
            line.texts[count++] = texts[i];
    if (count > 0)
        to->emit(to->context, &line);
}

static void put_alarm(const struct sink *to, const char *text)
{
    const struct caller_line line = {.texts = {text}, .alarm = true};
    if (text[0] != '\0')
        to->emit(to->context, &line);
}

static void put_serial(const struct sink *to, const struct entry *entry)
{
    char groups[LINE_SIZE];
    char words[LINE_SIZE];
    const char *serial = entry_serial(entry);
    const char *of_board = entry_serial_is_boards(entry) ? "board   " : "";
    if (serial[0] == '\0') {
        to->emit(to->context, &(struct caller_line){.texts = {"serial number not known"}});
        return;
    }
    if (strlen(serial) > SPELT_MOST) { /* too long for anybody to read out */
        to->emit(to->context, &(struct caller_line){.texts = {serial}, .read_out = true});
        return;
    }
    size_t used = strlen(strcpy(groups, of_board));
    spell_groups(serial, groups + used, sizeof groups - used);
    spell_phonetic(serial, words, sizeof words);
    to->emit(to->context, &(struct caller_line){.texts = {groups, words}, .read_out = true});
}

/* AMT's name, and the operating system's if that is another one. */
static void format_name(const struct entry *entry, char *out, size_t size)
{
    const char *name = entry_fact(entry, FACT_FQDN);
    const char *os = entry_fact(entry, FACT_OS_FQDN);
    if (name[0] == '\0')
        name = entry_fact(entry, FACT_HOSTNAME);
    if (name[0] == '\0')
        name = entry_fact(entry, FACT_AMT_FQDN);
    bool both = name[0] != '\0' && os[0] != '\0' && strcasecmp(name, os) != 0;
    (void)snprintf(out, size, "%s%s%s%s", name, both ? " (its system: " : "",
                   both || name[0] == '\0' ? os : "", both ? ")" : "");
}

static void format_state(const struct entry *entry, bool runs, time_t now, char *out, size_t size)
{
    static const char *const how[] = {[PROOF_NONE] = "",
                                      [PROOF_KEY] = " by its key",
                                      [PROOF_CERTIFICATE] = " by its certificate"};
    char when[ENTRY_CLOCK_SIZE] = "";
    time_t then = entry_has_answered(entry) ? entry->proof_time : entry->state_time;
    if (then != 0)
        entry_format_clock_exact(then, now, when);
    (void)snprintf(out, size, "%s%s%s%s", entry_state_text(entry->state, runs),
                   entry->state == ENTRY_VERIFIED ? how[entry->proof] : "",
                   when[0] != '\0' ? ", " : "", when);
}

static void format_calls(const struct entry *entry, time_t now, char *out, size_t size)
{
    char first[ENTRY_CLOCK_SIZE];
    char last[ENTRY_CLOCK_SIZE];
    unsigned calls = entry_total_calls(entry);
    entry_format_clock(entry->first_call != 0 ? entry->first_call : entry->last_call, now, first);
    entry_format_clock(entry->last_call, now, last);
    if (calls == 0)
        (void)snprintf(out, size, "added by hand %s", first);
    else if (calls == 1)
        (void)snprintf(out, size, "called once, %s", last);
    else
        (void)snprintf(out, size, "called %u times, first %s, last %s", calls, first, last);
}

static void format_event(const struct entry *entry, size_t back, time_t now, char *out, size_t size)
{
    char when[ENTRY_CLOCK_SIZE];
    out[0] = '\0';
    if (back >= entry->event_count)
        return;
    const struct entry_event *event = &entry->events[entry->event_count - 1 - back];
    entry_format_clock(event->when, now, when);
    (void)snprintf(out, size, "%s %s%s%s", when, event->name, event->detail[0] != '\0' ? ": " : "",
                   event->detail);
}

static void format_confirmed(const struct entry *entry, time_t now, char *out, size_t size)
{
    char when[ENTRY_CLOCK_SIZE];
    out[0] = '\0';
    if (entry->confirmed_time == 0 || now - entry->confirmed_time > GATE_CONFIRMED_S)
        return;
    entry_format_clock(entry->confirmed_time, now, when);
    (void)snprintf(out, size, "confirmed by %s %s", entry->confirmed_by, when);
}

/* At what other addresses it is said to be, and what happens about that. */
static void put_claims(const struct sink *to, const struct entry *entry, bool runs, time_t now)
{
    const struct entry_claim *loud =
        entry_has_answered(entry) ? gate_claim(entry, entry->proof_time) : NULL;
    for (size_t i = 0; i < entry->claim_count; i++) {
        const struct entry_claim *claim = &entry->claims[i];
        char text[LINE_SIZE];
        char address[ADDR_TEXT_SIZE];
        char when[ENTRY_CLOCK_SIZE];
        char tried[ENTRY_CLOCK_SIZE + 16] = "";
        addr_format(&claim->address, address);
        entry_format_clock(claim->when, now, when);
        bool is_asked = entry->ask_since != 0 && claim->tried < claim->when;
        if (!is_asked && claim->tried != 0) {
            char at[ENTRY_CLOCK_SIZE];
            entry_format_clock(claim->tried, now, at);
            (void)snprintf(tried, sizeof tried, ", asked there %s", at);
        }
        (void)snprintf(text, sizeof text, "%s from %s %s%s%s",
                       claim->calls > 0 ? "called" : "its link came up, it says,", address, when,
                       is_asked ? runs ? ": being asked there" : ": to be asked there" : tried,
                       claim->known ? " (it was there before)" : "");
        if (claim == loud)
            put_alarm(to, text);
        else
            put(to, text, "", "");
    }
}

/* Why it is not proved, what to do about it, and what happens by itself. */
static void put_reason(const struct sink *to, const struct entry *entry, bool runs, time_t now)
{
    char reason[ENTRY_REASON_TEXT_SIZE];
    char next[LINE_SIZE];
    entry_format_reason(entry, now, reason);
    entry_format_next_step(entry, runs, now, next, sizeof next);
    if (entry->state == ENTRY_MISMATCH) {
        put_alarm(to, reason);
        put_alarm(to, "do not work on it before the caller has read you the serial number");
    } else {
        put(to, reason, "", "");
    }
    put(to, next, "", "");
}

/* Whose PC it is, what the ticket system says, and that it may be another PC than it seems. */
static void put_told(const struct sink *to, const struct entry *entry)
{
    char owner[ENTRY_OWNER_SIZE];
    char ticket[ENTRY_TICKET_STATUS_SIZE];
    char differs[LINE_SIZE] = "";
    entry_format_owner(entry, owner);
    entry_format_ticket_status(entry, ticket);
    put(to, owner, ticket, "");
    if (entry_serial_differs(entry))
        (void)snprintf(differs, sizeof differs, "serial number DIFFERS: the inventory has %s",
                       entry_inventory_value(entry, "serial"));
    put_alarm(to, differs);
}

void caller_lines(const struct entry *entry, bool runs, time_t now,
                  void (*emit)(void *context, const struct caller_line *line), void *context)
{
    const struct sink to = {emit, context};
    char a[LINE_SIZE];
    char address[ADDR_TEXT_SIZE];
    char b[LINE_SIZE];
    put_serial(&to, entry);
    format_name(entry, a, sizeof a);
    entry_address(entry, address);
    format_state(entry, runs, now, b, sizeof b);
    put(&to, a, address, b);
    format_calls(entry, now, a, sizeof a);
    entry_format_holder(entry, now, b);
    put(&to, a, b, "");
    put_told(&to, entry);
    put_reason(&to, entry, runs, now);
    put_claims(&to, entry, runs, now);
    format_event(entry, 0, now, a, sizeof a);
    format_confirmed(entry, now, b, sizeof b);
    put(&to, a, b, "");
    format_event(entry, 1, now, a, sizeof a);
    put(&to, a, "", "");
    if (entry->state == ENTRY_MISMATCH && entry_fact(entry, FACT_MODEL)[0] != '\0')
        (void)snprintf(a, sizeof a, "known as %s %s", entry_fact(entry, FACT_MANUFACTURER),
                       entry_fact(entry, FACT_MODEL));
    else if (entry_fact(entry, FACT_MODEL)[0] != '\0' ||
             entry_fact(entry, FACT_MANUFACTURER)[0] != '\0')
        entry_format_machine(entry, a, sizeof a);
    else
        a[0] = '\0';
    put(&to, a, "", "");
}
