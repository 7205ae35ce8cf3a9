#include "support_queue_gui/entry_words.h"

#include <stdio.h>

#include "support_queue_db/gate.h"

const char *entry_state_shown(enum entry_state state, bool runs)
{
    if (state == ENTRY_WAITING && runs)
        return "asking";
    return state == ENTRY_MISMATCH ? "MISMATCH" : entry_state_name(state);
}

void entry_machine(const struct entry *entry, char *out, size_t size)
{
    const char *maker = entry_fact(entry, FACT_MANUFACTURER);
    const char *model = entry_fact(entry, FACT_MODEL);
    if (entry->state == ENTRY_MISMATCH || (maker[0] == '\0' && model[0] == '\0'))
        (void)snprintf(out, size, "%s", entry->reason);
    else
        (void)snprintf(out, size, "%s%s%s", maker, maker[0] != '\0' && model[0] != '\0' ? " " : "",
                       model);
}

void entry_place(const struct entry *entry, char *out, size_t size)
{
    char address[ADDR_TEXT_SIZE];
    const char *name = entry_fact(entry, FACT_HOSTNAME);
    entry_address(entry, address);
    (void)snprintf(out, size, "%.120s%s%s", name, name[0] != '\0' && address[0] != '\0' ? " " : "",
                   address);
}

void entry_clock(time_t when, time_t now, char out[ENTRY_CLOCK_SIZE])
{
    static const long day = 24L * 60 * 60;
    struct tm tm;
    bool today = when <= now ? now - when < day : when - now < day;
    if (localtime_r(&when, &tm) == NULL ||
        strftime(out, ENTRY_CLOCK_SIZE, today ? "%H:%M" : "%Y-%m-%d", &tm) == 0)
        out[0] = '\0';
}

void entry_note(const struct entry *entry, time_t now, char *out, size_t size)
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
        entry_clock(entry->proof_time, now, at);
        (void)snprintf(out, size, "called from %s, answered at %s %s", there, here, at);
    } else if (entry->confirmed_time != 0 && now - entry->confirmed_time <= GATE_CONFIRMED_S) {
        entry_clock(entry->confirmed_time, now, at);
        (void)snprintf(out, size, "confirmed by %s %s", entry->confirmed_by, at);
    }
}

const char *entry_proof_words(enum entry_proof proof)
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
