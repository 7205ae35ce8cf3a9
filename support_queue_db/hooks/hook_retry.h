/* When a hook that could not do it now is called again. Pure. */
#ifndef FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_RETRY_H
#define FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_RETRY_H

/* After a day of retrying nobody would want the news any more: these take 2 h 20 min. */
enum { HOOK_TRIES_MAX = 20 };

/* Closed tickets are asked for this often, whatever the result. */
enum { HOOK_CLOSED_EVERY_MS = 60000 };

/* How long to wait after so many failed tries, counted from 1; 0: give up. */
long hook_retry_ms(unsigned tries);

#endif
