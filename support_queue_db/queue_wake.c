#include "support_queue_db/queue_wake.h"

#include <fcfh_paths.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/conf_secret.h"
#include "common/detach.h"
#include "common/sibling.h"
#include "support_queue_db/queue_run.h"

static void exec_identify(const char *path, const char *config_file)
{
    if (config_file != NULL)
        (void)execl(path, "fcfh-identify", "-c", config_file, (char *)NULL);
    else
        (void)execl(path, "fcfh-identify", (char *)NULL);
    _exit(1);
}

enum err_code queue_wake_is_possible(const struct queue *queue, const struct conf *conf,
                                     struct err *e)
{
    const struct secret_source password = conf_amt_password(conf);
    if (queue_run_is_claimed(queue) || secret_is_readable(&password))
        return ERR_OK;
    return err_set(e, ERR_UNAVAILABLE,
                   "no fcfh-identify is running to ask AMT, and this user may not read %.150s to "
                   "start one: an administrator must start its service",
                   password.path);
}

enum err_code queue_wake_identify(const struct queue *queue, const struct conf *conf,
                                  const char *config_file, struct err *e)
{
    if (queue_run_is_claimed(queue))
        return ERR_OK; /* fcfh-identify looks again before it ends */
    enum err_code code = queue_wake_is_possible(queue, conf, e);
    if (code != ERR_OK)
        return code;
    char path[1024];
    char absolute[4096];
    sibling_path("fcfh-identify", FCFH_BINDIR, path, sizeof path);
    if (access(path, X_OK) != 0)
        return err_errno(e, ERR_UNAVAILABLE, "%s", path);
    if (config_file != NULL && realpath(config_file, absolute) != NULL)
        config_file = absolute; /* it runs in another directory */
    bool detached;
    code = detach(&detached, e);
    if (detached)
        exec_identify(path, config_file);
    return code;
}
