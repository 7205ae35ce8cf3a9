/*
 * Puts a new file in the place of one that is there, or not yet: other programs find the old one or
 * the new one, whole, also after a power failure.
 *
 * Life: replace_begin finds the place and locks its directory; replace_check says early whether
 * replace_write would be allowed to; replace_write makes ".NAME.new" beside the file, fills and
 * syncs it, and renames it; replace_end lets the lock go. It is called once after every
 * replace_begin that worked, whatever happened between them; after one that failed there is nothing
 * to clean up. Between the two another program waits, so what was read in between still stands when
 * it is written.
 *
 * A symbolic link stays; the file that it leads to is replaced. Owner and group are kept, unless
 * the file is to be somebody's.
 *
 * A crash leaves the old file, or the new one, and perhaps ".NAME.new", which nobody reads and the
 * next replace_write takes away. The kernel drops the lock.
 */
#ifndef FCFH_COMMON_REPLACE_FILE_H
#define FCFH_COMMON_REPLACE_FILE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "common/err.h"

struct replace {
    char path[PATH_MAX]; /* without symbolic links */
    int directory;       /* locked */
    bool exists;
    struct stat st; /* if it exists */
};

struct replace_as {
    mode_t mode;       /* of a new file */
    mode_t mode_most;  /* bits that the mode of one that was there may keep */
    const char *owner; /* where root writes and there is such a user, he alone may read the file,
                        * whoever's it was; NULL: no such user */
};

/* Finds and locks the place. ERR_CANTCREAT if there is no directory or no regular file there,
 * ERR_TEMPFAIL if another program does not let go within some seconds. */
enum err_code replace_begin(struct replace *r, const char *path, struct err *e);

/* Whether this user may write there: ERR_NOPERM. */
enum err_code replace_check(const struct replace *r, struct err *e);

/* Signals that would end the program wait until it is done. After an error nothing has changed;
 * only if the directory cannot be synced, the new file is there all the same. */
enum err_code replace_write(struct replace *r, const char *text, size_t len,
                            const struct replace_as *as, struct err *e);

void replace_end(struct replace *r);

#endif
