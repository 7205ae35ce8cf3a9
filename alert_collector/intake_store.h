/* The rest of an alert's way: into the queue. */
#ifndef FCFH_ALERT_COLLECTOR_INTAKE_STORE_H
#define FCFH_ALERT_COLLECTOR_INTAKE_STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"
#include "common/log_event.h"
#include "support_queue_db/alert.h"
#include "support_queue_db/pending_dir.h"
#include "support_queue_db/queue.h"
#include "support_queue_db/status_count.h"

/* What an alert is counted as if it is new and its client is in the queue because of it. */
enum status_kind intake_kind(const struct alert *alert);

/* An alert and its result: ERR_OK if it is on disk or need not be. Then kind says what it is
 * counted as. */
struct intake_item {
    const struct alert *alert;
    /* If it was put aside: where. Once it is stored its file is removed; if that is gone already,
     * another program has stored it. */
    const struct pending_dir *dir; /* NULL: it has just come */
    const struct pending_alert *file;
    struct err result;
    enum status_kind kind;
    char id[QUEUE_ID_SIZE]; /* of the client in the queue; "" if there is none */
};

/* The key of a log line about an alert that was stored. */
enum log_key intake_key(const struct intake_item *item);

/* Applies the rules of the queue to alerts, in their order and within one change, which waits up to
 * wait_ms for the lock: what is waiting when the lock is taken is written together, which costs
 * little more than a single alert. *woken is set if AMT must be asked, and is not touched
 * otherwise. An alert that does not matter is not an error, and one that cannot be stored does not
 * hold up the others. False if the lock could not be taken. */
bool intake_store_all(struct queue *queue, struct intake_item *items, size_t count, long wait_ms,
                      bool *woken);

#endif
