/* The environment that a hook gets; nothing of ours is passed on. Pure. */
#ifndef FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_ENV_H
#define FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_ENV_H

#include "support_queue_db/entry.h"
#include "support_queue_db/hooks/hook_event.h"

enum { HOOK_ENV_COUNT = 15, HOOK_ENV_VALUE = 128 };

/* For some events only; NULL or "" for none. */
struct hook_env_more {
    const char *why;
    const char *was_address;
    const char *old_id;
    const char *ticket; /* instead of the entry's */
};

struct hook_env {
    char *list[HOOK_ENV_COUNT + 1]; /* for execve: all of them, empty if unknown */
    char text[HOOK_ENV_COUNT - 1][HOOK_ENV_VALUE + 32];
    char credentials[4096 + 32];
};

/* entry is NULL if the event is not about a client; credentials is $CREDENTIALS_DIRECTORY or NULL.
 */
void hook_env_init(struct hook_env *env, enum hook_event event, const struct entry *entry,
                   const struct hook_env_more *more, const char *credentials);

#endif
