/* A ticket was closed: its clients leave, except those that cannot have been meant. */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_CLOSE_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_CLOSE_H

#include <time.h>

#include "common/err.h"
#include "support_queue_db/queue.h"

enum close_result {
    CLOSE_OTHER_TICKET, /* it does not have this ticket, or is not in the queue */
    CLOSE_ARCHIVED,     /* it is in archive/ now */
    CLOSE_CLEARED, /* it has called since the ticket was closed: it stays, without the ticket */
    CLOSE_KEPT     /* the ticket was closed before it was put on: it stays as it is */
};

/* What must happen to it. closed_at of 0: it leaves, whenever the ticket was put on. */
enum close_result close_judge(const struct entry *entry, const char *ticket, time_t closed_at);

/* Does that, in a change of its own. */
enum err_code queue_close_client(struct queue *queue, const char *id, const char *ticket,
                                 time_t closed_at, enum close_result *end, struct err *e);

#endif
