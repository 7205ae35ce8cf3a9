/*
 * The clients of the queue in memory, in step with the directory.
 *
 *     queue_index_open(&index, queue, e);
 *     for (;;) {
 *         queue_index_read(index, 20, e);
 *         queue_index_take(index, changed, context);
 *         look-ups; queue_index_update after a write of one's own
 *         wait for queue_index_fd to become readable, for at most queue_index_wait_ms
 *     }
 *     queue_index_close(index);
 *
 * inotify tells whose file came, changed or went. Where it does not (other hosts, an overflow, the
 * beginning) the directory is listed in slices, and of its files only those are read whose time,
 * inode or size is another than it was: the newest first, so that who calls now is known at once,
 * however many are there.
 *
 * Threads: queue_index_read may run while another thread looks up or updates; _read and _take are
 * called by one thread. For all but _read the caller sees to it that only one of them runs at a
 * time. Only _open, _read and _close touch a file, and nothing waits for the queue's lock. What a
 * look-up returns is good until the next _take, _update or _remove.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_INDEX_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "common/addr.h"
#include "common/err.h"
#include "common/guid.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/queue.h"

struct queue_index;

struct index_claim {
    struct addr address;
    time_t when;
    time_t tried;
};

/* What an entry says, as far as look-ups need it. */
struct index_client {
    const char *id;
    const char *same_as; /* or "" */
    const char *key;     /* or "" */
    const char *realm;   /* or "" */
    const struct index_claim *claims;
    size_t claim_count;
    struct addr address;
    struct guid guid;
    bool has_guid;
    bool has_answered;
    bool has_ticket;
    bool inventory_pending;
    enum entry_state state;
    enum entry_failure failure;
    enum entry_proof proof;
    time_t state_time, proof_time;
    time_t ask_since, ask_next;
    unsigned ask_tries;
    time_t last_call;
};

/* The queue outlives it, and is only read through it. */
enum err_code queue_index_open(struct queue_index **index, struct queue *queue, struct err *e);
void queue_index_close(struct queue_index *index);

/* For poll; -1 where there is no inotify. */
int queue_index_fd(const struct queue_index *index);
/* 0: there is more to read. */
long queue_index_wait_ms(const struct queue_index *index);

/* Reads for about slice_ms. Files that cannot be read are left out; an error if that is true of the
 * directory, which is looked at again a second later. */
enum err_code queue_index_read(struct queue_index *index, long slice_ms, struct err *e);

/* Puts what was read into the index, and tells of each client whose file came, changed or went, and
 * of each that somebody wants to be asked in ask/, who may have no entry. */
typedef void queue_index_changed(void *context, const char *id);
void queue_index_take(struct queue_index *index, queue_index_changed *changed, void *context);

/* All that was there at the beginning has been taken. Before that a look-up may miss somebody. */
bool queue_index_is_whole(const struct queue_index *index);

/* What the caller has just written, under its file_id, or taken out: what was read before is not
 * taken any more. False: no memory, and the index knows it when inotify tells. */
bool queue_index_update(struct queue_index *index, const struct entry *entry);
void queue_index_remove(struct queue_index *index, const char *id);

size_t queue_index_count(const struct queue_index *index);
const struct index_client *queue_index_find(const struct queue_index *index, const char *id);

/* One after the other: after is NULL at first, then what was returned last. NULL at the end. */
const struct index_client *queue_index_each(const struct queue_index *index,
                                            const struct index_client *after);
/* Whose address it is. */
const struct index_client *queue_index_at(const struct queue_index *index,
                                          const struct addr *address,
                                          const struct index_client *after);
/* Who has a claim there. */
const struct index_client *queue_index_claiming(const struct queue_index *index,
                                                const struct addr *address,
                                                const struct index_client *after);
/* Who answered and showed this key or, where that is "", this realm without TLS. */
const struct index_client *queue_index_showing(const struct queue_index *index, const char *key,
                                               const char *realm, const struct index_client *after);
/* Whose UUID it is, in either byte order. */
const struct index_client *queue_index_of_guid(const struct queue_index *index,
                                               const struct guid *guid,
                                               const struct index_client *after);

/* Who is to be asked now: with a ticket first, then by the newest call. Here after may have been
 * held meanwhile. */
const struct index_client *queue_index_due(struct queue_index *index, time_t now,
                                           const struct index_client *after);
/* Takes it off the list of those that are due, whatever its entry says, until it is released. */
void queue_index_hold(struct queue_index *index, const char *id);
void queue_index_release(struct queue_index *index, const char *id);

/* When the next one will be due; 0: nobody will. With first_tries, only of those that nobody has
 * asked in vain. */
time_t queue_index_next_time(const struct queue_index *index, bool first_tries);

#endif
