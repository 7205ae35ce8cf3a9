#include "support_queue_db/gate.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/timefmt.h"

static enum gate __attribute__((format(printf, 3, 4)))
judged(enum gate gate, char reason[GATE_REASON_SIZE], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (vsnprintf(reason, GATE_REASON_SIZE, format, args) < 0)
        reason[0] = '\0';
    va_end(args);
    return gate;
}

/* If the clock was set back, `when` is in the future: that does not count as recent. */
static bool is_young(time_t when, time_t now, long seconds)
{
    return when <= now + GATE_CLOCKS_S && now - when <= seconds;
}

const struct entry_claim *gate_claim(const struct entry *entry, time_t answered)
{
    const struct entry_claim *newest = NULL;
    for (size_t i = 0; i < entry->claim_count; i++) {
        const struct entry_claim *claim = &entry->claims[i];
        /* Within the same second it may have come before or after, but a client that still has to
         * be asked was not asked after it. */
        bool since = claim->when > answered || (claim->when == answered && entry->ask_since != 0);
        if (claim->calls > 0 && since && (newest == NULL || claim->when > newest->when))
            newest = claim;
    }
    return newest;
}

/* The worse of the two states counts: forging "mismatch" only makes others careful. */
static bool has_state(const struct entry *entry, const struct proved *proved,
                      enum entry_state state)
{
    return entry->state == state || (proved != NULL && proved->state == state);
}

/* While the proof is recent: whether the entry is about the machine that was proved. */
static enum gate judge_place(const struct entry *entry, const struct proved *proved,
                             char reason[GATE_REASON_SIZE])
{
    char here[ADDR_TEXT_SIZE];
    char there[ADDR_TEXT_SIZE];
    addr_format(&entry->address, here);
    addr_format(&proved->address, there);
    if (!addr_equal(&entry->address, &proved->address))
        return judged(GATE_SHUT, reason, "AMT answered at %s, but the entry says %s", there, here);
    if (entry->has_guid != proved->has_guid ||
        (entry->has_guid && !guid_equal(&entry->guid, &proved->guid)))
        return judged(GATE_SHUT, reason, "AMT at %s has a different UUID than the entry", there);
    char serial[TEXT_VALUE_SIZE];
    entry_format_serial(entry, serial);
    if (serial[0] != '\0' && strcmp(serial, proved->serial) != 0) /* this is what people compare */
        return judged(GATE_SHUT, reason,
                      "AMT at %s told a different serial number than the entry has", there);
    const struct entry_claim *claim = gate_claim(entry, proved->when);
    if (claim != NULL) {
        addr_format(&claim->address, here);
        return judged(GATE_SHUT, reason, "it has called from %s since AMT answered at %s", here,
                      there);
    }
    return GATE_OPEN;
}

enum gate gate_judge_answer(const struct entry *entry, const struct proved *proved, time_t now,
                            char reason[GATE_REASON_SIZE])
{
    reason[0] = '\0';
    if (has_state(entry, proved, ENTRY_MISMATCH))
        return judged(GATE_SHUT, reason, "mismatch: %s", entry->reason);
    if (has_state(entry, proved, ENTRY_FAILED))
        return judged(GATE_SHUT, reason, "failed: %s", entry->reason);
    if (has_state(entry, proved, ENTRY_WAITING))
        return judged(GATE_SHUT, reason, "AMT has not answered yet");
    if (proved == NULL)
        return judged(GATE_STALE, reason, "only the entry says that AMT answered");
    if (!is_young(proved->when, now, GATE_FRESH_S)) {
        char ago[32];
        time_format_duration((long)(now - proved->when), ago, sizeof ago);
        return proved->when > now
                   ? judged(GATE_STALE, reason, "the clock was set back since AMT answered")
                   : judged(GATE_STALE, reason, "AMT answered %s ago, and not since", ago);
    }
    return judge_place(entry, proved, reason);
}

enum gate gate_judge(const struct entry *entry, const struct proved *proved,
                     const struct confirmed *confirmed, time_t now, char reason[GATE_REASON_SIZE])
{
    enum gate gate = gate_judge_answer(entry, proved, now, reason);
    if (gate != GATE_OPEN || proved->state == ENTRY_VERIFIED)
        return gate;
    if (confirmed == NULL)
        return judged(GATE_SHUT, reason, "AMT answered, but nothing proves that it is this PC");
    if (!addr_equal(&confirmed->address, &proved->address) ||
        strcmp(confirmed->serial, proved->serial) != 0 ||
        strcmp(confirmed->key, proved->key) != 0 || confirmed->state != proved->state)
        return judged(GATE_SHUT, reason,
                      "what was confirmed is not what AMT answers now: confirm it again");
    if (!confirmed_is_of(confirmed, entry))
        return judged(GATE_SHUT, reason, "it was confirmed before it was put back or changed");
    if (!is_young(confirmed->when, now, GATE_CONFIRMED_S))
        return judged(GATE_SHUT, reason, "it was confirmed more than %d hours ago",
                      GATE_CONFIRMED_S / 3600);
    return GATE_OPEN;
}
