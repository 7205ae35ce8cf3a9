/*
 * Every entry of the queue, in no order, read by as many threads as there are processors. For who
 * looks at all of them once: who goes on doing so has queue_index.h.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_SCAN_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/queue.h"

struct queue_scan {
    /* Whether a file may be of interest; text[len] is a NUL. In several threads at once. NULL: each
     * is. */
    bool (*may_want)(const void *context, const char *text, size_t len);
    /* One entry, and never two at a time. It is freed afterwards, unless *entry is empty then: what
     * is to be kept is copied, and entry_init called. For a file that cannot be read entry is NULL,
     * and why tells the reason. False ends the scan. */
    bool (*visit)(void *context, struct entry *entry, const struct err *why);
    void *context;
};

/* An error if the directory cannot be read. */
enum err_code queue_scan(struct queue *queue, const struct queue_scan *scan, struct err *e);

#endif
