/* Everything that fcfh-hooks works with. */
#ifndef FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_SHARED_H
#define FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_SHARED_H

#include <stdbool.h>

#include "common/conf.h"
#include "support_queue_db/hooks/hook_client.h"
#include "support_queue_db/hooks/hook_gone.h"
#include "support_queue_db/queue.h"

struct hook_shared {
    struct queue *queue;
    const struct conf *conf;
    int told;         /* the directory */
    const char *only; /* only this hook, told but not asked; NULL: all of them */
    struct hook *hooks;
    struct hook_clients clients;
    struct turns turns;
    struct hook_gone gone;
    size_t retrying; /* how many tasks are being retried */
    bool whole;      /* all clients that were there at the beginning are known */
};

#endif
