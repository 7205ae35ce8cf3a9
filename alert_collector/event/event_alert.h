/* From a WS-Event to an alert: what AMT's event means to the queue. */
#ifndef FCFH_ALERT_COLLECTOR_EVENT_EVENT_ALERT_H
#define FCFH_ALERT_COLLECTOR_EVENT_EVENT_ALERT_H

#include <time.h>

#include "alert_collector/event/event.h"
#include "common/addr.h"
#include "support_queue_db/alert.h"

/* source is where the event came from. The result needs no freeing. */
void event_to_alert(const struct event *event, const struct addr *source, time_t now,
                    struct alert *alert);

#endif
