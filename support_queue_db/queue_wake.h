/* Starting fcfh-identify for a queue in which a client waits. */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_WAKE_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_WAKE_H

#include "common/err.h"
#include "support_queue_db/queue.h"

/* Whether it runs, or this user may start it. ERR_UNAVAILABLE if this user may not read the
 * password that it needs: then the service manager must start it as a user who may. */
enum err_code queue_wake_is_possible(const struct queue *queue, const struct conf *conf,
                                     struct err *e);

/* Starts it detached and with none of the caller's files open, unless it runs already. config_file
 * as given by -c, or NULL. ERR_UNAVAILABLE as above. */
enum err_code queue_wake_identify(const struct queue *queue, const struct conf *conf,
                                  const char *config_file, struct err *e);

#endif
