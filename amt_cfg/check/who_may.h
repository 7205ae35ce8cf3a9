/* Who may read the secrets and who owns the directories of the queue, compared with an installed
 * system (SECURITY.md). */
#ifndef FCFH_AMT_CFG_CHECK_WHO_MAY_H
#define FCFH_AMT_CFG_CHECK_WHO_MAY_H

#include <stdbool.h>
#include <stddef.h>

#define WHO_MAY_SIZE 400

/* Whether a file that holds a secret is open only to root, to `user` (if there is one of that name)
 * and to the user who runs this; else `text` says to whom it is open, and what to do. True also if
 * the file cannot be looked at. */
bool who_may_read(const char *path, const char *user, char text[WHO_MAY_SIZE]);

/* Whether the queue belongs to an installed system, with the group fcfh and users for the services,
 * and the user who asks may look into it. */
bool who_may_is_shared(const char *queue);

/* Whether directory number i of such a queue (from 0 on; the directory that the queue is in is
 * among them) is as it should be, else `text` says what is wrong; false with *end set after the
 * last. */
bool who_may_use(const char *queue, size_t i, bool *end, char text[WHO_MAY_SIZE]);

#endif
