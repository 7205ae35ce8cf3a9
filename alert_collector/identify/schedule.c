#include "alert_collector/identify/schedule.h"

bool schedule_is_due(const struct entry *entry, time_t now)
{
    return entry->inventory_pending || entry_is_ask_due(entry, now);
}

bool schedule_is_waited_for(const struct entry *entry, time_t now)
{
    return schedule_is_due(entry, now) || (entry->ask_since != 0 && entry->ask_tries == 0);
}

void schedule_nobody(struct entry *entry, time_t now)
{
    static const long pauses[] = {10, 60, 300};
    enum { PAUSES = sizeof pauses / sizeof pauses[0], WITH_TICKET = 900, TRIES_MOST = 99999 };
    unsigned tries = entry->ask_tries;
    if (tries >= PAUSES && entry->ticket[0] == '\0') {
        entry_clear_ask_due(entry);
        return;
    }
    if (entry->ask_since == 0)
        entry->ask_since = now;
    entry->ask_next = now + (tries < PAUSES ? pauses[tries] : WITH_TICKET);
    entry->ask_tries = tries < TRIES_MOST ? tries + 1 : tries;
}

void schedule_put_off(struct entry *entry, time_t not_before, time_t now)
{
    if (entry->ask_since == 0)
        entry->ask_since = now;
    entry->ask_next = not_before > now ? not_before : now;
}
