#include "amt_cfg/steps/fleet.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "amt_cfg/report/trace.h"
#include "amt_cfg/steps/machine_run.h"
#include "amt_cfg/steps/network.h"
#include "common/threads.h"

#define TICK_MS 100

/* The descriptors that a thread has open at most: two with which libcurl is woken up, the
 * administrator's connection, and the limited user's with a look-up of its name or attempts at two
 * addresses. */
#define DESCRIPTORS_EACH 6

/* Each thread has one machine at a time. */
struct pool {
    const struct fleet *fleet;
    pthread_mutex_t lock; /* guards everything below, and is held in each callback of the fleet */
    pthread_cond_t ended; /* one of the threads has ended */
    size_t begun;         /* machines that were begun */
    size_t working;       /* threads that have not ended */
    struct err failed;    /* why a thread could not begin; else ERR_OK */
};

static void on_step_done(void *context, const struct machine_report *report, enum machine_step step)
{
    struct pool *pool = context;
    (void)pthread_mutex_lock(&pool->lock);
    pool->fleet->step_done(pool->fleet->context, report, step);
    (void)pthread_mutex_unlock(&pool->lock);
}

static void run_machine(struct pool *pool, struct http_engine *engine, const struct host_line *host)
{
    const struct fleet *fleet = pool->fleet;
    struct trace_line line = {.trace = fleet->trace, .host = host->host};
    struct machine_report report = {.code = ERR_OK};
    struct step_transport transport;
    struct network network = {
        .plan = fleet->plan,
        .engine = engine,
        .host = host->host,
        .user = host->user,
        .password = fleet->password,
        .trace_context = &line,
    };
    line.mask = &network.mask;
    (void)snprintf(report.host, sizeof report.host, "%s", host->host);
    (void)snprintf(report.user, sizeof report.user, "%s", host->user);
    network_begin(&network, &transport);
    machine_run(fleet->plan, &transport, &network.mask,
                fleet->step_done != NULL ? on_step_done : NULL, pool, &report);
    (void)snprintf(report.key, sizeof report.key, "%s", network.trust.key);
    network_end(&network);
    (void)pthread_mutex_lock(&pool->lock);
    fleet->done(fleet->context, &report);
    (void)pthread_mutex_unlock(&pool->lock);
}

/* The next machine; NULL when there is none left, or it is time to stop. */
static const struct host_line *next_host(struct pool *pool)
{
    const struct fleet *fleet = pool->fleet;
    struct pollfd stop = {.fd = fleet->stop_fd, .events = POLLIN};
    const struct host_line *host = NULL;
    (void)pthread_mutex_lock(&pool->lock);
    if (poll(&stop, 1, 0) <= 0 && pool->begun < fleet->host_count)
        host = &fleet->hosts[pool->begun++];
    (void)pthread_mutex_unlock(&pool->lock);
    return host;
}

static void *thread_main(void *context)
{
    struct pool *pool = context;
    struct http_engine *engine;
    const struct host_line *host;
    struct err e;
    enum err_code code = http_engine_new(&engine, pool->fleet->stop_fd, &e);
    if (code == ERR_OK) {
        while ((host = next_host(pool)) != NULL)
            run_machine(pool, engine, host);
        http_engine_free(engine);
    }
    (void)pthread_mutex_lock(&pool->lock);
    if (code != ERR_OK)
        pool->failed = e;
    pool->working--;
    (void)pthread_cond_signal(&pool->ended);
    (void)pthread_mutex_unlock(&pool->lock);
    return NULL;
}

/* Starts as many threads as there are to be, or as the system allows. */
static void start_threads(struct pool *pool, pthread_t *threads)
{
    size_t most = threads_limit(pool->fleet->parallel, DESCRIPTORS_EACH);
    pthread_attr_t attributes;
    int failed = threads_attributes(&attributes);
    bool made = failed == 0;
    while (failed == 0 && pool->working < most) {
        failed = pthread_create(&threads[pool->working], &attributes, thread_main, pool);
        pool->working += failed == 0;
    }
    if (pool->working == 0)
        (void)err_set(&pool->failed, ERR_TEMPFAIL, "a thread cannot be started: %s",
                      strerror(failed));
    if (made)
        (void)pthread_attr_destroy(&attributes);
}

/* Waits for the end of all threads, and calls tick meanwhile. */
static void wait_for_threads(struct pool *pool)
{
    const struct fleet *fleet = pool->fleet;
    struct timespec next;
    (void)clock_gettime(CLOCK_MONOTONIC, &next); /* cannot fail: the clock exists */
    while (pool->working > 0) {
        if (pthread_cond_clockwait(&pool->ended, &pool->lock, CLOCK_MONOTONIC, &next) != ETIMEDOUT)
            continue;
        if (fleet->tick != NULL)
            fleet->tick(fleet->context);
        (void)clock_gettime(CLOCK_MONOTONIC, &next);
        next.tv_nsec += TICK_MS * 1000000L;
        next.tv_sec += next.tv_nsec / 1000000000L;
        next.tv_nsec %= 1000000000L;
    }
}

enum err_code fleet_run(const struct fleet *fleet, size_t *begun, struct err *e)
{
    struct http_engine *engine; /* libraries are initialized before there are threads */
    struct pool pool = {
        .fleet = fleet, .lock = PTHREAD_MUTEX_INITIALIZER, .ended = PTHREAD_COND_INITIALIZER};
    *begun = 0;
    if (fleet->host_count == 0)
        return ERR_OK;
    pthread_t *threads = calloc(fleet->parallel, sizeof *threads);
    if (threads == NULL)
        return err_nomem(e);
    xml_init();
    threads_begin();
    enum err_code code = http_engine_new(&engine, -1, e);
    if (code == ERR_OK) {
        (void)pthread_mutex_lock(&pool.lock);
        start_threads(&pool, threads);
        size_t count = pool.working;
        wait_for_threads(&pool);
        (void)pthread_mutex_unlock(&pool.lock);
        for (size_t i = 0; i < count; i++)
            (void)pthread_join(threads[i], NULL);
        http_engine_free(engine);
        code = pool.failed.code;
        if (code != ERR_OK)
            (void)err_set(e, code, "%s", pool.failed.text);
    }
    *begun = pool.begun;
    free(threads);
    return code;
}
