/* What lets many clients be asked again at once, or not at all. */
#ifndef FCFH_ALERT_COLLECTOR_IDENTIFY_RECALL_H
#define FCFH_ALERT_COLLECTOR_IDENTIFY_RECALL_H

#include "alert_collector/identify/judge.h"
#include "common/conf.h"
#include "common/err.h"
#include "support_queue_db/queue.h"

/* The register or the password may be another than when they were last asked: lets those be asked
 * again whom that concerns. */
enum err_code recall_clients(struct queue *queue, struct judge_bench *bench, struct err *e);

/* Nobody can be asked, because of something on this side: says so with every client that waits and
 * that AMT never answered for. It is asked when that is put right. */
enum err_code recall_explain(struct queue *queue, const char *reason, struct err *e);

#endif
