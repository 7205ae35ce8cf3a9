/*
 * A run of fcfh-identify: asks the clients that are to be asked, many at once, until none waits.
 * Only the holder of the queue's run lock may do this; it must be claimed before.
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
    struct secret *secret; /* read again when its file changes */
    identify_log *log;     /* called from more than one thread */
    bool watch;            /* go on even when nothing waits */
    const volatile sig_atomic_t *stop;
    bool (*keep_alive)(struct queue *queue); /* asked each time round, every few seconds at least;
                                             false ends the run */
    unsigned failures; /* increased: clients that were asked, but AMT did not answer for them */
    unsigned stuck;    /* set: clients that could not be asked or written; for the next run */
};

/* Goes on until nothing waits or *stop is set. Clients that are being asked then are left as they
 * are, and are still to be asked. */
enum err_code identify_run(struct identify_run *run, struct err *e);

#endif
