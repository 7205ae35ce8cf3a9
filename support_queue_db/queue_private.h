/* The inside of struct queue, for the files queue*.c alone. */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_PRIVATE_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_PRIVATE_H

#include <stdbool.h>
#include <time.h>

#include "common/err.h"
#include "support_queue_db/entry.h"

/* Descriptors; -1 for what a queue opened for reading does not need. */
struct queue {
    int dir;
    int tmp;
    int archive;
    int lock;
    const char *directory; /* its path, of the configuration, for messages */
    time_t now;            /* of the change that is under way */
    long timeout;          /* seconds */
    long archive_days;     /* days */
    int run_turn;          /* of queue_run.c, while the run is ours */
    long long run_sign;    /* when it showed that we live; ms of clock_ms */
};

/* Opens a directory in the queue's; with create, makes it if it is missing. */
enum err_code queue_open_below(const struct queue *queue, const char *name, bool create, int *fd,
                               struct err *e);

/* Reads a file of the queue or of archive/ as queue_load does; its file_id stays "". */
enum err_code queue_load_file(int dir, const char *name, struct entry *entry, struct err *e);

/* fsync of a directory; what names it in errors. */
enum err_code queue_sync_dir(int fd, const char *what, struct err *e);

/*
 * When the next entry is due to leave the queue, so that a program that writes need not read every
 * entry to find that none is. Kept as text in the file "lock", read and written under its lock:
 * "NEXT TIMEOUT\n", in seconds. A damaged note only costs one look at every entry; after a crash
 * it may be late, by no more than the time that it said then.
 */

/* 0 if nothing useful is noted, or with another timeout than this. */
time_t queue_due_read(int lock_fd, long timeout);
void queue_due_write(int lock_fd, long timeout, time_t next);

#endif
