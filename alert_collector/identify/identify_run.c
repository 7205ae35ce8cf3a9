#include "alert_collector/identify/identify_run.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "alert_collector/identify/door.h"
#include "alert_collector/identify/recall.h"
#include "alert_collector/identify/session.h"
#include "common/clock.h"
#include "common/grow.h"
#include "common/threads.h"
#include "support_queue_db/queue_ask.h"

enum {
    READ_MS = 20,
    WAIT_MS = 5000,       /* the register and the password file are looked at this often, */
    RENEW_MS = 250,       /* this often while there is work, */
    PENDING_MS = 5000,    /* and this often alerts that were put aside */
    THREADS_MOST = 768,   /* besides those of [amt] parallel */
    DESCRIPTORS_EACH = 6, /* two by which libcurl is woken up, a connection, a file */
    LET_IN_MOST = 32,
    NOT_ASKED_MOST = 4 * QUEUE_SAVE_MAX
};

struct news {
    char id[QUEUE_ID_SIZE];
};

struct turn;

/* The main thread: it watches the queue, the register and the password, and lets callers in. */
struct runner {
    struct identify_run *run;
    struct judge_shared shared;
    struct session_shared common;
    pthread_attr_t attributes;
    bool has_attributes;
    size_t session_count; /* threads that have not been joined */
    struct turn *ended;   /* those of them that are at their end; ended_lock protects it */
    pthread_mutex_t ended_lock;
    pthread_cond_t another_ended;
    int wake_fd;
    uint64_t password;
    struct news *news; /* clients that have changed, or that a person wants to be asked */
    size_t news_count;
    size_t news_room;
    long long renew_at;
    long long pending_at;
    bool recall;          /* the clients that the register concerns are still to be found */
    unsigned unremovable; /* files in ask/ that cannot be removed */
    bool no_threads;
    bool no_memory; /* for a client of the queue */
};

/* ---------------------------------------------------------------- what changes */

static void log_register_problems(const struct runner *r)
{
    const char *trouble = register_error(r->shared.reg);
    const char *bad;
    if (trouble[0] != '\0')
        r->run->log(true, &(struct log_event){.key = LOG_REGISTER, .object = "clients"}, trouble);
    for (size_t i = 0; (bad = register_bad_file(r->shared.reg, i)) != NULL; i++)
        r->run->log(true, &(struct log_event){.key = LOG_REGISTER, .object = "clients"}, bad);
}

static void reload_register(struct runner *r)
{
    if (!register_read(r->shared.reg))
        return;
    (void)pthread_mutex_lock(&r->shared.lock);
    bool changed = register_apply(r->shared.reg);
    (void)pthread_mutex_unlock(&r->shared.lock);
    if (changed)
        log_register_problems(r);
    r->recall = r->recall || changed;
}

/* The password file may have been rewritten. Log-ins in progress keep the old password. */
static void reload_password(struct runner *r)
{
    const struct conf *conf = r->run->conf;
    uint64_t password = logins_password(conf->amt.password_file);
    struct secret secret;
    struct err e;
    if (password == r->password || conf->amt.password_command[0] != '\0')
        return;
    r->password = password;
    /* What the service manager handed over is only a copy of the old file. */
    enum err_code code = secret_from_file(conf->amt.password_file, &secret, &e);
    if (code == ERR_NOPERM)
        (void)err_set(&e, code,
                      "%.200s was changed, and this user may not read it: restart "
                      "this program",
                      conf->amt.password_file);
    if (code != ERR_OK) {
        r->run->log(true, &(struct log_event){.key = LOG_PASSWORD, .object = "password"}, e.text);
        return;
    }
    *r->run->secret = secret;
    secret_wipe(&secret);
    logins_set_password(r->shared.logins, password);
    r->recall = true;
}

/* Starts two jobs: storing alerts that were put aside, and finding clients that a change
 * concerns. */
