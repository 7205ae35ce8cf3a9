/*
 * Directories in the queue that are not everybody's. A gate goes by two of them: proved/, which
 * fcfh-identify alone writes, and ask/, which technicians write; told/ is fcfh-hooks' own. The
 * queue itself may be written to by all who use it, so what is in these counts only if nobody else
 * can have put it there: by the owner, the group and the mode of the directory and of the file,
 * each looked at on its descriptor.
 *
 *     directory   belongs to                              its files belong to
 *     proved/     root or the user fcfh-amt; nobody       the same
 *                 else may write to it
 *     told/       root or the user fcfh-hooks; nobody     the same
 *                 else may write to it
 *     ask/        root; only the group fcfh-desk may      root, or somebody in fcfh-desk
 *                 write to it
 *
 * Where the queue is the running user's own, they may be his too, with his files.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_TRUSTED_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_TRUSTED_H

#include <stddef.h>
#include <sys/types.h>

#include "common/err.h"

struct queue;

enum queue_trusted { QUEUE_PROVED, QUEUE_ASK, QUEUE_TOLD };

/* The directory, for the *at functions and inotify; the caller closes *fd. ERR_NOHOST if there is
 * none, ERR_DATA if it does not count. */
enum err_code queue_trusted_open(const struct queue *queue, enum queue_trusted which, int *fd,
                                 struct err *e);

/* Makes it if it is not there, as queue_trusted_write does. */
enum err_code queue_trusted_make(const struct queue *queue, enum queue_trusted which,
                                 struct err *e);

/* Reads one of its files. ERR_NOHOST if there is none, ERR_DATA if it does not count. *owner may be
 * NULL. Caller frees *text, which is text[*len]. */
enum err_code queue_trusted_read(const struct queue *queue, enum queue_trusted which,
                                 const char *name, char **text, size_t *len, uid_t *owner,
                                 struct err *e);

/* Writes one, whole or not at all. The directory is made only in a queue that nobody but the
 * running user may write to; else ERR_CANTCREAT tells the command that makes it. */
enum err_code queue_trusted_write(const struct queue *queue, enum queue_trusted which,
                                  const char *name, const char *text, size_t len, struct err *e);

/* Removes one, if it is there and may be removed. */
void queue_trusted_remove(const struct queue *queue, enum queue_trusted which, const char *name);
/* All that both have of a client that leaves the queue, or gets another name. */
void queue_trusted_forget(const struct queue *queue, const char *id);

#endif
