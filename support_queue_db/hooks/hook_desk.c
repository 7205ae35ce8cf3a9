#include "support_queue_db/hooks/hook_desk.h"

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

/* How much longer than others old news, and what is not urgent, may wait; how long --once waits at
 * its end. */
enum { OLD_MS = 60000, TELL_MS = 5, LOOKUP_MS = 500, SOON_MS = 2000 };

struct job {
    struct errand *errand; /* NULL: nothing runs here */
    struct hook_work work;
    struct hook_run run;
    int next; /* what the hook will know afterwards, in told/; -1: nothing, it is asked */
};

struct hook_desk {
    struct hook_office office;
    struct job *jobs;
    size_t job_count;
    char *refused; /* what was last said about files that are not hooks */
};

enum err_code hook_desk_open(struct hook_desk **desk, struct queue *queue, const struct conf *conf,
                             int told, const char *only, struct err *e)
{
    struct hook_desk *new = calloc(1, sizeof *new);
    *desk = new;
    if (new == NULL)
        return err_nomem(e);
    new->office = (struct hook_office){
        .queue = queue, .conf = conf, .told = told, .only = only, .gone = {.queue = queue}};
    new->job_count = (size_t)conf->hooks.parallel;
    new->jobs = calloc(new->job_count, sizeof *new->jobs);
    hook_clients_init(&new->office.clients);
    turns_init(&new->office.turns, (unsigned)conf->hooks.parallel);
    return new->jobs != NULL ? ERR_OK : err_nomem(e);
}

static void end_job(struct job *job)
{
    hook_run_free(&job->run);
    if (job->next >= 0)
        hook_told_drop(job->errand->hook->told, job->errand->client->id, &job->next);
    hook_work_free(&job->work);
    job->errand = NULL;
}

void hook_desk_close(struct hook_desk *desk)
{
    if (desk == NULL)
        return;
    for (size_t i = 0; i < desk->job_count && desk->jobs != NULL; i++)
        if (desk->jobs[i].errand != NULL)
            end_job(&desk->jobs[i]);
    hook_clients_free(&desk->office.clients);
    while (desk->office.hooks != NULL) {
        struct hook *next = desk->office.hooks->next;
        if (desk->office.hooks->told >= 0)
            (void)close(desk->office.hooks->told);
        free(desk->office.hooks);
        desk->office.hooks = next;
    }
    hook_gone_free(&desk->office.gone);
    free(desk->refused);
    free(desk->jobs);
    free(desk);
}

/* ---------------------------------------------------------------- what there is to do for a client
 */

static enum err_code want(struct hook_office *office, struct hook *hook, struct hook_client *client,
                          enum errand_kind kind, long long at, long handicap, struct err *e)
{
    struct errand *errand = hook_client_errand(client, hook, kind, true);
    if (errand == NULL)
        return err_nomem(e);
    if (errand->not_before > at)
        at = errand->not_before;
    turns_want(&office->turns, &errand->turn, at, handicap);
    return ERR_OK;
}

static enum err_code consider_telling(struct hook_office *office, struct hook *hook,
                                      struct hook_client *client, const struct entry *entry,
                                      long handicap, struct err *e)
{
    struct entry told;
    enum err_code code = ERR_OK;
    bool has_told = hook_told_read(hook->told, client->id, &told);
    if (hook_event_next(has_told ? &told : NULL, entry) != HOOK_NONE)
        code = want(office, hook, client, ERRAND_TELL, clock_ms(), handicap + TELL_MS, e);
    else if (hook_event_is_silent(&told, entry) && !hook_told_is_busy(hook->told, client->id))
        code = hook_told_write(hook->told, client->id, entry, e);
    entry_free(&told);
    return code;
}

static enum err_code consider_asking(struct hook_office *office, struct hook *hook,
                                     struct hook_client *client, enum errand_kind kind,
                                     const struct entry *entry, long handicap, struct err *e)
{
    char key[HOOK_KEY_SIZE];
    char asked[HOOK_KEY_SIZE];
    time_t when;
    const enum hook_event event = hook_work_asks(kind);
    hook_event_key(entry, event, key);
    if (key[0] == '\0') {
        struct errand *errand = hook_client_errand(client, hook, kind, false);
        if (errand != NULL)
            turns_drop(&office->turns, &errand->turn);
        return ERR_OK;
    }
    long every = hook_work_ask_every(kind);
    time_t now = time(NULL);
    if (!hook_told_asked(hook->told, client->id, event, asked, &when) || strcmp(asked, key) != 0 ||
        when > now || now - when >= every)
        return want(office, hook, client, kind, clock_ms(), handicap, e);
    return want(office, hook, client, kind, clock_ms() + (every - (now - when)) * 1000LL, 0, e);
}

