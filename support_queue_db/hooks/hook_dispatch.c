#include "support_queue_db/hooks/hook_dispatch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/msg.h"
#include "support_queue_db/hooks/hook_result.h"
#include "support_queue_db/hooks/hook_retry.h"
#include "support_queue_db/hooks/hook_told.h"
#include "support_queue_db/hooks/hook_work.h"

/* How much longer old news and what is not urgent may wait; how long --once waits at its end. */
enum { OLD_MS = 60000, TELL_MS = 5, LOOKUP_MS = 500, SOON_MS = 2000 };

struct job {
    struct task *task; /* NULL: nothing runs here */
    struct hook_work work;
    struct hook_run run;
    int next; /* what the hook will know afterwards, in told/; -1: nothing, it is asked */
};

struct hook_dispatch {
    struct hook_shared shared;
    struct job *jobs;
    size_t job_count;
    char *refused; /* what was last said about files that are not hooks */
};

enum err_code hook_dispatch_open(struct hook_dispatch **dispatch, struct queue *queue,
                                 const struct conf *conf, int told, const char *only, struct err *e)
{
    struct hook_dispatch *new = calloc(1, sizeof *new);
    *dispatch = new;
    if (new == NULL)
        return err_nomem(e);
    new->shared = (struct hook_shared){
        .queue = queue, .conf = conf, .told = told, .only = only, .gone = {.queue = queue}};
    new->job_count = (size_t)conf->hooks.parallel;
    new->jobs = calloc(new->job_count, sizeof *new->jobs);
    hook_clients_init(&new->shared.clients);
    turns_init(&new->shared.turns, (unsigned)conf->hooks.parallel);
    return new->jobs != NULL ? ERR_OK : err_nomem(e);
}

static void end_job(struct job *job)
{
    hook_run_free(&job->run);
    if (job->next >= 0)
        hook_told_abort(job->task->hook->told, job->task->client->id, &job->next);
    hook_work_free(&job->work);
    job->task = NULL;
}

void hook_dispatch_close(struct hook_dispatch *dispatch)
{
    if (dispatch == NULL)
        return;
    for (size_t i = 0; i < dispatch->job_count && dispatch->jobs != NULL; i++)
        if (dispatch->jobs[i].task != NULL)
            end_job(&dispatch->jobs[i]);
    hook_clients_free(&dispatch->shared.clients);
    while (dispatch->shared.hooks != NULL) {
        struct hook *next = dispatch->shared.hooks->next;
        if (dispatch->shared.hooks->told >= 0)
            (void)close(dispatch->shared.hooks->told);
        free(dispatch->shared.hooks);
        dispatch->shared.hooks = next;
    }
    hook_gone_free(&dispatch->shared.gone);
    free(dispatch->refused);
    free(dispatch->jobs);
    free(dispatch);
}

/* ---------------------------------------------------------------- what to do for a client */

static enum err_code schedule_task(struct hook_shared *shared, struct hook *hook,
                                   struct hook_client *client, enum task_kind kind, long long at,
                                   long handicap, struct err *e)
{
    struct task *task = hook_client_task(client, hook, kind, true);
    if (task == NULL)
        return err_nomem(e);
    if (task->not_before > at)
        at = task->not_before;
    turns_schedule(&shared->turns, &task->turn, at, handicap);
    return ERR_OK;
}

static enum err_code schedule_tell(struct hook_shared *shared, struct hook *hook,
                                   struct hook_client *client, const struct entry *entry,
                                   long handicap, struct err *e)
{
    struct entry told;
    enum err_code code = ERR_OK;
    bool later;
    bool has_told = hook_told_read(hook->told, client->id, &told, &later);
    if (later || hook_event_next(has_told ? &told : NULL, entry) != HOOK_NONE)
        code = schedule_task(shared, hook, client, TASK_TELL, clock_ms(), handicap + TELL_MS, e);
    else if (hook_event_is_silent(&told, entry) && !hook_told_is_busy(hook->told, client->id))
        code = hook_told_write(hook->told, client->id, entry, e);
    entry_free(&told);
    return code;
}

