/*
 * Pending alerts. When the lock of the queue cannot be had in the time that snmptrapd can be
 * kept waiting, the alert's text goes into pending/ as it came, without a lock; the next run of
 * fcfh-identify puts it into the queue. So a program that is stopped while it holds the lock
 * delays calls and loses none.
 *
 * The first to wait in vain leaves a mark, and as long as that is there the others do not wait at
 * all. Whoever gets the lock takes the mark away.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_PENDING_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_PENDING_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "common/err.h"
#include "support_queue_db/queue.h"

enum err_code queue_pending_add(struct queue *queue, time_t now, const char *text, size_t len,
                                struct err *e);

/* How long whoever could put an alert aside waits for the lock. */
long queue_pending_wait_ms(const struct queue *queue);
/* It was had, or not in that time. */
void queue_pending_lock_seen(struct queue *queue, bool had);

#define PENDING_NAME_SIZE 48

struct pending_alert {
    time_t when; /* it came; or now, for a time that cannot be right */
    char name[PENDING_NAME_SIZE];
};

struct pending_list {
    struct pending_alert *alerts; /* the oldest first */
    size_t count;
    size_t room;
};

/* None if there is no such directory. Free with pending_list_free in any case. */
enum err_code queue_pending_list(struct queue *queue, time_t now, struct pending_list *list,
                                 struct err *e);
void pending_list_free(struct pending_list *list);

/* Its text, which the caller frees. ERR_NOHOST if it is gone; ERR_DATA for what is no file of ours,
 * which is set aside under another name so that it is told once. */
enum err_code queue_pending_read(struct queue *queue, const struct pending_alert *alert,
                                 char **text, size_t *len, struct err *e);
/* It is in the queue, or of no use. */
enum err_code queue_pending_remove(struct queue *queue, const struct pending_alert *alert,
                                   struct err *e);

#endif