/* entry: NULL if it is not in the queue. */
static enum err_code consider(struct hook_office *office, struct hook *hook,
                              struct hook_client *client, const struct entry *entry, long handicap,
                              struct err *e)
{
    if (entry == NULL)
        return want(office, hook, client, ERRAND_TELL, clock_ms(), handicap + TELL_MS, e);
    enum err_code code = consider_telling(office, hook, client, entry, handicap, e);
    if (code == ERR_OK && office->only == NULL)
        code = consider_asking(office, hook, client, ERRAND_CHECK, entry, handicap, e);
    if (code == ERR_OK && office->only == NULL)
        code = consider_asking(office, hook, client, ERRAND_LOOKUP, entry, handicap + LOOKUP_MS, e);
    return code;
}

/* The same after looking at the queue again. */
static enum err_code consider_anew(struct hook_office *office, struct hook *hook,
                                   struct hook_client *client, long handicap, struct err *e)
{
    struct entry entry;
    bool there = queue_load(office->queue, client->id, &entry, NULL) == ERR_OK;
    enum err_code code = consider(office, hook, client, there ? &entry : NULL, handicap, e);
    entry_free(&entry);
    return code;
}

enum err_code hook_desk_news(struct hook_desk *desk, const struct queue_news *news, struct err *e)
{
    struct hook_office *office = &desk->office;
    enum err_code code = ERR_OK;
    if (news->entry == NULL && !news->gone)
        return ERR_OK; /* somebody wants it asked */
    struct hook_client *client = hook_clients_get(&office->clients, news->id);
    if (client == NULL || !hook_client_set(client, news->entry))
        return err_nomem(e);
    for (struct hook *hook = office->hooks; hook != NULL && code == ERR_OK; hook = hook->next)
        if (hook->told >= 0)
            code = consider(office, hook, client, news->entry, office->whole ? 0 : OLD_MS, e);
    return code;
}

void hook_desk_is_whole(struct hook_desk *desk)
{
    desk->office.whole = true;
}

/* A client that is gone, and was reported as gone, can be forgotten. */
static void forget_if_over(struct hook_office *office, struct hook_client *client)
{
    if (client->is_there)
        return;
    for (const struct errand *errand = client->errands; errand != NULL; errand = errand->next)
        if (errand->turn.state != TURN_IDLE && errand->kind == ERRAND_TELL)
            return;
    for (const struct errand *errand = client->errands; errand != NULL; errand = errand->next)
        if (errand->turn.state == TURN_RUNS)
            return;
    for (struct errand *errand = client->errands; errand != NULL; errand = errand->next)
        turns_drop(&office->turns, &errand->turn);
    hook_clients_drop(&office->clients, client);
}

/* ---------------------------------------------------------------- hooks that come and go */

static struct hook *find_hook(struct hook_office *office, const char *name)
{
    struct hook *hook = office->hooks;
    while (hook != NULL && strcmp(hook->name, name) != 0)
        hook = hook->next;
    return hook;
}

static struct hook *add_hook(struct hook_office *office, const char *name)
{
    struct hook *hook = calloc(1, sizeof *hook);
    if (hook == NULL)
        return NULL;
    (void)snprintf(hook->name, sizeof hook->name, "%s", name);
    hook->told = -1;
    turns_add_hook(&office->turns, &hook->turns);
    hook->closed =
        (struct errand){.turn = {.hook = &hook->turns}, .hook = hook, .kind = ERRAND_CLOSED};
    hook->next = office->hooks;
    office->hooks = hook;
    return hook;
}

/* The hook is told nothing more until it comes back: told/ remembers what it was told. */
static void dismiss(struct hook_office *office, struct hook *hook)
{
    struct hook_client *client = hook_clients_after(&office->clients, "");
    turns_drop(&office->turns, &hook->closed.turn);
    for (; client != NULL; client = hook_clients_after(&office->clients, client->id))
        for (struct errand *errand = client->errands; errand != NULL; errand = errand->next)
            if (errand->hook == hook)
                turns_drop(&office->turns, &errand->turn);
    (void)close(hook->told);
    hook->told = -1;
    hook->walks = false;
    msg_info("%s: no longer a hook", hook->name);
}

