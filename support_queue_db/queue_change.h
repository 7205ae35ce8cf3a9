/*
 * A change of one client, from the lock to the disk:
 *
 *     struct queue_change c;
 *     enum err_code code = queue_change_begin(&c, queue, id, e);
 *     if (code == ERR_OK)
 *         code = alter c.entry as of c.now
 *     return queue_change_save(&c, code, e);
 *
 * The queue is locked from begin to save or end, so that nobody else changes it meanwhile. To
 * change many clients at once, use queue_begin, queue_save_each and queue_end.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_CHANGE_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_CHANGE_H

#include <time.h>

#include "common/err.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/queue.h"

struct queue_change {
    struct queue *queue; /* NULL if it is not locked */
    time_t now;
    struct entry entry; /* empty for an id of NULL */
};

/* Locks, waiting as long as a person would, and loads. ERR_TEMPFAIL without the lock, else as
 * queue_load. queue_change_save or _end must follow in any case. */
enum err_code queue_change_begin(struct queue_change *change, struct queue *queue, const char *id,
                                 struct err *e);

/* Writes the entry if code is ERR_OK, and ends the change. Returns code, or what went wrong. */
enum err_code queue_change_save(struct queue_change *change, enum err_code code, struct err *e);

/* Ends a change without writing the entry. Returns code. */
enum err_code queue_change_end(struct queue_change *change, enum err_code code);

/* Lets fcfh-identify ask the client again. */
enum err_code queue_change_ask(struct queue *queue, const char *id, struct err *e);

#endif