static enum err_code schedule_lookup(struct hook_shared *shared, struct hook *hook,
                                     struct hook_client *client, enum task_kind kind,
                                     const struct entry *entry, long handicap, struct err *e)
{
    char key[HOOK_KEY_SIZE];
    char asked[HOOK_KEY_SIZE];
    time_t when;
    const enum hook_event event = hook_work_event(kind);
    hook_event_key(entry, event, key);
    if (key[0] == '\0') {
        struct task *task = hook_client_task(client, hook, kind, false);
        if (task != NULL)
            turns_cancel(&shared->turns, &task->turn);
        return ERR_OK;
    }
    long every = hook_work_ask_interval(kind);
    time_t now = time(NULL);
    if (!hook_told_read_asked(hook->told, client->id, event, asked, &when) ||
        strcmp(asked, key) != 0 || when > now || now - when >= every)
        return schedule_task(shared, hook, client, kind, clock_ms(), handicap, e);
    return schedule_task(shared, hook, client, kind, clock_ms() + (every - (now - when)) * 1000LL,
                         0, e);
}

/* entry: NULL if it is not in the queue. */
static enum err_code schedule_client(struct hook_shared *shared, struct hook *hook,
                                     struct hook_client *client, const struct entry *entry,
                                     long handicap, struct err *e)
{
    if (entry == NULL)
        return schedule_task(shared, hook, client, TASK_TELL, clock_ms(), handicap + TELL_MS, e);
    enum err_code code = schedule_tell(shared, hook, client, entry, handicap, e);
    if (code == ERR_OK && shared->only == NULL)
        code = schedule_lookup(shared, hook, client, TASK_CHECK, entry, handicap, e);
    if (code == ERR_OK && shared->only == NULL)
        code = schedule_lookup(shared, hook, client, TASK_LOOKUP, entry, handicap + LOOKUP_MS, e);
    return code;
}

/* The same after looking at the queue again. */
static enum err_code reschedule_client(struct hook_shared *shared, struct hook *hook,
                                       struct hook_client *client, long handicap, struct err *e)
{
    struct entry entry;
    bool there = queue_load(shared->queue, client->id, &entry, NULL) == ERR_OK;
    enum err_code code = schedule_client(shared, hook, client, there ? &entry : NULL, handicap, e);
    entry_free(&entry);
    return code;
}

enum err_code hook_dispatch_on_news(struct hook_dispatch *dispatch, const struct queue_news *news,
                                    struct err *e)
{
    struct hook_shared *shared = &dispatch->shared;
    enum err_code code = ERR_OK;
    if (news->entry == NULL && !news->gone)
        return ERR_OK; /* somebody wants it asked */
    struct hook_client *client = hook_clients_find_or_add(&shared->clients, news->id);
    if (client == NULL || !hook_client_set(client, news->entry))
        return err_nomem(e);
    for (struct hook *hook = shared->hooks; hook != NULL && code == ERR_OK; hook = hook->next)
        if (hook->told >= 0)
            code =
                schedule_client(shared, hook, client, news->entry, shared->whole ? 0 : OLD_MS, e);
    return code;
}

void hook_dispatch_set_complete(struct hook_dispatch *dispatch)
{
    dispatch->shared.whole = true;
}

/* A client that is gone, and was reported as gone, can be forgotten. */
static void forget_if_over(struct hook_shared *shared, struct hook_client *client)
{
    if (client->is_there)
        return;
    for (const struct task *task = client->tasks; task != NULL; task = task->next)
        if (task->turn.state != TURN_IDLE && task->kind == TASK_TELL)
            return;
    for (const struct task *task = client->tasks; task != NULL; task = task->next)
        if (task->turn.state == TURN_RUNS)
            return;
    for (struct task *task = client->tasks; task != NULL; task = task->next)
        turns_cancel(&shared->turns, &task->turn);
    hook_clients_remove(&shared->clients, client);
}

