/* The inside of struct queue, for the files queue*.c alone. */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_PRIVATE_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_PRIVATE_H

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

#endif
