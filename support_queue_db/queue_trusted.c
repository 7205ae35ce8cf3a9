#include "support_queue_db/queue_trusted.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/users.h"
#include "support_queue_db/queue_dir.h"
#include "support_queue_db/queue_file.h"
#include "support_queue_db/queue_name.h"
#include "support_queue_db/queue_private.h"

#define DIR_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#define FILE_MODE 0640 /* the directory decides who may read; only the owner may write */
#define DIR_MODE  0750

static const struct {
    const char *name;
    const char *user;   /* who else than root may own the directory; NULL: nobody */
    const char *group;  /* the group whose members may write to it; NULL: none */
    const char *making; /* the command that makes it, without the path */
} directories[] = {
    [QUEUE_PROVED] = {"proved", USER_AMT, NULL,
                      "install -d -m 0750 -o " USER_AMT " -g " GROUP_QUEUE},
    [QUEUE_TOLD] = {"told", USER_HOOKS, NULL,
                    "install -d -m 0750 -o " USER_HOOKS " -g " GROUP_QUEUE},
    [QUEUE_ASK] = {"ask", NULL, GROUP_DESK, "install -d -m 2770 -g " GROUP_DESK},
};

enum { LOOKUP_BYTES = 16 * 1024, GROUPS_MAX = 1024 };

static bool is_user(uid_t uid, const char *name)
{
    char buffer[LOOKUP_BYTES];
    struct passwd one;
    struct passwd *found = NULL;
    return name != NULL && getpwnam_r(name, &one, buffer, sizeof buffer, &found) == 0 &&
           found != NULL && found->pw_uid == uid;
}

static bool is_group(gid_t gid, const char *name)
{
    char buffer[LOOKUP_BYTES];
    struct group one;
    struct group *found = NULL;
    return name != NULL && getgrnam_r(name, &one, buffer, sizeof buffer, &found) == 0 &&
           found != NULL && found->gr_gid == gid;
}

static bool is_member(uid_t uid, gid_t gid)
{
    char buffer[LOOKUP_BYTES];
    struct passwd one;
    struct passwd *found = NULL;
    gid_t groups[GROUPS_MAX];
    int count = GROUPS_MAX;
    if (getpwuid_r(uid, &one, buffer, sizeof buffer, &found) != 0 || found == NULL ||
        getgrouplist(found->pw_name, found->pw_gid, groups, &count) < 0)
        return false;
    for (int i = 0; i < count; i++)
        if (groups[i] == gid)
            return true;
    return false;
}

/* Whether only the owner can have written to it or, if that is us, members of our own group. */
static bool is_private(const struct stat *st, gid_t group)
{
    return (st->st_mode & S_IWOTH) == 0 &&
           ((st->st_mode & S_IWGRP) == 0 || (st->st_uid == geteuid() && st->st_gid == group));
}

static bool may_be_owner(const struct queue *queue, enum queue_trusted which, uid_t uid)
{
    return uid == 0 || is_user(uid, directories[which].user) ||
           (uid == geteuid() && queue_dir_is_own(queue->dir));
}

static bool is_group_directory(enum queue_trusted which, const struct stat *dir)
{
    return dir->st_uid == 0 && (dir->st_mode & S_IWOTH) == 0 &&
           is_group(dir->st_gid, directories[which].group);
}

static bool is_trusted_directory(const struct queue *queue, enum queue_trusted which,
                                 const struct stat *dir)
{
    if ((dir->st_mode & (S_IWGRP | S_IWOTH)) == 0)
        return may_be_owner(queue, which, dir->st_uid);
    return is_group_directory(which, dir);
}

static bool is_trusted_file(const struct queue *queue, enum queue_trusted which,
                            const struct stat *dir, const struct stat *st)
{
    return S_ISREG(st->st_mode) && st->st_nlink == 1 && (st->st_mode & (S_IWGRP | S_IWOTH)) == 0 &&
           (may_be_owner(queue, which, st->st_uid) ||
            (is_group_directory(which, dir) && is_member(st->st_uid, dir->st_gid)));
}