/* ---------------------------------------------------------------- hooks that come and go */

static struct hook *find_hook(struct hook_shared *shared, const char *name)
{
    struct hook *hook = shared->hooks;
    while (hook != NULL && strcmp(hook->name, name) != 0)
        hook = hook->next;
    return hook;
}

static struct hook *add_hook(struct hook_shared *shared, const char *name)
{
    struct hook *hook = calloc(1, sizeof *hook);
    if (hook == NULL)
        return NULL;
    (void)snprintf(hook->name, sizeof hook->name, "%s", name);
    hook->told = -1;
    turns_add_hook(&shared->turns, &hook->turns);
    hook->closed = (struct task){.turn = {.hook = &hook->turns}, .hook = hook, .kind = TASK_CLOSED};
    hook->next = shared->hooks;
    shared->hooks = hook;
    return hook;
}

/* The hook is told nothing more until it comes back: told/ remembers what it was told. */
static void disable_hook(struct hook_shared *shared, struct hook *hook)
{
    struct hook_client *client = hook_clients_next(&shared->clients, "");
    turns_cancel(&shared->turns, &hook->closed.turn);
    for (; client != NULL; client = hook_clients_next(&shared->clients, client->id))
        for (struct task *task = client->tasks; task != NULL; task = task->next)
            if (task->hook == hook)
                turns_cancel(&shared->turns, &task->turn);
    (void)close(hook->told);
    hook->told = -1;
    hook->walks = false;
    msg_info("%s: no longer a hook", hook->name);
}

static enum err_code enable_hook(struct hook_shared *shared, const char *name, struct err *e)
{
    struct hook *hook = find_hook(shared, name);
    if (hook == NULL && (hook = add_hook(shared, name)) == NULL)
        return err_nomem(e);
    /* Somebody has removed its directory in told/: it counts as new then. */
    if (hook->told >= 0 && !hook_told_has_hook(shared->told, name) && hook->turns.running == 0)
        disable_hook(shared, hook);
    if (hook->told >= 0)
        return ERR_OK;
    bool is_new = !hook_told_has_hook(shared->told, name);
    enum err_code code = hook_told_open_hook(
        shared->told, name, shared->queue, hook_told_wants_all(shared->told, name), &hook->told, e);
    if (code != ERR_OK)
        return code;
    msg_info("%s: a hook%s", name,
             is_new ? ", and new: it is not told of what is in the queue already" : "");
    hook->walks = shared->clients.count > 0;
    hook->walked[0] = '\0';
    hook->listed = false;
    if (shared->only == NULL)
        turns_schedule(&shared->turns, &hook->closed.turn, clock_ms(), LOOKUP_MS);
    return ERR_OK;
}

struct refusals {
    char text[16 * 1024];
    size_t used;
};

static void on_refused(void *context, const char *name, const char *why)
{
    struct refusals *r = context;
    (void)name;
    int len = snprintf(r->text + r->used, sizeof r->text - r->used, "%s\n", why);
    if (len > 0 && (size_t)len < sizeof r->text - r->used)
        r->used += (size_t)len;
    r->text[r->used] = '\0';
}

/* Once, and again when it changes. */
static void log_refused(struct hook_dispatch *dispatch, const char *text)
{
    bool same = strcmp(dispatch->refused != NULL ? dispatch->refused : "", text) == 0;
    for (const char *line = text; !same && *line != '\0';) {
        size_t len = strcspn(line, "\n");
        msg_warning("%.*s", (int)len, line);
        line += len + (line[len] != '\0');
    }
    if (same)
        return;
    free(dispatch->refused);
    dispatch->refused = strdup(text);
}

/* Its copies of the clients in the queue are removed: then all of them are news. */
static void reset_told(struct hook_shared *shared, struct hook *hook)
{
    struct hook_client *client = hook_clients_next(&shared->clients, "");
    for (; client != NULL; client = hook_clients_next(&shared->clients, client->id))
        if (client->is_there)
            hook_told_remove_copy(hook->told, client->id);
    hook_told_clear_wants_all(shared->told, hook->name);
    hook->walks = true;
    hook->walked[0] = '\0';
}

