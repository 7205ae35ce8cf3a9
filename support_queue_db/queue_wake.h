/* Starting fcfh-identify for a queue in which a client waits. */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_WAKE_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_WAKE_H

#include "common/err.h"
#include "support_queue_db/queue.h"

/* Whether it runs, or this user may start it. ERR_UNAVAILABLE if he may not read the password that
 * it needs: the service manager, then, starts it as one who may. */
enum err_code queue_wake_is_possible(const struct queue *queue, const struct conf *conf,
                                     struct err *e);

/* Starts it detached and with nothing of the caller's open, unless a run has been claimed already.
 * config_file as -c gave it, or NULL. ERR_UNAVAILABLE as above. */
enum err_code queue_wake_identify(const struct queue *queue, const struct conf *conf,
                                  const char *config_file, struct err *e);

#endif
