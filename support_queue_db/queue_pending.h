/*
 * Pending alerts. When the lock of the queue cannot be had in the time that snmptrapd can be
 * kept waiting, the alert's text goes into pending/ as it came, without a lock; the next run of
 * fcfh-identify puts it into the queue. So a program that is stopped while it holds the lock
 * delays calls and loses none.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_PENDING_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_PENDING_H

#include <stddef.h>
#include <time.h>

#include "common/err.h"
#include "support_queue_db/queue.h"

enum err_code queue_pending_add(struct queue *queue, time_t now, const char *text, size_t len,
                                struct err *e);

/* Calls visit for every pending alert, with the time when it came. What visit returns ERR_OK or
 * ERR_DATA for is removed; any other result stops and is returned. */
typedef enum err_code queue_pending_visit(void *context, time_t when, const char *text, size_t len,
                                          struct err *e);
enum err_code queue_pending_each(struct queue *queue, queue_pending_visit *visit, void *context,
                                 struct err *e);

#endif
