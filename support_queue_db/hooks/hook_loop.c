#include "support_queue_db/hooks/hook_loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/msg.h"
#include "common/service_notify.h"
#include "support_queue_db/hooks/hook_dir.h"
#include "support_queue_db/hooks/hook_dispatch.h"
#include "support_queue_db/queue_follow.h"
#include "support_queue_db/status_part.h"

/* How long it reads or works at a time, in general and while a hook runs, whose end should be
 * noticed soon; how often the hooks are looked at without inotify; how long it sleeps at most, so
 * that a service manager sees that it is alive. */
enum { SLICE_MS = 20, SHORT_MS = 2, RELOAD_MS = 60000, SLEEP_MS = 10000 };

static volatile sig_atomic_t ends; /* how often it has been told to end */

static void on_end_signal(int signal)
{
    (void)signal;
    ends++;
}

static void on_child_signal(int signal)
{
    (void)signal; /* its only use is to end a ppoll */
}

/* Signals that wake ppoll are let in only there. */
static void init_signal_set(sigset_t *signals)
{
    (void)sigemptyset(signals);
    (void)sigaddset(signals, SIGTERM);
    (void)sigaddset(signals, SIGINT);
    (void)sigaddset(signals, SIGHUP);
    (void)sigaddset(signals, SIGCHLD);
    (void)sigaddset(signals, SIGUSR1); /* reserved for the processes that wait for hooks */
}