static bool is_listed(const struct hook_dir *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->names[i], name) == 0)
            return true;
    return false;
}

enum err_code hook_dispatch_reload(struct hook_dispatch *dispatch, struct err *e)
{
    struct hook_shared *shared = &dispatch->shared;
    struct hook_dir list = {.count = 0};
    struct refusals refusals = {.used = 0};
    struct err why;
    enum err_code code =
        hook_dir_list(shared->conf->hooks.directory, &list, on_refused, &refusals, e);
    log_refused(dispatch, refusals.text);
    for (struct hook *hook = shared->hooks; hook != NULL; hook = hook->next)
        if (hook->told >= 0 && !is_listed(&list, hook->name) && hook->turns.running == 0)
            disable_hook(shared, hook);
    for (size_t i = 0; i < list.count; i++)
        if ((shared->only == NULL || strcmp(shared->only, list.names[i]) == 0) &&
            enable_hook(shared, list.names[i], &why) != ERR_OK)
            msg_error("%s: %s", list.names[i], why.text);
    for (struct hook *hook = shared->hooks; hook != NULL && shared->whole; hook = hook->next)
        if (hook->told >= 0 && hook_told_wants_all(shared->told, hook->name))
            reset_told(shared, hook);
    return code;
}

size_t hook_dispatch_count_hooks(const struct hook_dispatch *dispatch)
{
    size_t count = 0;
    for (const struct hook *hook = dispatch->shared.hooks; hook != NULL; hook = hook->next)
        count += hook->told >= 0;
    return count;
}

/* ---------------------------------------------------------------- all clients of a hook */

static enum err_code reschedule_all(struct hook_shared *shared, struct hook *hook, long long end,
                                    struct err *e)
{
    enum err_code code = ERR_OK;
    while (hook->walks && code == ERR_OK && clock_ms() < end) {
        struct hook_client *client = hook_clients_next(&shared->clients, hook->walked);
        hook->walks = client != NULL;
        if (client == NULL)
            break;
        memcpy(hook->walked, client->id, strlen(client->id) + 1);
        code = reschedule_client(shared, hook, client, OLD_MS, e);
    }
    return code;
}

/* Those that it was told of and that are no longer in the queue. */
static enum err_code list_told(struct hook_shared *shared, struct hook *hook, struct err *e)
{
    struct queue_walk walk;
    char id[QUEUE_ID_SIZE];
    enum err_code code = ERR_OK;
    queue_walk_begin(&walk, hook->told);
    while (code == ERR_OK && queue_walk_next(&walk, id)) {
        struct hook_client *client = hook_clients_find_or_add(&shared->clients, id);
        if (client == NULL)
            code = err_nomem(e);
        else if (!client->is_there)
            code = schedule_client(shared, hook, client, NULL, OLD_MS, e);
    }
    code = queue_walk_end(&walk, code, e);
    hook->listed = code == ERR_OK;
    return code;
}

static bool has_walks(const struct hook_shared *shared)
{
    for (const struct hook *hook = shared->hooks; hook != NULL; hook = hook->next)
        if (hook->told >= 0 && (hook->walks || !hook->listed))
            return shared->whole;
    return false;
}

static enum err_code reschedule_hooks(struct hook_shared *shared, long long end, struct err *e)
{
    enum err_code code = ERR_OK;
    struct hook *hook = shared->whole ? shared->hooks : NULL;
    for (; hook != NULL && code == ERR_OK; hook = hook->next) {
        if (hook->told < 0)
            continue;
        if (!hook->listed)
            code = list_told(shared, hook, e);
        if (code == ERR_OK)
            code = reschedule_all(shared, hook, end, e);
    }
    return code;
}

/* ---------------------------------------------------------------- runs */

