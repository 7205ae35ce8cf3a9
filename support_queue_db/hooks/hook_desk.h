/*
 * Which hook is told what, and when: the clients that there is news of, the hooks that come and go,
 * and the runs in progress. Nothing here waits.
 *
 *     code = hook_desk_open(&desk, queue, conf, e);
 *     for (;;) {
 *         hook_desk_reload(desk) now and then, and when the directory has changed
 *         hook_desk_news(desk, news)       what queue_follow tells
 *         hook_desk_work(desk, 20)         begins runs, takes the results of those that have ended
 *         wait for SIGCHLD, or what hook_desk_poll names, for at most hook_desk_wait_ms
 *     }
 *     hook_desk_close(desk);
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_DESK_H
#define FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_DESK_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/conf.h"
#include "common/err.h"
#include "support_queue_db/queue.h"
#include "support_queue_db/queue_follow.h"

struct hook_desk;

/* only: a single hook, which is told but not asked; NULL for all of them. told is the directory
 * told/.
 */
enum err_code hook_desk_open(struct hook_desk **desk, struct queue *queue, const struct conf *conf,
                             int told, const char *only, struct err *e);
/* Kills what is running. */
void hook_desk_close(struct hook_desk *desk);

/* Looks which hooks there are, and which must be told of everything again. ERR_CONFIG if the
 * directory is unsafe or missing: then there are none. */
enum err_code hook_desk_reload(struct hook_desk *desk, struct err *e);
size_t hook_desk_hooks(const struct hook_desk *desk);

/* ERR_INTERNAL: no memory. */
enum err_code hook_desk_news(struct hook_desk *desk, const struct queue_news *news, struct err *e);
/* Everything that was there at the beginning has been reported. */
void hook_desk_is_whole(struct hook_desk *desk);

/* Works for about slice_ms. With may_begin false nothing new is started. */
enum err_code hook_desk_work(struct hook_desk *desk, long slice_ms, bool may_begin, struct err *e);

enum { HOOK_DESK_POLL_MAX = 2 * CONF_HOOKS_PARALLEL_MAX };
size_t hook_desk_poll(const struct hook_desk *desk, struct pollfd fds[HOOK_DESK_POLL_MAX]);
/* -1: forever. */
long hook_desk_wait_ms(struct hook_desk *desk);

size_t hook_desk_running(const struct hook_desk *desk);
/* Ends all runs, as if their time were up. */
void hook_desk_stop(struct hook_desk *desk);

/* Whether nothing is left to do except *retrying errands that have failed. */
bool hook_desk_is_done(struct hook_desk *desk, size_t *retrying);

#endif
