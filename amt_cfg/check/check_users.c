/* What the users of the services, and technicians, must be able to do. */
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "amt_cfg/check/check_context.h"
#include "common/users.h"

enum { LIST_SIZE = 256, TECHNICIANS_MAX = 16 };

/* Builds a list such as "fcfh-trap, fcfh-amt". */
static void add_name(char list[LIST_SIZE], const char *name)
{
    size_t used = strlen(list);
    if (strstr(list, name) == NULL)
        (void)snprintf(list + used, LIST_SIZE - used, "%s%s", used > 0 ? ", " : "", name);
}

static void check_conf_readable(struct check_context *c, const struct access_user *user,
                                char list[LIST_SIZE], char stop[PATH_MAX])
{
    struct access_result result;
    access_as(user, c->path, R_OK, &result);
    if (result.answer != ACCESS_DENIED)
        return;
    add_name(list, user->name);
    (void)snprintf(stop, PATH_MAX, "%s", result.blocked_at);
}

static bool check_path_writable(struct check_context *c, const struct access_user *user,
                                const char *path)
{
    struct access_result result;
    access_as(user, path, W_OK | X_OK, &result);
    if (result.answer != ACCESS_DENIED)
        return true;
    bool at_end = strcmp(result.blocked_at, path) == 0;
    report_wrong(&c->report, FOUND_NOT_PERMITTED, user->name, "may not write to %.300s%s%.300s",
                 path, at_end ? "" : ": not permitted at ", at_end ? "" : result.blocked_at);
    return false;
}

/* The first thing that the user may not do is enough. */
static void check_paths_writable(struct check_context *c, const struct access_user *user,
                                 const char *const *below, size_t count)
{
    bool good = true;
    for (size_t i = 0; i < count && good; i++) {
        char path[PATH_MAX];
        (void)snprintf(path, sizeof path, "%s/%s", c->conf.queue.directory, below[i]);
        good = check_path_writable(c, user, path);
    }
}

/* For who writes alerts to it, and who reads them from it. */
static void check_spool_writable(struct check_context *c, const struct access_user *user)
{
    if (c->conf.collector.spool[0] != '\0')
        (void)check_path_writable(c, user, c->conf.collector.spool);
}

static void check_register_readable(struct check_context *c, const struct access_user *user)
{
    struct access_result result;
    access_as(user, c->conf.clients.directory, R_OK | X_OK, &result);
    if (result.answer == ACCESS_DENIED)
        report_wrong(&c->report, FOUND_NOT_PERMITTED, user->name,
                     "may not read the register, %.300s\nchgrp fcfh %.300s; chmod 0750 %.300s",
                     result.blocked_at, result.blocked_at, result.blocked_at);
}

static void check_technicians(struct check_context *c, char list[LIST_SIZE], char stop[PATH_MAX])
{
    char names[TECHNICIANS_MAX][ACCESS_NAME_SIZE];
    size_t count = 0;
    const struct group *desk = getgrnam(GROUP_DESK);
    if (desk == NULL)
        return;
    for (char **name = desk->gr_mem; *name != NULL && count < TECHNICIANS_MAX; name++)
        if (strcmp(*name, USER_AMT) != 0)
            (void)snprintf(names[count++], ACCESS_NAME_SIZE, "%s", *name);
    if (count == 0)
        report_note(&c->report, FOUND_DESK_EMPTY, GROUP_DESK,
                    "nobody is in this group, so no technician can confirm callers");
    for (size_t i = 0; i < count; i++) {
        struct access_user user;
        if (!access_user_find(names[i], &user))
            continue;
        check_conf_readable(c, &user, list, stop);
        if (!access_user_is_in(&user, GROUP_QUEUE))
            report_wrong(&c->report, FOUND_DESK_GROUP, user.name,
                         "is in " GROUP_DESK " but not in " GROUP_QUEUE
                         ", and sees no queue\nusermod -aG " GROUP_QUEUE " %s",
                         user.name);
    }
}

void check_users(struct check_context *c)
{
    static const char *const queue[] = {".", "tmp", "archive", "pending", "status"};
    enum { QUEUE = sizeof queue / sizeof queue[0] };
    static const char *const own[][2] = {
        {USER_AMT, "proved"}, {USER_AMT, "ask"}, {USER_HOOKS, "told"}, {USER_EVENTS, "."}};
    char list[LIST_SIZE] = "";
    char stop[PATH_MAX] = "";
    struct access_user user;
    struct stat st;
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        if (!access_user_find(own[i][0], &user))
            continue;
        (void)access_user_add_group(&user, GROUP_QUEUE); /* as in its unit */
        check_conf_readable(c, &user, list, stop);
        if (!c->is_shared || !c->queue_is_ok)
            continue;
        check_paths_writable(c, &user, queue, QUEUE);
        check_paths_writable(c, &user, &own[i][1], 1);
        if (strcmp(own[i][1], "proved") == 0)
            check_register_readable(c, &user);
    }
    if (access_user_find(USER_AMT, &user)) {
        (void)access_user_add_group(&user, GROUP_QUEUE);
        check_spool_writable(c, &user);
    }
    if (c->receiver.has_user && c->receiver.user.uid != 0) {
        check_conf_readable(c, &c->receiver.user, list, stop);
        check_spool_writable(c, &c->receiver.user);
    } else if (access_user_find(USER_TRAP, &user)) {
        check_conf_readable(c, &user, list, stop);
    }
    if (c->is_shared)
        check_technicians(c, list, stop);
    if (list[0] == '\0' || stat(stop, &st) != 0)
        return;
    bool directory = S_ISDIR(st.st_mode);
    report_wrong(&c->report, FOUND_CONF_NOT_READABLE, "configuration",
                 "%.200s may not %s %.200s (mode %04o)\nchmod a+r%s %.200s", list,
                 directory ? "look into" : "read", stop, (unsigned)(st.st_mode & 07777),
                 directory ? "x" : "", stop);
}
