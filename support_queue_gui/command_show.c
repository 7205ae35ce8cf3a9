#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/text.h"
#include "common/timefmt.h"
#include "support_queue_db/queue_match.h"
#include "support_queue_gui/commands.h"
#include "support_queue_gui/entry_json.h"
#include "support_queue_gui/entry_words.h"
#include "support_queue_gui/table.h"

#define LABEL_WIDTH 14

static void line(const char *label, const char *text)
{
    char clean[TEXT_VALUE_SIZE * 2];
    if (text[0] == '\0')
        return;
    table_clean(text, clean, sizeof clean);
    (void)printf("%-*s  %s\n", LABEL_WIDTH, label, clean);
}

static void fact_line(const struct entry *entry, const char *label, enum entry_fact fact)
{
    line(label, entry_fact(entry, fact));
}

static void time_line(const char *label, time_t when, time_t now)
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
    line(label, both);
}

static void print_hardware(const struct entry *entry)
{
    char words[32];
    fact_line(entry, "Make", FACT_MANUFACTURER);
    fact_line(entry, "Model", FACT_MODEL);
    fact_line(entry, "Serial number", FACT_SERIAL);
    fact_line(entry, "Version", FACT_VERSION);
    fact_line(entry, "Board", FACT_BOARD);
    fact_line(entry, "BIOS", FACT_BIOS);
    fact_line(entry, "BIOS date", FACT_BIOS_DATE);
    fact_line(entry, "Processor", FACT_PROCESSOR);
    if (entry->memory_bytes > 0) {
        entry_memory_words(entry->memory_bytes, words, sizeof words);
        line("Memory", words);
    }
    for (size_t i = 0; i < entry->disk_count; i++) {
        entry_disk_words(entry->disk_bytes[i], words, sizeof words);
        line("Disk", words);
    }
    fact_line(entry, "AMT version", FACT_AMT_VERSION);
}

static void print_identity(const struct entry *entry)
{
    char text[ADDR_TEXT_SIZE];
    fact_line(entry, "Host name", FACT_HOSTNAME);
    fact_line(entry, "Domain", FACT_DOMAIN);
    fact_line(entry, "Full name", FACT_FQDN);
    addr_format(&entry->address, text);
    line("Address", text);
    if (entry->has_verified_address && !addr_equal(&entry->verified_address, &entry->address)) {
        addr_format(&entry->verified_address, text);
        line("Verified at", text);
    }
    if (entry->has_guid) {
        char uuid[GUID_TEXT_SIZE];
        guid_format(&entry->guid, uuid);
        line("UUID", uuid);
    }
}

static void print_ticket(const struct entry *entry)
{
    char when[TIME_TEXT_SIZE];
    char text[ENTRY_TICKET_SIZE + ENTRY_USER_SIZE + 64];
    if (entry->ticket[0] == '\0')
        return;
    time_format(entry->ticket_time, when);
    (void)snprintf(text, sizeof text, "%s (by %s, %s)", entry->ticket, entry->ticket_by, when);
    line("Ticket", text);
}

static void print_calls(const struct entry *entry, long timeout)
{
    char calls[16];
    time_t now = time(NULL);
    (void)snprintf(calls, sizeof calls, "%u", entry->calls);
    line("Source", entry_source_name(entry->source));
    line("Calls", calls);
    time_line("First call", entry->first_call, now);
    time_line("Last call", entry->last_call, now);
    time_line("Last seen", entry->last_seen, now);
    time_line("Expires", entry_expires(entry, timeout), now);
}

static void print_events(const struct entry *entry)
{
    for (size_t i = 0; i < entry->event_count; i++) {
        char when[TIME_TEXT_SIZE];
        char text[ALERT_NAME_SIZE + ALERT_DETAIL_SIZE + TIME_TEXT_SIZE + 8];
        const struct entry_event *event = &entry->events[i];
        time_format(event->when, when);
        (void)snprintf(text, sizeof text, "%s  %s%s%s", when, event->name,
                       event->detail[0] != '\0' ? ": " : "", event->detail);
        line(i == 0 ? "Events" : "", text);
    }
}

static void print_text(const struct command *c, const struct entry *entry)
{
    line("State", entry_state_shown(entry));
    line("Reason", entry->reason);
    print_hardware(entry);
    print_identity(entry);
    print_ticket(entry);
    print_calls(entry, c->conf->queue.timeout);
    print_events(entry);
}

static enum err_code print_json(const struct command *c, const struct entry *entry, struct err *e)
{
    char *text;
    enum err_code code = entry_json(entry, c->conf->queue.timeout, true, &text, e);
    if (code != ERR_OK)
        return code;
    (void)puts(text); /* a full disk shows at the end */
    free(text);
    return ERR_OK;
}

enum err_code command_show(const struct command *c, struct err *e)
{
    char id[QUEUE_ID_SIZE];
    struct entry entry;
    enum err_code code = queue_match(c->queue, c->arguments[0], id, e);
    if (code != ERR_OK)
        return code;
    code = queue_load(c->queue, id, &entry, e);
    if (code == ERR_OK && c->json)
        code = print_json(c, &entry, e);
    else if (code == ERR_OK)
        print_text(c, &entry);
    entry_free(&entry);
    return code;
}
