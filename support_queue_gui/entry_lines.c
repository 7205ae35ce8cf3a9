#include "support_queue_gui/entry_lines.h"

#include <stdio.h>

#include "common/timefmt.h"
#include "support_queue_gui/entry_words.h"

struct sink {
    entry_line *emit;
    void *context;
};

static void emit_line(const struct sink *to, const char *label, const char *text)
{
    if (text[0] != '\0')
        to->emit(to->context, label, text);
}

static void fact_line(const struct sink *to, const struct entry *entry, const char *label,
                      enum entry_fact fact)
{
    emit_line(to, label, entry_fact(entry, fact));
}

static void time_line(const struct sink *to, const char *label, time_t when, time_t now)
{
    char text[TIME_TEXT_SIZE];
    char ago[32];
    char both[64];
    if (when == 0)
        return;
    time_format(when, text);
    time_words((long)(when <= now ? now - when : when - now), ago, sizeof ago);
    (void)snprintf(both, sizeof both, "%s (%s%s%s)", text, when > now ? "in " : "", ago,
                   when < now ? " ago" : "");
    emit_line(to, label, both);
}

static void hardware_lines(const struct sink *to, const struct entry *entry)
{
    char words[32];
    fact_line(to, entry, "Make", FACT_MANUFACTURER);
    fact_line(to, entry, "Model", FACT_MODEL);
    fact_line(to, entry, "Serial number", FACT_SERIAL);
    fact_line(to, entry, "Version", FACT_VERSION);
    fact_line(to, entry, "Board", FACT_BOARD);
    fact_line(to, entry, "BIOS", FACT_BIOS);
    fact_line(to, entry, "BIOS date", FACT_BIOS_DATE);
    fact_line(to, entry, "Processor", FACT_PROCESSOR);
    if (entry->memory_bytes > 0) {
        entry_memory_words(entry->memory_bytes, words, sizeof words);
        emit_line(to, "Memory", words);
    }
    for (size_t i = 0; i < entry->disk_count; i++) {
        entry_disk_words(entry->disk_bytes[i], words, sizeof words);
        emit_line(to, "Disk", words);
    }
    fact_line(to, entry, "AMT version", FACT_AMT_VERSION);
}

static void identity_lines(const struct sink *to, const struct entry *entry)
{
    char text[ADDR_TEXT_SIZE];
    fact_line(to, entry, "Host name", FACT_HOSTNAME);
    fact_line(to, entry, "Domain", FACT_DOMAIN);
    fact_line(to, entry, "Full name", FACT_FQDN);
    addr_format(&entry->address, text);
    emit_line(to, "Address", text);
    if (entry->has_verified_address && !addr_equal(&entry->verified_address, &entry->address)) {
        addr_format(&entry->verified_address, text);
        emit_line(to, "Verified at", text);
    }
    if (entry->has_guid) {
        char uuid[GUID_TEXT_SIZE];
        guid_format(&entry->guid, uuid);
        emit_line(to, "UUID", uuid);
    }
}

static void ticket_lines(const struct sink *to, const struct entry *entry)
{
    char when[TIME_TEXT_SIZE];
    char text[ENTRY_TICKET_SIZE + ENTRY_USER_SIZE + 64];
    if (entry->ticket[0] == '\0')
        return;
    time_format(entry->ticket_time, when);
    (void)snprintf(text, sizeof text, "%s (by %s, %s)", entry->ticket, entry->ticket_by, when);
    emit_line(to, "Ticket", text);
}

static void call_lines(const struct sink *to, const struct entry *entry, long timeout, time_t now)
{
    char calls[16];
    (void)snprintf(calls, sizeof calls, "%u", entry->calls);
    emit_line(to, "Source", alert_source_name(entry->source));
    emit_line(to, "Calls", calls);
    time_line(to, "First call", entry->first_call, now);
    time_line(to, "Last call", entry->last_call, now);
    time_line(to, "Last seen", entry->last_seen, now);
    time_line(to, "Expires", entry_expires(entry, timeout), now);
}

static void events_lines(const struct sink *to, const struct entry *entry)
{
    for (size_t i = 0; i < entry->event_count; i++) {
        char when[TIME_TEXT_SIZE];
        char text[ALERT_NAME_SIZE + ALERT_DETAIL_SIZE + TIME_TEXT_SIZE + 8];
        const struct entry_event *event = &entry->events[i];
        time_format(event->when, when);
        (void)snprintf(text, sizeof text, "%s  %s%s%s", when, event->name,
                       event->detail[0] != '\0' ? ": " : "", event->detail);
        emit_line(to, i == 0 ? "Events" : "", text);
    }
}

void entry_lines(const struct entry *entry, long timeout, time_t now, entry_line *emit,
                 void *context)
{
    const struct sink to = {emit, context};
    emit_line(&to, "State", entry_state_shown(entry));
    emit_line(&to, "Reason", entry->reason);
    hardware_lines(&to, entry);
    identity_lines(&to, entry);
    ticket_lines(&to, entry);
    call_lines(&to, entry, timeout, now);
    events_lines(&to, entry);
}
