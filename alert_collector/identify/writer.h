/*
 * What was found goes into the queue: by one thread, which alone waits for the queue's lock and for
 * the disk. What comes in meanwhile is written at one go, so that a slow disk makes larger batches
 * and no longer queue: who a client is before the rest of what it told, and that before what nobody
 * was asked for.
 */
#ifndef FCFH_ALERT_COLLECTOR_IDENTIFY_WRITER_H
#define FCFH_ALERT_COLLECTOR_IDENTIFY_WRITER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/log_event.h"
#include "alert_collector/identify/door.h"
#include "alert_collector/identify/inquiry.h"
#include "alert_collector/identify/judge.h"
#include "alert_collector/identify/round.h"
#include "common/err.h"
#include "support_queue_db/queue.h"

/* Tells of something worth a line in the log; text is one line. */
typedef void identify_log(bool is_error, const struct log_event *event, const char *text);

enum report_kind {
    REPORT_FOUND,     /* the round has ended */
    REPORT_REST,      /* and so has the inquiry */
    REPORT_NOT_ASKED, /* not in the register: the round is the writer's to tell */
    REPORT_GIVEN_UP   /* something on this side is wrong */
};

struct report {
    enum report_kind kind;
    char id[QUEUE_ID_SIZE]; /* when it is written, the one that the entry has then */
    struct round round;     /* REPORT_FOUND */
    bool rest_follows;      /* who answered at `asked` is to be asked for the rest: writer_write */
    bool rest_later;        /* or somebody is, another time */
    struct addr asked;
    struct facts facts; /* REPORT_REST */
    char missed[INQUIRY_MISSED_SIZE];
    struct err why; /* REPORT_GIVEN_UP */

    /* The writer's. */
    bool is_waited_for;
    bool is_done;
    pthread_cond_t done;
    bool wants_rest;
    bool crossed; /* it could not be written for the name of another */
    struct report *next;
};

struct writer;

/* All outlive it. */
struct writer_place {
    struct queue *queue;
    struct judge_bench *bench;
    struct door *door;
    identify_log *log;
    int wake_fd; /* an eventfd: is told when something has been written */
};

enum err_code writer_start(struct writer **writer, const struct writer_place *place, struct err *e);
/* Writes what there is, and ends. Returns the number of clients that were asked, and AMT did not
 * answer for them. NULL is fine. */
unsigned writer_stop(struct writer *writer);

/* A report that malloc gave, which is the writer's from here on. */
void writer_put(struct writer *writer, struct report *report);
/* Waits until it is written; it stays the caller's. True: the rest is wanted. */
bool writer_write(struct writer *writer, struct report *report);

/* Also: alerts that were put aside, and clients to be asked again because the register or the
 * password changed. */
enum writer_errand { WRITER_PENDING = 1, WRITER_RECALL = 2 };
void writer_send(struct writer *writer, enum writer_errand errand);

size_t writer_not_asked(struct writer *writer); /* how many of these there are */
bool writer_is_idle(struct writer *writer);

#endif
