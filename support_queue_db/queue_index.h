/*
 * The clients of the queue in memory, in step with the directory.
 *
 *     queue_index_open(&index, queue, e);
 *     for (;;) {
 *         queue_index_read(index, 20, e);
 *         queue_index_apply(index, changed, context);
 *         look-ups; queue_index_update after a write of one's own
 *         wait for queue_index_fd to become readable, for at most queue_index_wait_ms
 *     }
 *     queue_index_close(index);
 *
 * inotify reports which files came, changed or went. Where it does not (other hosts, an overflow,
 * the beginning) the directory is listed in slices, and only files whose time, inode or size has
 * changed are read: the newest first, so that a new caller is known at once, however many there
 * are.
 *
 * Threads: queue_index_read may run while another thread looks up or updates; _read and _apply must
 * be called by one thread. For all but _read the caller makes sure that only one of them runs at a
 * time. Only _open, _read and _close touch a file, and nothing waits for the queue's lock. What a
 * look-up returns is valid until the next _apply, _update or _remove.
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

/* What look-ups need of an entry. */
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

/* The queue must outlive it, and is only read. */
enum err_code queue_index_open(struct queue_index **index, struct queue *queue, struct err *e);
void queue_index_close(struct queue_index *index);

/* For poll; -1 without inotify. */
int queue_index_fd(const struct queue_index *index);
/* 0: there is more to read. */
long queue_index_wait_ms(const struct queue_index *index);

/* Reads for about slice_ms. Unreadable files are left out; an unreadable directory is an error, and
 * is tried again a second later. */
enum err_code queue_index_read(struct queue_index *index, long slice_ms, struct err *e);

/* Puts what was read into the index, and reports each client whose file came, changed or went, and
 * each for which there is a file in ask/, even if it has no entry. False: there was no memory for a
 * client, which is not in the index now, or as it was. */
typedef void queue_index_changed(void *context, const char *id);
bool queue_index_apply(struct queue_index *index, queue_index_changed *changed, void *context);

/* Everything that was there at the beginning has been taken. Before that a look-up may miss a
 * client. */
bool queue_index_is_complete(const struct queue_index *index);

/* What the caller has just written, under its file_id, or taken out: older readings are then
 * ignored. False: no memory, and the index learns it from inotify. */
bool queue_index_update(struct queue_index *index, const struct entry *entry);
void queue_index_remove(struct queue_index *index, const char *id);

size_t queue_index_count(const struct queue_index *index);
const struct index_client *queue_index_find(const struct queue_index *index, const char *id);

/* One after the other: after is NULL at first, then what was returned last. NULL at the end. */
const struct index_client *queue_index_next(const struct queue_index *index,
                                            const struct index_client *after);
/* Clients at this address. */
const struct index_client *queue_index_by_address(const struct queue_index *index,
                                                  const struct addr *address,
                                                  const struct index_client *after);
/* Clients with a claim there. */
const struct index_client *queue_index_by_claim(const struct queue_index *index,
                                                const struct addr *address,
                                                const struct index_client *after);
/* Clients that answered and showed this key or, if it is "", this realm without TLS. */
const struct index_client *queue_index_by_key(const struct queue_index *index, const char *key,
                                              const char *realm, const struct index_client *after);
/* Clients with this UUID, in either byte order. */
const struct index_client *queue_index_by_guid(const struct queue_index *index,
                                               const struct guid *guid,
                                               const struct index_client *after);

/* Clients to ask now: those with a ticket first, then by the newest call. Here after may have been
 * held meanwhile. */
const struct index_client *queue_index_next_due(struct queue_index *index, time_t now,
                                                const struct index_client *after);
/* Takes it off the list of those that are due, whatever its entry says, until it is released. */
void queue_index_hold(struct queue_index *index, const char *id);
void queue_index_release(struct queue_index *index, const char *id);

/* When the next one will be due; 0: never. With first_tries, only among those that have not been
 * asked in vain. */
time_t queue_index_next_due_time(const struct queue_index *index, bool first_tries);

#endif
