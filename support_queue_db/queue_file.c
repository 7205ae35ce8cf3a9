#include "support_queue_db/queue_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"

enum { STALE_TRIES = 4 };

/* What cannot be read now may be readable later, when the file server is back, say. */
static enum err_code refuse(const char *name, struct err *e)
{
    bool is_foreign = errno == ENXIO || errno == ENODEV || errno == ENOTDIR;
    return err_errno(e, is_foreign ? ERR_DATA : ERR_TEMPFAIL, "%s", name);
}

static enum err_code check_file(int fd, const char *name, struct stat *st, struct err *e)
{
    if (fstat(fd, st) != 0)
        return refuse(name, e);
    if (!S_ISREG(st->st_mode))
        return err_set(e, ERR_DATA, "%s: not a regular file", name);
    if (st->st_nlink > 1)
        return err_set(e, ERR_DATA, "%s: a hard link", name);
    if (st->st_size > QUEUE_FILE_MAX)
        return err_set(e, ERR_DATA, "%s: larger than %d KiB", name, QUEUE_FILE_MAX / 1024);
    return ERR_OK;
}

enum err_code queue_file_read(int dir, const char *name, char **text, size_t *len, struct err *e)
{
    struct stat st;
    return queue_file_read_stat(dir, name, text, len, &st, e);
}

static enum err_code read_open(int fd, const char *name, char **text, size_t *len, struct stat *st,
                               struct err *e)
{
    enum err_code code = check_file(fd, name, st, e);
    if (code != ERR_OK)
        return code;
    size_t size = (size_t)st->st_size;
    *text = malloc(size + 1);
    if (*text == NULL)
        return err_nomem(e);
    ssize_t got = file_read(fd, *text, size + 1, FILE_ALL);
    if (got < 0)
        code = refuse(name, e);
    else if ((size_t)got > size) /* our files are replaced and never changed: it is not ours */
        code = err_set(e, ERR_DATA, "%s: it grew while it was read", name);
    *len = (size_t)got;
    if (code != ERR_OK)
        free(*text);
    return code;
}

static enum err_code read_once(int dir, const char *name, char **text, size_t *len, struct stat *st,
                               struct err *e)
{
    /* O_NONBLOCK: opening a FIFO must not wait for a writer. */
    int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return err_set(e, ERR_NOHOST, "%s: not in the queue", name);
    if (fd < 0 && errno == ELOOP)
        return err_set(e, ERR_DATA, "%s: a symbolic link", name);
    if (fd < 0)
        return refuse(name, e);
    enum err_code code = read_open(fd, name, text, len, st, e);
    int why = errno;
    (void)close(fd);
    errno = why;
    return code;
}

/* On a file system that other machines write to as well, a name may still lead to the file that one
 * of them has replaced; it is looked up anew then. */
enum err_code queue_file_read_stat(int dir, const char *name, char **text, size_t *len,
                                   struct stat *st, struct err *e)
{
    enum err_code code = ERR_OK;
    int tries = 0;
    do
        code = read_once(dir, name, text, len, st, e);
    while (code == ERR_TEMPFAIL && errno == ESTALE && ++tries < STALE_TRIES);
    return code;
}

static int create(int tmp_dir, const char *tmp_name, mode_t mode)
{
    const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    int fd = openat(tmp_dir, tmp_name, flags, mode);
    if (fd >= 0 || errno != EEXIST)
        return fd;
    if (unlinkat(tmp_dir, tmp_name, 0) != 0)
        return -1;
    return openat(tmp_dir, tmp_name, flags, mode);
}

/* A file gets its directory's group, whatever group runs this, so that the right people can read
 * it. If the caller is not in that group, as with a user's own queue, the file keeps the caller's
 * group. */
static void give_to_group(int dir, int fd)
{
    struct stat st;
    struct stat file;
    if (fstat(dir, &st) == 0 && fstat(fd, &file) == 0 && st.st_gid != file.st_gid &&
        fchown(fd, (uid_t)-1, st.st_gid) != 0)
        errno = 0;
}

enum err_code queue_file_create(int tmp_dir, const char *tmp_name, mode_t mode, const char *text,
                                size_t len, int *fd, struct err *e)
{
    *fd = create(tmp_dir, tmp_name, mode);
    if (*fd < 0)
        return err_errno(e, ERR_CANTCREAT, "tmp/%s", tmp_name);
    give_to_group(tmp_dir, *fd);
    /* The running user's umask must not shut out the other members of the group. */
    if (!file_write_all(*fd, text, len) || fchmod(*fd, mode) != 0)
        return err_errno(e, ERR_CANTCREAT, "tmp/%s", tmp_name);
    return ERR_OK;
}

enum err_code queue_file_finish(int *fd, const char *tmp_name, struct err *e)
{
    enum err_code code = ERR_OK;
    if (fsync(*fd) != 0)
        code = err_errno(e, ERR_CANTCREAT, "tmp/%s", tmp_name);
    if (close(*fd) != 0 && code == ERR_OK)
        code = err_errno(e, ERR_CANTCREAT, "tmp/%s", tmp_name);
    *fd = -1;
    return code;
}

void queue_file_drop(int tmp_dir, const char *tmp_name, int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
    (void)unlinkat(tmp_dir, tmp_name, 0); /* what cannot be removed is replaced next time */
}

enum err_code queue_file_write(int tmp_dir, const char *tmp_name, int dir, const char *name,
                               mode_t mode, const char *text, size_t len, struct err *e)
{
    int fd;
    enum err_code code = queue_file_create(tmp_dir, tmp_name, mode, text, len, &fd, e);
    if (code == ERR_OK)
        code = queue_file_finish(&fd, tmp_name, e);
    if (code == ERR_OK && renameat(tmp_dir, tmp_name, dir, name) != 0)
        code = err_errno(e, ERR_CANTCREAT, "%s", name);
    if (code != ERR_OK) {
        queue_file_drop(tmp_dir, tmp_name, &fd);
        return code;
    }
    if (fsync(dir) != 0)
        return err_errno(e, ERR_TEMPFAIL, "%s: directory", name);
    return ERR_OK;
}
