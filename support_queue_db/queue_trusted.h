/*
 * Directories in the queue that do not belong to everybody. The gate goes by two of them: proved/,
 * which only fcfh-identify writes, and ask/, which technicians write; told/ belongs to fcfh-hooks.
 * All users of the queue may write to the queue itself, so files in these directories count only if
 * nobody else can have put them there: by owner, group and mode of the directory and of the file,
 * each checked on its descriptor.
 *
 *     directory   belongs to                              its files belong to
 *     proved/     root or the user fcfh-amt; nobody       the same
 *                 else may write to it
 *     told/       root or the user fcfh-hooks; nobody     the same
 *                 else may write to it
 *     ask/        root; only the group fcfh-desk may      root, or somebody in fcfh-desk
 *                 write to it
 *
 * If the queue belongs to the running user, these directories and their files may, too.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_TRUSTED_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_TRUSTED_H

#include <stddef.h>
#include <sys/types.h>

#include "common/err.h"

struct queue;

enum queue_trusted { QUEUE_PROVED, QUEUE_ASK, QUEUE_TOLD };

/* Opens the directory, for the *at functions and inotify; the caller closes *fd. ERR_NOHOST if
 * there is none, ERR_DATA if it cannot be trusted. */
enum err_code queue_trusted_open(const struct queue *queue, enum queue_trusted which, int *fd,
                                 struct err *e);

/* The same, but makes it if it is missing, as queue_trusted_write does. */
enum err_code queue_trusted_make(const struct queue *queue, enum queue_trusted which,
                                 struct err *e);

/* Reads one of its files. ERR_NOHOST if there is none, ERR_DATA if it cannot be trusted. owner may
 * be NULL. The caller frees *text, which is text[*len]. */
enum err_code queue_trusted_read(const struct queue *queue, enum queue_trusted which,
                                 const char *name, char **text, size_t *len, uid_t *owner,
                                 struct err *e);

/* Writes one, completely or not at all. The directory is made only in a queue that only the running
 * user may write to; else ERR_CANTCREAT gives the command that makes it. */
enum err_code queue_trusted_write(const struct queue *queue, enum queue_trusted which,
                                  const char *name, const char *text, size_t len, struct err *e);

/* Removes one, if it exists and may be removed. */
void queue_trusted_remove(const struct queue *queue, enum queue_trusted which, const char *name);
/* Removes everything that proved/ and ask/ have of a client that leaves the queue or gets another
 * name. */
void queue_trusted_remove_all(const struct queue *queue, const char *id);

#endif
