#include "support_queue_db/hooks/hook_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool hook_name_is_valid(const char *name)
{
    size_t len = strlen(name);
    return len > 0 && len < HOOK_NAME_SIZE &&
           strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == len;
}

/* ---------------------------------------------------------------- what is safe */

static enum err_code check_owner(const char *path, const struct stat *st, uid_t own, struct err *e)
{
    const unsigned mode = st->st_mode & 07777;
    bool open = (mode & (S_IWGRP | S_IWOTH)) != 0 &&
                !(S_ISDIR(st->st_mode) && (mode & S_ISVTX) != 0); /* like /tmp: only as a parent */
    if (st->st_uid != 0 && st->st_uid != own)
        return err_about(e, ERR_CONFIG, path,
                         "not owned by root: if you trust it, do: chown root %.150s", path);
    if (open)
        return err_about(
            e, ERR_CONFIG, path,
            "others may write to it (mode %04o): if you trust it, do: chmod go-w %.150s", mode,
            path);
    return ERR_OK;
}

enum err_code hook_file_check(const char *path, const struct stat *st, uid_t own, struct err *e)
{
    if (!S_ISREG(st->st_mode))
        return err_about(e, ERR_CONFIG, path, "not a regular file");
    if ((st->st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) == 0)
        return err_about(e, ERR_CONFIG, path,
                         "not executable, so not a hook: to make it one, do: chmod 0755 "
                         "%.150s",
                         path);
    return check_owner(path, st, own, e);
}

enum err_code hook_directory_check(const char *path, const struct stat *st, uid_t own,
                                   struct err *e)
{
    if (!S_ISDIR(st->st_mode))
        return err_about(e, ERR_CONFIG, path, "not a directory");
    return check_owner(path, st, own, e);
}

/* The way to a file, step by step. */
struct way {
    char real[PATH_MAX]; /* the part already walked, without links; "" is the root */
    char todo[PATH_MAX]; /* and what is left */
    int links;
};

/* Takes the next step, which may be "..". False: the way has ended. */
static bool next_component(struct way *way, char name[NAME_MAX + 2])
{
    const char *next = way->todo + strspn(way->todo, "/");
    size_t len = strcspn(next, "/");
    if (len == 0)
        return false;
    (void)snprintf(name, NAME_MAX + 2, "%.*s", (int)len, next);
    memmove(way->todo, next + len, strlen(next + len) + 1);
    return true;
}

static void remove_component(struct way *way)
{
    char *slash = strrchr(way->real, '/');
    if (slash != NULL)
        *slash = '\0';
}

/* Replaces a link with its target. Its directory has been checked; in a sticky one the owner of the
 * link counts. */
static enum err_code follow_link(struct way *way, const struct stat *st, const char *path,
                                 struct err *e)
{
    enum { LINKS_MAX = 40 };
    char target[PATH_MAX];
    char rest[PATH_MAX];
    if (st->st_uid != 0 && st->st_uid != geteuid())
        return err_about(e, ERR_CONFIG, way->real,
                         "this link, on the way to %.150s, is not owned by root", path);
    ssize_t len = readlink(way->real, target, sizeof target - 1);
    if (len < 0)
        return err_errno(e, ERR_CONFIG, "%.200s", way->real);
    target[len] = '\0';
    memcpy(rest, way->todo, strlen(way->todo) + 1);
    if (++way->links > LINKS_MAX ||
        snprintf(way->todo, sizeof way->todo, "%s/%s", target, rest) >= (int)sizeof way->todo)
        return err_about(e, ERR_CONFIG, path, "it leads nowhere");
    remove_component(way);
    if (target[0] == '/')
        way->real[0] = '\0';
    return ERR_OK;
}

static enum err_code check_step(struct way *way, const char *name, struct stat *st,
                                const char *path, struct err *e)
{
    size_t used = strlen(way->real);
    if (strcmp(name, ".") == 0)
        return ERR_OK;
    if (strcmp(name, "..") == 0) {
        remove_component(way);
        return ERR_OK;
    }
    if (strlen(name) > NAME_MAX || used + strlen(name) + 2 > sizeof way->real)
        return err_about(e, ERR_CONFIG, path, "the path is too long");
    (void)snprintf(way->real + used, sizeof way->real - used, "/%s", name);
    if (lstat(way->real, st) != 0)
        return errno == ENOENT ? err_about(e, ERR_NOHOST, path, "not there")
                               : err_errno(e, ERR_CONFIG, "%.200s", way->real);
    if (S_ISLNK(st->st_mode))
        return follow_link(way, st, path, e);
    return S_ISDIR(st->st_mode) ? hook_directory_check(way->real, st, geteuid(), e) : ERR_OK;
}

