/* Why a client has left the queue: the names in archive/ tell, and are read again when it has
 * changed. */
#ifndef FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_GONE_H
#define FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_GONE_H

#include <stdbool.h>
#include <time.h>

#include "support_queue_db/entry.h"
#include "support_queue_db/queue.h"
#include "support_queue_db/queue_archive.h"

struct hook_gone {
    struct queue *queue;
    struct archive_list list;
    struct timespec read;
};

/* "closed"; "" if nothing in archive/ belongs to this stay of the client. */
void hook_gone_why(struct hook_gone *gone, const struct entry *told, char why[QUEUE_WHY_SIZE]);
void hook_gone_free(struct hook_gone *gone);

#endif
