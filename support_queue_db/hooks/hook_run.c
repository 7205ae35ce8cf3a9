#include "support_queue_db/hooks/hook_run.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/file.h"

enum { OUT, ERR, FAILED, PIPES, KILL_AFTER_MS = 2000 };

/* ---------------------------------------------------------------- in the child */

static void become_hook(const struct hook_run_what *what, pid_t parent, int input,
                        int pipes[PIPES][2])
{
    sigset_t none;
    for (int number = 1; number < NSIG; number++)
        (void)signal(number, SIG_DFL); /* two of them cannot be set, and some are nobody's */
    bool good = setsid() >= 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent &&
                dup2(input, STDIN_FILENO) >= 0 && dup2(pipes[OUT][1], STDOUT_FILENO) >= 0 &&
                dup2(pipes[ERR][1], STDERR_FILENO) >= 0 && chdir("/") == 0 &&
                sigemptyset(&none) == 0 && sigprocmask(SIG_SETMASK, &none, NULL) == 0;
    /* What others gave this process without knowing it. */
    good = good && close_range(STDERR_FILENO + 1, ~0u, CLOSE_RANGE_CLOEXEC) == 0;
    if (good) {
        char *arguments[] = {(char *)what->path, (char *)what->argument, NULL};
        (void)execve(what->path, arguments, what->environment);
    }
    int why = errno;
    _exit(write(pipes[FAILED][1], &why, sizeof why) == sizeof why ? 126 : 127);
}

/* ---------------------------------------------------------------- its beginning */

static void close_one(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

static int open_input(const struct hook_run_what *what)
{
    int fd = memfd_create("hook", MFD_CLOEXEC);
    if (fd >= 0 && (!file_write_all(fd, what->input, what->length) || lseek(fd, 0, SEEK_SET) != 0))
        close_one(&fd);
    return fd;
}

static bool open_pipes(int pipes[PIPES][2])
{
    bool good = true;
    for (int i = 0; i < PIPES; i++)
        pipes[i][0] = pipes[i][1] = -1;
    /* Only our ends must not block: the child's are others of a pipe, and keep their own flags. */
    for (int i = 0; i < PIPES && good; i++)
        good = pipe2(pipes[i], O_CLOEXEC) == 0 && fcntl(pipes[i][0], F_SETFL, O_NONBLOCK) == 0;
    return good;
}

enum err_code hook_run_start(struct hook_run *run, const struct hook_run_what *what, struct err *e)
{
    int pipes[PIPES][2];
    const pid_t us = getpid();
    *run = (struct hook_run){.pid = -1, .out = {-1, -1}, .failed = -1};
    run->text[OUT] = malloc(HOOK_OUTPUT_MAX + 1);
    run->text[ERR] = malloc(HOOK_OUTPUT_MAX + 1);
    int input = open_input(what);
    bool good = open_pipes(pipes) && input >= 0 && run->text[OUT] != NULL && run->text[ERR] != NULL;
    if (good)
        run->pid = fork();
    if (run->pid == 0)
        become_hook(what, us, input, pipes);
    enum err_code code = run->pid > 0 ? ERR_OK : err_errno(e, ERR_TEMPFAIL, "starting a hook");
    close_one(&input);
    for (int i = 0; i < PIPES; i++) {
        close_one(&pipes[i][1]);
        if (code != ERR_OK)
            close_one(&pipes[i][0]);
    }
    if (code != ERR_OK) {
        hook_run_free(run);
        return code;
    }
    run->out[OUT] = pipes[OUT][0];
    run->out[ERR] = pipes[ERR][0];
    run->failed = pipes[FAILED][0];
    run->began_ms = clock_ms();
    run->until_ms = run->began_ms + what->timeout_ms;
    return ERR_OK;
}

/* ---------------------------------------------------------------- its time */

/* All of its group; the first time with a word of warning. */
static void end_group(struct hook_run *run)
{
    (void)kill(-run->pid, run->told_to_end ? SIGKILL : SIGTERM);
    run->killed = run->told_to_end;
    run->told_to_end = true;
    run->until_ms = clock_ms() + KILL_AFTER_MS;
}

void hook_run_stop(struct hook_run *run)
{
    run->end = HOOK_RUN_LATE;
    end_group(run);
}

long hook_run_wait_ms(const struct hook_run *run)
{
    long long left = run->until_ms - clock_ms();
    if (run->killed)
        return KILL_AFTER_MS; /* the kernel takes its time */
    return left > 0 ? (long)left : 0;
}

long hook_run_took_ms(const struct hook_run *run)
{
    return (long)(clock_ms() - run->began_ms);
}

/* ---------------------------------------------------------------- its output */

/* False: there is more than there may be. What comes after that is of no interest. */
static bool take_output(struct hook_run *run, int i)
{
    char rest[512];
    while (run->out[i] >= 0) {
        size_t room = HOOK_OUTPUT_MAX - run->length[i];
        ssize_t got = read(run->out[i], room > 0 ? run->text[i] + run->length[i] : rest,
                           room > 0 ? room : sizeof rest);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && errno == EAGAIN)
            return true;
        if (got <= 0)
            close_one(&run->out[i]);
        else if (room > 0)
            run->length[i] += (size_t)got;
        else {
            close_one(&run->out[i]); /* its next word ends it, unless it does not listen */
            return false;
        }
    }
    return true;
}

static void take_all(struct hook_run *run)
{
    bool fits = take_output(run, OUT);
    fits = take_output(run, ERR) && fits;
    if (fits || run->told_to_end)
        return;
    run->end = HOOK_RUN_FLOODED;
    end_group(run);
}

/* ---------------------------------------------------------------- its end */

/* Before the process is waited for: nobody else can have its number meanwhile. */
static bool has_ended(struct hook_run *run)
{
    siginfo_t info = {.si_pid = 0};
    int error = 0;
    if (waitid(P_PID, (id_t)run->pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0)
        return false;
    if (run->told_to_end)
        (void)kill(-run->pid, SIGKILL);
    else
        take_all(run);
    int status = 0;
    (void)waitpid(run->pid, &status, 0);
    run->pid = -1;
    run->text[OUT][run->length[OUT]] = '\0';
    run->text[ERR][run->length[ERR]] = '\0';
    if (run->told_to_end)
        return true;
    if (read(run->failed, &error, sizeof error) == sizeof error) {
        run->end = HOOK_RUN_NOT_STARTED;
        run->status = error;
    } else if (WIFSIGNALED(status)) {
        run->end = HOOK_RUN_KILLED;
        run->status = WTERMSIG(status);
    } else {
        run->status = WEXITSTATUS(status);
    }
    return true;
}

bool hook_run_step(struct hook_run *run)
{
    take_all(run);
    if (has_ended(run))
        return true;
    if (hook_run_wait_ms(run) == 0 && !run->killed) {
        run->end = run->told_to_end ? run->end : HOOK_RUN_LATE;
        end_group(run);
    }
    return false;
}

void hook_run_free(struct hook_run *run)
{
    if (run->pid > 0) {
        (void)kill(-run->pid, SIGKILL);
        (void)kill(run->pid, SIGKILL); /* before it had its session */
        (void)waitpid(run->pid, NULL, 0);
    }
    for (int i = OUT; i <= ERR; i++) {
        close_one(&run->out[i]);
        free(run->text[i]);
    }
    close_one(&run->failed);
    *run = (struct hook_run){.pid = -1, .out = {-1, -1}, .failed = -1};
}
