#include "alert_collector/identify/identify_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "alert_collector/identify/inquiry.h"
#include "alert_collector/identify/verdict.h"
#include "alert_collector/intake.h"
#include "alert_collector/intake_store.h"
#include "common/grow.h"
#include "support_queue_db/queue_change.h"
#include "support_queue_db/queue_pending.h"
#include "support_queue_db/queue_watch.h"

enum { RESCAN_MS = 5000 };

enum report { REPORT_NONE, REPORT_IDENTITY, REPORT_INVENTORY };

/* One client on its way: asked, and what was found is written, perhaps twice. */
struct job {
    struct runner *runner;
    char id[QUEUE_ID_SIZE]; /* "": the slot is free */
    struct addr asked;
    struct inquiry *inquiry;
    enum report report; /* what is still to be written */
    bool ended;         /* there is nothing more to ask */
};

struct id_list {
    char (*ids)[QUEUE_ID_SIZE];
    size_t count;
    size_t room;
};

struct runner {
    struct identify_run *run;
    struct queue *queue; /* the run's */
    struct http_engine *engine;
    struct queue_watch watch;
    struct id_list todo;  /* clients that wait, in no order */
    struct id_list stuck; /* could not be asked or written: not tried again in this run */
    struct job *jobs;     /* [amt] parallel slots */
    size_t slots;
    size_t busy;
};

/* False: out of memory. */
static bool add_id(struct id_list *list, const char *id)
{
    if (!grow(&list->ids, list->count, 1, &list->room, sizeof *list->ids))
        return false;
    (void)snprintf(list->ids[list->count++], QUEUE_ID_SIZE, "%s", id);
    return true;
}

static size_t find_id(const struct id_list *list, const char *id)
{
    size_t at = 0;
    while (at < list->count && strcmp(list->ids[at], id) != 0)
        at++;
    return at;
}

static bool has_id(const struct id_list *list, const char *id)
{
    return find_id(list, id) < list->count;
}

static void forget_id(struct id_list *list, const char *id)
{
    size_t at = find_id(list, id);
    if (at < list->count)
        memmove(list->ids[at], list->ids[--list->count], QUEUE_ID_SIZE);
}

static bool is_done(const struct job *job)
{
    return job->ended && job->report == REPORT_NONE;
}

static bool is_asked(const struct runner *r, const char *id)
{
    for (size_t i = 0; i < r->slots; i++)
        if (strcmp(r->jobs[i].id, id) == 0 && !is_done(&r->jobs[i]))
            return true;
    return false;
}

/* Puts the client on the list if it waits; it is not on it yet. False: out of memory. */
static bool add_if_waiting(struct runner *r, const char *id)
{
    if (is_asked(r, id) || has_id(&r->stuck, id))
        return true;
    struct entry entry;
    bool waits = queue_load(r->queue, id, &entry, NULL) == ERR_OK &&
                 (entry_is_to_be_asked(&entry, time(NULL)) || entry.inventory_pending);
    entry_free(&entry);
    return !waits || add_id(&r->todo, id);
}

static void consider(struct runner *r, const char *id)
{
    if (!has_id(&r->todo, id))
        (void)add_if_waiting(r, id); /* without memory for it the next scan finds it again */
}

static enum err_code scan(struct runner *r, struct err *e)
{
    enum err_code code = identify_store_pending(r->queue, r->run->conf, e);
    if (code != ERR_OK && code != ERR_TEMPFAIL) /* the lock is taken: there is a next time */
        return code;
    struct queue_walk walk;
    char id[QUEUE_ID_SIZE];
    queue_watch_scanned(&r->watch);
    r->todo.count = 0;
    queue_walk_begin(&walk, queue_fd(r->queue));
    while (queue_walk_next(&walk, id) && add_if_waiting(r, id))
        continue;
    return queue_walk_end(&walk, ERR_OK, e);
}

/* Something on this side is wrong, a full disk say: the client goes on waiting. */
static void give_up(struct job *job, const struct err *why)
{
    struct runner *r = job->runner;
    r->run->log(true, job->id, why->text);
    r->run->failures++;
    if (!has_id(&r->stuck, job->id))
        (void)add_id(&r->stuck, job->id); /* without memory for it, it is tried once more */
}