static enum err_code employ(struct hook_office *office, const char *name, struct err *e)
{
    struct hook *hook = find_hook(office, name);
    if (hook == NULL && (hook = add_hook(office, name)) == NULL)
        return err_nomem(e);
    /* Somebody has removed its directory in told/: it counts as new then. */
    if (hook->told >= 0 && !hook_told_knows_hook(office->told, name) && hook->turns.running == 0)
        dismiss(office, hook);
    if (hook->told >= 0)
        return ERR_OK;
    bool is_new = !hook_told_knows_hook(office->told, name);
    enum err_code code = hook_told_open_hook(
        office->told, name, office->queue, hook_told_wants_all(office->told, name), &hook->told, e);
    if (code != ERR_OK)
        return code;
    msg_info("%s: a hook%s", name,
             is_new ? ", and new: it is not told of what is in the queue already" : "");
    hook->walks = office->clients.count > 0;
    hook->walked[0] = '\0';
    hook->listed = false;
    if (office->only == NULL)
        turns_want(&office->turns, &hook->closed.turn, clock_ms(), LOOKUP_MS);
    return ERR_OK;
}

struct refusals {
    char text[16 * 1024];
    size_t used;
};

static void note_refused(void *context, const char *name, const char *why)
{
    struct refusals *r = context;
    (void)name;
    int len = snprintf(r->text + r->used, sizeof r->text - r->used, "%s\n", why);
    if (len > 0 && (size_t)len < sizeof r->text - r->used)
        r->used += (size_t)len;
    r->text[r->used] = '\0';
}

/* Once, and again when it changes. */
static void say_refused(struct hook_desk *desk, const char *text)
{
    bool same = strcmp(desk->refused != NULL ? desk->refused : "", text) == 0;
    for (const char *line = text; !same && *line != '\0';) {
        size_t len = strcspn(line, "\n");
        msg_warning("%.*s", (int)len, line);
        line += len + (line[len] != '\0');
    }
    if (same)
        return;
    free(desk->refused);
    desk->refused = strdup(text);
}

