/*
 * How everything is doing: the clients in the queue, the alerts that came, the programs that have
 * to run, and what a person should look at. No failure may go unnoticed.
 *
 *     struct status status = {0};
 *     code = status_add_clients(&status, queue, now, e);
 *     status_add_hosts(&status, queue, conf, now);
 *     status_check(&status, conf, now);
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_STATUS_H
#define FCFH_SUPPORT_QUEUE_DB_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "common/conf.h"
#include "common/err.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/file_system.h"
#include "support_queue_db/queue.h"
#include "support_queue_db/queue_note.h"
#include "support_queue_db/status_count.h"
#include "support_queue_db/status_part.h"

enum status_state {
    STATUS_NOT_CONFIGURED,
    STATUS_NOT_THERE, /* it never ran here; also a fcfh-identify that is started for each call */
    STATUS_STOPPED,
    STATUS_RUNS
};

/* "runs", "not there" */
const char *status_state_name(enum status_state state);

/* What needs a look, the most urgent first. */
enum status_code {
    STATUS_REGISTER_EMPTY,
    STATUS_LOCKS_LOCAL,
    STATUS_LOCK_HELD,
    STATUS_IDENTIFY_STOPPED,
    STATUS_PENDING,
    STATUS_LISTENER_STOPPED,
    STATUS_SNMPTRAPD_STOPPED,
    STATUS_HOOKS_STOPPED,
    STATUS_DROPPED,
    STATUS_NO_ALERT,
    STATUS_FAILED_MANY,
    STATUS_UNREADABLE,
    STATUS_CODES
};

/* "identify-stopped": a word that never changes. */
const char *status_code_name(enum status_code code);

#define STATUS_WARNING_SIZE 400
#define STATUS_STATES_COUNT (ENTRY_MISMATCH + 1)
#define STATUS_FAILURES     (FAILURE_REFUSED + 1)

/* "not-registered"; "other" for what has no word: never changes. */
const char *status_failure_name(enum entry_failure failure);

struct status {
    size_t calling; /* clients in the queue */
    size_t states[STATUS_STATES_COUNT];
    size_t without_ticket;
    time_t oldest_without_ticket; /* the last call of the client that has waited longest; 0: none */
    time_t unasked_since; /* since when the first client that nobody has asked is due; 0: none */
    size_t unreadable;
    size_t pending;       /* alerts that were put aside, in pending/ and in this host's spool */
    time_t pending_since; /* when the oldest of them came */
    size_t failed[STATUS_FAILURES]; /* clients in the state failed, by what failed */

    struct status_counts counts; /* of all live hosts; since is 0 if nothing was ever counted */
    uint64_t dropped;
    time_t drop_time;
    enum status_state identify, listener, snmptrapd, hooks;
    bool trapd_stuck;
    struct queue_holder run; /* the process of a fcfh-identify that was stopped */
    bool lock_held;
    struct queue_holder holder;
    enum holder_state run_state, holder_state;
    struct file_system file_system; /* of the queue, on this host */
    struct err unseen; /* code is not ERR_OK: some of this could not be read, and why */

    char warnings[STATUS_CODES][STATUS_WARNING_SIZE]; /* a sentence, or "" if all is well */
};

/* Reads every entry. */
enum err_code status_add_clients(struct status *status, struct queue *queue, time_t now,
                                 struct err *e);
/* Reads a few small files, and what this host's kernel says. */
void status_add_hosts(struct status *status, const struct queue *queue, const struct conf *conf,
                      time_t now);
/* Decides what needs a look. Without status_add_clients, all clients count as being well. */
void status_check(struct status *status, const struct conf *conf, time_t now);
bool status_is_ok(const struct status *status);

#endif
