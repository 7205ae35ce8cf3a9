/*
 * The directory of hooks: which of its files are hooks. Everything in it runs with the adapters'
 * secrets at hand, so only root may be able to put something there (or, for the demo and a single
 * user, the user who runs this). */
#ifndef FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_DIR_H
#define FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_DIR_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "common/err.h"

enum { HOOKS_MAX = 32 };
#define HOOK_NAME_SIZE 65

/* Whether a file's name allows it to be a hook: letters, digits, '_' and '-', at most 64. */
bool hook_name_is_valid(const char *name);

/* Whether the file at `path` is safe to run, by *st: ERR_CONFIG says what to do. Pure. */
enum err_code hook_file_check(const char *path, const struct stat *st, uid_t own, struct err *e);
enum err_code hook_directory_check(const char *path, const struct stat *st, uid_t own,
                                   struct err *e);

struct hook_dir {
    char names[HOOKS_MAX][HOOK_NAME_SIZE];
    size_t count; /* in the order of their names */
};

/* Called for each file with a hook's name that is not a hook. */
typedef void hook_dir_refused(void *context, const char *name, const char *why);

/* Lists the hooks. ERR_NOHOST if there is no directory, ERR_CONFIG if it is not safe. */
enum err_code hook_dir_list(const char *path, struct hook_dir *list, hook_dir_refused *refused,
                            void *context, struct err *e);

/* Checks one of them again before it is run. */
enum err_code hook_dir_check(const char *path, const char *name, struct err *e);

#endif
