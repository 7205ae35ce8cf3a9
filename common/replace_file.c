#include "common/replace_file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/file.h"

enum { LOCK_SECONDS = 5, LOCK_LOOK_MS = 20 };

static enum err_code failed(const char *path, struct err *e)
{
    enum err_code code = err_errno(e, ERR_CANTCREAT, "%.200s", path);
    size_t used = e != NULL ? strlen(e->text) : 0;
    if (code == ERR_NOPERM && e != NULL && geteuid() != 0)
        (void)snprintf(e->text + used, sizeof e->text - used, "; run this as root");
    return code;
}

/* The last part of a path; "" if the path ends with a slash. */
static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static enum err_code find_new(struct replace *r, const char *path, struct err *e)
{
    char parent[PATH_MAX];
    const char *name = base_name(path);
    struct stat st;
    if (lstat(path, &st) == 0)
        return err_set(e, ERR_CANTCREAT, "%.150s: a symbolic link to a file that is not there",
                       path);
    size_t len = (size_t)(name - path);
    if (name[0] == '\0' || len >= sizeof parent)
        return err_set(e, ERR_CANTCREAT, "%.150s: not the name of a file", path);
    (void)snprintf(parent, sizeof parent, "%.*s", len > 0 ? (int)len : 1, len > 0 ? path : ".");
    if (realpath(parent, r->path) == NULL)
        return errno != ENOENT
                   ? failed(parent, e)
                   : err_set(e, ERR_CANTCREAT, "%.150s: no such directory; do: install -d %.150s",
                             parent, parent);
    size_t used = strlen(r->path);
    if (used + strlen(name) + 2 > sizeof r->path)
        return err_set(e, ERR_CANTCREAT, "%.150s: the path is too long", path);
    (void)snprintf(r->path + used, sizeof r->path - used, "/%s", name);
    return ERR_OK;
}

static enum err_code find(struct replace *r, const char *path, struct err *e)
{
    r->exists = realpath(path, r->path) != NULL;
    if (!r->exists && errno == ENOENT)
        return find_new(r, path, e);
    if (!r->exists || stat(r->path, &r->st) != 0)
        return failed(path, e);
    if (!S_ISREG(r->st.st_mode))
        return err_set(e, ERR_CANTCREAT, "%.150s: not a regular file", path);
    return ERR_OK;
}

static enum err_code somebody_else(const char *path, struct err *e)
{
    return err_set(e, ERR_TEMPFAIL, "%.150s: another program is changing it; try again", path);
}

/* Anybody who may read the directory may take the lock too, so we do not wait for it forever. */
static enum err_code lock(struct replace *r, struct err *e)
{
    long long end = clock_ms() + LOCK_SECONDS * 1000;
    while (flock(r->directory, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return failed(r->path, e);
        if (clock_ms() >= end)
            return somebody_else(r->path, e);
        (void)poll(NULL, 0, LOCK_LOOK_MS);
    }
    return ERR_OK;
}

enum err_code replace_begin(struct replace *r, const char *path, struct err *e)
{
    enum err_code code = find(r, path, e);
    if (code != ERR_OK)
        return code;
    char directory[PATH_MAX];
    (void)snprintf(directory, sizeof directory, "%.*s", (int)(base_name(r->path) - r->path),
                   r->path);
    r->directory = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (r->directory < 0)
        return failed(directory, e);
    code = lock(r, e);
    char locked[PATH_MAX];
    memcpy(locked, r->path, sizeof locked);
    if (code == ERR_OK) /* the file may have been replaced in the meantime */
        code = find(r, path, e);
    if (code == ERR_OK && strcmp(locked, r->path) != 0)
        code = somebody_else(path, e);
    if (code != ERR_OK)
        replace_end(r);
    return code;
}

void replace_end(struct replace *r)
{
    (void)close(r->directory); /* and with it the lock */
    r->directory = -1;
}

enum err_code replace_check(const struct replace *r, struct err *e)
{
    if (faccessat(r->directory, ".", W_OK | X_OK, AT_EACCESS) != 0)
        return failed(r->path, e);
    return ERR_OK;
}

/* fd is that of an empty file that nobody else may open. */
static enum err_code fill(int fd, const struct replace *r, const char *text, size_t len,
                          const struct replace_as *as, struct err *e)
{
    struct stat st;
    mode_t mode = as->mode;
    const struct passwd *owner = as->owner != NULL && geteuid() == 0 ? getpwnam(as->owner) : NULL;
    if (owner != NULL) {
        mode = S_IRUSR;
        if (fchown(fd, owner->pw_uid, owner->pw_gid) != 0)
            return failed(r->path, e);
    } else if (r->exists) {
        mode = r->st.st_mode & as->mode_most;
        if (fstat(fd, &st) != 0)
            return failed(r->path, e);
        bool same = st.st_uid == r->st.st_uid && st.st_gid == r->st.st_gid;
        if (!same && fchown(fd, r->st.st_uid, r->st.st_gid) != 0)
            return err_set(e, ERR_NOPERM,
                           "%.150s: its owner and group could not be kept; run this as root",
                           r->path);
    }
    if (!file_write_all(fd, text, len) || fchmod(fd, mode) != 0 || fsync(fd) != 0)
        return failed(r->path, e);
    return ERR_OK;
}

enum err_code replace_write(struct replace *r, const char *text, size_t len,
                            const struct replace_as *as, struct err *e)
{
    const char *name = base_name(r->path);
    char other[NAME_MAX + 8];
    sigset_t all;
    sigset_t before;
    enum err_code code = replace_check(r, e);
    if (code != ERR_OK)
        return code;
    (void)sigfillset(&all);
    (void)sigprocmask(SIG_BLOCK, &all, &before);
    (void)snprintf(other, sizeof other, ".%.*s.new", NAME_MAX, name);
    (void)unlinkat(r->directory, other, 0); /* we hold the lock, so a crash has left it */
    int fd =
        openat(r->directory, other, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    code = fd >= 0 ? fill(fd, r, text, len, as, e) : failed(r->path, e);
    if (fd >= 0 && close(fd) != 0 && code == ERR_OK)
        code = failed(r->path, e);
    if (code == ERR_OK && renameat(r->directory, other, r->directory, name) != 0)
        code = failed(r->path, e);
    if (code != ERR_OK)
        (void)unlinkat(r->directory, other, 0);
    else if (fsync(r->directory) != 0)
        code = failed(r->path, e);
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    return code;
}
