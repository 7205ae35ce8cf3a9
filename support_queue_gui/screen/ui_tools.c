#include "support_queue_gui/screen/ui_tools.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/text.h"
#include "support_queue_gui/screen/terminal.h"

/* If a tool ends so soon, nobody has read what it printed. */
enum { SOON_MS = 3000 };

/* Keeps the end of what tools have written. */
static void append_output(struct ui *ui, const char *text, size_t len)
{
    if (len > UI_OUTPUT_SIZE / 2) {
        text += len - UI_OUTPUT_SIZE / 2;
        len = UI_OUTPUT_SIZE / 2;
    }
    if (ui->output_used + len > UI_OUTPUT_SIZE) {
        size_t gone = ui->output_used + len - UI_OUTPUT_SIZE;
        memmove(ui->output, ui->output + gone, ui->output_used - gone);
        ui->output_used -= gone;
    }
    memcpy(ui->output + ui->output_used, text, len);
    ui->output_used += len;
}

/* A line of our own in what tools write. */
static void append_note(struct ui *ui, const char *tool, const char *what)
{
    char line[CONF_VALUE_SIZE + 64];
    int len = snprintf(line, sizeof line, "[%s: %s]\n", tool, what);
    if (len > 0)
        append_output(ui, line, (size_t)len);
}

static void start_in_background(struct ui *ui, const struct tool *tool)
{
    struct ui_job *job = ui->jobs;
    struct err e;
    int ends[2] = {-1, -1};
    enum err_code code;
    while (job < ui->jobs + UI_JOBS_MAX && job->pid != 0)
        job++;
    if (job == ui->jobs + UI_JOBS_MAX) {
        ui_set_message(ui, "%d tools are running already", UI_JOBS_MAX);
        return;
    }
    /* Only our end must not block: the tool waits until there is room. */
    if (pipe2(ends, O_CLOEXEC) != 0 || fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0)
        code = err_errno(&e, ERR_TEMPFAIL, "pipe");
    else
        code = tool_start(tool, ends[1], &job->pid, &e);
    if (ends[1] >= 0)
        (void)close(ends[1]);
    if (code != ERR_OK) {
        if (ends[0] >= 0)
            (void)close(ends[0]);
        job->pid = 0;
        ui_set_message(ui, "%s", e.text);
        return;
    }
    job->output = ends[0];
    job->wrote = false;
    (void)snprintf(job->name, sizeof job->name, "%s", tool->name);
    append_note(ui, tool->name, "started");
    ui_set_message(ui, "%s is running; o shows what it prints", tool->name);
}

static void run_in_foreground(struct ui *ui, const struct tool *tool)
{
    struct err e;
    pid_t pid;
    terminal_suspend();
    /* Ctrl-C is for the tool that has the terminal; Ctrl-Z stops it and us, and must not let curses
     * draw when we go on. */
    static const struct sigaction ignore = {.sa_handler = SIG_IGN};
    static const struct sigaction by_default = {.sa_handler = SIG_DFL};
    struct sigaction interrupt;
    struct sigaction quit;
    struct sigaction stop;
    sigset_t stops;
    sigset_t blocked;
    char ending[ERR_TEXT_MAX];
    (void)sigaction(SIGINT, &ignore, &interrupt);
    (void)sigaction(SIGQUIT, &ignore, &quit);
    (void)sigaction(SIGTSTP, &by_default, &stop);
    (void)sigemptyset(&stops);
    (void)sigaddset(&stops, SIGTSTP);
    (void)sigprocmask(SIG_UNBLOCK, &stops, &blocked);
    long long began = clock_ms();
    enum err_code code = tool_start(tool, -1, &pid, &e);
    bool started = code == ERR_OK;
    if (started)
        code = tool_wait(tool, pid, &e);
    bool soon = clock_ms() - began < SOON_MS;
    (void)sigaction(SIGINT, &interrupt, NULL);
    (void)sigaction(SIGQUIT, &quit, NULL);
    (void)sigprocmask(SIG_SETMASK, &blocked, NULL);
    (void)sigaction(SIGTSTP, &stop, NULL);
    (void)snprintf(ending, sizeof ending, "%.300s%s", code == ERR_OK ? tool->name : e.text,
                   code == ERR_OK ? ": done" : "");
    if (started && (soon || code != ERR_OK)) {
        char text[sizeof ending + 32];
        char clean[sizeof text];
        (void)snprintf(text, sizeof text, "[%s; press a key] ", ending);
        text_clean_visible(text, clean, sizeof clean);
        terminal_wait_key(clean);
    }
    terminal_resume();
    ui_set_message(ui, "%s", ending);
}

void ui_start_tool(struct ui *ui, const struct tool *tool)
{
    if (tool->background)
        start_in_background(ui, tool);
    else
        run_in_foreground(ui, tool);
}

bool ui_read_output(struct ui *ui, size_t number)
{
    struct ui_job *job = &ui->jobs[number];
    char bytes[4096];
    ssize_t got = read(job->output, bytes, sizeof bytes);
    if (got > 0) {
        job->wrote = true;
        append_output(ui, bytes, (size_t)got);
        return true;
    }
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    (void)close(job->output);
    job->output = -1;
    return true;
}

bool ui_reap_jobs(struct ui *ui)
{
    bool any = false;
    for (size_t i = 0; i < UI_JOBS_MAX; i++) {
        struct ui_job *job = &ui->jobs[i];
        char ending[40];
        int status = 0;
        if (job->pid == 0 || job->output >= 0 || waitpid(job->pid, &status, WNOHANG) == 0)
            continue;
        bool done = tool_format_status(status, ending, sizeof ending);
        if (ui->output_used > 0 && ui->output[ui->output_used - 1] != '\n')
            append_output(ui, "\n", 1);
        append_note(ui, job->name, ending);
        if (!done)
            ui_set_message(ui, "%s has failed; o shows what it printed", job->name);
        else if (job->wrote)
            ui_set_message(ui, "%s is done; o shows what it printed", job->name);
        job->pid = 0;
        any = true;
    }
    return any;
}

size_t ui_jobs_running(const struct ui *ui)
{
    size_t count = 0;
    for (size_t i = 0; i < UI_JOBS_MAX; i++)
        count += ui->jobs[i].pid != 0;
    return count;
}

/* Nothing is read any more: a tool that still writes is ended by that (SIGPIPE). */
void ui_end_jobs(struct ui *ui)
{
    for (size_t i = 0; i < UI_JOBS_MAX; i++)
        if (ui->jobs[i].pid != 0 && ui->jobs[i].output >= 0)
            (void)close(ui->jobs[i].output);
}
