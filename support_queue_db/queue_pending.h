/*
 * Pending alerts. If the lock of the queue is not available for as long as snmptrapd can be kept
 * waiting, the alert's text goes into pending/ as it came, without a lock; the next run of
 * fcfh-identify puts it into the queue. So a program that is stopped while it holds the lock delays
 * calls but loses none.
 *
 * The first one to wait in vain leaves a mark, and as long as that is there the others do not wait
 * at all. Whoever gets the lock removes the mark.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_PENDING_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_PENDING_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "common/err.h"
#include "support_queue_db/pending_dir.h"
#include "support_queue_db/queue.h"

enum err_code queue_pending_add(struct queue *queue, time_t now, const char *text, size_t len,
                                struct err *e);

/* pending/, without a directory if there is none. End with pending_dir_close. */
enum err_code queue_pending_open(const struct queue *queue, struct pending_dir *dir, struct err *e);

/* How long to wait for the lock if the alert can be put aside. */
long queue_pending_wait_ms(const struct queue *queue);
/* The lock was obtained, or not in time. */
void queue_pending_lock_seen(struct queue *queue, bool had);

#endif