static void request_jobs(struct runner *r)
{
    (void)pthread_mutex_lock(&r->shared.lock);
    bool whole = queue_index_is_complete(r->shared.index);
    (void)pthread_mutex_unlock(&r->shared.lock);
    if (clock_ms() >= r->pending_at) {
        r->pending_at = clock_ms() + PENDING_MS;
        writer_request(r->common.writer, WRITER_PENDING);
        /* Without a service, whatever starts the next run reads the register anew. */
        if (r->run->watch && writer_recall_has_failed(r->common.writer))
            r->recall = true;
    }
    if (r->recall && whole) {
        r->recall = false;
        writer_request(r->common.writer, WRITER_RECALL);
    }
}

/* queue_index_changed: if there is no memory for it, the next look reports it again. */
static void on_changed(void *context, const char *id)
{
    struct runner *r = context;
    if (grow(&r->news, r->news_count, 1, &r->news_room, sizeof *r->news))
        memcpy(r->news[r->news_count++].id, id, QUEUE_ID_SIZE);
}

/* A person may want the client to be asked, if it is still where it was. The request is removed. */
static void read_ask(struct runner *r, const char *id)
{
    struct addr seen;
    char by[ENTRY_USER_SIZE];
    if (!queue_ask_is_there(r->run->queue, id))
        return;
    bool counts = queue_ask_take(r->run->queue, id, &seen, by);
    if (queue_ask_is_there(r->run->queue, id)) { /* otherwise it would be asked for ever */
        r->run->log(true, &(struct log_event){.key = LOG_NOT_ASKED, .object = id, .id = id},
                    "this user may not remove files from ask/: not asked");
        r->unremovable++;
    } else if (counts && !door_add_request(r->common.door, id, &seen)) {
        r->run->log(true, &(struct log_event){.key = LOG_NOT_ASKED, .object = id, .id = id},
                    "out of memory: not asked");
    }
}

static enum err_code read_queue(struct runner *r, struct err *e)
{
    enum err_code code = queue_index_read(r->shared.index, READ_MS, e);
    r->news_count = 0;
    (void)pthread_mutex_lock(&r->shared.lock);
    r->no_memory = !queue_index_apply(r->shared.index, on_changed, r);
    (void)pthread_mutex_unlock(&r->shared.lock);
    for (size_t i = 0; i < r->news_count; i++) {
        door_on_changed(r->common.door, r->news[i].id);
        read_ask(r, r->news[i].id);
    }
    /* A client is compared with the register as it is when the alert is read. */
    if (clock_ms() >= r->renew_at || (r->news_count > 0 && register_seems_changed(r->shared.reg))) {
        reload_register(r);
        reload_password(r);
        r->renew_at = clock_ms() + RENEW_MS;
    }
    request_jobs(r);
    return r->no_memory ? err_nomem(e) : code;
}

/* ---------------------------------------------------------------- starting to ask clients */

struct turn {
    struct runner *runner;
    struct caller caller;
    struct session_login login;
    pthread_t thread;
    struct turn *next; /* once it is at its end */
};

static void *run_session(void *context)
{
    struct turn *turn = context;
    struct runner *r = turn->runner;
    session_run(&r->common, &turn->caller, &turn->login);
    (void)pthread_mutex_lock(&r->ended_lock);
    turn->next = r->ended;
    r->ended = turn;
    (void)pthread_cond_signal(&r->another_ended);
    (void)pthread_mutex_unlock(&r->ended_lock);
    return NULL;
}

/* Joins the threads that are at their end, or waits for all. None may be left when the program
 * exits: libraries free what is a thread's own when it ends, and OpenSSL frees that of every thread
 * at the exit of the program, without a lock. */
static void join_sessions(struct runner *r, bool all)
{
    struct turn *turn;
    (void)pthread_mutex_lock(&r->ended_lock);
    while ((turn = r->ended) != NULL || (all && r->session_count > 0)) {
        if (turn == NULL) {
            (void)pthread_cond_wait(&r->another_ended, &r->ended_lock);
            continue;
        }
        r->ended = turn->next;
        (void)pthread_mutex_unlock(&r->ended_lock);
        (void)pthread_join(turn->thread, NULL);
        free(turn);
        r->session_count--;
        (void)pthread_mutex_lock(&r->ended_lock);
    }
    (void)pthread_mutex_unlock(&r->ended_lock);
}

