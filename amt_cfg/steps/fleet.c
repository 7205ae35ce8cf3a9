#include "amt_cfg/steps/fleet.h"

#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "amt_cfg/report/trace.h"
#include "amt_cfg/steps/machine_run.h"
#include "amt_cfg/steps/network.h"

#define TICK_MS    100
#define STACK_SIZE ((size_t)256 * 1024)

/*
 * A thread has one machine at a time. What is to be told it hands over to the thread that called
 * fleet_run, and waits until that has been told: all callbacks are called from there.
 */
struct news {
    const struct machine_report *report;
    enum machine_step step; /* STEP_COUNT: the machine has come to its end */
    bool told;
    pthread_cond_t on_told;
    struct news *next;
};

struct crew {
    const struct fleet *fleet;
    int wake_fd; /* readable: there is news, or a thread has ended */

    pthread_mutex_t lock; /* guards everything below */
    struct news *first;   /* the oldest */
    struct news **last;
    size_t begun;
    size_t working;    /* threads that have not ended */
    struct err failed; /* of a thread that could not begin; else ERR_OK */
};

static bool is_readable(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    return poll(&p, 1, 0) > 0;
}

/* ---------------------------------------------------------------- a thread */

static void wake(const struct crew *crew)
{
    uint64_t one = 1;
    (void)!write(crew->wake_fd, &one, sizeof one); /* fails only when it is readable already */
}

static void hand_over(struct crew *crew, const struct machine_report *report,
                      enum machine_step step)
{
    struct news news = {.report = report, .step = step, .on_told = PTHREAD_COND_INITIALIZER};
    (void)pthread_mutex_lock(&crew->lock);
    *crew->last = &news;
    crew->last = &news.next;
    wake(crew);
    while (!news.told)
        (void)pthread_cond_wait(&news.on_told, &crew->lock);
    (void)pthread_mutex_unlock(&crew->lock);
    (void)pthread_cond_destroy(&news.on_told);
}

static void on_step_done(void *context, const struct machine_report *report, enum machine_step step)
{
    hand_over(context, report, step);
}

static void run_machine(struct crew *crew, struct http_engine *engine, const struct host_line *host)
{
    const struct fleet *fleet = crew->fleet;
    struct trace_line line = {.trace = fleet->trace, .host = host->host};
    struct machine_report report = {.code = ERR_OK};
    struct step_transport transport;
    struct network network = {
        .plan = fleet->plan,
        .engine = engine,
        .stop_fd = fleet->stop_fd,
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
                fleet->step_done != NULL ? on_step_done : NULL, crew, &report);
    network_end(&network);
    hand_over(crew, &report, STEP_COUNT);
}

/* NULL when there is none left, or it is time to stop. */
static const struct host_line *next_host(struct crew *crew)
{
    const struct host_line *host = NULL;
    bool stop = is_readable(crew->fleet->stop_fd);
    (void)pthread_mutex_lock(&crew->lock);
    if (!stop && crew->begun < crew->fleet->host_count)
        host = &crew->fleet->hosts[crew->begun++];
    (void)pthread_mutex_unlock(&crew->lock);
    return host;
}

static void *work(void *context)
{
    struct crew *crew = context;
    struct http_engine *engine;
    const struct host_line *host;
    struct err e;
    enum err_code code = http_engine_new(&engine, &e);
    if (code == ERR_OK) {
        while ((host = next_host(crew)) != NULL)
            run_machine(crew, engine, host);
        http_engine_free(engine);
    }
    (void)pthread_mutex_lock(&crew->lock);
    if (code != ERR_OK)
        crew->failed = e;
    crew->working--;
    wake(crew);
    (void)pthread_mutex_unlock(&crew->lock);
    return NULL;
}

/* ---------------------------------------------------------------- the one that tells */

/* Tells all that was handed over. False when no more will come. */
static bool report_news(struct crew *crew)
{
    const struct fleet *fleet = crew->fleet;
    (void)pthread_mutex_lock(&crew->lock);
    bool more = crew->working > 0;
    struct news *news = crew->first;
    crew->first = NULL;
    crew->last = &crew->first;
    while (news != NULL) {
        struct news *next = news->next;
        (void)pthread_mutex_unlock(&crew->lock);
        if (news->step == STEP_COUNT)
            fleet->done(fleet->context, news->report);
        else
            fleet->step_done(fleet->context, news->report, news->step);
        (void)pthread_mutex_lock(&crew->lock);
        news->told = true; /* and gone as soon as the lock is free */
        (void)pthread_cond_signal(&news->on_told);
        news = next;
    }
    (void)pthread_mutex_unlock(&crew->lock);
    return more;
}

/* As many threads as there are to be, or as the system gives. */
static enum err_code start_threads(struct crew *crew, pthread_t *threads, size_t *count,
                                   struct err *e)
{
    pthread_attr_t attributes;
    int failed = pthread_attr_init(&attributes);
    if (failed != 0)
        return err_nomem(e);
    failed = pthread_attr_setstacksize(&attributes, STACK_SIZE);
    crew->working = crew->fleet->parallel;
    while (failed == 0 && *count < crew->fleet->parallel) {
        failed = pthread_create(&threads[*count], &attributes, work, crew);
        *count += failed == 0;
    }
    (void)pthread_attr_destroy(&attributes);
    (void)pthread_mutex_lock(&crew->lock);
    crew->working -= crew->fleet->parallel - *count;
    (void)pthread_mutex_unlock(&crew->lock);
    return *count > 0 ? ERR_OK : err_set(e, ERR_TEMPFAIL, "no thread: %s", strerror(failed));
}

static enum err_code run(struct crew *crew, pthread_t *threads, struct err *e)
{
    const struct fleet *fleet = crew->fleet;
    size_t count = 0;
    enum err_code code = start_threads(crew, threads, &count, e);
    while (code == ERR_OK && report_news(crew)) {
        struct pollfd p = {.fd = crew->wake_fd, .events = POLLIN};
        uint64_t times;
        if (poll(&p, 1, TICK_MS) > 0)
            (void)!read(crew->wake_fd, &times, sizeof times); /* there is something to be read */
        if (fleet->tick != NULL)
            fleet->tick(fleet->context);
    }
    for (size_t i = 0; i < count; i++)
        (void)pthread_join(threads[i], NULL);
    return code;
}

enum err_code fleet_run(const struct fleet *fleet, size_t *begun, struct err *e)
{
    struct http_engine *engine; /* libraries begin before there are threads */
    struct crew crew = {.fleet = fleet, .lock = PTHREAD_MUTEX_INITIALIZER, .last = &crew.first};
    *begun = 0;
    if (fleet->host_count == 0)
        return ERR_OK;
    xml_init();
    enum err_code code = http_engine_new(&engine, e);
    if (code != ERR_OK)
        return code;
    pthread_t *threads = calloc(fleet->parallel, sizeof *threads);
    crew.wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (threads == NULL)
        code = err_nomem(e);
    else if (crew.wake_fd < 0)
        code = err_errno(e, ERR_INTERNAL, "eventfd");
    else
        code = run(&crew, threads, e);
    if (code == ERR_OK && crew.failed.code != ERR_OK)
        code = err_set(e, crew.failed.code, "%s", crew.failed.text);
    *begun = crew.begun;
    if (crew.wake_fd >= 0)
        (void)close(crew.wake_fd);
    free(threads);
    http_engine_free(engine);
    return code;
}
