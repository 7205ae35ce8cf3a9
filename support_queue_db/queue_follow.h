/*
 * What comes into the queue directory, changes and goes, read in slices, for keeping the clients in
 * memory: see queue_index.h.
 *
 * inotify reports single files. Where it does not, the directory is listed and each file compared
 * with what is known of it: its time, inode and size. Only what differs is read, the last changed
 * first. A listing takes a while, so recent changes are read during it.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_FOLLOW_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_FOLLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/queue.h"

struct queue_follow;

struct queue_news {
    struct queue_news *next;
    struct entry *entry; /* what its file says; NULL if only its name in ask/ is news, or if the
                            file is gone or cannot be read: */
    bool gone;
    struct err why;     /* then: the reason, ERR_NOHOST if there is no file */
    long long since_ns; /* clock_ns before it was read */
    char id[QUEUE_ID_SIZE];
};

/* The queue must outlive it. NULL: no memory. */
struct queue_follow *queue_follow_new(struct queue *queue);
void queue_follow_free(struct queue_follow *follow);

int queue_follow_fd(const struct queue_follow *follow);
long queue_follow_wait_ms(const struct queue_follow *follow);

/* As queue_index_read. */
enum err_code queue_follow_step(struct queue_follow *follow, long slice_ms, struct err *e);

/* The news so far, in order; the caller frees it. *whole: everything that was there at the
 * beginning has been handed over. */
struct queue_news *queue_follow_take(struct queue_follow *follow, bool *whole);
void queue_news_free(struct queue_news *news);

/* Looks at the whole directory as soon as possible. */
void queue_follow_rescan(struct queue_follow *follow);
/* How many known files are still unread, and how many could not be read. */
size_t queue_follow_left(const struct queue_follow *follow);
size_t queue_follow_unreadable(const struct queue_follow *follow);

#endif
