#include "support_queue_gui/entry_lines.h"

#include <stdarg.h>
#include <stdio.h>

#include "common/timefmt.h"
#include "support_queue_gui/entry_words.h"

#define LINE_SIZE 512 /* the longest is a ticket with who assigned it and when */

struct sink {
    void (*emit)(void *context, const struct entry_line *line);
    void *context;
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
    const struct entry_line line = {.label = label,
                                    .text = entry_fact(entry, fact),
                                    .read_out = fact == FACT_MANUFACTURER || fact == FACT_MODEL ||
                                                fact == FACT_SERIAL};
    if (line.text[0] != '\0')
        to->emit(to->context, &line);
}

static void put_address(const struct sink *to, const char *label, const struct addr *address)
{
    char text[ADDR_TEXT_SIZE];
    addr_format(address, text);
    put(to, label, "%s", text);
}

static void put_time(const struct sink *to, const char *label, time_t when, time_t now)
{
    char text[TIME_TEXT_SIZE];
    char span[32];
    if (when == 0)
        return;
    time_format(when, text);
    time_words((long)(when <= now ? now - when : when - now), span, sizeof span);
    put(to, label, "%s (%s%s%s)", text, when > now ? "in " : "", span, when < now ? " ago" : "");
}

void entry_lines(const struct entry *entry, long timeout, time_t now,
                 void (*emit)(void *context, const struct entry_line *line), void *context)
{
    const struct sink to = {emit, context};
    char when[TIME_TEXT_SIZE];
    put(&to, "State", "%s", entry_state_shown(entry->state));
    put(&to, "Reason", "%s", entry->reason);

    put_fact(&to, "Make", entry, FACT_MANUFACTURER);
    put_fact(&to, "Model", entry, FACT_MODEL);
    put_fact(&to, "Serial number", entry, FACT_SERIAL);
    put_fact(&to, "Version", entry, FACT_VERSION);
    put_fact(&to, "Board", entry, FACT_BOARD);
    put_fact(&to, "BIOS", entry, FACT_BIOS);
    put_fact(&to, "BIOS date", entry, FACT_BIOS_DATE);
    put_fact(&to, "Processor", entry, FACT_PROCESSOR);
    if (entry->memory_bytes > 0)
        put(&to, "Memory", "%.1f GiB", (double)entry->memory_bytes / (1024.0 * 1024 * 1024));
    for (size_t i = 0; i < entry->disk_count; i++)
        put(&to, "Disk", "%.0f GB", (double)entry->disk_bytes[i] / 1e9);
    put_fact(&to, "AMT version", entry, FACT_AMT_VERSION);

    put_fact(&to, "Host name", entry, FACT_HOSTNAME);
    put_fact(&to, "Domain", entry, FACT_DOMAIN);
    put_fact(&to, "Full name", entry, FACT_FQDN);
    put_address(&to, "Address", &entry->address);
    if (entry->has_guid) {
        char uuid[GUID_TEXT_SIZE];
        guid_format(&entry->guid, uuid);
        put(&to, "UUID", "%s", uuid);
    }

    if (entry->ticket[0] != '\0') {
        time_format(entry->ticket_time, when);
        put(&to, "Ticket", "%s (by %s, %s)", entry->ticket, entry->ticket_by, when);
    }
    put(&to, "Source", "%s", alert_source_name(entry->source));
    put(&to, "Calls", "%u", entry->calls);
    put_time(&to, "First call", entry->first_call, now);
    put_time(&to, "Last call", entry->last_call, now);
    put_time(&to, "Last seen", entry->last_seen, now);
    put_time(&to, "Expires", entry_expires(entry, timeout), now);
    for (size_t i = 0; i < entry->event_count; i++) {
        const struct entry_event *event = &entry->events[i];
        time_format(event->when, when);
        put(&to, i == 0 ? "Events" : "", "%s  %s%s%s", when, event->name,
            event->detail[0] != '\0' ? ": " : "", event->detail);
    }
}
