/* The rest of a trap's way: into the queue. */
#ifndef FCFH_ALERT_COLLECTOR_INTAKE_STORE_H
#define FCFH_ALERT_COLLECTOR_INTAKE_STORE_H

#include <stdbool.h>

#include "common/err.h"
#include "support_queue_db/alert.h"
#include "support_queue_db/queue.h"

/* Applies the rules of the queue to one alert, within one change that waits up to wait_ms. *woken
 * is set if AMT must be asked, and not touched otherwise. An alert that does not matter is fine. */
enum err_code intake_store(struct queue *queue, const struct alert *alert, long wait_ms,
                           bool *woken, struct err *e);

#endif
