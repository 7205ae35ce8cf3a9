/* The results of a hook's run, for told/, the queue and the log. */
#ifndef FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_RESULT_H
#define FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_RESULT_H

#include "support_queue_db/hooks/hook_office.h"
#include "support_queue_db/hooks/hook_run.h"
#include "support_queue_db/hooks/hook_work.h"

/* The run has ended. False: repeat it, but not before errand->not_before. */
bool hook_result_take(struct hook_office *office, struct errand *errand, struct hook_work *work,
                      const struct hook_run *run);

/* A run that could not even be started, for a passing reason. */
void hook_result_not_run(struct hook_office *office, struct errand *errand, enum hook_event event,
                         const char *why);

#endif
