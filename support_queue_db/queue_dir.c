#include "support_queue_db/queue_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIR_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* mkdir leaves the set-group-ID bit out. Use the descriptor, and only if it is ours: a member of
 * the group may have put another directory, or a link, in its place since. */
static enum err_code set_dir_mode(int at, const char *name, struct err *e)
{
    struct stat st;
    int fd = openat(at, name, DIR_FLAGS);
    bool foreign = fd < 0 && (errno == ELOOP || errno == ENOTDIR);
    enum err_code code = ERR_OK;
    if (!foreign && (fd < 0 || fstat(fd, &st) != 0))
        code = err_errno(e, ERR_CANTCREAT, "%s", name);
    else if (foreign || st.st_uid != geteuid())
        code =
            err_set(e, ERR_CANTCREAT, "%.200s: somebody replaced it while it was being made", name);
    else if (fchmod(fd, QUEUE_DIR_MODE) != 0)
        code = err_errno(e, ERR_CANTCREAT, "%s: chmod", name);
    if (fd >= 0)
        (void)close(fd);
    return code;
}

enum err_code queue_dir_make(int at, const char *name, struct err *e)
{
    /* The umask of the first user must not shut out the other members of the group. */
    mode_t mask = umask(0);
    int made = mkdirat(at, name, QUEUE_DIR_MODE & 0777);
    int why = errno;
    (void)umask(mask);
    errno = why;
    if (made != 0 && errno == EEXIST)
        return ERR_OK;
    if (made != 0)
        return err_errno(e, ERR_CANTCREAT, "%s: cannot make the directory", name);
    return set_dir_mode(at, name, e);
}

enum err_code queue_dir_open(const char *path, bool create, int *fd, struct err *e)
{
    *fd = open(path, DIR_FLAGS);
    if (*fd < 0 && errno == ENOENT && create) {
        enum err_code made = queue_dir_make(AT_FDCWD, path, e);
        if (made != ERR_OK)
            return made;
        *fd = open(path, DIR_FLAGS);
    }
    if (*fd < 0 && (errno == ELOOP || errno == ENOTDIR))
        return err_set(e, ERR_CONFIG, "%.200s: not a directory, or a symbolic link: not followed",
                       path);
    if (*fd < 0 && errno == ENOENT)
        return err_set(e, ERR_UNAVAILABLE,
                       "%.200s: there is no such queue; 'fcfh-settings check' tells more", path);
    if (*fd < 0)
        return err_errno(e, ERR_CANTCREAT, "%s", path);
    struct stat st;
    enum err_code code = ERR_OK;
    if (fstat(*fd, &st) != 0)
        code = err_errno(e, ERR_CONFIG, "%s", path);
    else if ((st.st_mode & S_IWOTH) != 0)
        code =
            err_set(e, ERR_CONFIG,
                    "%.120s: everybody may write to this queue (mode %04o); do: chmod o-w %.120s",
                    path, (unsigned)(st.st_mode & 07777), path);
    if (code != ERR_OK) {
        (void)close(*fd);
        *fd = -1;
    }
    return code;
}

bool queue_dir_has(int fd, const char *id)
{
    char name[QUEUE_NAME_SIZE];
    queue_name_of_id(id, name);
    /* A file that cannot be examined may exist: writing will tell. */
    return faccessat(fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT;
}

bool queue_dir_find_guid(int fd, const struct guid *guid, char id[QUEUE_ID_SIZE])
{
    queue_id_of_guid(guid, id);
    if (queue_dir_has(fd, id))
        return true;
    struct guid other = guid_swapped(guid);
    queue_id_of_guid(&other, id);
    return queue_dir_has(fd, id);
}

enum err_code queue_dir_alert_matters(const char *path, const struct alert *alert, bool *matters,
                                      struct err *e)
{
    char id[QUEUE_ID_SIZE];
    int fd;
    *matters = alert_matters(alert, false);
    if (*matters)
        return ERR_OK;
    enum err_code code = queue_dir_open(path, false, &fd, e);
    if (code == ERR_UNAVAILABLE)
        return ERR_OK; /* there is no queue yet */
    if (code != ERR_OK)
        return code;
    bool is_there = alert->has_guid && queue_dir_find_guid(fd, &alert->guid, id);
    if (!is_there) {
        queue_id_of_addr(&alert->address, id);
        is_there = queue_dir_has(fd, id);
    }
    *matters = alert_matters(alert, is_there);
    (void)close(fd);
    return ERR_OK;
}

bool queue_dir_is_own(int fd)
{
    struct stat st;
    return fstat(fd, &st) == 0 && st.st_uid == geteuid();
}
