/*
 * A directory with alerts that could not be put into the queue, one file each, as they came:
 * pending/ in the queue itself, or the spool on a collector's own disk. No lock is needed.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_PENDING_DIR_H
#define FCFH_SUPPORT_QUEUE_DB_PENDING_DIR_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "common/conf.h"
#include "common/err.h"

struct pending_dir {
    int fd;           /* -1: there is none */
    const char *name; /* in messages; it outlives this */
};

/* [collector] spool. ERR_OK without a directory if none is configured; otherwise it must exist, and
 * only its owner and group may write to it. End with pending_dir_close. */
enum err_code pending_dir_open_spool(const struct conf *conf, struct pending_dir *dir,
                                     struct err *e);
void pending_dir_close(struct pending_dir *dir);

/* Writes an alert that came at `now`, completely or not at all, by way of tmp, a directory on the
 * same file system, which may be the same one. */
enum err_code pending_dir_add(const struct pending_dir *dir, int tmp, time_t now, const char *text,
                              size_t len, struct err *e);

#define PENDING_NAME_SIZE 48

struct pending_alert {
    time_t when; /* when it came; or now, if that cannot be right */
    char name[PENDING_NAME_SIZE];
};

struct pending_list {
    struct pending_alert *alerts; /* the oldest first */
    size_t count;
    size_t room;
};

/* None if there is no such directory. Free with pending_list_free in any case. */
enum err_code pending_dir_list(const struct pending_dir *dir, time_t now, struct pending_list *list,
                               struct err *e);
void pending_list_free(struct pending_list *list);

/* How many there are, as far as they can be seen, and when the oldest came: 0 if there is none.
 * Changes nothing. */
enum err_code pending_dir_count(const struct pending_dir *dir, time_t now, size_t *count,
                                time_t *oldest, struct err *e);

/* Its text, which the caller frees. ERR_NOHOST if it is gone; ERR_DATA if the file is not ours: it
 * is renamed, so that it is reported only once. */
enum err_code pending_dir_read(const struct pending_dir *dir, const struct pending_alert *alert,
                               char **text, size_t *len, struct err *e);
/* False if somebody else has removed it. */
bool pending_dir_has(const struct pending_dir *dir, const struct pending_alert *alert);
/* Removes it: it is in the queue, or useless. The text of an error is the same for each alert. */
enum err_code pending_dir_remove(const struct pending_dir *dir, const struct pending_alert *alert,
                                 struct err *e);

#endif