/* Makes of the entry what has been found. False if there is nothing to write. */
static bool apply_report(const struct job *job, struct entry *entry, struct err *e)
{
    const struct inquiry_findings *found = inquiry_findings(job->inquiry);
    return job->report == REPORT_IDENTITY
               ? verdict_identity(entry, &job->asked, found, time(NULL), e)
               : verdict_inventory(entry, &job->asked, found, e);
}

/* Only notes what there is to write: see write_reports. */
static bool on_report(void *context, struct inquiry *inquiry, enum inquiry_stage stage)
{
    struct job *job = context;
    job->ended = stage == INQUIRY_END;
    if (!job->ended || inquiry_findings(inquiry)->outcome.result != AMT_ANSWERED)
        job->report = REPORT_IDENTITY;
    else if (job->report == REPORT_NONE)
        job->report = REPORT_INVENTORY;
    if (job->ended)
        return false;
    /* Only if it is the client that called is it worth asking more. */
    struct entry entry;
    bool verified = queue_load(job->runner->queue, job->id, &entry, NULL) == ERR_OK &&
                    apply_report(job, &entry, NULL) && entry.state == ENTRY_VERIFIED;
    entry_free(&entry);
    return verified;
}

/* Takes the clients that wait into free slots, and begins to ask each. */
static void start_jobs(struct runner *r)
{
    const struct identify_run *run = r->run;
    for (size_t i = 0; i < r->slots && r->todo.count > 0; i++) {
        struct job *job = &r->jobs[i];
        if (job->id[0] != '\0')
            continue;
        struct entry entry;
        struct err e;
        *job = (struct job){.runner = r};
        memcpy(job->id, r->todo.ids[--r->todo.count], sizeof job->id);
        r->busy++;
        job->ended = queue_load(r->queue, job->id, &entry, NULL) != ERR_OK; /* it left the queue */
        job->asked = entry.address;
        entry_free(&entry);
        if (!job->ended && inquiry_new(&job->inquiry, r->engine, run->conf, run->secret,
                                       &job->asked, on_report, job, &e) != ERR_OK) {
            give_up(job, &e);
            job->ended = true;
        }
    }
}

static void on_written(struct job *job, const struct entry *entry)
{
    struct identify_run *run = job->runner->run;
    bool complete = job->report == REPORT_INVENTORY;
    memcpy(job->id, entry->file_id, sizeof job->id);
    run->failures += entry->state != ENTRY_VERIFIED;
    run->log(false, job->id, complete ? "inventory complete" : entry_state_name(entry->state));
    job->report = REPORT_NONE;
}

static void on_unwritten(struct job *job, const struct err *why)
{
    give_up(job, why);
    job->report = REPORT_NONE;
}

/* Up to QUEUE_SAVE_MAX reports, from slot *at on, within one change. False at the last slot. */
static bool write_some_reports(struct runner *r, size_t *at)
{
    static struct entry entries[QUEUE_SAVE_MAX];
    struct job *jobs[QUEUE_SAVE_MAX];
    struct err results[QUEUE_SAVE_MAX];
    struct err e;
    size_t count = 0;
    bool begun = false;
    enum err_code locked = ERR_OK;
    for (; *at < r->slots && count < QUEUE_SAVE_MAX; ++*at) {
        struct job *job = &r->jobs[*at];
        struct entry *entry = &entries[count];
        if (job->report == REPORT_NONE)
            continue;
        if (!begun)
            locked = queue_begin(r->queue, time(NULL), QUEUE_WAIT_PERSON, &e);
        begun = true;
        if (locked != ERR_OK) {
            on_unwritten(job, &e);
            continue;
        }
        enum err_code code = queue_load(r->queue, job->id, entry, &e);
        if (code == ERR_OK && apply_report(job, entry, &e)) {
            jobs[count++] = job;
            continue;
        }
        entry_free(entry);
        if (code == ERR_OK || code == ERR_NOHOST)
            job->report = REPORT_NONE; /* it has another address by now, or left the queue */
        else
            on_unwritten(job, &e);
    }
    queue_save_each(r->queue, entries, count, results);
    for (size_t i = 0; i < count; i++) {
        char id[QUEUE_ID_SIZE];
        bool joined;
        entry_id(&entries[i], id);
        if (results[i].code == ERR_CANTCREAT && strcmp(id, entries[i].file_id) != 0)
            results[i].code = queue_join(r->queue, &entries[i], id, &joined, &results[i]);
        if (results[i].code == ERR_OK)
            on_written(jobs[i], &entries[i]);
        else
            on_unwritten(jobs[i], &results[i]);
        entry_free(&entries[i]);
    }
    if (begun && locked == ERR_OK)
        queue_end(r->queue);
    return *at < r->slots;
}

