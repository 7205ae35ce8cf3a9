/*
 * One run of a program: started, watched, ended. There may be several at a time; nothing here
 * waits.
 *
 *     code = hook_run_start(&run, &what, e);
 *     for (;;) {
 *         wait until SIGCHLD, or one of run.out is readable
 *         if (hook_run_step(&run))
 *             break;               run.end, run.status, run.text[0] and run.text[1]
 *     }
 *     hook_run_free(&run);
 *
 * The program has its own session, "/" as its directory, and a file as its stdin. A process in
 * between keeps the time, and calls settle when the program has ended well: so that is done even if
 * this process is killed meanwhile. The run ends with the program, not with its output, which
 * something left in the background may keep open. When the time is up, or the program prints too
 * much, its whole process group is told to end, and killed two seconds later.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_RUN_H
#define FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/err.h"

enum { HOOK_OUTPUT_MAX = 16 * 1024, HOOK_RUN_KEPT = 2 };

struct hook_run_options {
    const char *path;
    const char *argument;
    char *const *environment;
    const char *input;
    size_t length;
    long timeout_ms;
    /* Called in the process in between when the program has ended with 0; may be NULL. False: it
     * could not be settled. */
    bool (*commit)(void *context);
    void *context;
    int kept[HOOK_RUN_KEPT]; /* descriptors that it needs; -1: none */
};

enum hook_run_end {
    HOOK_RUN_EXITED, /* with status */
    HOOK_RUN_KILLED, /* by signal number `status`, not sent by us */
    HOOK_RUN_TIMED_OUT,
    HOOK_RUN_TOO_MUCH_OUTPUT,
    HOOK_RUN_UNREAD,     /* its output could not be read; status: an errno */
    HOOK_RUN_NOT_STARTED /* status: an errno */
};

struct hook_run {
    pid_t pid;  /* of the process in between */
    int out[2]; /* the program's stdout and stderr; -1 when they have ended */
    int report; /* how it ended */
    char *text[2];
    size_t length[2];
    bool terminated;
    int read_errno; /* why its output could not be read, or 0 */
    enum hook_run_end end;
    int status;
    bool committed;
};

enum err_code hook_run_start(struct hook_run *run, const struct hook_run_options *what,
                             struct err *e);

/* Reads what there is. True: it has ended. */
bool hook_run_step(struct hook_run *run);

/* Its time is up now. */
void hook_run_stop(const struct hook_run *run);

/* A run that has not ended is killed. */
void hook_run_free(struct hook_run *run);

#endif
