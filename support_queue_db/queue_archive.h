/* What has left the queue: the files of archive/, for people who want to see or restore them. */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_ARCHIVE_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_ARCHIVE_H

#include <stddef.h>
#include <time.h>

#include "common/err.h"
#include "support_queue_db/queue.h"

struct archive_list {
    struct archived *files; /* the last to leave first */
    size_t count;
    size_t room;
};

/* All with a valid name that left at `since` or later; none if there is no archive/. With why (not
 * NULL), only those that left for that reason. Free with archive_list_free in any case. */
enum err_code queue_archive_list(struct queue *queue, time_t since, const char *why,
                                 struct archive_list *list, struct err *e);
void archive_list_free(struct archive_list *list);

/* Like queue_load. Its file_id is its id. */
enum err_code queue_archive_load(struct queue *queue, const struct archived *archived,
                                 struct entry *entry, struct err *e);

/* When it got there, by the clock of the file system. */
enum err_code queue_archive_moved(struct queue *queue, const struct archived *archived,
                                  struct timespec *when, struct err *e);

/* The client that a person names, by the rules of queue_match, as it was when it last left.
 * ERR_NOHOST, or ERR_USAGE if several clients match. */
enum err_code queue_archive_match(struct queue *queue, const char *text, struct archived *found,
                                  struct err *e);

#endif
