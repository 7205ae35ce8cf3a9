#include "support_queue_gui/entry_lines.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/timefmt.h"
#include "support_queue_db/entry_name.h"
#include "support_queue_gui/entry_format.h"
#include "support_queue_gui/entry_format_inventory.h"

#define LINE_SIZE 1024 /* the longest one is what the ticket system says of a ticket */

struct sink {
    void (*emit)(void *context, const struct entry_line *line);
    void *context;
    time_t now;
    bool on_screen; /* times are local */
};

static void __attribute__((format(printf, 3, 4)))
put(const struct sink *to, const char *label, const char *format, ...)
{
    char text[LINE_SIZE] = "";
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (text[0] != '\0')
        to->emit(to->context, &(struct entry_line){.label = label, .text = text});
}

static void put_fact(const struct sink *to, const char *label, const struct entry *entry,
                     enum entry_fact fact)
{
    const struct entry_line line = {.label = label, .text = entry_fact(entry, fact)};
    if (line.text[0] != '\0')
        to->emit(to->context, &line);
}

static void put_address(const struct sink *to, const char *label, const struct addr *address)
{
    char text[ADDR_TEXT_SIZE];
    addr_format(address, text);
    put(to, label, "%s", text);
}

/* The screen does not show how long ago that is: it would have to be redrawn for it. */
static void put_time(const struct sink *to, const char *label, time_t when)
{
    char text[ENTRY_CLOCK_SIZE];
    char span[32];
    time_t now = to->now;
    if (when == 0)
        return;
    if (to->on_screen) {
        entry_format_clock_exact(when, now, text);
        put(to, label, "%s", text);
        return;
    }
    time_format(when, text);
    time_format_duration((long)(when <= now ? now - when : when - now), span, sizeof span);
    put(to, label, "%s (%s%s%s)", text, when > now ? "in " : "", span, when < now ? " ago" : "");
}

/* The source is named, unless it is AMT. */
static void put_fqdn(const struct sink *to, const struct entry *entry)
{
    const char *from = entry_fact(entry, FACT_FQDN_FROM);
    bool said = from[0] != '\0' && strcmp(from, ENTRY_NAME_AMT) != 0;
    put(to, "Full name", "%s%s%s%s", entry_fact(entry, FACT_FQDN), said ? " (from " : "",
        said ? from : "", said ? ")" : "");
}

/* When AMT is asked next; the state does not show that. */
static void put_asking(const struct sink *to, const struct entry *entry, time_t now)
{
    char tries[48] = "";
    char next[ENTRY_CLOCK_SIZE];
    if (entry->ask_since == 0)
        return;
    if (entry->ask_tries > 0)
        (void)snprintf(tries, sizeof tries, ", %u time%s in vain", entry->ask_tries,
                       entry->ask_tries == 1 ? "" : "s");
    entry_format_clock(entry->ask_next, now, next);
    if (entry->ask_next > now)
        put(to, "To be asked", "at %s%s", next, tries);
    else
        put(to, "To be asked", "now%s", tries);
}

/* At what addresses it is said to be where nobody has answered yet. */
static void put_claims(const struct sink *to, const struct entry *entry)
{
    for (size_t i = 0; i < entry->claim_count; i++) {
        const struct entry_claim *claim = &entry->claims[i];
        char address[ADDR_TEXT_SIZE];
        char when[TIME_TEXT_SIZE];
        char calls[32] = "no call";
        addr_format(&claim->address, address);
        time_format(claim->when, when);
        if (claim->calls > 0)
            (void)snprintf(calls, sizeof calls, "%u call%s", claim->calls,
                           claim->calls == 1 ? "" : "s");
        put(to, i == 0 ? "Said to be at" : "", "%s (%s, %s, %s%s)", address, when,
            alert_source_name(claim->source), calls, claim->known ? ", known" : "");
    }
}

static void put_hardware(const struct sink *to, const struct entry *entry)
{
#define FACT_ROW(constant, name, label) [FACT_##constant] = label,
    static const char *const labels[FACT_SHOWN_COUNT] = {FACT_LIST(FACT_ROW, FACT_ROW)};
#undef FACT_ROW
    for (int i = 0; i < FACT_SHOWN_COUNT; i++)
        if (labels[i] != NULL)
            put_fact(to, labels[i], entry, (enum entry_fact)i);
    if (entry->memory_bytes > 0)
        put(to, "Memory", "%.1f GiB", (double)entry->memory_bytes / (1024.0 * 1024 * 1024));
    for (size_t i = 0; i < entry->disk_count; i++)
        put(to, "Disk", "%.0f GB", (double)entry->disk_bytes[i] / 1e9);
    put_fact(to, "AMT version", entry, FACT_AMT_VERSION);
}

static void put_names(const struct sink *to, const struct entry *entry)
{
    put_fact(to, "Host name", entry, FACT_HOSTNAME);
    put_fact(to, "Domain", entry, FACT_DOMAIN);
    put_fqdn(to, entry);
    if (strcasecmp(entry_fact(entry, FACT_AMT_FQDN), entry_fact(entry, FACT_FQDN)) != 0)
        put_fact(to, "AMT's name", entry, FACT_AMT_FQDN);
    put_fact(to, "System's name", entry, FACT_OS_FQDN);
}

