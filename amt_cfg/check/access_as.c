#include "amt_cfg/check/access_as.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static bool fill_user(const struct passwd *entry, struct access_user *user)
{
    int count = ACCESS_GROUPS_MAX;
    if (entry == NULL || strlen(entry->pw_name) >= sizeof user->name)
        return false;
    *user = (struct access_user){.uid = entry->pw_uid, .gid = entry->pw_gid};
    (void)snprintf(user->name, sizeof user->name, "%s", entry->pw_name);
    if (getgrouplist(user->name, user->gid, user->groups, &count) < 0)
        count = ACCESS_GROUPS_MAX; /* there are more groups than fit */
    user->group_count = (size_t)count;
    return true;
}

bool access_user_find(const char *name, struct access_user *user)
{
    return fill_user(getpwnam(name), user);
}

bool access_user_find_uid(uid_t uid, struct access_user *user)
{
    return fill_user(getpwuid(uid), user);
}

static bool has_gid(const struct access_user *user, gid_t gid)
{
    for (size_t i = 0; i < user->group_count; i++)
        if (user->groups[i] == gid)
            return true;
    return false;
}

bool access_user_add_group(struct access_user *user, const char *name)
{
    const struct group *group = getgrnam(name);
    if (group == NULL)
        return false;
    if (!has_gid(user, group->gr_gid) && user->group_count < ACCESS_GROUPS_MAX)
        user->groups[user->group_count++] = group->gr_gid;
    return true;
}

bool access_user_is_in(const struct access_user *user, const char *name)
{
    const struct group *group = getgrnam(name);
    return group != NULL && has_gid(user, group->gr_gid);
}

/* How many bytes of the path there are up to the end of the part that begins at `from`. */
static size_t next_part(const char *path, size_t from)
{
    from += strspn(path + from, "/");
    return from + strcspn(path + from, "/");
}

static enum access_answer answer_of_errno(void)
{
    return errno == ENOENT || errno == ENOTDIR ? ACCESS_NOT_THERE : ACCESS_DENIED;
}

/* ---------------------------------------------------------------- by trying */

/* The result of one user's try. */
struct access_try {
    enum access_answer answer;
    size_t blocked_at;
};

/* Tries it as the user who runs this. */
static struct access_try try_path(const char *path, int mode)
{
    size_t len = strlen(path);
    char part[PATH_MAX];
    for (size_t end = next_part(path, 0);; end = next_part(path, end)) {
        bool last = end == len;
        (void)snprintf(part, sizeof part, "%.*s", (int)end, path);
        if (access(part, last ? mode : X_OK) != 0)
            return (struct access_try){answer_of_errno(), end};
        if (last)
            return (struct access_try){ACCESS_YES, end};
    }
}

static void try_in_child(const struct access_user *user, const char *path, int mode, int out)
{
    if (setgroups(user->group_count, user->groups) != 0 ||
        setresgid(user->gid, user->gid, user->gid) != 0 ||
        setresuid(user->uid, user->uid, user->uid) != 0)
        _exit(1);
    struct access_try attempt = try_path(path, mode);
    _exit(write(out, &attempt, sizeof attempt) == (ssize_t)sizeof attempt ? 0 : 1);
}

/* False if this process cannot become another user. */
static bool try_as(const struct access_user *user, const char *path, int mode,
                   struct access_try *attempt)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    pid_t child = fork();
    if (child == 0)
        try_in_child(user, path, mode, ends[1]);
    (void)close(ends[1]);
    bool good = child > 0 && read(ends[0], attempt, sizeof *attempt) == (ssize_t)sizeof *attempt;
    (void)close(ends[0]);
    while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
        continue;
    return good;
}

/* ---------------------------------------------------------------- by working it out */

static bool bits_allow(const struct access_user *user, const struct stat *st, int mode)
{
    unsigned shift = st->st_uid == user->uid ? 6 : has_gid(user, st->st_gid) ? 3 : 0;
    unsigned wanted = ((mode & R_OK) != 0 ? 4u : 0) | ((mode & W_OK) != 0 ? 2u : 0) |
                      ((mode & X_OK) != 0 ? 1u : 0);
    return user->uid == 0 || ((st->st_mode >> shift) & wanted) == wanted;
}

static struct access_try compute_access(const struct access_user *user, const char *path, int mode)
{
    size_t len = strlen(path);
    char part[PATH_MAX];
    for (size_t end = next_part(path, 0);; end = next_part(path, end)) {
        struct stat st;
        bool last = end == len;
        (void)snprintf(part, sizeof part, "%.*s", (int)end, path);
        if (stat(part, &st) != 0)
            return (struct access_try){errno == EACCES ? ACCESS_UNKNOWN : answer_of_errno(), end};
        if (!bits_allow(user, &st, last ? mode : X_OK))
            return (struct access_try){ACCESS_DENIED, end};
        if (last)
            return (struct access_try){ACCESS_YES, end};
    }
}

void access_as(const struct access_user *user, const char *path, int mode,
               struct access_result *result)
{
    struct access_try attempt;
    if (strlen(path) >= PATH_MAX) {
        *result = (struct access_result){.answer = ACCESS_UNKNOWN};
        return;
    }
    if (user->uid == geteuid() && geteuid() != 0)
        attempt = try_path(path, mode);
    else if (geteuid() != 0 || !try_as(user, path, mode, &attempt))
        attempt = compute_access(user, path, mode);
    result->answer = attempt.answer;
    (void)snprintf(result->blocked_at, sizeof result->blocked_at, "%.*s", (int)attempt.blocked_at,
                   path);
}