/* There is no thread for the caller: it comes again when there is. */
static void release_caller(struct runner *r, struct caller *caller)
{
    door_release(r->common.door, caller->id);
    door_remove_caller(r->common.door, caller);
}

static void start_session(struct runner *r, struct caller *caller)
{
    struct turn *turn = malloc(sizeof *turn);
    if (turn != NULL) {
        *turn = (struct turn){.runner = r, .caller = *caller};
        turn->login = (struct session_login){.secret = *r->run->secret, .password = r->password};
    }
    if (turn == NULL || pthread_create(&turn->thread, &r->attributes, run_session, turn) != 0) {
        if (turn != NULL)
            secret_wipe(&turn->login.secret);
        free(turn);
        r->no_threads = true;
        release_caller(r, caller);
        return;
    }
    r->session_count++;
}

static void start_callers(struct runner *r)
{
    struct caller callers[LET_IN_MOST];
    size_t count;
    r->no_threads = false;
    do {
        size_t not_asked = writer_not_asked(r->common.writer);
        count = door_let_in(r->common.door, callers, LET_IN_MOST,
                            not_asked < NOT_ASKED_MOST ? NOT_ASKED_MOST - not_asked : 0);
        for (size_t i = 0; i < count; i++) {
            struct report *report = callers[i].not_asked ? calloc(1, sizeof *report) : NULL;
            if (!callers[i].not_asked) {
                start_session(r, &callers[i]);
            } else if (report != NULL) {
                report->kind = REPORT_NOT_ASKED;
                memcpy(report->id, callers[i].id, sizeof report->id);
                writer_add(r->common.writer, report);
            } else {
                door_release(r->common.door, callers[i].id);
            }
        }
    } while (count == LET_IN_MOST && !r->no_threads);
}

/* ---------------------------------------------------------------- the loop */

/* How long there is nothing to do but wait for alerts and machines. */
static int wait_ms(struct runner *r)
{
    time_t now = time(NULL);
    (void)pthread_mutex_lock(&r->shared.lock);
    long most = queue_index_wait_ms(r->shared.index);
    time_t next = queue_index_next_due_time(r->shared.index, false);
    (void)pthread_mutex_unlock(&r->shared.lock);
    if (most > WAIT_MS)
        most = WAIT_MS;
    if (next != 0 && next > now && (next - now) * 1000 < most)
        most = (long)(next - now) * 1000;
    return (int)most;
}

static bool is_finished(struct runner *r)
{
    return !r->run->watch && writer_is_idle(r->common.writer) && door_is_idle(r->common.door) &&
           !r->recall;
}

static enum err_code run_loop(struct runner *r, const sigset_t *signals, struct err *e)
{
    struct err last = {.text = ""};
    while (!*r->run->stop && r->run->keep_alive(r->run->queue)) {
        /* A service goes on, because what is wrong may be put right meanwhile; but it would not
         * hear again of a client that it had no memory for. */
        if (read_queue(r, e) != ERR_OK) {
            if (!r->run->watch || r->no_memory)
                return e->code;
            if (strcmp(last.text, e->text) != 0)
                r->run->log(true, &(struct log_event){.key = LOG_QUEUE, .object = "queue"},
                            e->text);
            last = *e;
        }
        join_sessions(r, false);
        start_callers(r);
        if (is_finished(r)) /* and nothing has come since we looked */
            return ERR_OK;
        struct pollfd fds[] = {{.fd = queue_index_fd(r->shared.index), .events = POLLIN},
                               {.fd = r->wake_fd, .events = POLLIN}};
        int most = r->no_threads ? 1000 : wait_ms(r);
        struct timespec time = {.tv_sec = most / 1000, .tv_nsec = most % 1000 * 1000000L};
        (void)ppoll(fds, 2, &time, signals);
        eventfd_t count;
        if ((fds[1].revents & POLLIN) != 0)
            (void)eventfd_read(r->wake_fd, &count);
    }
    return ERR_OK;
}

