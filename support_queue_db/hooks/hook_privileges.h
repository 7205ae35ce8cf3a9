/* root must not run hooks: it becomes the user that told/ belongs to. */
#ifndef FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_PRIVILEGES_H
#define FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_PRIVILEGES_H

#include "common/conf.h"
#include "common/err.h"

/* Does nothing for any other user, or if told/ belongs to root. */
enum err_code hook_privileges_drop(const struct conf *conf, struct err *e);

#endif
