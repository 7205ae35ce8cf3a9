/*
 * One run of a program: started, watched, ended. Several at a time; nothing here waits.
 *
 *     code = hook_run_start(&run, &what, e);
 *     for (;;) {
 *         wait until SIGCHLD, run.out or run.err is readable, or hook_run_wait_ms is over
 *         if (hook_run_step(&run))
 *             break;               run.end, run.status, run.text[0] and run.text[1]
 *     }
 *     hook_run_free(&run);
 *
 * The program has a session of its own, "/" as its directory, a file as its stdin, and is killed
 * when this process dies. It has ended when it has, and not when its output has: what it leaves
 * running in the background may keep that open. When its time is over, or it prints more than it
 * may, all of its group are told to end, and killed two seconds later.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_RUN_H
#define FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/err.h"

enum { HOOK_OUTPUT_MAX = 16 * 1024 };

struct hook_run_what {
    const char *path;
    const char *argument;
    char *const *environment;
    const char *input;
    size_t length;
    long timeout_ms;
};

enum hook_run_end {
    HOOK_RUN_EXITED, /* with status */
    HOOK_RUN_KILLED, /* by a signal, status, that is not ours */
    HOOK_RUN_LATE,
    HOOK_RUN_FLOODED,
    HOOK_RUN_NOT_STARTED /* status: an errno */
};

struct hook_run {
    pid_t pid;
    int out[2]; /* its stdout and stderr; -1 when they have ended */
    int failed; /* execve said so here */
    char *text[2];
    size_t length[2];
    long long began_ms;
    long long until_ms; /* of clock_ms */
    bool told_to_end, killed;
    enum hook_run_end end;
    int status;
};

enum err_code hook_run_start(struct hook_run *run, const struct hook_run_what *what, struct err *e);

/* Takes what there is. True: it has ended. */
bool hook_run_step(struct hook_run *run);

/* Until its time is over; how long it has run. */
long hook_run_wait_ms(const struct hook_run *run);
long hook_run_took_ms(const struct hook_run *run);

/* Its time is over now. */
void hook_run_stop(struct hook_run *run);

/* Also one that has not ended: it is killed. */
void hook_run_free(struct hook_run *run);

#endif