static void put_identity(const struct sink *to, const struct entry *entry)
{
    char uuid[GUID_TEXT_SIZE];
    if (entry->has_guid) {
        guid_format(&entry->guid, uuid);
        put(to, "UUID", "%s%s", uuid, entry->shares_uuid ? ", which another machine has, too" : "");
    }
    put(to, "Same as", "%s%s", entry->same_as,
        entry->same_as[0] != '\0' ? ", the same machine with a ticket of its own" : "");
}

/* What nothing proves is marked as such. */
static void put_inventory(const struct sink *to, const struct entry *entry)
{
    bool first = true;
    char owner[ENTRY_OWNER_SIZE]; /* if not "", it says so above on the screen */
    entry_format_owner(entry, owner);
    if (!to->on_screen || owner[0] == '\0')
        put(to, "Unproved", "%s", entry_inventory_basis(entry));
    for (size_t i = 0; i < entry->inventory_count; i++) {
        const struct inventory_item *item = &entry->inventory[i];
        bool differs = strcmp(item->name, "serial") == 0 && entry_serial_differs(entry);
        if (!entry_inventory_is_effective(entry, i))
            continue;
        put(to, first ? "Inventory" : "", "%s: %s%s (%s)", item->name, item->value,
            differs ? ", which DIFFERS" : "", item->from);
        first = false;
    }
}

static void put_history(const struct sink *to, const struct entry *entry, long timeout)
{
    put_time(to, "First call", entry->first_call);
    put_time(to, "Last call", entry->last_call);
    put_time(to, "Last seen", entry->last_seen);
    put_time(to, "Expires", entry_expires(entry, timeout));
    for (size_t i = 0; i < entry->event_count; i++) {
        /* On the screen the newest come first. */
        const struct entry_event *event =
            &entry->events[to->on_screen ? entry->event_count - 1 - i : i];
        char when[ENTRY_CLOCK_SIZE];
        if (to->on_screen)
            entry_format_clock_exact(event->when, to->now, when);
        else
            time_format(event->when, when);
        put(to, i == 0 ? "Events" : "", "%s  %s%s%s", when, event->name,
            event->detail[0] != '\0' ? ": " : "", event->detail);
    }
}

void entry_lines(const struct entry *entry, long timeout, bool runs, time_t now,
                 void (*emit)(void *context, const struct entry_line *line), void *context)
{
    const struct sink to = {emit, context, now, false};
    char when[TIME_TEXT_SIZE];
    char said[ENTRY_TICKET_STATUS_SIZE];
    char note[ENTRY_NOTE_SIZE];
    char serial[TEXT_VALUE_SIZE];
    put(&to, "State", "%s%s%s", entry_state_text(entry->state, runs),
        entry->proof != PROOF_NONE ? ", " : "", entry_proof_text(entry->proof));
    put(&to, "Reason", "%s", entry->reason);
    entry_format_note(entry, now, note, sizeof note);
    put(&to, "Note", "%s", note);
    put_time(&to, "AMT answered", entry->proof_time);
    put_asking(&to, entry, now);
    put_fact(&to, "Make", entry, FACT_MANUFACTURER);
    put_fact(&to, "Model", entry, FACT_MODEL);
    entry_format_serial(entry, serial);
    put(&to, "Serial number", "%s", serial);
    put_hardware(&to, entry);
    put_names(&to, entry);
    put_address(&to, "Address", &entry->address);
    put_fact(&to, "AMT's web UI", entry, FACT_WEB);
    put_claims(&to, entry);
    put_identity(&to, entry);
    put_inventory(&to, entry);
    if (entry->ticket[0] != '\0') {
        time_format(entry->ticket_time, when);
        put(&to, "Ticket", "%s (by %s, %s)", entry->ticket, entry->ticket_by, when);
        entry_format_ticket_status(entry, said);
        put(&to, "Ticket system", "%s", said);
    }
    if (entry_is_taken(entry, now)) {
        time_format(entry->taken_time, when);
        put(&to, "On it", "%s (since %s)", entry->taken_by, when);
    }
    put(&to, "Source", "%s", alert_source_name(entry->source));
    put(&to, "Calls", "%u", entry_total_calls(entry));
    put_history(&to, entry, timeout);
}

void entry_lines_rest(const struct entry *entry, long timeout, time_t now,
                      void (*emit)(void *context, const struct entry_line *line), void *context)
{
    const struct sink to = {emit, context, now, true};
    put_inventory(&to, entry);
    put_hardware(&to, entry);
    put_names(&to, entry);
    put_fact(&to, "AMT's web UI", entry, FACT_WEB);
    put_identity(&to, entry);
    put(&to, "Source", "%s", alert_source_name(entry->source));
    put_history(&to, entry, timeout);
}
