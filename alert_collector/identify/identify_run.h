/*
 * A run of fcfh-identify: takes the clients that wait, many at once, until none is left. Whoever
 * holds the queue's run lock does this; it must be claimed before.
 */
#ifndef FCFH_ALERT_COLLECTOR_IDENTIFY_IDENTIFY_RUN_H
#define FCFH_ALERT_COLLECTOR_IDENTIFY_IDENTIFY_RUN_H

#include <signal.h>
#include <stdbool.h>

#include "common/conf.h"
#include "common/err.h"
#include "common/secret.h"
#include "support_queue_db/queue.h"

struct identify_run;

/* Tells of something worth a line in the log; text is one line. */
typedef void identify_log(bool is_error, const char *object, const char *text);

enum err_code identify_run_new(struct identify_run **run, struct queue *queue,
                               const struct conf *conf, const struct secret *secret,
                               identify_log *log, struct err *e);
void identify_run_free(struct identify_run *run);

/* Goes on until nothing waits, or with watch until *stop is set. What is under way then is left as
 * it is: it still waits in the queue. */
enum err_code identify_run(struct identify_run *run, bool watch, const volatile sig_atomic_t *stop,
                           struct err *e);

/* How many clients were asked and not verified. */
unsigned identify_run_failures(const struct identify_run *run);

/* How many still wait because they could not be asked or written: the next run takes them. */
unsigned identify_run_stuck(const struct identify_run *run);

/* Puts the alerts that were put aside into the queue. */
enum err_code identify_take_aside(struct queue *queue, const struct conf *conf, struct err *e);

/* Sets every client that waits to failed, because of something on this side. */
enum err_code identify_fail_all(struct queue *queue, const char *reason, struct err *e);

#endif
