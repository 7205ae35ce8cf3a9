#include "support_queue_gui/entry_format.h"

#include <stdio.h>
#include <string.h>

#include "common/timefmt.h"
#include "support_queue_db/gate.h"

enum { MINUTE_S = 60, HOUR_S = 3600, DAY_S = 86400 };

const char *entry_state_text(enum entry_state state, bool runs)
{
    if (state == ENTRY_WAITING && runs)
        return "asking";
    return state == ENTRY_MISMATCH ? "MISMATCH" : entry_state_name(state);
}

/* Why it failed, in the words that its reason begins with. */
static const char *failure_text(const struct entry *entry)
{
    switch (entry->failure) {
    case FAILURE_NONE:
        break;
    case FAILURE_NOT_REGISTERED:
        return "not registered";
    case FAILURE_NOT_ASKED:
        return "not asked";
    case FAILURE_UNREACHABLE:
        return "unreachable";
    case FAILURE_TIMEOUT:
        return "no answer in time";
    case FAILURE_TLS:
        return "TLS failed";
    case FAILURE_PASSWORD:
        return "password refused";
    case FAILURE_NOT_AMT:
        return "not AMT";
    case FAILURE_BUSY:
        return "busy";
    case FAILURE_LOST:
        return "connection lost";
    case FAILURE_REFUSED:
        return "refused by AMT";
    }
    return entry->reason;
}

void entry_format_machine(const struct entry *entry, char *out, size_t size)
{
    const char *maker = entry_fact(entry, FACT_MANUFACTURER);
    const char *model = entry_fact(entry, FACT_MODEL);
    if (entry->state == ENTRY_MISMATCH)
        (void)snprintf(out, size, "another machine");
    else if (maker[0] == '\0' && model[0] == '\0')
        (void)snprintf(out, size, "%s", failure_text(entry));
    else
        (void)snprintf(out, size, "%s%s%s", maker, maker[0] != '\0' && model[0] != '\0' ? " " : "",
                       model);
}

void entry_format_short_name(const struct entry *entry, char *out, size_t size)
{
    static const enum entry_fact facts[] = {FACT_HOSTNAME, FACT_OS_FQDN, FACT_FQDN, FACT_AMT_FQDN};
    const char *name = "";
    for (size_t i = 0; i < sizeof facts / sizeof facts[0] && name[0] == '\0'; i++)
        name = entry_fact(entry, facts[i]);
    (void)snprintf(out, size, "%.*s", (int)strcspn(name, "."), name);
}

void entry_format_name(const struct entry *entry, char *out, size_t size)
{
    char serial[TEXT_VALUE_SIZE];
    char address[ADDR_TEXT_SIZE];
    char name[TEXT_VALUE_SIZE];
    entry_format_serial(entry, serial);
    entry_format_short_name(entry, name, sizeof name);
    entry_address(entry, address);
    (void)snprintf(out, size, "%s",
                   serial[0] != '\0'    ? serial
                   : name[0] != '\0'    ? name
                   : address[0] != '\0' ? address
                                        : entry->file_id);
}

void entry_format_place(const struct entry *entry, char *out, size_t size)
{
    char address[ADDR_TEXT_SIZE];
    const char *name = entry_fact(entry, FACT_HOSTNAME);
    entry_address(entry, address);
    (void)snprintf(out, size, "%.120s%s%s", name, name[0] != '\0' && address[0] != '\0' ? " " : "",
                   address);
}

void entry_format_holder(const struct entry *entry, time_t now, char out[ENTRY_HOLDER_SIZE])
{
    char since[ENTRY_CLOCK_SIZE];
    bool has_ticket = entry->ticket[0] != '\0';
    entry_format_clock(has_ticket ? entry->ticket_time : entry->taken_time, now, since);
    if (has_ticket && entry->ticket_by[0] != '\0')
        (void)snprintf(out, ENTRY_HOLDER_SIZE, "%s, %s since %s", entry->ticket, entry->ticket_by,
                       since);
    else if (has_ticket)
        (void)snprintf(out, ENTRY_HOLDER_SIZE, "%s", entry->ticket);
    else if (entry_is_taken(entry, now))
        (void)snprintf(out, ENTRY_HOLDER_SIZE, "%s has been on it since %s", entry->taken_by,
                       since);
    else
        (void)snprintf(out, ENTRY_HOLDER_SIZE, "no ticket");
}

void entry_format_ticket(const char *ticket, enum ticket_status status, char out[ENTRY_TICKET_SIZE])
{
    (void)snprintf(out, ENTRY_TICKET_SIZE, "%.240s%s", ticket,
                   status == TICKET_CLOSED    ? " closed"
                   : status == TICKET_UNKNOWN ? " not known"
                                              : "");
}

void entry_format_holder_short(const struct entry *entry, time_t now, char out[ENTRY_TICKET_SIZE])
{
    if (entry_is_taken(entry, now))
        (void)snprintf(out, ENTRY_TICKET_SIZE, "%s is on it", entry->taken_by);
    else
        entry_format_ticket(entry->ticket, entry->ticket_info.status, out);
}

