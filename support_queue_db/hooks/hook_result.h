/* The results of a hook's run, for told/, the queue and the log. */
#ifndef FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_RESULT_H
#define FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_RESULT_H

#include "support_queue_db/hooks/hook_run.h"
#include "support_queue_db/hooks/hook_shared.h"
#include "support_queue_db/hooks/hook_work.h"

/* The run has ended. False: repeat it, but not before task->not_before. */
bool hook_result_apply(struct hook_shared *shared, struct task *task, struct hook_work *work,
                       const struct hook_run *run);

/* A run that could not even be started, for a passing reason. */
void hook_result_start_failed(struct hook_shared *shared, struct task *task, enum hook_event event,
                              const char *why);

#endif
