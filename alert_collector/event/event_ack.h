/* The answer to a WS-Event that asks for one: the Ack of WS-Management (DMTF DSP0226, section 10,
 * "PushWithAck"). No input or output. */
#ifndef FCFH_ALERT_COLLECTOR_EVENT_EVENT_ACK_H
#define FCFH_ALERT_COLLECTOR_EVENT_EVENT_ACK_H

#include <stddef.h>

#include "alert_collector/event/event.h"
#include "common/err.h"

#define EVENT_ACK_TYPE "application/soap+xml;charset=UTF-8"

/* The envelope that relates to the event's message. Caller frees *text. */
enum err_code event_ack(const struct event *event, char **text, size_t *len, struct err *e);

#endif
