/* What another user may do with a file: this is tried as that user if root runs this, and otherwise
 * worked out from owners, groups and modes. */
#ifndef FCFH_AMT_CFG_CHECK_ACCESS_AS_H
#define FCFH_AMT_CFG_CHECK_ACCESS_AS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define ACCESS_NAME_SIZE  33
#define ACCESS_GROUPS_MAX 64

struct access_user {
    char name[ACCESS_NAME_SIZE];
    uid_t uid;
    gid_t gid;
    gid_t groups[ACCESS_GROUPS_MAX]; /* gid is among them */
    size_t group_count;
};

/* Looks the user up in the user database; false if there is no such user. */
bool access_user_find(const char *name, struct access_user *user);
bool access_user_find_uid(uid_t uid, struct access_user *user);

/* Adds a group: a service may have groups besides those of its user. False if there is no such
 * group. */
bool access_user_add_group(struct access_user *user, const char *group);
bool access_user_is_in(const struct access_user *user, const char *group);

enum access_answer {
    ACCESS_YES,
    ACCESS_NOT_THERE,
    ACCESS_DENIED, /* or the file system is read-only */
    ACCESS_UNKNOWN /* the user who runs this may not look */
};

struct access_result {
    enum access_answer answer;
    char blocked_at[PATH_MAX]; /* the first part that does not exist or that stops the user */
};

/* mode is made of R_OK, W_OK and X_OK, or is F_OK. path is absolute. */
void access_as(const struct access_user *user, const char *path, int mode,
               struct access_result *result);

#endif