/* Its copies of the clients in the queue are removed: then all of them are news. */
static void tell_all(struct hook_office *office, struct hook *hook)
{
    struct hook_client *client = hook_clients_after(&office->clients, "");
    for (; client != NULL; client = hook_clients_after(&office->clients, client->id))
        if (client->is_there)
            hook_told_untell(hook->told, client->id);
    hook_told_all_wanted(office->told, hook->name);
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

enum err_code hook_desk_reload(struct hook_desk *desk, struct err *e)
{
    struct hook_office *office = &desk->office;
    struct hook_dir list = {.count = 0};
    struct refusals refusals = {.used = 0};
    struct err why;
    enum err_code code =
        hook_dir_list(office->conf->hooks.directory, &list, note_refused, &refusals, e);
    say_refused(desk, refusals.text);
    for (struct hook *hook = office->hooks; hook != NULL; hook = hook->next)
        if (hook->told >= 0 && !is_listed(&list, hook->name) && hook->turns.running == 0)
            dismiss(office, hook);
    for (size_t i = 0; i < list.count; i++)
        if ((office->only == NULL || strcmp(office->only, list.names[i]) == 0) &&
            employ(office, list.names[i], &why) != ERR_OK)
            msg_error("%s: %s", list.names[i], why.text);
    for (struct hook *hook = office->hooks; hook != NULL && office->whole; hook = hook->next)
        if (hook->told >= 0 && hook_told_wants_all(office->told, hook->name))
            tell_all(office, hook);
    return code;
}

size_t hook_desk_hooks(const struct hook_desk *desk)
{
    size_t count = 0;
    for (const struct hook *hook = desk->office.hooks; hook != NULL; hook = hook->next)
        count += hook->told >= 0;
    return count;
}

/* ---------------------------------------------------------------- all clients of a hook */

static enum err_code walk(struct hook_office *office, struct hook *hook, long long end,
                          struct err *e)
{
    enum err_code code = ERR_OK;
    while (hook->walks && code == ERR_OK && clock_ms() < end) {
        struct hook_client *client = hook_clients_after(&office->clients, hook->walked);
        hook->walks = client != NULL;
        if (client == NULL)
            break;
        memcpy(hook->walked, client->id, strlen(client->id) + 1);
        code = consider_anew(office, hook, client, OLD_MS, e);
    }
    return code;
}

/* Those that it was told of and that are no longer in the queue. */
static enum err_code list_told(struct hook_office *office, struct hook *hook, struct err *e)
{
    struct queue_walk walk;
    char id[QUEUE_ID_SIZE];
    enum err_code code = ERR_OK;
    queue_walk_begin(&walk, hook->told);
    while (code == ERR_OK && queue_walk_next(&walk, id)) {
        struct hook_client *client = hook_clients_get(&office->clients, id);
        if (client == NULL)
            code = err_nomem(e);
        else if (!client->is_there)
            code = consider(office, hook, client, NULL, OLD_MS, e);
    }
    code = queue_walk_end(&walk, code, e);
    hook->listed = code == ERR_OK;
    return code;
}

static bool has_walks(const struct hook_office *office)
{
    for (const struct hook *hook = office->hooks; hook != NULL; hook = hook->next)
        if (hook->told >= 0 && (hook->walks || !hook->listed))
            return office->whole;
    return false;
}

static enum err_code walk_all(struct hook_office *office, long long end, struct err *e)
{
    enum err_code code = ERR_OK;
    struct hook *hook = office->whole ? office->hooks : NULL;
    for (; hook != NULL && code == ERR_OK; hook = hook->next) {
        if (hook->told < 0)
            continue;
        if (!hook->listed)
            code = list_told(office, hook, e);
        if (code == ERR_OK)
            code = walk(office, hook, end, e);
    }
    return code;
}

/* ---------------------------------------------------------------- runs */

/* Runs in the process that waits for the hook. */
static bool settle(void *context)
{
    const struct job *job = context;
    return hook_told_settle(job->errand->hook->told, job->errand->client->id,
                            job->work.event == HOOK_GONE);
}

/* What the hook will know when it has been told. */
static enum err_code prepare(struct job *job, struct err *e)
{
    struct hook_work *work = &job->work;
    const bool gone = work->event == HOOK_GONE;
    if (!gone)
        hook_event_told(&work->now, work->has_told ? &work->told : NULL, work->event);
    return hook_told_prepare(job->errand->hook->told, job->errand->client->id,
                             gone ? NULL : &work->now, &job->next, e);
}

static enum err_code start(struct hook_desk *desk, struct job *job, struct errand *errand,
                           struct err *e)
{
    const struct conf *conf = desk->office.conf;
    char path[CONF_VALUE_SIZE + HOOK_NAME_SIZE + 1];
    const char *name = errand->hook->name;
    const bool tells = errand->kind == ERRAND_TELL;
    (void)snprintf(path, sizeof path, "%s/%s", conf->hooks.directory, name);
    job->errand = errand;
    job->next = -1;
    enum err_code code = hook_dir_check(conf->hooks.directory, name, e);
    if (code == ERR_OK && tells)
        code = prepare(job, e);
    const struct hook_run_what what = {
        .path = path,
        .argument = hook_event_name(job->work.event),
        .environment = job->work.env.list,
        .input = job->work.input,
        .length = job->work.length,
        .timeout_ms = conf->hooks.timeout * 1000,
        .settle = tells ? settle : NULL,
        .context = job,
        .kept = {errand->hook->told, job->next},
    };
    return code == ERR_OK ? hook_run_start(&job->run, &what, e) : code;
}

/* A client that is gone: what has been told meanwhile was the last but one event. */
static enum err_code end_turn_of_gone(struct hook_office *office, struct errand *errand, bool ran,
                                      struct err *e)
{
    const int told = errand->hook->told;
    if (errand->kind == ERRAND_TELL && ran && told >= 0)
        return want(office, errand->hook, errand->client, ERRAND_TELL, clock_ms(), 0, e);
    if (told >= 0 && !hook_told_has(told, errand->client->id))
        hook_told_forget(told, errand->client->id); /* note that it was asked, too */
    forget_if_over(office, errand->client);
    return ERR_OK;
}

/* What happens to the errand once its turn is over: it is due again at `at`, or if that is 0 when
 * there is something to do. ran: it did not fail. */
static enum err_code end_turn(struct hook_desk *desk, struct errand *errand, long long at, bool ran,
                              struct err *e)
{
    struct hook_office *office = &desk->office;
    turns_end(&office->turns, &errand->turn);
    if (errand->kind == ERRAND_CLOSED) {
        if (errand->hook->told >= 0)
            turns_want(&office->turns, &errand->turn,
                       at > 0 ? at : clock_ms() + HOOK_CLOSED_EVERY_MS, 0);
        return ERR_OK;
    }
    if (at > 0)
        turns_want(&office->turns, &errand->turn, at, 0);
    else if (!errand->client->is_there)
        return end_turn_of_gone(office, errand, ran, e);
    else if (errand->hook->told >= 0)
        return consider_anew(office, errand->hook, errand->client, 0, e);
    return ERR_OK;
}

/* *began: job is running now. */
static enum err_code begin(struct hook_desk *desk, struct job *job, struct errand *errand,
                           bool *began, struct err *e)
{
    enum hook_work_kind kind;
    struct err why = {.text = ""};
    enum err_code code = hook_work_find(&desk->office, errand, &job->work, &kind, e);
    *began = false;
    if (code == ERR_OK && kind == HOOK_WORK_RUN) {
        if (start(desk, job, errand, &why) == ERR_OK) {
            *began = true;
            return ERR_OK;
        }
        if (job->next >= 0)
            hook_told_drop(errand->hook->told, errand->client->id, &job->next);
        job->errand = NULL;
        hook_result_not_run(&desk->office, errand, job->work.event, why.text);
    }
    hook_work_free(&job->work);
    if (code != ERR_OK)
        return code;
    if (kind == HOOK_WORK_RUN)
        return end_turn(desk, errand, errand->not_before, false, e);
    return end_turn(desk, errand, kind == HOOK_WORK_LATER ? clock_ms() + job->work.wait_ms : 0,
                    false, e);
}

static enum err_code take_results(struct hook_desk *desk, struct err *e)
{
    enum err_code code = ERR_OK;
    for (size_t i = 0; i < desk->job_count && code == ERR_OK; i++) {
        struct job *job = &desk->jobs[i];
        struct errand *errand = job->errand;
        if (errand == NULL || !hook_run_step(&job->run))
            continue;
        bool done = hook_result_take(&desk->office, errand, &job->work, &job->run);
        end_job(job);
        code = end_turn(desk, errand, done ? 0 : errand->not_before, done, e);
    }
    return code;
}

static struct job *free_job(struct hook_desk *desk)
{
    for (size_t i = 0; i < desk->job_count; i++)
        if (desk->jobs[i].errand == NULL)
            return &desk->jobs[i];
    return NULL;
}

static enum err_code begin_some(struct hook_desk *desk, long long end, struct err *e)
{
    struct job *job;
    enum err_code code = ERR_OK;
    while (code == ERR_OK && clock_ms() < end && (job = free_job(desk)) != NULL) {
        struct turn *turn = turns_begin(&desk->office.turns, clock_ms());
        bool began;
        if (turn == NULL)
            break;
        code = begin(desk, job, TREE_THING(turn, struct errand, turn), &began, e);
        if (code == ERR_OK)
            code = take_results(desk,
                                e); /* soon: what is not noted would be told again after a crash */
    }
    return code;
}

enum err_code hook_desk_work(struct hook_desk *desk, long slice_ms, bool may_begin, struct err *e)
{
    const long long end = clock_ms() + slice_ms;
    enum err_code code = take_results(desk, e);
    if (code == ERR_OK && may_begin)
        code = begin_some(desk, end, e);
    if (code == ERR_OK && may_begin)
        code = walk_all(&desk->office, end, e);
    return code;
}

/* ---------------------------------------------------------------- waiting */

size_t hook_desk_poll(const struct hook_desk *desk, struct pollfd fds[HOOK_DESK_POLL_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < desk->job_count; i++)
        for (int j = 0; j < 2 && desk->jobs[i].errand != NULL; j++)
            if (desk->jobs[i].run.out[j] >= 0)
                fds[count++] = (struct pollfd){.fd = desk->jobs[i].run.out[j], .events = POLLIN};
    return count;
}

long hook_desk_wait_ms(struct hook_desk *desk)
{
    long wait = turns_wait_ms(&desk->office.turns, clock_ms());
    return has_walks(&desk->office) ? 0 : wait;
}

size_t hook_desk_running(const struct hook_desk *desk)
{
    return desk->office.turns.running;
}

void hook_desk_stop(struct hook_desk *desk)
{
    for (size_t i = 0; i < desk->job_count; i++)
        if (desk->jobs[i].errand != NULL)
            hook_run_stop(&desk->jobs[i].run);
}

bool hook_desk_is_done(struct hook_desk *desk, size_t *retrying)
{
    struct turns *turns = &desk->office.turns;
    long wait = turns_wait_ms(turns, clock_ms());
    *retrying = desk->office.retrying;
    return desk->office.whole && !has_walks(&desk->office) && turns->running == 0 &&
           !turns_are_ready(turns, clock_ms()) && (wait < 0 || wait > SOON_MS);
}
