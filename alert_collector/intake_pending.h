/* The alerts that were put aside, into the queue. */
#ifndef FCFH_ALERT_COLLECTOR_INTAKE_PENDING_H
#define FCFH_ALERT_COLLECTOR_INTAKE_PENDING_H

#include <stdbool.h>

#include "common/conf.h"
#include "common/log_event.h"
#include "support_queue_db/queue.h"

/* Tells of something worth a line in the log. */
typedef void intake_tell(bool is_error, const struct log_event *event, const char *text);

/* Stores what lies in pending/, the oldest first and many at a time. One that cannot be stored
 * stays where it is, is told once, and does not keep the others out; without the lock all of them
 * stay. Waits a moment for that, and no more. */
void intake_pending_store(struct queue *queue, const struct conf *conf, intake_tell *tell);

#endif
