/* Who may read the secrets, and whose the directories of the queue are, against what an installed
 * system has (SECURITY.md). */
#ifndef FCFH_AMT_CFG_CHECK_WHO_MAY_H
#define FCFH_AMT_CFG_CHECK_WHO_MAY_H

#include <stdbool.h>
#include <stddef.h>

#define WHO_MAY_SIZE 400

/* Whether a file that holds a secret is open to nobody but root, `user` (if there is one of that
 * name) and the user who runs this; else `text` says to whom, and what to do. True as well of what
 * cannot be looked at. */
bool who_may_read(const char *path, const char *user, char text[WHO_MAY_SIZE]);

/* Whether the queue is one of an installed system, its group fcfh, with users for the services; and
 * whoever asks may look into it. */
bool who_may_is_shared(const char *queue);

/* The same for directory number i of such a queue, from 0 on, and for the one that it is in; false
 * with *end behind the last. */
bool who_may_use(const char *queue, size_t i, bool *end, char text[WHO_MAY_SIZE]);

#endif
