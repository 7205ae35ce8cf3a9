#include "support_queue_db/queue_wake.h"

#include <errno.h>
#include <fcfh_paths.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/conf_secret.h"
#include "common/sibling.h"
#include "support_queue_db/queue_run.h"

/* snmptrapd leaves its UDP socket open in what it starts: a process that outlives this one with
 * it would keep the port and stop snmptrapd from being restarted. */
static void become_identify(const char *path, const char *config_file)
{
    int null = open("/dev/null", O_RDWR);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
        dup2(null, STDERR_FILENO) < 0 || close_range(STDERR_FILENO + 1, ~0u, 0) != 0)
        _exit(1);
    sigset_t none; /* a caller that has signals blocked must not make it deaf */
    if (chdir("/") != 0 || sigemptyset(&none) != 0 || sigprocmask(SIG_SETMASK, &none, NULL) != 0)
        _exit(1);
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
    if (queue_run_claimed(queue) || secret_is_open_to_us(&password))
        return ERR_OK;
    return err_set(e, ERR_UNAVAILABLE,
                   "no fcfh-identify runs that could ask AMT, and this user may not read %.150s to "
                   "start one: an administrator starts its service",
                   password.path);
}

enum err_code queue_wake_identify(const struct queue *queue, const struct conf *conf,
                                  const char *config_file, struct err *e)
{
    if (queue_run_claimed(queue))
        return ERR_OK; /* it looks again before it ends */
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
    pid_t child = fork();
    if (child == 0) {
        /* Its parent is the child that ends at once, so nobody has to wait for it. */
        if (setsid() < 0 || fork() != 0)
            _exit(0);
        become_identify(path, config_file);
    }
    if (child < 0)
        return err_errno(e, ERR_TEMPFAIL, "fcfh-identify: fork");
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
        continue;
    return ERR_OK;
}
