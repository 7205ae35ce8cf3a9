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
#include <time.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/file.h"

enum { OUT, ERR, REPORT, PIPES, KILL_AFTER_MS = 2000 };

/* Tells the process in between that the program's time is up. */
enum { SIGNAL_END = SIGUSR1 };

struct report {
    enum hook_run_end end;
    int status;
    bool committed;
};

static void close_one(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

static bool write_report(int fd, const struct report *report)
{
    return write(fd, report, sizeof *report) == sizeof *report;
}

/* ---------------------------------------------------------------- the program */

static void exec_hook(const struct hook_run_options *what, pid_t parent, int input,
                      int pipes[PIPES][2])
{
    sigset_t none;
    for (int number = 1; number < NSIG; number++)
        (void)signal(number, SIG_DFL); /* two of them cannot be set, and some do not exist */
    bool good = setsid() >= 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent &&
                dup2(input, STDIN_FILENO) >= 0 && dup2(pipes[OUT][1], STDOUT_FILENO) >= 0 &&
                dup2(pipes[ERR][1], STDERR_FILENO) >= 0 && chdir("/") == 0 &&
                sigemptyset(&none) == 0 && sigprocmask(SIG_SETMASK, &none, NULL) == 0;
    /* Descriptors that this process inherited unknowingly. */
    good = good && close_range(STDERR_FILENO + 1, ~0u, CLOSE_RANGE_CLOEXEC) == 0;
    if (good) {
        char *arguments[] = {(char *)what->path, (char *)what->argument, NULL};
        (void)execve(what->path, arguments, what->environment);
    }
    const struct report report = {.end = HOOK_RUN_NOT_STARTED, .status = errno};
    _exit(write_report(pipes[REPORT][1], &report) ? 126 : 127);
}

/* ---------------------------------------------------------------- the process between */

/* Waits until one of these signals comes, which only we take, or the time is up; 0 for the latter.
 */
static int wait_for_signal(const sigset_t *signals, long long until_ms)
{
    long long left = until_ms - clock_ms();
    left = left > 0 ? left : 0;
    const struct timespec time = {.tv_sec = left / 1000, .tv_nsec = left % 1000 * 1000000L};
    int got = sigtimedwait(signals, NULL, &time);
    return got > 0 ? got : 0;
}

/* Waits for its end, which comes at the latest when its time is up. Until the process is waited
 * for, nobody else can have its number. */
static int wait_for_end(pid_t pid, const sigset_t *signals, long timeout_ms, bool *late)
{
    long long until = clock_ms() + timeout_ms;
    siginfo_t info = {.si_pid = 0};
    int status = 0;
    *late = false;
    for (bool killed = false;
         waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == 0;) {
        int got = wait_for_signal(signals, until);
        if (got == SIGCHLD || killed || (got == 0 && clock_ms() < until) || (got != 0 && *late))
            continue;
        (void)kill(-pid, *late ? SIGKILL : SIGTERM);
        killed = *late;
        *late = true;
        until = clock_ms() + (killed ? 1000 * KILL_AFTER_MS : KILL_AFTER_MS);
    }
    if (*late)
        (void)kill(-pid, SIGKILL);
    (void)waitpid(pid, &status, 0);
    return status;
}

static int by_number(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* Closes everything but what is needed: the locks of the parent process must not outlive it, and
 * nobody else could see that a pipe is no longer read. */
static void close_others(const struct hook_run_options *what, int input, int pipes[PIPES][2])
{
    int kept[4 + HOOK_RUN_KEPT] = {input, pipes[OUT][1], pipes[ERR][1], pipes[REPORT][1]};
    memcpy(kept + 4, what->kept, sizeof what->kept);
    qsort(kept, sizeof kept / sizeof kept[0], sizeof kept[0], by_number);
    unsigned from = STDERR_FILENO + 1;
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        if (kept[i] < (int)from)
            continue;
        if (kept[i] > (int)from)
            (void)close_range(from, (unsigned)kept[i] - 1, 0);
        from = (unsigned)kept[i] + 1;
    }
    (void)close_range(from, ~0u, 0);
}

static void supervise(const struct hook_run_options *what, int input, int pipes[PIPES][2])
{
    sigset_t signals;
    struct report report = {.end = HOOK_RUN_EXITED};
    bool late;
    (void)signal(SIGTERM,
                 SIG_IGN); /* for example from a terminal: the parent decides when it is over */
    (void)signal(SIGINT, SIG_IGN);
    (void)signal(SIGHUP, SIG_IGN);
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGCHLD);
    (void)sigaddset(&signals, SIGNAL_END);
    (void)sigprocmask(SIG_BLOCK, &signals, NULL);
    close_others(what, input, pipes);
    const pid_t us = getpid();
    pid_t pid = fork();
    if (pid == 0)
        exec_hook(what, us, input, pipes);
    if (pid < 0)
        _exit(1);
    close_one(&pipes[OUT][1]);
    close_one(&pipes[ERR][1]);
    int status = wait_for_end(pid, &signals, what->timeout_ms, &late);
    report.status = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    if (late)
        report.end = HOOK_RUN_TIMED_OUT;
    else if (WIFSIGNALED(status))
        report.end = HOOK_RUN_KILLED;
    else if (report.status == 0 && what->commit != NULL)
        report.committed = what->commit(what->context);
    _exit(write_report(pipes[REPORT][1], &report) ? 0 : 1);
}

