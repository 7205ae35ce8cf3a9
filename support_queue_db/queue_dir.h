/*
 * The queue directory itself: whether it is safe, and what is in it. No XML, no locks: small enough
 * for the program that snmptrapd starts for every trap.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_DIR_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_DIR_H

#include <stdbool.h>

#include "common/err.h"
#include "support_queue_db/alert.h"
#include "support_queue_db/queue_name.h"

/* Set-group-ID: files get the directory's group, whoever makes them. */
#define QUEUE_DIR_MODE 02770

/* Makes a directory with that mode if nothing has that name. */
enum err_code queue_dir_make(int at, const char *name, struct err *e);

/* Opens path: a directory whose last part is not a link, and that only its owner and group may
 * write to. With create, makes it if only the last part is missing. *fd is for the *at functions;
 * the caller closes it. ERR_CONFIG if it is not safe, ERR_UNAVAILABLE, ERR_CANTCREAT or ERR_NOPERM
 * if it does not exist or cannot be used. */
enum err_code queue_dir_open(const char *path, bool create, int *fd, struct err *e);

/* Whether it belongs to the running user, as a queue for one user does. */
bool queue_dir_is_own(int fd);

/* Whether the alert changes the queue at path: see alert_matters. Asks the file system at most
 * three times. ERR_OK with *matters false if there is no queue yet. */
enum err_code queue_dir_alert_matters(const char *path, const struct alert *alert, bool *matters,
                                      struct err *e);

bool queue_dir_has(int fd, const char *id);

/* The id of the file of this GUID, in either byte order. False if there is none. */
bool queue_dir_find_guid(int fd, const struct guid *guid, char id[QUEUE_ID_SIZE]);

#endif
