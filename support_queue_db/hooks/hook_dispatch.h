/*
 * Which hook is told what, and when: the clients that there is news of, the hooks that come and go,
 * and the runs in progress. Nothing here waits.
 *
 *     code = hook_dispatch_open(&dispatch, queue, conf, told, NULL, e);
 *     for (;;) {
 *         hook_dispatch_reload(dispatch)           now and then, and when the directory has changed
 *         hook_dispatch_on_news(dispatch, news)    what queue_follow reports
 *         hook_dispatch_step(dispatch, 20)         begins runs, takes the results of ended ones
 *         wait for SIGCHLD, or for what hook_dispatch_poll names, at most hook_dispatch_wait_ms
 *     }
 *     hook_dispatch_close(dispatch);
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_DISPATCH_H
#define FCFH_SUPPORT_QUEUE_DB_HOOKS_HOOK_DISPATCH_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/conf.h"
#include "common/err.h"
#include "support_queue_db/queue.h"
#include "support_queue_db/queue_follow.h"

struct hook_dispatch;

/* only: a single hook, which is told but not asked; NULL for all of them. told is the directory
 * told/. */
enum err_code hook_dispatch_open(struct hook_dispatch **dispatch, struct queue *queue,
                                 const struct conf *conf, int told, const char *only,
                                 struct err *e);
/* Kills what is running. */
void hook_dispatch_close(struct hook_dispatch *dispatch);

/* Looks which hooks there are, and which must be told of everything again. ERR_CONFIG if the
 * directory is unsafe or missing: then there are none. */
enum err_code hook_dispatch_reload(struct hook_dispatch *dispatch, struct err *e);
size_t hook_dispatch_count_hooks(const struct hook_dispatch *dispatch);

/* ERR_INTERNAL: no memory. */
enum err_code hook_dispatch_on_news(struct hook_dispatch *dispatch, const struct queue_news *news,
                                    struct err *e);
/* Everything that was there at the beginning has been reported. */
void hook_dispatch_set_complete(struct hook_dispatch *dispatch);

/* Works for about slice_ms. With may_begin false nothing new is started. */
enum err_code hook_dispatch_step(struct hook_dispatch *dispatch, long slice_ms, bool may_begin,
                                 struct err *e);

enum { HOOK_DISPATCH_POLL_MAX = 2 * CONF_HOOKS_PARALLEL_MAX };
size_t hook_dispatch_poll(const struct hook_dispatch *dispatch,
                          struct pollfd fds[HOOK_DISPATCH_POLL_MAX]);
/* -1: forever. */
long hook_dispatch_wait_ms(struct hook_dispatch *dispatch);

size_t hook_dispatch_count_running(const struct hook_dispatch *dispatch);
/* Ends all runs, as if their time were up. */
void hook_dispatch_stop(struct hook_dispatch *dispatch);

/* Whether nothing is left to do except *retrying tasks that have failed. */
bool hook_dispatch_is_done(struct hook_dispatch *dispatch, size_t *retrying);

#endif
