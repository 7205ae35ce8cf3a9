#include "support_queue_gui/manage/manage_askpass.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *program(void)
{
    const char *path = getenv("SSH_ASKPASS");
    return path != NULL && path[0] != '\0' ? path : NULL;
}

static bool is_set(const char *variable)
{
    const char *value = getenv(variable);
    return value != NULL && value[0] != '\0';
}

bool askpass_is_wanted(bool has_terminal)
{
    const char *require = getenv("SSH_ASKPASS_REQUIRE");
    bool display = is_set("DISPLAY") || is_set("WAYLAND_DISPLAY");
    if (program() == NULL || (require != NULL && strcmp(require, "never") == 0))
        return false;
    if (require != NULL && strcmp(require, "force") == 0)
        return true;
    return display && (!has_terminal || (require != NULL && strcmp(require, "prefer") == 0));
}

static void exec_askpass(const char *path, const char *question, int out)
{
    (void)signal(SIGINT, SIG_DFL);
    (void)signal(SIGTERM, SIG_DFL);
    (void)signal(SIGHUP, SIG_DFL);
    (void)signal(SIGPIPE, SIG_DFL);
    if (dup2(out, STDOUT_FILENO) < 0)
        _exit(127);
    (void)execlp(path, path, question, (char *)NULL);
    _exit(127);
}

/* Waits until it has closed its output, which is up to a person, or the program must end. */
static enum err_code wait_readable(int fd, int stop_fd, struct err *e)
{
    struct pollfd both[] = {{.fd = fd, .events = POLLIN}, {.fd = stop_fd, .events = POLLIN}};
    while (poll(both, 2, -1) < 0)
        if (errno != EINTR)
            return err_errno(e, ERR_INTERNAL, "poll");
    return both[1].revents != 0 ? err_set(e, ERR_TEMPFAIL, "interrupted") : ERR_OK;
}

enum err_code askpass(const char *question, int stop_fd, struct secret *secret, struct err *e)
{
    int ends[2];
    int status = 0;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return err_errno(e, ERR_INTERNAL, "pipe");
    pid_t child = fork();
    if (child == 0)
        exec_askpass(program(), question, ends[1]);
    (void)close(ends[1]);
    if (child < 0) {
        (void)close(ends[0]);
        return err_errno(e, ERR_TEMPFAIL, "fork");
    }
    enum err_code code = wait_readable(ends[0], stop_fd, e);
    if (code == ERR_OK)
        code = secret_from_fd(ends[0], "$SSH_ASKPASS", secret, e);
    if (code == ERR_TEMPFAIL)
        (void)kill(child, SIGTERM);
    (void)close(ends[0]);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    if (code == ERR_TEMPFAIL || (code == ERR_OK && WIFEXITED(status) && WEXITSTATUS(status) == 0))
        return code;
    secret_wipe(secret);
    return err_set(e, ERR_NOPERM, "%.100s gave no password", program());
}
