/* When a hook is called again that could not do it now. Pure. */
#ifndef FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_RETRY_H
#define FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_RETRY_H

/* A day of retrying would be told of what nobody wants to know any more: these are 2 h 20 min. */
enum { HOOK_TRIES_MAX = 20 };

/* The closed tickets are asked for so often, whatever becomes of it. */
enum { HOOK_CLOSED_EVERY_MS = 60000 };

/* After so many tries in vain, 1 for the first, it waits so long; 0: it is given up. */
long hook_retry_ms(unsigned tries);

#endif
