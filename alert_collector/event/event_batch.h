/*
 * What happens to the requests whose body has arrived: each is read as an event; what matters to
 * the queue is gathered, stored together, and only then answered.
 */
#ifndef FCFH_ALERT_COLLECTOR_EVENT_EVENT_BATCH_H
#define FCFH_ALERT_COLLECTOR_EVENT_EVENT_BATCH_H

#include <stdbool.h>

#include "alert_collector/event/event_request.h"
#include "alert_collector/event/event_server.h"
#include "alert_collector/intake_store.h"
#include "common/conf.h"
#include "common/err.h"
#include "support_queue_db/alert.h"

/* If more requests than this come at once, the senders of the rest are asked to try again. */
#define EVENT_BATCH_MAX EVENT_SERVER_CONNECTIONS_MAX

/* Called for every alert that was stored (why is NULL) or could not be stored. */
typedef void event_batch_log(const struct intake_item *item, const char *why);

struct event_batch;

/* The queue is opened when something is to be written. conf and config_file (as -c gave it, or
 * NULL) must outlive the batch. */
enum err_code event_batch_new(struct event_batch **batch, const struct conf *conf,
                              const char *config_file, event_batch_log *log,
                              event_trouble_log *trouble, struct err *e);
void event_batch_free(struct event_batch *batch);

/* An event_request_handler; context is the batch. */
void event_batch_on_request(void *batch, struct event_request *request);

/* Whether something waits to be stored. */
bool event_batch_is_waiting(const struct event_batch *batch);

/* Stores and answers what waits, and counts what came since the last time. While another program
 * holds the queue's lock, it waits up to wait_ms, and then asks the senders to try again; with 0 it
 * leaves everything as it is and is to be called again soon, until QUEUE_WAIT_COLLECTOR is over.
 * ERR_OK also if alerts could not be stored: their senders have been answered accordingly. Any
 * other code means that fcfh-identify could not be started; that is tried again after the next
 * call. */
enum err_code event_batch_flush(struct event_batch *batch, long wait_ms, struct err *e);

#endif
