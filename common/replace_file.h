/*
 * Replaces a file, or makes a new one: other programs find the old one or the new one, whole, even
 * after a power failure.
 *
 * Life cycle: replace_begin finds the place and locks its directory; replace_check says early
 * whether replace_write would be allowed to; replace_write makes ".NAME.new" next to the file,
 * fills and syncs it, and renames it; replace_end releases the lock. Call it once after every
 * replace_begin that worked, whatever happened in between; after one that failed there is nothing
 * to clean up. Between the two other programs wait, so what was read in between is still true when
 * it is written.
 *
 * A symbolic link stays; the file that it points to is replaced. Owner and group are kept, unless
 * the file must belong to a certain user.
 *
 * A crash leaves the old file or the new one, and perhaps ".NAME.new", which nobody reads and the
 * next replace_write removes. The kernel drops the lock.
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
    mode_t mode_most;  /* bits that an existing file's mode may keep */
    const char *owner; /* if root writes and this user exists, only this user may read the file,
                          whoever owned it before; NULL: nobody in particular */
};

/* Finds and locks the place. ERR_CANTCREAT if the directory is missing or the file is not a regular
 * one, ERR_TEMPFAIL if another program holds the lock for some seconds. */
enum err_code replace_begin(struct replace *r, const char *path, struct err *e);

/* Whether this user may write there: ERR_NOPERM. */
enum err_code replace_check(const struct replace *r, struct err *e);

/* Signals that would end the program wait until it is done. After an error nothing has changed,
 * except that the new file is there if only the directory could not be synced. */
enum err_code replace_write(struct replace *r, const char *text, size_t len,
                            const struct replace_as *as, struct err *e);

void replace_end(struct replace *r);

#endif