/* ---------------------------------------------------------------- its beginning */

static int open_input(const struct hook_run_options *what)
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
    /* Only our ends must not block: the child's ends are different, and keep their own flags. */
    for (int i = 0; i < PIPES && good; i++)
        good = pipe2(pipes[i], O_CLOEXEC) == 0 && fcntl(pipes[i][0], F_SETFL, O_NONBLOCK) == 0;
    return good;
}

enum err_code hook_run_start(struct hook_run *run, const struct hook_run_options *what,
                             struct err *e)
{
    int pipes[PIPES][2];
    *run = (struct hook_run){.pid = -1, .out = {-1, -1}, .report = -1};
    run->text[OUT] = malloc(HOOK_OUTPUT_MAX + 1);
    run->text[ERR] = malloc(HOOK_OUTPUT_MAX + 1);
    int input = open_input(what);
    bool good = open_pipes(pipes) && input >= 0 && run->text[OUT] != NULL && run->text[ERR] != NULL;
    if (good)
        run->pid = fork();
    if (run->pid == 0)
        supervise(what, input, pipes);
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
    run->report = pipes[REPORT][0];
    return ERR_OK;
}

void hook_run_stop(const struct hook_run *run)
{
    (void)kill(run->pid, SIGNAL_END);
}

/* ---------------------------------------------------------------- its output */

/* False: there is too much. The rest is ignored. */
static bool read_output(struct hook_run *run, int i)
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
        if (got < 0)
            run->read_errno = errno;
        if (got <= 0)
            close_one(&run->out[i]);
        else if (room > 0)
            run->length[i] += (size_t)got;
        else {
            close_one(&run->out[i]); /* its next write ends it, unless it ignores SIGPIPE */
            return false;
        }
    }
    return true;
}

static void read_all_output(struct hook_run *run)
{
    bool fits = read_output(run, OUT);
    fits = read_output(run, ERR) && fits;
    if (fits || run->terminated)
        return;
    run->terminated = true;
    hook_run_stop(run);
}

/* ---------------------------------------------------------------- its end */

bool hook_run_step(struct hook_run *run)
{
    siginfo_t info = {.si_pid = 0};
    struct report report = {.end = HOOK_RUN_NOT_STARTED, .status = ECHILD};
    read_all_output(run);
    if (waitid(P_PID, (id_t)run->pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0)
        return false;
    read_all_output(run);
    (void)waitpid(run->pid, NULL, 0);
    run->pid = -1;
    run->text[OUT][run->length[OUT]] = '\0';
    run->text[ERR][run->length[ERR]] = '\0';
    /* Without a report the process in between was killed. The first one counts. */
    if (read(run->report, &report, sizeof report) != sizeof report)
        report = (struct report){.end = HOOK_RUN_NOT_STARTED, .status = ECHILD};
    run->end = run->terminated ? HOOK_RUN_TOO_MUCH_OUTPUT : report.end;
    run->status = report.status;
    run->committed = report.committed;
    /* It may have been killed because nobody read it any more. */
    bool ended = run->end == HOOK_RUN_EXITED || run->end == HOOK_RUN_KILLED;
    if (run->read_errno != 0 && ended && !run->committed) {
        run->end = HOOK_RUN_UNREAD;
        run->status = run->read_errno;
    }
    return true;
}

void hook_run_free(struct hook_run *run)
{
    if (run->pid > 0) {
        (void)kill(run->pid, SIGKILL); /* and with it the program */
        (void)waitpid(run->pid, NULL, 0);
    }
    for (int i = OUT; i <= ERR; i++) {
        close_one(&run->out[i]);
        free(run->text[i]);
    }
    close_one(&run->report);
    *run = (struct hook_run){.pid = -1, .out = {-1, -1}, .report = -1};
}
