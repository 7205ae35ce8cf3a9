/* Has fcfh-identify ask a client's AMT again because a person wants it, and waits for that. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_IDENTIFY_REQUEST_H
#define FCFH_SUPPORT_QUEUE_GUI_IDENTIFY_REQUEST_H

#include <stdbool.h>
#include <time.h>
#include <sys/types.h>

#include "common/conf.h"
#include "common/err.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/queue.h"

/* How often to check whether the asking has ended. */
enum { IDENTIFY_REQUEST_POLL_MS = 50 };

struct identify_request {
    char id[QUEUE_ID_SIZE];
    struct addr address;
    ino_t inode;             /* of the entry's file before the asking */
    struct timespec written; /* and when that file was written */
    long long until;
};

/* Notes that a person who saw the client at this address wants it asked, and wakes fcfh-identify.
 * config_file is what -c gave, or NULL. ERR_UNAVAILABLE as queue_wake_is_possible says,
 * ERR_CANTCREAT if the queue has no room for it. */
enum err_code identify_request_start(struct identify_request *request, struct queue *queue,
                                     const struct conf *conf, const char *config_file,
                                     const char *id, const struct addr *address, struct err *e);

/* Whether it is still going on: the machine has not been asked yet, and the time is not over. */
bool identify_request_is_pending(const struct identify_request *request, struct queue *queue);

/* Starts the asking, and waits until it has ended. */
enum err_code identify_request_wait(struct queue *queue, const struct conf *conf,
                                    const char *config_file, const char *id,
                                    const struct addr *address, struct err *e);

#endif