static bool is_near(time_t when, time_t now)
{
    return when <= now ? now - when < DAY_S : when - now < DAY_S;
}

void entry_format_clock(time_t when, time_t now, char out[ENTRY_CLOCK_SIZE])
{
    struct tm tm;
    if (localtime_r(&when, &tm) == NULL ||
        strftime(out, ENTRY_CLOCK_SIZE, is_near(when, now) ? "%H:%M" : "%Y-%m-%d", &tm) == 0)
        out[0] = '\0';
}

void entry_format_clock_exact(time_t when, time_t now, char out[ENTRY_CLOCK_SIZE])
{
    struct tm tm;
    if (localtime_r(&when, &tm) == NULL ||
        strftime(out, ENTRY_CLOCK_SIZE, is_near(when, now) ? "%H:%M:%S" : "%Y-%m-%d %H:%M", &tm) ==
            0)
        out[0] = '\0';
}

void entry_format_note(const struct entry *entry, time_t now, char *out, size_t size)
{
    const struct entry_claim *claim =
        entry_has_answered(entry) ? gate_claim(entry, entry->proof_time) : NULL;
    char at[ENTRY_CLOCK_SIZE];
    out[0] = '\0';
    if (claim != NULL) {
        char there[ADDR_TEXT_SIZE];
        char here[ADDR_TEXT_SIZE];
        addr_format(&claim->address, there);
        addr_format(&entry->address, here);
        entry_format_clock(entry->proof_time, now, at);
        (void)snprintf(out, size, "called from %s, answered at %s %s", there, here, at);
    } else if (entry_serial_differs(entry)) {
        (void)snprintf(out, size, "DIFFERS: the inventory has serial %s",
                       entry_inventory_value(entry, "serial"));
    } else if (entry->confirmed_time != 0 && now - entry->confirmed_time <= GATE_CONFIRMED_S) {
        entry_format_clock(entry->confirmed_time, now, at);
        (void)snprintf(out, size, "confirmed by %s %s", entry->confirmed_by, at);
    }
}

/* fcfh-identify ends a reason with the time at which it asked, in UTC. */
void entry_format_reason(const struct entry *entry, time_t now, char out[ENTRY_REASON_TEXT_SIZE])
{
    static const char at[] = ", at ";
    size_t tail = sizeof at - 1 + TIME_TEXT_SIZE - 1;
    size_t len = strlen(entry->reason);
    const char *end = len >= tail ? entry->reason + len - tail : "";
    time_t when;
    (void)snprintf(out, ENTRY_REASON_TEXT_SIZE, "%s", entry->reason);
    if (strncmp(end, at, sizeof at - 1) == 0 && time_parse(end + sizeof at - 1, &when))
        entry_format_clock(when, now, out + (len - tail) + sizeof at - 1);
}

void entry_format_next_step(const struct entry *entry, bool runs, time_t now, char *out,
                            size_t size)
{
    char next[ENTRY_CLOCK_SIZE];
    char tries[40] = "";
    bool waits = entry->ask_since != 0;
    out[0] = '\0';
    if (entry->ask_tries > 0)
        (void)snprintf(tries, sizeof tries, "; asked %u time%s in vain", entry->ask_tries,
                       entry->ask_tries == 1 ? "" : "s");
    entry_format_clock_exact(entry->ask_next, now, next);
    if (waits && !runs)
        (void)snprintf(out, size, "it waits to be asked: fcfh-identify is not running%s", tries);
    else if (waits && entry->ask_next > now)
        (void)snprintf(out, size, "it is asked again at %s%s", next, tries);
    else if (waits)
        (void)snprintf(out, size, "it is being asked now%s", tries);
    else if (entry->failure == FAILURE_NOT_REGISTERED)
        (void)snprintf(out, size, "it is asked automatically once it is in the register");
    else if (entry->state == ENTRY_MISMATCH)
        (void)snprintf(out, size, "it is not asked again until it calls; i asks now");
    else if (entry->failure == FAILURE_PASSWORD)
        (void)snprintf(out, size, "it is not asked again until the password changes; i asks once");
    else if (entry->reason[0] != '\0')
        (void)snprintf(out, size,
                       "it is not asked again until it calls or its link comes up; i asks now");
}

time_t entry_format_age(time_t when, time_t now, char *out, size_t size)
{
    long span = now > when ? (long)(now - when) : 0;
    long unit = span >= DAY_S ? DAY_S : span >= HOUR_S ? HOUR_S : span >= MINUTE_S ? MINUTE_S : 1;
    time_format_duration(span - span % unit, out, size);
    return now + (unit - span % unit);
}

const char *entry_proof_text(enum entry_proof proof)
{
    switch (proof) {
    case PROOF_KEY:
        return "by a key that the register has";
    case PROOF_CERTIFICATE:
        return "by a certificate for a name of the register";
    case PROOF_NONE:
        break;
    }
    return "";
}
