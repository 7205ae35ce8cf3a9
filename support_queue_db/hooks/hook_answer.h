/* What a hook prints when it is asked, line by line. Lines that are not understood are skipped, so
 * that a newer hook can say more; *strange counts them, for the hook's author. Pure. */
#ifndef FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_ANSWER_H
#define FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "support_queue_db/entry.h"

/* lookup: "owner=Anna Berg". If a name comes twice the first counts. Returns how many of
 * items[ENTRY_INVENTORY_MAX] are filled in. */
size_t hook_answer_parse_lookup(const char *text, size_t len, struct inventory_item *items,
                                size_t *strange);

/* ticket-check: "status=open" and the like. False if it says no status. */
bool hook_answer_parse_ticket(const char *text, size_t len, struct ticket_info *info,
                              size_t *strange);

/* closed: "TICKET TIME". Calls back for each; the ticket may contain blanks. */
typedef void hook_answer_on_closed(void *context, const char *ticket, time_t closed_at);
void hook_answer_parse_closed(const char *text, size_t len, hook_answer_on_closed *one,
                              void *context, size_t *strange);

#endif
