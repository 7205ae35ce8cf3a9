/*
 * The names in a directory of the queue, one by one and in no order:
 *
 *     queue_walk_begin(&walk, queue_fd(queue));
 *     while (queue_walk_next(&walk, id))
 *         ...
 *     code = queue_walk_end(&walk, code, e);
 *
 * Names that come or go meanwhile may or may not be seen. The loop may be left at any time;
 * queue_walk_end must be called in any case, and tells whether the directory could be read.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_WALK_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_WALK_H

#include <dirent.h>
#include <stdbool.h>

#include "common/err.h"
#include "support_queue_db/queue_name.h"

struct queue_walk {
    DIR *dir;
    int error; /* an errno, or 0 */
};

/* The caller keeps the descriptor; its offset does not change. */
void queue_walk_begin(struct queue_walk *walk, int dir);

/* The next name, which is valid until the next call; NULL at the end. */
const char *queue_walk_name(struct queue_walk *walk);

/* The id of the next file with an entry's name; false at the end. */
bool queue_walk_next(struct queue_walk *walk, char id[QUEUE_ID_SIZE]);

/* Returns code, or if that is ERR_OK what went wrong on the way: ERR_NOPERM for a directory that
 * cannot be opened, ERR_TEMPFAIL for one that cannot be read to its end. */
enum err_code queue_walk_end(struct queue_walk *walk, enum err_code code, struct err *e);

#endif
