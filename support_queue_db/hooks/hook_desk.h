/*
 * Who is to be told what, and when: the clients that there is news of, the hooks that come and go,
 * and the runs that are under way. Nothing here waits.
 *
 *     code = hook_desk_open(&desk, queue, conf, e);
 *     for (;;) {
 *         hook_desk_reload(desk)           now and then, and when the directory has changed
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

/* only: one hook, which is told and not asked; NULL for all of them. told is the directory told/.
 */
enum err_code hook_desk_open(struct hook_desk **desk, struct queue *queue, const struct conf *conf,
                             int told, const char *only, struct err *e);
/* What runs is killed. */
void hook_desk_close(struct hook_desk *desk);

/* Looks which hooks there are, and what they are to be told of once more. ERR_CONFIG where the
 * directory is not safe or not there: then there are none. */
enum err_code hook_desk_reload(struct hook_desk *desk, struct err *e);
size_t hook_desk_hooks(const struct hook_desk *desk);

/* ERR_INTERNAL: no memory. */
enum err_code hook_desk_news(struct hook_desk *desk, const struct queue_news *news, struct err *e);
/* All that was there at the beginning has been told of. */
void hook_desk_is_whole(struct hook_desk *desk);

/* For about slice_ms. With may_begin false nothing new is begun. */
enum err_code hook_desk_work(struct hook_desk *desk, long slice_ms, bool may_begin, struct err *e);

enum { HOOK_DESK_POLL_MAX = 2 * CONF_HOOKS_PARALLEL_MAX };
size_t hook_desk_poll(const struct hook_desk *desk, struct pollfd fds[HOOK_DESK_POLL_MAX]);
/* -1: for ever. */
long hook_desk_wait_ms(struct hook_desk *desk);

size_t hook_desk_running(const struct hook_desk *desk);
/* Ends them all, as if their time were over. */
void hook_desk_stop(struct hook_desk *desk);

/* Nothing is left to do but what has been tried in vain, of which there are *retrying. */
bool hook_desk_is_done(struct hook_desk *desk, size_t *retrying);

#endif
