/*
 * What a task has to do now: the queue and told/ are read and compared. Clients that have got
 * another id are renamed in told/.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_WORK_H
#define FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_WORK_H

#include <stddef.h>

#include "support_queue_db/hooks/hook_env.h"
#include "support_queue_db/hooks/hook_shared.h"

enum hook_work_kind {
    HOOK_WORK_NOTHING,
    HOOK_WORK_LATER, /* it is not clear yet; ask again in wait_ms */
    HOOK_WORK_RUN    /* event, and what goes with it */
};

struct hook_work {
    enum hook_event event;
    long wait_ms;
    bool has_told;
    struct entry told, now;  /* only told, for a client that is gone */
    char key[HOOK_KEY_SIZE]; /* of what is asked */
    char *input;             /* for the hook's stdin */
    size_t length;
    struct hook_env env;
};

/* hook_work_free must follow in any case, even after an error. */
enum err_code hook_work_find(struct hook_shared *shared, struct task *task, struct hook_work *work,
                             enum hook_work_kind *kind, struct err *e);
void hook_work_free(struct hook_work *work);

/* After how many seconds a client is asked about again. */
long hook_work_ask_interval(enum task_kind kind);
enum hook_event hook_work_event(enum task_kind kind);

#endif
