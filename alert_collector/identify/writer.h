/*
 * Writes what was found into the queue, in one thread, so that no other waits for the queue's lock
 * and for the disk. What comes in meanwhile is written together, so that a slow disk makes batches
 * larger but not the wait longer. The identities of clients come before the rest of their
 * inventory, and that comes before clients that are not asked because they are not in the register.
 */
#ifndef FCFH_ALERT_COLLECTOR_IDENTIFY_WRITER_H
#define FCFH_ALERT_COLLECTOR_IDENTIFY_WRITER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "alert_collector/identify/door.h"
#include "alert_collector/identify/inquiry.h"
#include "alert_collector/identify/judge.h"
#include "alert_collector/identify/round.h"
#include "common/err.h"
#include "common/log_event.h"
#include "support_queue_db/queue.h"

/* Logs something; text is one line. */
typedef void identify_log(bool is_error, const struct log_event *event, const char *text);

enum report_kind {
    REPORT_FOUND,     /* the round has ended */
    REPORT_REST,      /* and so has the inquiry */
    REPORT_NOT_ASKED, /* not in the register: the writer runs the round */
    REPORT_GIVEN_UP   /* something on this side is wrong */
};

struct report {
    enum report_kind kind;
    char id[QUEUE_ID_SIZE]; /* after it is written, the id that the entry has then */
    struct round round;     /* REPORT_FOUND */
    bool rest_follows; /* the machine at `asked` is to be asked for the rest: writer_add_and_wait */
    bool rest_later;   /* or a machine is to be asked for it another time */
    struct addr asked;
    struct facts facts; /* REPORT_REST */
    char missed[INQUIRY_MISSED_SIZE];
    struct err why; /* REPORT_GIVEN_UP */

    /* Only for the writer, as are the next members. */
    bool is_waited_for;
    bool is_done;
    pthread_cond_t done;
    bool wants_rest;
    bool crossed; /* it could not be written because another has its name */
    struct report *next;
};

struct writer;

/* All of these must outlive the writer. */
struct writer_place {
    struct queue *queue;
    struct judge_shared *shared;
    struct door *door;
    identify_log *log;
    int wake_fd; /* an eventfd that is written to after each change */
};

enum err_code writer_start(struct writer **writer, const struct writer_place *place, struct err *e);
/* Writes what is left, and ends. Returns the number of clients that were asked but for which AMT
 * did not answer. NULL is allowed. */
unsigned writer_stop(struct writer *writer);

/* Hands over a report, allocated with malloc, which belongs to the writer from here on. */
void writer_add(struct writer *writer, struct report *report);
/* Waits until the report is written; the caller keeps it. True: the rest is wanted. */
bool writer_add_and_wait(struct writer *writer, struct report *report);

/* Further jobs: alerts that were put aside, and clients to be asked again because the register or
 * the password changed. */
enum writer_job { WRITER_PENDING = 1, WRITER_RECALL = 2 };
void writer_request(struct writer *writer, enum writer_job job);
/* Whether WRITER_RECALL has failed since this was asked; the failure has been logged. */
bool writer_recall_has_failed(struct writer *writer);

size_t writer_not_asked(struct writer *writer); /* how many REPORT_NOT_ASKED wait */
bool writer_is_idle(struct writer *writer);

#endif
