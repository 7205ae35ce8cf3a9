/*
 * A run of fcfh-identify: takes the clients that are to be asked, many at once, until none waits.
 * Whoever holds the queue's run lock does this; it must be claimed before.
 */
#ifndef FCFH_ALERT_COLLECTOR_IDENTIFY_IDENTIFY_RUN_H
#define FCFH_ALERT_COLLECTOR_IDENTIFY_IDENTIFY_RUN_H

#include <signal.h>
#include <stdbool.h>

#include "alert_collector/identify/writer.h"
#include "common/conf.h"
#include "common/err.h"
#include "common/secret.h"
#include "support_queue_db/queue.h"

struct identify_run {
    struct queue *queue;
    const struct conf *conf;
    struct secret *secret; /* read anew when its file changes */
    identify_log *log;     /* from more than one thread */
    bool watch;            /* go on also when nothing waits */
    const volatile sig_atomic_t *stop;
    bool (*goes_on)(struct queue *queue); /* asked each time round, every few seconds at least;
                                             false ends the run */
    unsigned failures; /* is added to: clients that were asked, and AMT did not answer for them */
    unsigned stuck;    /* is set: still wait because they could not be asked or written; the next
                          run takes them */
};

/* Goes on until nothing waits, or *stop is set. What is under way then is left as it is: it is
 * still to be asked. */
enum err_code identify_run(struct identify_run *run, struct err *e);

#endif
