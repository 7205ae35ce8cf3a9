/* The inside of struct queue, for the files queue*.c alone. */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_PRIVATE_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_PRIVATE_H

#include <stdbool.h>

#include "common/err.h"

/* Descriptors; -1 for what a queue opened for reading does not need. */
struct queue {
    int dir;
    int tmp;
    int archive;
    int lock;
    long timeout;      /* seconds */
    long archive_days; /* days */
};

/* fsync of a directory; what names it in errors. */
enum err_code queue_sync_dir(int fd, const char *what, struct err *e);

/* Calls visit with every name in a directory, through an offset of its own, until it returns
 * false. */
enum err_code queue_each_name(int dir, bool (*visit)(void *context, const char *name),
                              void *context, struct err *e);

#endif