static enum err_code open_directory(const struct queue *queue, enum queue_trusted which, int *fd,
                                    struct stat *st, struct err *e)
{
    const char *name = directories[which].name;
    *fd = openat(queue->dir, name, DIR_FLAGS);
    if (*fd < 0 && errno == ENOENT)
        return err_set(e, ERR_NOHOST, "%s/: not in the queue directory", name);
    if (*fd < 0)
        return err_errno(e, ERR_DATA, "%s/ in the queue directory", name);
    if (fstat(*fd, st) == 0 && is_trusted_directory(queue, which, st))
        return ERR_OK;
    (void)close(*fd);
    *fd = -1;
    return err_set(e, ERR_DATA,
                   "%s/ in the queue directory: its owner, group or mode lets others write to it;"
                   " 'fcfh-settings check' tells more",
                   name);
}

enum err_code queue_trusted_open(const struct queue *queue, enum queue_trusted which, int *fd,
                                 struct err *e)
{
    struct stat st;
    return open_directory(queue, which, fd, &st, e);
}

enum err_code queue_trusted_read(const struct queue *queue, enum queue_trusted which,
                                 const char *name, char **text, size_t *len, uid_t *owner,
                                 struct err *e)
{
    struct stat dir_st;
    struct stat st = {.st_mode = 0};
    int dir;
    enum err_code code = open_directory(queue, which, &dir, &dir_st, e);
    if (code != ERR_OK)
        return code;
    code = queue_file_read_stat(dir, name, text, len, &st, e);
    (void)close(dir);
    if (code != ERR_OK)
        return code;
    if (!is_trusted_file(queue, which, &dir_st, &st)) {
        free(*text);
        return err_set(e, ERR_DATA, "%s/%s: somebody else may have written it",
                       directories[which].name, name);
    }
    if (owner != NULL)
        *owner = st.st_uid;
    return ERR_OK;
}

/* Makes it if nobody else could have. */
static enum err_code make_directory(const struct queue *queue, enum queue_trusted which,
                                    struct err *e)
{
    const char *name = directories[which].name;
    struct stat st;
    if (fstat(queue->dir, &st) != 0)
        return err_errno(e, ERR_CANTCREAT, "queue directory");
    if (st.st_uid != geteuid() || !is_private(&st, getegid()))
        return err_set(e, ERR_CANTCREAT,
                       "%s/ is not there, and others may write to the queue; do: %s %.150s/%s",
                       name, directories[which].making, queue->conf->queue.directory, name);
    if (mkdirat(queue->dir, name, DIR_MODE) != 0 && errno != EEXIST)
        return err_errno(e, ERR_CANTCREAT, "%s/ in the queue directory", name);
    return ERR_OK;
}

enum err_code queue_trusted_make(const struct queue *queue, enum queue_trusted which, struct err *e)
{
    bool there = faccessat(queue->dir, directories[which].name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
    return there ? ERR_OK : make_directory(queue, which, e);
}

enum err_code queue_trusted_write(const struct queue *queue, enum queue_trusted which,
                                  const char *name, const char *text, size_t len, struct err *e)
{
    struct stat st;
    char tmp_name[32];
    int dir;
    enum err_code code = open_directory(queue, which, &dir, &st, e);
    if (code == ERR_NOHOST) {
        code = make_directory(queue, which, e);
        if (code == ERR_OK)
            code = open_directory(queue, which, &dir, &st, e);
    }
    if (code != ERR_OK)
        return code == ERR_DATA ? err_recode(e, ERR_CANTCREAT) : code;
    /* Not in tmp/, where others could replace it. */
    (void)snprintf(tmp_name, sizeof tmp_name, "new-%ld", (long)getpid());
    code = queue_file_write(dir, tmp_name, dir, name, FILE_MODE, text, len, e);
    (void)close(dir);
    return code;
}

void queue_trusted_remove(const struct queue *queue, enum queue_trusted which, const char *name)
{
    int dir = openat(queue->dir, directories[which].name, DIR_FLAGS);
    if (dir < 0)
        return;
    (void)unlinkat(dir, name, 0); /* a leftover is only valid for what it was written for */
    (void)close(dir);
}

void queue_trusted_remove_all(const struct queue *queue, const char *id)
{
    char name[QUEUE_NAME_SIZE];
    char confirmed[QUEUE_CONFIRMED_NAME_SIZE];
    queue_name_of_id(id, name);
    queue_confirmed_name(id, confirmed);
    queue_trusted_remove(queue, QUEUE_PROVED, name);
    queue_trusted_remove(queue, QUEUE_ASK, id);
    queue_trusted_remove(queue, QUEUE_ASK, confirmed);
}
