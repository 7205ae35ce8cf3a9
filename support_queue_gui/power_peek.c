#include "support_queue_gui/power_peek.h"

#include <errno.h>
#include <fcfh_paths.h>
#include <fcntl.h>
#include <jansson.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/file.h"
#include "common/sibling.h"
#include "common/text.h"

enum { ANSWER_MAX = 4096 };

/* Without a terminal, and without a window that would ask for a password whenever a row is
 * selected. */
static void exec_manage(const char *path, const char *id, const char *config_file, int out)
{
    const char *words[] = {"fcfh-manage", "--json", "-c", config_file, "--", id, "power", NULL};
    const char *short_words[] = {"fcfh-manage", "--json", "--", id, "power", NULL};
    int null = open("/dev/null", O_RDWR);
    sigset_t none;
    (void)signal(SIGINT, SIG_DFL);
    (void)signal(SIGTERM, SIG_DFL);
    (void)signal(SIGHUP, SIG_DFL);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
        dup2(null, STDERR_FILENO) < 0 || setsid() < 0 || sigemptyset(&none) != 0 ||
        sigprocmask(SIG_SETMASK, &none, NULL) != 0 ||
        setenv("SSH_ASKPASS_REQUIRE", "never", 1) != 0 || setenv("FCFH_LOG", "stderr", 1) != 0 ||
        close_range(STDERR_FILENO + 1, ~0u, CLOSE_RANGE_CLOEXEC) != 0)
        _exit(126);
    (void)execv(path, (char *const *)(config_file != NULL ? words : short_words));
    _exit(127);
}

enum err_code power_peek_start(struct power_peek *peek, const char *id, const char *config_file,
                               struct err *e)
{
    char path[1024];
    int ends[2];
    *peek = (struct power_peek){.pid = 0};
    sibling_path("fcfh-manage", FCFH_BINDIR, path, sizeof path);
    if (pipe2(ends, O_CLOEXEC) != 0)
        return err_errno(e, ERR_TEMPFAIL, "pipe");
    peek->pid = fork();
    if (peek->pid == 0)
        exec_manage(path, id, config_file, ends[1]);
    (void)close(ends[1]);
    peek->fd = ends[0];
    if (peek->pid > 0)
        return ERR_OK;
    peek->pid = 0;
    (void)close(ends[0]);
    return err_errno(e, ERR_TEMPFAIL, "fork");
}

void power_peek_end(struct power_peek *peek, char *words, size_t size)
{
    char text[ANSWER_MAX];
    words[0] = '\0';
    ssize_t got = file_read(peek->fd, text, sizeof text, FILE_LINE);
    power_peek_cancel(peek);
    json_t *answer = got > 0 ? json_loadb(text, (size_t)got, JSON_DISABLE_EOF_CHECK, NULL) : NULL;
    const char *power = json_string_value(json_object_get(answer, "power"));
    if (power != NULL)
        text_clean_visible(power, words, size);
    json_decref(answer);
}

void power_peek_cancel(struct power_peek *peek)
{
    if (peek->pid == 0)
        return;
    (void)close(peek->fd);
    (void)kill(peek->pid, SIGKILL);
    while (waitpid(peek->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    peek->pid = 0;
}
