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
#include "support_queue_db/queue.h"

enum err_code queue_pending_add(struct queue *queue, time_t now, const char *text, size_t len,
                                struct err *e);

/* How long to wait for the lock if the alert can be put aside. */
long queue_pending_wait_ms(const struct queue *queue);
/* The lock was obtained, or not in time. */
void queue_pending_lock_seen(struct queue *queue, bool had);

#define PENDING_NAME_SIZE 48

struct pending_alert {
    time_t when; /* when it came; or now, if that cannot be right */
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

/* Its text, which the caller frees. ERR_NOHOST if it is gone; ERR_DATA if the file is not ours: it
 * is renamed, so that it is reported only once. */
enum err_code queue_pending_read(struct queue *queue, const struct pending_alert *alert,
                                 char **text, size_t *len, struct err *e);
/* Removes it: it is in the queue, or useless. */
enum err_code queue_pending_remove(struct queue *queue, const struct pending_alert *alert,
                                   struct err *e);

#endif
