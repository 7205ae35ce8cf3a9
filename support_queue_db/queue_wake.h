/* Starting fcfh-identify for a queue in which a client waits. */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_WAKE_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_WAKE_H

#include "common/err.h"
#include "support_queue_db/queue.h"

/* Starts it detached and with nothing of the caller's open, unless a run has been claimed already.
 * config_file as -c gave it, or NULL. */
enum err_code queue_wake_identify(const struct queue *queue, const char *config_file,
                                  struct err *e);

#endif
