/* When a client is asked, and when again. Pure. */
#ifndef FCFH_ALERT_COLLECTOR_IDENTIFY_SCHEDULE_H
#define FCFH_ALERT_COLLECTOR_IDENTIFY_SCHEDULE_H

#include <stdbool.h>
#include <time.h>

#include "support_queue_db/entry.h"

/* It is to be asked now, or what it was asked was not finished. */
bool schedule_is_due(const struct entry *entry, time_t now);

/* It waits for an answer, now or soon: not for the next try after nobody answered. */
bool schedule_is_waited_for(const struct entry *entry, time_t now);

/* Nobody answered: it is asked again after 10 s, 1 min and 5 min; with a ticket every 15 minutes
 * from then on. */
void schedule_nobody(struct entry *entry, time_t now);

/* It is asked, but not before. */
void schedule_put_off(struct entry *entry, time_t not_before, time_t now);

#endif