/* Runs in the process that waits for the hook. */
static bool commit(void *context)
{
    const struct job *job = context;
    return hook_told_commit(job->task->hook->told, job->task->client->id,
                            job->work.event == HOOK_GONE);
}

/* What the hook will know when it has been told. */
static enum err_code prepare(struct job *job, struct err *e)
{
    struct hook_work *work = &job->work;
    const bool gone = work->event == HOOK_GONE;
    if (!gone)
        hook_event_apply(&work->now, work->has_told ? &work->told : NULL, work->event);
    return hook_told_prepare(job->task->hook->told, job->task->client->id, gone ? NULL : &work->now,
                             &job->next, e);
}

static enum err_code start_run(struct hook_dispatch *dispatch, struct job *job, struct task *task,
                               struct err *e)
{
    const struct conf *conf = dispatch->shared.conf;
    char path[CONF_VALUE_SIZE + HOOK_NAME_SIZE + 1];
    const char *name = task->hook->name;
    const bool tells = task->kind == TASK_TELL;
    (void)snprintf(path, sizeof path, "%s/%s", conf->hooks.directory, name);
    job->task = task;
    job->next = -1;
    enum err_code code = hook_dir_check(conf->hooks.directory, name, e);
    if (code == ERR_OK && tells)
        code = prepare(job, e);
    const struct hook_run_options what = {
        .path = path,
        .argument = hook_event_name(job->work.event),
        .environment = job->work.env.list,
        .input = job->work.input,
        .length = job->work.length,
        .timeout_ms = conf->hooks.timeout * 1000,
        .commit = tells ? commit : NULL,
        .context = job,
        .kept = {task->hook->told, job->next},
    };
    return code == ERR_OK ? hook_run_start(&job->run, &what, e) : code;
}

/* A client that is gone: what has been told meanwhile was the last but one event. */
static enum err_code finish_task_of_gone(struct hook_shared *shared, struct task *task, bool ran,
                                         struct err *e)
{
    const int told = task->hook->told;
    if (task->kind == TASK_TELL && ran && told >= 0)
        return schedule_task(shared, task->hook, task->client, TASK_TELL, clock_ms(), 0, e);
    if (told >= 0 && !hook_told_has(told, task->client->id))
        hook_told_remove(told, task->client->id); /* the note that it was asked, too */
    forget_if_over(shared, task->client);
    return ERR_OK;
}

/* The task is due again at `at`; if that is 0, when something is to do. ran: it did not fail. */
static enum err_code finish_task(struct hook_dispatch *dispatch, struct task *task, long long at,
                                 bool ran, struct err *e)
{
    struct hook_shared *shared = &dispatch->shared;
    turns_end(&shared->turns, &task->turn);
    if (task->kind == TASK_CLOSED) {
        if (task->hook->told >= 0)
            turns_schedule(&shared->turns, &task->turn,
                           at > 0 ? at : clock_ms() + HOOK_CLOSED_EVERY_MS, 0);
        return ERR_OK;
    }
    if (at > 0)
        turns_schedule(&shared->turns, &task->turn, at, 0);
    else if (!task->client->is_there)
        return finish_task_of_gone(shared, task, ran, e);
    else if (task->hook->told >= 0)
        return reschedule_client(shared, task->hook, task->client, 0, e);
    return ERR_OK;
}

/* *began: job is running now. */
static enum err_code start_task(struct hook_dispatch *dispatch, struct job *job, struct task *task,
                                bool *began, struct err *e)
{
    enum hook_work_kind kind;
    struct err why = {.text = ""};
    enum err_code code = hook_work_find(&dispatch->shared, task, &job->work, &kind, e);
    *began = false;
    if (code == ERR_OK && kind == HOOK_WORK_RUN) {
        if (start_run(dispatch, job, task, &why) == ERR_OK) {
            *began = true;
            return ERR_OK;
        }
        if (job->next >= 0)
            hook_told_abort(task->hook->told, task->client->id, &job->next);
        job->task = NULL;
        hook_result_start_failed(&dispatch->shared, task, job->work.event, why.text);
    }
    hook_work_free(&job->work);
    if (code != ERR_OK)
        return code;
    if (kind == HOOK_WORK_RUN)
        return finish_task(dispatch, task, task->not_before, false, e);
    return finish_task(dispatch, task, kind == HOOK_WORK_LATER ? clock_ms() + job->work.wait_ms : 0,
                       false, e);
}

