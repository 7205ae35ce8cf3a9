/*
 * Every entry of the queue, in no order, read by as many threads as there are processors. For
 * looking at all of them once; to keep doing so, use queue_index.h.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_SCAN_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/queue.h"

struct queue_scan {
    /* Whether a file may be of interest; text[len] is a NUL. Called in several threads at once.
     * NULL: every file is. */
    bool (*may_want)(const void *context, const char *text, size_t len);
    /* Called for one entry at a time. It is freed afterwards; to keep it, copy it and call
     * entry_init. For an unreadable file entry is NULL, and why gives the reason. False ends the
     * scan. */
    bool (*visit)(void *context, struct entry *entry, const struct err *why);
    void *context;
};

/* An error if the directory cannot be read. */
enum err_code queue_scan(struct queue *queue, const struct queue_scan *scan, struct err *e);

#endif
