/* From a WS-Event to an alert: what AMT's event means to the queue. */
#ifndef FCFH_ALERT_COLLECTOR_EVENT_EVENT_ALERT_H
#define FCFH_ALERT_COLLECTOR_EVENT_EVENT_ALERT_H

#include <stdbool.h>
#include <time.h>

#include "alert_collector/event/event.h"
#include "common/addr.h"
#include "common/conf.h"
#include "support_queue_db/alert.h"

/* source is where the event came from; calls[count]: what counts as a call besides iAMT0036. The
 * result needs no freeing. */
void event_to_alert(const struct event *event, const struct addr *source,
                    const struct conf_call *calls, size_t count, time_t now, struct alert *alert);

/* Room for "event iAMT0099 ..." and a line of fcfh.conf that makes such an event a call. */
#define EVENT_HINT_SIZE 256

/* True for an event that is neither a call nor one that we have a name for; out says what it is,
 * and what to write into fcfh.conf to make it a call. */
bool event_unknown_hint(const struct event *event, const struct alert *alert,
                        char out[EVENT_HINT_SIZE]);

#endif