static enum err_code take_results(struct hook_dispatch *dispatch, struct err *e)
{
    enum err_code code = ERR_OK;
    for (size_t i = 0; i < dispatch->job_count && code == ERR_OK; i++) {
        struct job *job = &dispatch->jobs[i];
        struct task *task = job->task;
        if (task == NULL || !hook_run_step(&job->run))
            continue;
        bool done = hook_result_apply(&dispatch->shared, task, &job->work, &job->run);
        end_job(job);
        code = finish_task(dispatch, task, done ? 0 : task->not_before, done, e);
    }
    return code;
}

static struct job *free_job(struct hook_dispatch *dispatch)
{
    for (size_t i = 0; i < dispatch->job_count; i++)
        if (dispatch->jobs[i].task == NULL)
            return &dispatch->jobs[i];
    return NULL;
}

static enum err_code start_tasks(struct hook_dispatch *dispatch, long long end, struct err *e)
{
    struct job *job;
    enum err_code code = ERR_OK;
    while (code == ERR_OK && clock_ms() < end && (job = free_job(dispatch)) != NULL) {
        struct turn *turn = turns_begin(&dispatch->shared.turns, clock_ms());
        bool began;
        if (turn == NULL)
            break;
        code = start_task(dispatch, job, TREE_ENTRY(turn, struct task, turn), &began, e);
        if (code == ERR_OK)
            code = take_results(dispatch, e); /* soon: a crash would repeat what is not noted */
    }
    return code;
}

enum err_code hook_dispatch_step(struct hook_dispatch *dispatch, long slice_ms, bool may_begin,
                                 struct err *e)
{
    const long long end = clock_ms() + slice_ms;
    enum err_code code = take_results(dispatch, e);
    if (code == ERR_OK && may_begin)
        code = start_tasks(dispatch, end, e);
    if (code == ERR_OK && may_begin)
        code = reschedule_hooks(&dispatch->shared, end, e);
    return code;
}

/* ---------------------------------------------------------------- waiting */

size_t hook_dispatch_poll(const struct hook_dispatch *dispatch,
                          struct pollfd fds[HOOK_DISPATCH_POLL_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < dispatch->job_count; i++)
        for (int j = 0; j < 2 && dispatch->jobs[i].task != NULL; j++)
            if (dispatch->jobs[i].run.out[j] >= 0)
                fds[count++] =
                    (struct pollfd){.fd = dispatch->jobs[i].run.out[j], .events = POLLIN};
    return count;
}

long hook_dispatch_wait_ms(struct hook_dispatch *dispatch)
{
    long wait = turns_wait_ms(&dispatch->shared.turns, clock_ms());
    return has_walks(&dispatch->shared) ? 0 : wait;
}

size_t hook_dispatch_count_running(const struct hook_dispatch *dispatch)
{
    return dispatch->shared.turns.running;
}

void hook_dispatch_stop(struct hook_dispatch *dispatch)
{
    for (size_t i = 0; i < dispatch->job_count; i++)
        if (dispatch->jobs[i].task != NULL)
            hook_run_stop(&dispatch->jobs[i].run);
}

bool hook_dispatch_is_done(struct hook_dispatch *dispatch, size_t *retrying)
{
    struct turns *turns = &dispatch->shared.turns;
    long wait = turns_wait_ms(turns, clock_ms());
    *retrying = dispatch->shared.retrying;
    return dispatch->shared.whole && !has_walks(&dispatch->shared) && turns->running == 0 &&
           !turns_are_ready(turns, clock_ms()) && (wait < 0 || wait > SOON_MS);
}
