/* The inside of struct queue, only for the files queue*.c. */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_PRIVATE_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_PRIVATE_H

#include <stdbool.h>
#include <time.h>

#include "common/conf.h"
#include "common/err.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/queue_name.h"
#include "support_queue_db/queue_note.h"

/* Descriptors; -1 for those that a queue opened for reading does not need. */
struct queue {
    int dir;
    int tmp;
    int archive;
    int lock;
    const struct conf *conf;
    time_t now;                            /* of the change in progress */
    struct queue_note note;                /* as in the file "lock", */
    bool note_good;                        /* if that is useful */
    struct queue_tidy_thread *tidy_thread; /* see queue_tidy_in_thread; NULL: not used */
    int run_turn;                          /* of queue_run.c, while the run is ours */
    long long run_sign; /* when it last showed that we are alive; ms of clock_ms */
};

/* Opens a directory in the queue; with create, makes it if it is missing. */
enum err_code queue_open_below(const struct queue *queue, const char *name, bool create, int *fd,
                               struct err *e);

/* Reads a file of the queue or of archive/ like queue_load; its file_id stays "". */
enum err_code queue_load_file(int dir, const char *name, struct entry *entry, struct err *e);

/* Syncs a directory; `what` names it in errors. */
enum err_code queue_sync_dir(int fd, const char *what, struct err *e);

/* Moves an entry's file to archive/ like queue_remove, but syncs nothing. */
enum err_code queue_move_to_archive(struct queue *queue, const char *id, const char *why,
                                    time_t now, char archived[QUEUE_ARCHIVE_NAME_SIZE],
                                    struct err *e);
enum err_code queue_sync_both(const struct queue *queue, struct err *e);

/* After a change: checks whether there is something to take out, and starts that. */
bool queue_tidy_is_due(const struct queue *queue);
void queue_tidy_start(struct queue *queue);
void queue_tidy_thread_stop(struct queue *queue);

#endif
