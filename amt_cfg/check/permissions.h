/* Who may read the secrets and who owns the directories of the queue, compared with an installed
 * system (SECURITY.md). */
#ifndef FCFH_AMT_CFG_CHECK_PERMISSIONS_H
#define FCFH_AMT_CFG_CHECK_PERMISSIONS_H

#include <stdbool.h>
#include <stddef.h>

#define PERMISSIONS_TEXT_SIZE 400

/* Whether a file that holds a secret is open only to root, to `user` (if there is one of that name)
 * and to the user who runs this; else `text` says to whom it is open, and what to do. True also if
 * the file cannot be looked at. */
bool permissions_check_secret(const char *path, const char *user, char text[PERMISSIONS_TEXT_SIZE]);

/* Whether the queue belongs to an installed system, with the group fcfh and users for the services,
 * and the user who asks may look into it. */
bool permissions_is_shared(const char *queue);

/* Whether directory number i of such a queue (from 0 on; the directory that the queue is in is
 * among them) is as it should be, else `text` says what is wrong; false with *end set after the
 * last. */
bool permissions_check_directory(const char *queue, size_t i, bool *end,
                                 char text[PERMISSIONS_TEXT_SIZE]);

#endif