void hook_loop_catch_signals(void)
{
    const struct sigaction end = {.sa_handler = on_end_signal};
    const struct sigaction child = {.sa_handler = on_child_signal, .sa_flags = SA_NOCLDSTOP};
    (void)sigaction(SIGTERM, &end, NULL);
    (void)sigaction(SIGINT, &end, NULL);
    if (signal(SIGHUP, SIG_IGN) != SIG_IGN) /* nohup(1) */
        (void)sigaction(SIGHUP, &end, NULL);
    (void)sigaction(SIGCHLD, &child, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
}

bool hook_loop_has_ended(void)
{
    return ends != 0;
}

enum err_code hook_loop_check_hook(const struct conf *conf, const char *name, struct err *e)
{
    if (!hook_name_is_valid(name))
        return err_set(e, ERR_USAGE, "%.80s: not the name of a hook", name);
    enum err_code code = hook_dir_check(conf->hooks.directory, name, e);
    return code == ERR_NOHOST ? err_recode(e, ERR_USAGE) : code;
}

struct running {
    const struct hook_loop *loop;
    struct hook_dispatch *dispatch;
    struct queue_follow *follow;
    int watch; /* for the directories of hooks and told/; -1: none */
    long long reload_ms;
    bool whole;
    bool stopping, stopped;
    unsigned done;              /* how many times in a row there was nothing left to do */
    sigset_t waiting;           /* the signals as they are while it waits */
    char said[2][ERR_TEXT_MAX]; /* what was last wrong with the queue and with the hooks */
    enum err_code hooks_code;   /* of the latter */
    struct status_heartbeat sign;
};

/* ---------------------------------------------------------------- hooks */

static void watch_directories(struct running *r)
{
    const uint32_t what = IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ATTRIB |
                          IN_CLOSE_WRITE | IN_ONLYDIR;
    char told[CONF_VALUE_SIZE + 8];
    if (r->watch < 0)
        r->watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (r->watch < 0)
        return;
    (void)snprintf(told, sizeof told, "%s/told", r->loop->conf->queue.directory);
    (void)inotify_add_watch(r->watch, r->loop->conf->hooks.directory, what);
    (void)inotify_add_watch(r->watch, told, what);
}

static bool directories_changed(const struct running *r)
{
    char buffer[4096];
    bool changed = false;
    while (r->watch >= 0 && read(r->watch, buffer, sizeof buffer) > 0)
        changed = true;
    return changed;
}

/* Says what is wrong, once as long as it lasts. */
static void log_if_changed(char said[ERR_TEXT_MAX], enum err_code code, const struct err *e)
{
    const char *text = code != ERR_OK ? e->text : "";
    if (text[0] != '\0' && strcmp(text, said) != 0)
        msg_warning("%s", text);
    (void)snprintf(said, ERR_TEXT_MAX, "%s", text);
}

/* Nothing can be noted in a directory that was removed; whoever starts again makes one. */
static enum err_code told_is_there(const struct running *r, struct err *e)
{
    struct stat st;
    if (fstat(r->loop->told, &st) == 0 && st.st_nlink > 0)
        return ERR_OK;
    return err_set(e, ERR_TEMPFAIL, "told/: it was removed; start fcfh-hooks again to make it");
}

static enum err_code reload_if_due(struct running *r, struct err *e)
{
    struct err why;
    /* When told/ goes, only the queue's follower wakes us: we hold told/ open, so that its own
     * watch says nothing. */
    enum err_code code = told_is_there(r, e);
    if (code != ERR_OK || (!directories_changed(r) && clock_ms() < r->reload_ms))
        return code;
    r->reload_ms = clock_ms() + RELOAD_MS;
    watch_directories(r); /* before the look: later changes are reported */
    r->hooks_code = hook_dispatch_reload(r->dispatch, &why);
    log_if_changed(r->said[1], r->hooks_code, &why);
    return ERR_OK;
}

/* ---------------------------------------------------------------- the queue */

static enum err_code read_queue(struct running *r, struct err *e)
{
    struct err why;
    bool whole;
    long slice = hook_dispatch_count_running(r->dispatch) > 0 ? SHORT_MS : SLICE_MS;
    enum err_code code = queue_follow_step(r->follow, slice, &why);
    log_if_changed(r->said[0], code, &why);
    struct queue_news *next = queue_follow_take(r->follow, &whole);
    code = ERR_OK;
    while (next != NULL) {
        struct queue_news *news = next;
        next = news->next;
        if (code == ERR_OK)
            code = hook_dispatch_on_news(r->dispatch, news, e);
        queue_news_free(news);
    }
    if (whole && !r->whole && code == ERR_OK) {
        hook_dispatch_set_complete(r->dispatch);
        r->whole = true;
        r->reload_ms = 0; /* hooks that want to be told of everything can be told now */
    }
    return code;
}

/* ---------------------------------------------------------------- waiting */

static long least(long a, long b)
{
    return b >= 0 && b < a ? b : a;
}

static void wait_for_news(struct running *r)
{
    struct pollfd fds[HOOK_DISPATCH_POLL_MAX + 2];
    size_t count = hook_dispatch_poll(r->dispatch, fds);
    fds[count++] = (struct pollfd){.fd = r->watch, .events = POLLIN};
    if (!r->stopping)
        fds[count++] = (struct pollfd){.fd = queue_follow_fd(r->follow), .events = POLLIN};
    bool at_once = r->done > 0 || r->reload_ms == 0;
    long wait = at_once ? 0 : least(SLEEP_MS, hook_dispatch_wait_ms(r->dispatch));
    if (!r->stopping)
        wait = least(wait, queue_follow_wait_ms(r->follow));
    const struct timespec time = {.tv_sec = wait / 1000, .tv_nsec = wait % 1000 * 1000000L};
    (void)ppoll(fds, count, &time, &r->waiting);
}

/* ---------------------------------------------------------------- all of it */

/* Before the end, read what the last answers have changed in the queue. */
static bool is_over(struct running *r, size_t *retrying)
{
    if (r->stopping)
        return hook_dispatch_count_running(r->dispatch) == 0;
    bool done = r->loop->once && r->whole && r->reload_ms > 0 &&
                hook_dispatch_is_done(r->dispatch, retrying) &&
                queue_follow_wait_ms(r->follow) > 0 && queue_follow_left(r->follow) == 0;
    r->done = done ? r->done + 1 : 0;
    return r->done > 1;
}

/* What is running may finish, unless told to hurry. */
static void check_end_signals(struct running *r)
{
    struct err e;
    if (ends > 0 && !r->stopping)
        (void)service_notify("STOPPING=1", &e);
    r->stopping = ends > 0;
    if (ends > 1 && !r->stopped)
        hook_dispatch_stop(r->dispatch);
    r->stopped = ends > 1;
}

static void send_heartbeat(struct running *r)
{
    struct err e;
    if (service_notify_alive(&e) != ERR_OK)
        msg_warning("%s", e.text);
    status_heartbeat(&r->sign);
}

static enum err_code run_loop(struct running *r, struct err *e)
{
    size_t retrying = 0;
    enum err_code code = ERR_OK;
    for (;;) {
        check_end_signals(r);
        if (!r->stopping) {
            code = reload_if_due(r, e);
            if (code == ERR_OK)
                code = read_queue(r, e);
        }
        if (code == ERR_OK)
            code = hook_dispatch_step(r->dispatch, SLICE_MS, !r->stopping, e);
        if (code != ERR_OK || is_over(r, &retrying))
            break;
        if (!r->loop->once)
            send_heartbeat(r);
        wait_for_news(r);
    }
    if (code == ERR_OK && retrying > 0)
        return err_set(e, ERR_TEMPFAIL, "%zu %s still to be told: run it again later", retrying,
                       retrying == 1 ? "is" : "are");
    if (code == ERR_OK && r->loop->once && !r->stopping && r->hooks_code != ERR_OK)
        return err_set(e, r->hooks_code, "the hooks could not be looked at: run it again");
    return code;
}

enum err_code hook_loop_run(const struct hook_loop *loop, struct err *e)
{
    struct running r = {
        .loop = loop, .watch = -1, .sign = {.conf = loop->conf, .name = STATUS_HOOKS}};
    sigset_t own;
    init_signal_set(&own);
    (void)sigprocmask(SIG_BLOCK, &own, &r.waiting);
    r.follow = queue_follow_new(loop->queue);
    enum err_code code =
        hook_dispatch_open(&r.dispatch, loop->queue, loop->conf, loop->told, loop->only, e);
    if (code == ERR_OK && r.follow == NULL)
        code = err_nomem(e);
    if (code == ERR_OK)
        code = run_loop(&r, e);
    hook_dispatch_close(r.dispatch);
    queue_follow_free(r.follow);
    if (r.watch >= 0)
        (void)close(r.watch);
    (void)sigprocmask(SIG_SETMASK, &r.waiting, NULL);
    return code;
}
