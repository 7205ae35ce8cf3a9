#include "amt_cfg/check/permissions.h"

#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/users.h"

static bool is_group(gid_t gid, const char *name)
{
    const struct group *group = getgrnam(name);
    return group != NULL && group->gr_gid == gid;
}

static bool is_user(uid_t uid, const char *name)
{
    const struct passwd *user = getpwnam(name);
    return user != NULL && user->pw_uid == uid;
}

bool permissions_check_secret(const char *path, const char *user, char text[PERMISSIONS_TEXT_SIZE])
{
    struct stat st;
    const char *group = NULL;
    if (stat(path, &st) != 0)
        return true;
    if ((st.st_mode & S_IRWXG) != 0)
        group = is_group(st.st_gid, GROUP_QUEUE)  ? GROUP_QUEUE
                : is_group(st.st_gid, GROUP_DESK) ? GROUP_DESK
                                                  : NULL;
    bool stranger = st.st_uid != 0 && st.st_uid != geteuid() && !is_user(st.st_uid, user);
    const char *owner = getpwnam(user) != NULL ? user : "root";
    if ((st.st_mode & S_IRWXO) != 0)
        (void)snprintf(text, PERMISSIONS_TEXT_SIZE, "everybody may read or write it (mode %04o)",
                       (unsigned)(st.st_mode & 07777));
    else if (group != NULL)
        (void)snprintf(text, PERMISSIONS_TEXT_SIZE, "every member of the group %s may read it",
                       group);
    else if (stranger)
        (void)snprintf(text, PERMISSIONS_TEXT_SIZE, "it belongs to another user (number %lu)",
                       (unsigned long)st.st_uid);
    else
        return true;
    size_t used = strlen(text);
    (void)snprintf(text + used, PERMISSIONS_TEXT_SIZE - used,
                   "\nchown %s %.120s; chmod 0400 %.120s", owner, path, path);
    return false;
}

/* The directories as alert_collector/systemd/tmpfiles.conf makes them. */
static const struct part {
    const char *name; /* "..": the directory that the queue is in */
    const char *owner;
    const char *group;
    mode_t mode;
} parts[] = {
    {"..", "root", "root", 0755},
    {".", "root", GROUP_QUEUE, 02770},
    {"tmp", "root", GROUP_QUEUE, 02770},
    {"archive", "root", GROUP_QUEUE, 02770},
    {"pending", "root", GROUP_QUEUE, 02770},
    {"status", "root", GROUP_QUEUE, 02770},
    {"proved", USER_AMT, GROUP_QUEUE, 0750},
    {"ask", "root", GROUP_DESK, 02770},
    {"told", USER_HOOKS, GROUP_QUEUE, 0750},
};

bool permissions_is_shared(const char *queue)
{
    struct stat st;
    return getpwnam(USER_AMT) != NULL && stat(queue, &st) == 0 &&
           is_group(st.st_gid, GROUP_QUEUE) && access(queue, X_OK) == 0;
}

bool permissions_check_directory(const char *queue, size_t i, bool *end,
                                 char text[PERMISSIONS_TEXT_SIZE])
{
    struct stat st;
    char path[PATH_MAX];
    char outer[PATH_MAX];
    *end = i == sizeof parts / sizeof parts[0];
    if (*end)
        return false;
    const struct part *part = &parts[i];
    (void)snprintf(path, sizeof path, "%s/%s", queue, part->name);
    if (strcmp(part->name, ".") == 0)
        (void)snprintf(path, sizeof path, "%s", queue);
    if (strcmp(part->name, "..") == 0 && realpath(path, outer) != NULL)
        memcpy(path, outer, sizeof path);
    bool there = lstat(path, &st) == 0;
    bool good = there && S_ISDIR(st.st_mode);
    if (good && strcmp(part->name, "..") == 0) /* it may be used for more than the queue */
        good = (st.st_mode & (S_IWGRP | S_IWOTH)) == 0 || (st.st_mode & S_ISVTX) != 0;
    else if (good) /* what is made in the queue inherits its set-group-ID bit anyway */
        good = is_user(st.st_uid, part->owner) && is_group(st.st_gid, part->group) &&
               (st.st_mode & (07777 ^ S_ISGID)) == (part->mode & (07777 ^ S_ISGID)) &&
               (st.st_mode & part->mode & S_ISGID) == (part->mode & S_ISGID);
    if (!good)
        (void)snprintf(text, PERMISSIONS_TEXT_SIZE,
                       "%.120s %s\ninstall -d -m %04o -o %s -g %s %.120s", path,
                       there ? "has another owner, group or mode than it must" : "is not there",
                       (unsigned)part->mode, part->owner, part->group, path);
    return good;
}
