/* The rest of an alert's way: into the queue. */
#ifndef FCFH_ALERT_COLLECTOR_INTAKE_STORE_H
#define FCFH_ALERT_COLLECTOR_INTAKE_STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"
#include "common/log_event.h"
#include "support_queue_db/alert.h"
#include "support_queue_db/queue.h"
#include "support_queue_db/status_count.h"

/* As what an alert counts that is new, and that its client is in the queue for. */
enum status_kind intake_kind(const struct alert *alert);

/* An alert, and what became of it: ERR_OK when it is on disk or has no need to be. Then kind says
 * as what it counts. */
struct intake_item {
    const struct alert *alert;
    struct err result;
    enum status_kind kind;
    char id[QUEUE_ID_SIZE]; /* of the client in the queue, "" if there is none */
};

/* The key of a line about an alert that was stored. */
enum log_key intake_key(const struct intake_item *item);

/* Applies the rules of the queue to alerts, in their order and within one change that waits up to
 * wait_ms: what is waiting when the lock is taken is written together, which costs little more than
 * one. *woken is set if AMT must be asked, and not touched otherwise. An alert that does not matter
 * is fine, and one that cannot be stored does not keep the others out. False if the lock could not
 * be taken. */
bool intake_store_all(struct queue *queue, struct intake_item *items, size_t count, long wait_ms,
                      bool *woken);

#endif
