#include "common/detach.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* snmptrapd leaves its UDP socket open in the programs it starts: a process that outlives this one
 * would keep the port and stop snmptrapd from being restarted. Signals that the caller has blocked
 * must not stay blocked in it. */
static bool leave_all(void)
{
    sigset_t none;
    int null = open("/dev/null", O_RDWR);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
        dup2(null, STDERR_FILENO) < 0 || close_range(STDERR_FILENO + 1, ~0u, 0) != 0)
        return false;
    for (int number = 1; number < NSIG; number++)
        (void)signal(number, SIG_DFL); /* two of them cannot be set, and some do not exist */
    return chdir("/") == 0 && sigemptyset(&none) == 0 && sigprocmask(SIG_SETMASK, &none, NULL) == 0;
}

enum err_code detach(bool *detached, struct err *e)
{
    *detached = false;
    pid_t child = fork();
    if (child == 0) {
        /* Its parent is a child that ends at once, so nobody has to wait for it. */
        if (setsid() < 0 || fork() != 0)
            _exit(0);
        if (!leave_all())
            _exit(1);
        *detached = true;
        return ERR_OK;
    }
    if (child < 0)
        return err_errno(e, ERR_TEMPFAIL, "fork");
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
        continue;
    return ERR_OK;
}
