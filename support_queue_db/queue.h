/*
 * The queue: a directory with one XML file per client. fcfh-queue(5) describes it.
 *
 * Reading takes no lock: a file that is there is whole. A change is queue_begin, queue_find or
 * queue_load, changing the entry, queue_save or queue_remove, and queue_end, with an exclusive lock
 * from the first to the last; queue_change.h does that for one client. Two threads shut each other
 * out only if each has a queue of its own. The instant of success of a
 * save is the rename; when queue_save has returned ERR_OK the entry survives a crash of the
 * machine.
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

/* How long a program waits for another one's change to end, in milliseconds. snmptrapd can do
 * nothing else while the collector waits. */
enum { QUEUE_WAIT_COLLECTOR = 2000, QUEUE_WAIT_PERSON = 10000 };

/* The queue of [queue] in the configuration, which outlives it. With QUEUE_WRITE the directory and
 * tmp/, archive/ and lock in it are made if missing. */
enum err_code queue_open(struct queue **queue, const struct conf *conf, enum queue_access access,
                         struct err *e);
void queue_close(struct queue *queue);

/* The directory, for inotify and the like; belongs to the queue. */
int queue_fd(const struct queue *queue);

/* Locks; ERR_TEMPFAIL if the lock is not had within wait_ms. now is what the clock says, and not
 * what an alert does. */
enum err_code queue_begin(struct queue *queue, time_t now, long wait_ms, struct err *e);

/* Unlocks. If something is due to leave the queue by now, or there are too many, it is looked for:
 * in a small queue at once, in others by a process that goes on when this one has ended. */
void queue_end(struct queue *queue);

/* Whether somebody is within a change now, and who says so; holder->program is "" where nobody does
 * who still runs. */
struct queue_holder;
bool queue_is_held(const struct queue *queue, struct queue_holder *holder);

/* For a program that has threads: what queue_end has to look for, it lets another thread look for,
 * until queue_close. */
enum err_code queue_tidies_beside(struct queue *queue, struct err *e);

/* Reads an entry; *entry is initialised here and freed by the caller in any case. ERR_NOHOST if
 * there is no such file; ERR_DATA if it is no entry: not a regular file, a link, too large, not
 * our XML. */
enum err_code queue_load(struct queue *queue, const char *id, struct entry *entry, struct err *e);

/* Reads the entry of the client that sent an alert, ERR_NOHOST if it is not in the queue: of its
 * UUID if that is at this address; else of the address if another machine of this UUID, or one
 * whose UUID is not known, is there; else of its UUID. Within a change. A file of its name that is
 * no entry is moved to archive/ first, so that it cannot keep a call out. */
enum err_code queue_find(struct queue *queue, const struct alert *alert, time_t now,
                         struct entry *entry, struct err *e);

/* Writes the entry under the name it must have now and sets its file_id. If it was read from a file
 * of another name, that one goes. ERR_CANTCREAT if the new name is another entry's. Within a
 * change. */
enum err_code queue_save(struct queue *queue, struct entry *entry, struct err *e);

/* The entry `from_id` is the same machine's as *into, as the caller knows: merges it into *into,
 * saves that and removes the other; what was confirmed for either is so no more. The name is that
 * of the UUID if either has it. Where both have a ticket of their own they stay two: each is saved
 * and says in same_as which the other is, and *joined is false. Within a change. */
enum err_code queue_join(struct queue *queue, struct entry *into, const char *from_id, bool *joined,
                         struct err *e);

/* The same for up to QUEUE_SAVE_MAX clients at once, which costs little more than one. What cannot
 * be written does not keep the others out: results[i] says what became of entries[i], its code is
 * ERR_OK if that is saved. */
#define QUEUE_SAVE_MAX 32
void queue_save_each(struct queue *queue, struct entry *entries, size_t count, struct err *results);

/* Moves the entry's file to archive/; why is a word of at most 12 letters for its name, which goes
 * to archived unless that is NULL. Within a change. */
enum err_code queue_remove(struct queue *queue, const char *id, const char *why, time_t now,
                           char archived[QUEUE_ARCHIVE_NAME_SIZE], struct err *e);

/* Brings it back: waiting to be asked, unconfirmed, without claims. ERR_CANTCREAT if the client is
 * in the queue again. Within a change. */
enum err_code queue_restore(struct queue *queue, const char *archived, const char *id,
                            struct err *e);

/* The next entry that can be read, of a walk over queue_fd; the caller frees it. False at the
 * end. */
bool queue_next(struct queue *queue, struct queue_walk *walk, struct entry *entry);

/* Takes out what is due and what is more than [queue] limit, and drops what archive/ has kept long
 * enough, looking at every file. Not within a change: that looking takes no lock, and the taking
 * out lets others in between. ERR_TEMPFAIL if another program does this already. */
enum err_code queue_tidy(struct queue *queue, struct err *e);

#endif
