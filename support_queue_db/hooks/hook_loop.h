/* The run of fcfh-hooks: it waits for news of the queue, the hooks and its children. */
#ifndef FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_LOOP_H
#define FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_LOOP_H

#include <stdbool.h>

#include "common/conf.h"
#include "common/err.h"
#include "support_queue_db/queue.h"

struct hook_loop {
    struct queue *queue;
    const struct conf *conf;
    int told;         /* the directory told/ */
    bool once;        /* end when all are told */
    const char *only; /* one hook alone; NULL: all */
};

/* Call it before anything else. SIGTERM, SIGINT and SIGHUP end the run when the running hooks have
 * ended; a second signal ends those too. */
void hook_loop_catch_signals(void);
bool hook_loop_has_ended(void);

/* Whether there is such a hook: ERR_USAGE, or ERR_CONFIG with what keeps it from being one. */
enum err_code hook_loop_check_hook(const struct conf *conf, const char *name, struct err *e);

/* ERR_TEMPFAIL if some must be told again. */
enum err_code hook_loop_run(const struct hook_loop *loop, struct err *e);

#endif
