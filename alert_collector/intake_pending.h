/* Puts the alerts that were put aside into the queue. */
#ifndef FCFH_ALERT_COLLECTOR_INTAKE_PENDING_H
#define FCFH_ALERT_COLLECTOR_INTAKE_PENDING_H

#include <stdbool.h>

#include "common/conf.h"
#include "common/log_event.h"
#include "support_queue_db/queue.h"

/* Logs something that happened. */
typedef void intake_log(bool is_error, const struct log_event *event, const char *text);

/* Stores the alerts in pending/ and then those in this computer's spool, the oldest of each first
 * and many at a time. One that cannot be stored stays where it is, is logged once, and does not
 * hold up the others. Waits only a moment for the lock; without it all of them stay. */
void intake_pending_store(struct queue *queue, const struct conf *conf, intake_log *log);
/* Those in the spool alone: that of another computer is read only there. */
void intake_pending_store_spool(struct queue *queue, const struct conf *conf, intake_log *log);

#endif