static enum err_code begin(struct runner *r, struct err *e)
{
    struct identify_run *run = r->run;
    const struct conf *conf = run->conf;
    size_t threads = threads_limit((size_t)conf->amt.parallel + THREADS_MOST, DESCRIPTORS_EACH);
    r->password = logins_password(conf->amt.password_file);
    r->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    r->shared.conf = conf;
    r->shared.logins = logins_open(run->queue, r->password);
    r->common = (struct session_shared){.queue = run->queue,
                                        .shared = &r->shared,
                                        .slots = slots_new((size_t)conf->amt.parallel, r->wake_fd),
                                        .cache = result_cache_new(),
                                        .stop_fd = eventfd(0, EFD_CLOEXEC)};
    if (r->shared.logins == NULL || r->common.slots == NULL || r->common.cache == NULL)
        return err_nomem(e);
    if (r->common.stop_fd < 0 || r->wake_fd < 0)
        return err_errno(e, ERR_TEMPFAIL, "eventfd");
    r->common.door = door_new(&r->shared, r->common.slots, threads, r->wake_fd);
    int failed = threads_attributes(&r->attributes);
    r->has_attributes = failed == 0;
    if (r->common.door == NULL || failed != 0)
        return err_nomem(e);
    enum err_code code = register_open(&r->shared.reg, conf->clients.directory, e);
    if (code == ERR_OK)
        code = queue_index_open(&r->shared.index, run->queue, e);
    if (code != ERR_OK)
        return code;
    log_register_problems(r);
    if (conf->amt.login == CONF_LOGIN_REGISTER && register_count(r->shared.reg) == 0)
        run->log(false, &(struct log_event){.key = LOG_REGISTER, .object = "clients"},
                 "the register is empty, so nobody is asked: fcfh-config --learn fills it");
    const struct writer_place writing = {.queue = run->queue,
                                         .shared = &r->shared,
                                         .door = r->common.door,
                                         .log = run->log,
                                         .wake_fd = r->wake_fd};
    return writer_start(&r->common.writer, &writing, e);
}

/* All threads end first; then what they share is freed. */
static void end(struct runner *r)
{
    if (r->common.stop_fd >= 0)
        (void)eventfd_write(r->common.stop_fd, 1);
    if (r->common.slots != NULL)
        slots_stop(r->common.slots);
    join_sessions(r, true);
    r->run->failures += writer_stop(r->common.writer);
    r->run->stuck = r->unremovable;
    if (r->common.door != NULL)
        r->run->stuck += (unsigned)door_count_stuck(r->common.door);
    door_free(r->common.door);
    slots_free(r->common.slots);
    result_cache_free(r->common.cache);
    queue_index_close(r->shared.index);
    register_close(r->shared.reg);
    logins_close(r->shared.logins);
    if (r->has_attributes)
        (void)pthread_attr_destroy(&r->attributes);
    if (r->common.stop_fd >= 0)
        (void)close(r->common.stop_fd);
    if (r->wake_fd >= 0)
        (void)close(r->wake_fd);
    (void)pthread_mutex_destroy(&r->shared.lock);
    (void)pthread_mutex_destroy(&r->ended_lock);
    (void)pthread_cond_destroy(&r->another_ended);
    free(r->news);
}

enum err_code identify_run(struct identify_run *run, struct err *e)
{
    struct runner r = {.run = run, .wake_fd = -1, .recall = true};
    struct http_engine *engine; /* libraries are initialized before there are threads */
    sigset_t all;
    sigset_t before;
    r.common.stop_fd = -1;
    xml_init();
    threads_begin();
    enum err_code code = http_engine_new(&engine, -1, e);
    if (code != ERR_OK)
        return code;
    (void)pthread_mutex_init(&r.shared.lock, NULL); /* cannot fail: default attributes */
    (void)pthread_mutex_init(&r.ended_lock, NULL);
    (void)pthread_cond_init(&r.another_ended, NULL);
    (void)sigfillset(&all); /* signals are for this thread alone, while it waits */
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    code = begin(&r, e);
    if (code == ERR_OK)
        code = run_loop(&r, &before, e);
    end(&r);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    http_engine_free(engine);
    return code;
}