/* Frees what is done, and looks at each such client again: an alert that came while it was asked
 * may have made it wait once more. */
static void reap_jobs(struct runner *r)
{
    for (size_t i = 0; i < r->slots; i++) {
        struct job *job = &r->jobs[i];
        if (job->id[0] == '\0' || !is_done(job))
            continue;
        inquiry_free(job->inquiry);
        job->inquiry = NULL;
        consider(r, job->id);
        job->id[0] = '\0';
        r->busy--;
    }
}

static enum err_code go_on(struct runner *r, struct err *e)
{
    char id[QUEUE_ID_SIZE];
    while (!*r->run->stop) {
        while (queue_watch_next(&r->watch, id)) {
            forget_id(&r->stuck, id); /* somebody could write it */
            consider(r, id);
        }
        enum err_code code = queue_watch_scan_due(&r->watch) ? scan(r, e) : ERR_OK;
        if (code != ERR_OK)
            return code;
        start_jobs(r);
        reap_jobs(r);
        if (r->busy == 0 && r->todo.count == 0 && !r->run->watch)
            return ERR_OK;
        bool full = r->busy == r->slots || r->todo.count == 0;
        code =
            http_engine_step(r->engine, r->watch.fd, full ? queue_watch_wait_ms(&r->watch) : 0, e);
        /* While a disk is waited for no machine is served: so what has come in meanwhile is written
         * at one go, and a slow disk makes larger batches, not a longer queue. */
        for (size_t at = 0; write_some_reports(r, &at);)
            continue;
        if (code != ERR_OK)
            return code;
    }
    return ERR_OK;
}

enum err_code identify_run(struct identify_run *run, struct err *e)
{
    struct runner r = {.run = run, .queue = run->queue, .slots = (size_t)run->conf->amt.parallel};
    r.jobs = calloc(r.slots, sizeof *r.jobs);
    queue_watch_open(&r.watch, run->queue, QUEUE_WATCH_WRITTEN, RESCAN_MS);
    enum err_code code = r.jobs == NULL ? err_nomem(e) : http_engine_new(&r.engine, e);
    if (code == ERR_OK)
        code = go_on(&r, e);
    for (size_t i = 0; r.jobs != NULL && i < r.slots; i++)
        inquiry_free(r.jobs[i].inquiry);
    http_engine_free(r.engine);
    queue_watch_close(&r.watch);
    run->stuck = (unsigned)r.stuck.count;
    free(r.jobs);
    free(r.todo.ids);
    free(r.stuck.ids);
    return code;
}

struct pending {
    struct queue *queue;
    const struct conf *conf;
};

static enum err_code store_one(void *context, time_t when, const char *text, size_t len,
                               struct err *e)
{
    const struct pending *p = context;
    struct intake intake;
    bool woken = false;
    enum err_code code = intake_read(p->conf, text, len, when, &intake, e);
    intake.alert.was_pending = true;
    return code == ERR_OK ? intake_store(p->queue, &intake.alert, QUEUE_WAIT_PERSON, &woken, e)
                          : code;
}

enum err_code identify_store_pending(struct queue *queue, const struct conf *conf, struct err *e)
{
    struct pending p = {queue, conf};
    return queue_pending_each(queue, store_one, &p, e);
}

enum err_code identify_fail_all(struct queue *queue, const char *reason, struct err *e)
{
    struct queue_change change;
    struct queue_walk walk;
    struct entry entry;
    enum err_code code = queue_change_begin(&change, queue, NULL, e);
    if (code != ERR_OK)
        return queue_change_end(&change, code);
    queue_walk_begin(&walk, queue_fd(queue));
    while (queue_next(queue, &walk, &entry)) {
        if (entry.ask_since != 0) {
            verdict_failed(&entry, VERDICT_NOT_ASKED, reason, change.now);
            enum err_code saved = queue_save(queue, &entry, e);
            code = saved != ERR_OK ? saved : code;
        }
        entry_free(&entry);
    }
    return queue_change_end(&change, queue_walk_end(&walk, code, e));
}
