/* When a client is asked, and when again. These are pure functions. */
#ifndef FCFH_ALERT_COLLECTOR_IDENTIFY_SCHEDULE_H
#define FCFH_ALERT_COLLECTOR_IDENTIFY_SCHEDULE_H

#include <stdbool.h>
#include <time.h>

#include "support_queue_db/entry.h"

/* Whether the client is to be asked now, or its last inquiry was not finished. */
bool schedule_is_due(const struct entry *entry, time_t now);

/* Whether the client waits for an answer, now or soon: not if nobody answered and it waits for the
 * next try. */
bool schedule_is_waited_for(const struct entry *entry, time_t now);

/* Nobody answered: the client is asked again after 10 s, 1 min and 5 min, and from then on, if it
 * has a ticket, every 15 minutes. */
void schedule_nobody(struct entry *entry, time_t now);

/* The client is to be asked, but not before not_before. */
void schedule_put_off(struct entry *entry, time_t not_before, time_t now);

#endif
