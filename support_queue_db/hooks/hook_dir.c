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
                !(S_ISDIR(st->st_mode) && (mode & S_ISVTX) != 0); /* as /tmp: a parent only */
    if (st->st_uid != 0 && st->st_uid != own)
        return err_about(e, ERR_CONFIG, path, "not root's: if you trust it, do: chown root %.150s",
                         path);
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
                         "not executable, so it is no hook: if it is to be one, do: chmod 0755 "
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

/* All directories from the root to it, on a path without links. The last must not be open, though
 * it is sticky: others could put files of their own there. */
static enum err_code check_way(const char *directory, struct err *e)
{
    char step[PATH_MAX];
    struct stat st = {.st_mode = 0};
    size_t end = 0;
    enum err_code code = ERR_OK;
    do {
        end += directory[end] == '/';
        end += strcspn(directory + end, "/");
        (void)snprintf(step, sizeof step, "%.*s", (int)(end > 0 ? end : 1), directory);
        code = stat(step, &st) == 0 ? hook_directory_check(step, &st, geteuid(), e)
                                    : err_errno(e, ERR_CONFIG, "%.200s", step);
    } while (code == ERR_OK && directory[end] != '\0');
    if (code == ERR_OK && (st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return err_about(e, ERR_CONFIG, directory,
                         "others may put files there (mode %04o): do: chmod 0755 %.150s",
                         (unsigned)(st.st_mode & 07777), directory);
    return code;
}

/* Where a path leads to, and whether nobody else can change what is there. */
static enum err_code check_place(const char *path, char real[PATH_MAX], struct err *e)
{
    char directory[PATH_MAX];
    if (realpath(path, real) == NULL)
        return errno == ENOENT ? err_about(e, ERR_NOHOST, path, "not there")
                               : err_errno(e, ERR_CONFIG, "%.200s", path);
    (void)snprintf(directory, sizeof directory, "%s", real);
    char *slash = strrchr(directory, '/');
    slash[slash == directory ? 1 : 0] = '\0';
    return check_way(directory, e);
}

enum err_code hook_dir_check(const char *path, const char *name, struct err *e)
{
    char whole[PATH_MAX];
    char real[PATH_MAX];
    struct stat st;
    if (snprintf(whole, sizeof whole, "%s/%s", path, name) >= (int)sizeof whole)
        return err_about(e, ERR_CONFIG, path, "the path is too long");
    enum err_code code = check_place(whole, real, e);
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
        (void)snprintf(list->names[list->count++], HOOK_NAME_SIZE, "%s", name);
}

enum err_code hook_dir_list(const char *path, struct hook_dir *list, hook_dir_refused *refused,
                            void *context, struct err *e)
{
    char real[PATH_MAX];
    struct stat st;
    struct dirent *found;
    list->count = 0;
    enum err_code code = check_place(path, real, e);
    if (code == ERR_OK && stat(real, &st) != 0)
        code = err_errno(e, ERR_CONFIG, "%.200s", real);
    if (code == ERR_OK)
        code = check_way(real, e);
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
