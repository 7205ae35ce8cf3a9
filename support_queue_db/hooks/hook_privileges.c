#include "support_queue_db/hooks/hook_privileges.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum err_code hook_privileges_drop(const struct conf *conf, struct err *e)
{
    char path[CONF_VALUE_SIZE + 8];
    struct stat st;
    (void)snprintf(path, sizeof path, "%s/told", conf->queue.directory);
    if (geteuid() != 0 || lstat(path, &st) != 0 || st.st_uid == 0)
        return ERR_OK; /* whether it is a directory, and who owns it, is checked when it is used */
    const struct passwd *user = getpwuid(st.st_uid);
    if (user == NULL)
        return err_set(e, ERR_CONFIG, "%.200s: its owner is not a user", path);
    if (initgroups(user->pw_name, st.st_gid) != 0 || setgid(st.st_gid) != 0 ||
        setuid(st.st_uid) != 0)
        return err_errno(e, ERR_NOPERM, "becoming the user %.60s", user->pw_name);
    return ERR_OK;
}