/* Where a path leads, and whether nobody else can change that: each directory and each link on the
 * way is checked. */
static enum err_code check_place(const char *path, char real[PATH_MAX], struct err *e)
{
    struct way way = {.links = 0};
    char name[NAME_MAX + 2];
    struct stat st;
    enum err_code code = stat("/", &st) == 0 ? hook_directory_check("/", &st, geteuid(), e)
                                             : err_errno(e, ERR_CONFIG, "/");
    if (snprintf(way.todo, sizeof way.todo, "%s", path) >= (int)sizeof way.todo)
        return err_about(e, ERR_CONFIG, path, "the path is too long");
    while (code == ERR_OK && next_component(&way, name))
        code = check_step(&way, name, &st, path, e);
    (void)snprintf(real, PATH_MAX, "%s", way.real[0] != '\0' ? way.real : "/");
    return code;
}

/* A directory of hooks must not be open even if it is sticky: others could put their own files
 * there. */
static enum err_code check_closed(const char *directory, struct err *e)
{
    struct stat st;
    if (stat(directory, &st) != 0)
        return err_errno(e, ERR_CONFIG, "%.200s", directory);
    if (!S_ISDIR(st.st_mode))
        return err_about(e, ERR_CONFIG, directory, "not a directory");
    if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return err_about(e, ERR_CONFIG, directory,
                         "others may put files there (mode %04o): do: chmod 0755 %.150s",
                         (unsigned)(st.st_mode & 07777), directory);
    return ERR_OK;
}

static enum err_code check_closed_around(const char *real, struct err *e)
{
    char directory[PATH_MAX];
    (void)snprintf(directory, sizeof directory, "%s", real);
    char *slash = strrchr(directory, '/');
    slash[slash == directory ? 1 : 0] = '\0';
    return check_closed(directory, e);
}

enum err_code hook_dir_check(const char *path, const char *name, struct err *e)
{
    char whole[PATH_MAX];
    char real[PATH_MAX];
    struct stat st;
    if (snprintf(whole, sizeof whole, "%s/%s", path, name) >= (int)sizeof whole)
        return err_about(e, ERR_CONFIG, path, "the path is too long");
    enum err_code code = check_place(whole, real, e);
    if (code == ERR_OK)
        code = check_closed_around(real, e);
    if (code != ERR_OK)
        return code;
    if (stat(real, &st) != 0)
        return err_errno(e, ERR_CONFIG, "%.200s", real);
    return hook_file_check(whole, &st, geteuid(), e);
}

/* ---------------------------------------------------------------- its files */

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void add(struct hook_dir *list, const char *path, const char *name,
                hook_dir_refused *refused, void *context)
{
    struct err e;
    if (hook_dir_check(path, name, &e) != ERR_OK)
        refused(context, name, e.text);
    else if (list->count == HOOKS_MAX)
        refused(context, name, "there are too many hooks");
    else
        (void)snprintf(list->names[list->count++], HOOK_NAME_SIZE, "%.*s", HOOK_NAME_SIZE - 1,
                       name);
}

enum err_code hook_dir_list(const char *path, struct hook_dir *list, hook_dir_refused *refused,
                            void *context, struct err *e)
{
    char real[PATH_MAX];
    struct dirent *found;
    list->count = 0;
    enum err_code code = check_place(path, real, e);
    if (code == ERR_OK)
        code = check_closed(real, e);
    if (code != ERR_OK)
        return code;
    DIR *dir = opendir(real);
    if (dir == NULL)
        return err_errno(e, ERR_CONFIG, "%.200s", path);
    while ((found = readdir(dir)) != NULL)
        if (hook_name_is_valid(found->d_name))
            add(list, path, found->d_name, refused, context);
    (void)closedir(dir);
    qsort(list->names, list->count, sizeof list->names[0], by_name);
    return ERR_OK;
}
