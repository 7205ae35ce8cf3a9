/*
 * The queue: a directory with one XML file per client. fcfh-queue(5) describes it.
 *
 * Reading takes no lock: a file that is there is whole. A change is queue_begin, queue_find or
 * queue_load, changing the entry, queue_save or queue_remove, and queue_end, with an exclusive lock
 * from the first to the last; queue_change.h does that for one client. Two threads can work at
 * once only if each has its own queue. A save succeeds at the moment of its rename; when
 * queue_save has returned ERR_OK, the entry survives a crash of the machine.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "common/conf.h"
#include "common/err.h"
#include "support_queue_db/alert.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/queue_walk.h"

struct queue;

enum queue_access { QUEUE_READ, QUEUE_WRITE };

/* How long a program waits for another program's change to end, in milliseconds. snmptrapd can do
 * nothing else while the collector waits. */
enum { QUEUE_WAIT_COLLECTOR = 2000, QUEUE_WAIT_PERSON = 10000 };

/* The queue of [queue] in the configuration, which must outlive it. With QUEUE_WRITE the directory,
 * and tmp/, archive/ and lock in it, are made if missing. */
enum err_code queue_open(struct queue **queue, const struct conf *conf, enum queue_access access,
                         struct err *e);
void queue_close(struct queue *queue);

/* The directory, for inotify and the like; owned by the queue. */
int queue_fd(const struct queue *queue);

/* Locks; ERR_TEMPFAIL if the lock is not available within wait_ms. now is the time by the clock,
 * not by an alert. */
enum err_code queue_begin(struct queue *queue, time_t now, long wait_ms, struct err *e);

/* Unlocks. If something is due to leave the queue, or there are too many entries, it tidies up: in
 * a small queue at once, in a larger one in a process that may outlive this one. */
void queue_end(struct queue *queue);

/* Whether a change is in progress, and whose; holder->program is "" if that is not known, or the
 * program no longer runs. */
struct queue_holder;
bool queue_is_held(const struct queue *queue, struct queue_holder *holder);

/* For a program with threads: queue_end then leaves tidying up to another thread, until
 * queue_close. */
enum err_code queue_tidy_in_thread(struct queue *queue, struct err *e);

/* Reads an entry; *entry is initialised here and freed by the caller in any case. ERR_NOHOST if
 * there is no such file; ERR_DATA if it is not an entry: not a regular file, a link, too large, not
 * our XML. */
enum err_code queue_load(struct queue *queue, const char *id, struct entry *entry, struct err *e);

/* Reads the entry of the client that sent an alert, ERR_NOHOST if it is not in the queue: the entry
 * of its UUID if that is at this address; else the one of the address if another machine with this
 * UUID, or one whose UUID is not known, is there; else the one of its UUID. Within a change. A file
 * of that name that is not an entry is moved to archive/ first, so that it cannot keep a call out.
 */
enum err_code queue_find(struct queue *queue, const struct alert *alert, time_t now,
                         struct entry *entry, struct err *e);

/* Writes the entry under the name it must have now and sets its file_id. If it was read from a file
 * with another name, that file is removed. ERR_CANTCREAT if the new name is another entry's. Within
 * a change. */
enum err_code queue_save(struct queue *queue, struct entry *entry, struct err *e);

/* The caller knows that the entry `from_id` is of the same machine as *into: merges it into *into,
 * saves that and removes the other; a confirmation of either is void. The name is that of the UUID
 * if either has it. If both have their own ticket they stay two: each is saved with the other in
 * same_as, and *joined is false. Within a change. */
enum err_code queue_merge(struct queue *queue, struct entry *into, const char *from_id,
                          bool *joined, struct err *e);

/* The same for up to QUEUE_SAVE_MAX clients at once, which costs little more than one. A failure
 * does not keep the others out: results[i] is the outcome of entries[i], with code ERR_OK if it is
 * saved. */
#define QUEUE_SAVE_MAX 32
void queue_save_each(struct queue *queue, struct entry *entries, size_t count, struct err *results);

/* Moves the entry's file to archive/; why is a word of at most 12 letters in its new name, which is
 * stored in archived unless that is NULL. Within a change. */
enum err_code queue_remove(struct queue *queue, const char *id, const char *why, time_t now,
                           char archived[QUEUE_ARCHIVE_NAME_SIZE], struct err *e);

/* Brings it back: waiting to be asked, unconfirmed, without claims. ERR_CANTCREAT if the client is
 * in the queue again. Within a change. */
enum err_code queue_restore(struct queue *queue, const char *archived, const char *id,
                            struct err *e);

/* The next readable entry of a walk over queue_fd; the caller frees it. False at the end. */
bool queue_next(struct queue *queue, struct queue_walk *walk, struct entry *entry);

/* Takes out entries that are due or beyond [queue] limit, and deletes what archive/ has kept long
 * enough, looking at every file. Not within a change: looking takes no lock, and taking out lets
 * others in between. ERR_TEMPFAIL if another program is doing this already. */
enum err_code queue_tidy(struct queue *queue, struct err *e);

#endif
