/*
 * The run of fcfh-identify: one per queue, and while it lasts nobody else needs to start one; and
 * that of fcfh-hooks, which is only a lock.
 *
 * Life cycle: queue_run_claim gets it, queue_run_keep_alive must be called at least every ten
 * seconds, and queue_run_release or queue_close releases it. The kernel drops the claim of a
 * program that dies. A program that was stopped (Ctrl-Z) keeps its claim but shows no sign of life:
 * after 30 seconds it counts as dead, and the next one that wants the run gets it. When the stopped
 * one is continued, queue_run_keep_alive tells it that it has lost the run.
 *
 * The claim is a lock on byte 1 of the file "lock"; if its holder counts as dead, on the next of
 * the bytes that queue_lock.h reserves for that. The sign of life is the modification time of the
 * file status/run, which says whose it is.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_RUN_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_RUN_H

#include <stdbool.h>

#include "support_queue_db/queue.h"
#include "support_queue_db/queue_note.h"

/* True if nobody had it and it is ours now. */
enum err_code queue_run_claim(struct queue *queue, bool *got, struct err *e);
void queue_run_release(struct queue *queue);

/* Shows that we are alive. False if another program has taken over meanwhile: end this run. */
bool queue_run_keep_alive(struct queue *queue);

/* Whether a live program has it; for a program that would otherwise start one. */
bool queue_run_is_claimed(const struct queue *queue);

/* Whether a program that counts as dead has it; *holder says which, with program "" if that is not
 * known. */
bool queue_run_is_stalled(const struct queue *queue, struct queue_holder *holder);

/* For fcfh-hooks. *got: no other one runs, and none will until queue_close. */
enum err_code queue_hooks_claim(struct queue *queue, bool *got, struct err *e);
/* Whether fcfh-hooks, which asks the ticket system and the inventories, is running. */
bool queue_hooks_are_running(const struct queue *queue);

#endif
