/* root, who is to run no hook: it becomes the user that told/ is for. */
#ifndef FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_BECOME_H
#define FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_BECOME_H

#include "common/conf.h"
#include "common/err.h"

/* Nothing for any other user, or where told/ is root's own. */
enum err_code hook_become_owner(const struct conf *conf, struct err *e);

#endif
