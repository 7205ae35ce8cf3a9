/* For changes that concern many clients at once: they are asked again, or cannot be asked at
 * all. */
#ifndef FCFH_ALERT_COLLECTOR_IDENTIFY_RECALL_H
#define FCFH_ALERT_COLLECTOR_IDENTIFY_RECALL_H

#include "alert_collector/identify/judge.h"
#include "common/conf.h"
#include "common/err.h"
#include "support_queue_db/queue.h"

/* The register or the password may have changed since the clients were last asked: marks those that
 * this concerns to be asked again. */
enum err_code recall_clients(struct queue *queue, struct judge_shared *shared, struct err *e);

/* No client can be asked because something on this side is wrong: writes the reason into every
 * entry that waits and that AMT never answered for. These are asked once that is put right. */
enum err_code recall_set_reason(struct queue *queue, const char *reason, struct err *e);

#endif
