#include "alert_collector/identify/identify_run.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "alert_collector/identify/inquiry.h"
#include "alert_collector/identify/verdict.h"
#include "alert_collector/intake.h"
#include "alert_collector/intake_store.h"
#include "support_queue_db/queue_change.h"
#include "support_queue_db/queue_pending.h"
#include "support_queue_db/queue_watch.h"

enum { RESCAN_MS = 5000 };

enum report { REPORT_NONE, REPORT_IDENTITY, REPORT_INVENTORY };

struct job {
    struct identify_run *run;
    char id[QUEUE_ID_SIZE];
    struct addr asked;
    struct inquiry *inquiry;
    enum report report; /* what is still to be written */
    bool ended;         /* the inquiry has nothing more to ask */
    bool done;          /* and all of it is written */
};

struct id_list {
    char (*ids)[QUEUE_ID_SIZE];
    size_t count;
    size_t room;
};

struct identify_run {
    struct queue *queue;
    const struct conf *conf;
    const struct secret *secret;
    identify_log *log;
    struct http_engine *engine;
    struct queue_watch watch;

    struct id_list todo; /* clients that wait, in no order */
    struct job **jobs;   /* conf->amt.parallel slots, NULL for a free one */
    size_t slots;
    size_t busy;
    struct id_list stuck; /* could not be asked or written: not tried again in this run */
    unsigned failures;
};

static enum err_code add_id(struct id_list *list, const char *id)
{
    if (list->count == list->room) {
        size_t room = list->room * 2 + 64;
        char(*grown)[QUEUE_ID_SIZE] = realloc(list->ids, room * sizeof *list->ids);
        if (grown == NULL)
            return ERR_INTERNAL;
        list->ids = grown;
        list->room = room;
    }
    (void)snprintf(list->ids[list->count++], QUEUE_ID_SIZE, "%s", id);
    return ERR_OK;
}

static bool has_id(const struct id_list *list, const char *id)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->ids[i], id) == 0)
            return true;
    return false;
}

static void forget_id(struct id_list *list, const char *id)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->ids[i], id) == 0) {
            memcpy(list->ids[i], list->ids[--list->count], QUEUE_ID_SIZE);
            return;
        }
    }
}

static bool is_asked(const struct identify_run *run, const char *id)
{
    for (size_t i = 0; i < run->slots; i++)
        if (run->jobs[i] != NULL && !run->jobs[i]->done && strcmp(run->jobs[i]->id, id) == 0)
            return true;
    return false;
}

/* Puts the client on the list if it waits; it is not on it yet. */
static bool add_if_waiting(struct identify_run *run, const char *id)
{
    if (is_asked(run, id) || has_id(&run->stuck, id))
        return true;
    struct entry entry;
    bool waits = queue_load(run->queue, id, &entry, NULL) == ERR_OK &&
                 (entry.state == ENTRY_WAITING || entry.inventory_pending);
    entry_free(&entry);
    return !waits || add_id(&run->todo, id) == ERR_OK;
}

static void consider(struct identify_run *run, const char *id)
{
    if (!has_id(&run->todo, id))
        (void)add_if_waiting(run, id); /* without memory for it the next scan finds it again */
}

static enum err_code scan(struct identify_run *run, struct err *e)
{
    enum err_code code = identify_take_aside(run->queue, run->conf, e);
    if (code != ERR_OK && code != ERR_TEMPFAIL) /* the lock is taken: there is a next time */
        return code;
    struct queue_walk walk;
    char id[QUEUE_ID_SIZE];
    queue_watch_scanned(&run->watch);
    run->todo.count = 0;
    queue_walk_begin(&walk, queue_fd(run->queue));
    while (queue_walk_next(&walk, id) && add_if_waiting(run, id))
        continue;
    return queue_walk_end(&walk, ERR_OK, e);
}

/* Something on this side is wrong, a full disk say: the client goes on waiting. */
static void give_up(struct job *job, const struct err *why)
{
    struct identify_run *run = job->run;
    run->log(true, job->id, why->text);
    run->failures++;
    if (!has_id(&run->stuck, job->id))
        (void)add_id(&run->stuck, job->id); /* without memory for it, it is tried once more */
}

/* Makes of the entry what has been found. False if there is nothing to write. */
static bool apply_report(const struct job *job, struct entry *entry, struct err *e)
{
    const struct inquiry_findings *found = inquiry_findings(job->inquiry);
    return job->report == REPORT_IDENTITY
               ? verdict_identity(entry, &job->asked, found, time(NULL), e)
               : verdict_inventory(entry, &job->asked, found, e);
}

/* Whether it is the client that called, so that it is worth asking more. */
static bool is_verified(const struct job *job)
{
    struct entry entry;
    bool verified = queue_load(job->run->queue, job->id, &entry, NULL) == ERR_OK &&
                    apply_report(job, &entry, NULL) && entry.state == ENTRY_VERIFIED;
    entry_free(&entry);
    return verified;
}

/* Only notes what there is to write: see write_reports. */
static bool take_report(void *context, struct inquiry *inquiry, enum inquiry_stage stage)
{
    struct job *job = context;
    if (stage == INQUIRY_IDENTIFIED) {
        job->report = REPORT_IDENTITY;
        return is_verified(job);
    }
    job->ended = true;
    if (inquiry_findings(inquiry)->outcome.result != AMT_ANSWERED)
        job->report = REPORT_IDENTITY;
    else if (job->report == REPORT_NONE)
        job->report = REPORT_INVENTORY;
    return false;
}

/* After its entry has been written, or found to need no writing. */
static void report_written(struct job *job, const struct entry *entry)
{
    struct identify_run *run = job->run;
    if (entry != NULL) {
        bool complete = job->report == REPORT_INVENTORY;
        memcpy(job->id, entry->file_id, sizeof job->id);
        run->failures += entry->state != ENTRY_VERIFIED;
        run->log(false, job->id, complete ? "inventory complete" : entry_state_name(entry->state));
    }
    job->report = REPORT_NONE;
    job->done = job->ended;
}

static void report_failed(struct job *job, const struct err *why)
{
    give_up(job, why);
    job->report = REPORT_NONE;
    job->done = job->ended;
}

/* Entries that are written together, and whose they are. */
struct batch {
    struct entry entries[QUEUE_SAVE_MAX];
    struct entry *pointers[QUEUE_SAVE_MAX];
    struct job *jobs[QUEUE_SAVE_MAX];
    size_t count;
};

static void load_report(struct batch *batch, struct job *job)
{
    struct err e;
    struct entry *entry = &batch->entries[batch->count];
    enum err_code code = queue_load(job->run->queue, job->id, entry, &e);
    if (code == ERR_OK && apply_report(job, entry, &e)) {
        batch->pointers[batch->count] = entry;
        batch->jobs[batch->count++] = job;
        return;
    }
    entry_free(entry);
    if (code == ERR_OK || code == ERR_NOHOST)
        report_written(job, NULL); /* it has another address by now, or left the queue */
    else
        report_failed(job, &e);
}

static void save_batch(struct identify_run *run, struct batch *batch)
{
    struct err results[QUEUE_SAVE_MAX];
    queue_save_each(run->queue, batch->pointers, batch->count, results);
    for (size_t i = 0; i < batch->count; i++) {
        if (results[i].code == ERR_OK)
            report_written(batch->jobs[i], batch->pointers[i]);
        else
            report_failed(batch->jobs[i], &results[i]);
        entry_free(batch->pointers[i]);
    }
}

static size_t next_report(const struct identify_run *run, size_t from)
{
    while (from < run->slots && (run->jobs[from] == NULL || run->jobs[from]->report == REPORT_NONE))
        from++;
    return from;
}

/* While a disk is waited for no machine is served: so what has come in meanwhile is written at one
 * go, and a slow disk makes larger batches, not a longer queue. */
static void write_reports(struct identify_run *run)
{
    static struct batch batch;
    struct err e;
    for (size_t i = next_report(run, 0); i < run->slots;) {
        bool locked = queue_begin(run->queue, time(NULL), QUEUE_WAIT_PERSON, &e) == ERR_OK;
        batch.count = 0;
        while (i < run->slots && batch.count < QUEUE_SAVE_MAX) {
            if (locked)
                load_report(&batch, run->jobs[i]);
            else
                report_failed(run->jobs[i], &e);
            i = next_report(run, i + 1);
        }
        save_batch(run, &batch);
        if (locked)
            queue_end(run->queue);
    }
}

static enum err_code fail_here(struct job *job, const char *detail, struct err *e)
{
    struct queue_change change;
    enum err_code code = queue_change_begin(&change, job->run->queue, job->id, e);
    if (code == ERR_OK)
        verdict_failed(&change.entry, VERDICT_NOT_ASKED, detail, change.now);
    job->run->failures += change.queue != NULL;
    return queue_change_save(&change, code, e);
}

static enum err_code start_inquiry(struct job *job, struct err *e)
{
    struct identify_run *run = job->run;
    struct entry entry;
    enum err_code code = queue_load(run->queue, job->id, &entry, e);
    if (code == ERR_OK)
        job->asked = entry.address;
    entry_free(&entry);
    if (code != ERR_OK) {
        job->done = true; /* it left the queue meanwhile */
        return ERR_OK;
    }
    if (amt_address_allowed(run->conf, &job->asked))
        return inquiry_new(&job->inquiry, run->engine, run->conf, run->secret, &job->asked,
                           take_report, job, e);
    job->done = true;
    return fail_here(job, "the address is in none of [amt] networks", e);
}

static void end_job(struct job *job)
{
    inquiry_free(job->inquiry);
    free(job);
}

/* Fills free slots from the list. */
static enum err_code start_jobs(struct identify_run *run, struct err *e)
{
    for (size_t i = 0; i < run->slots && run->todo.count > 0; i++) {
        if (run->jobs[i] != NULL)
            continue;
        struct job *job = calloc(1, sizeof *job);
        if (job == NULL)
            return err_nomem(e);
        struct err why;
        job->run = run;
        memcpy(job->id, run->todo.ids[--run->todo.count], sizeof job->id);
        run->jobs[i] = job;
        run->busy++;
        if (start_inquiry(job, &why) != ERR_OK) {
            give_up(job, &why);
            job->done = true;
        }
    }
    return ERR_OK;
}

/* Frees what is done, and looks at each such client again: an alert that came while it was asked
 * may have made it wait once more. */
static void reap_jobs(struct identify_run *run)
{
    for (size_t i = 0; i < run->slots; i++) {
        struct job *job = run->jobs[i];
        if (job == NULL || !job->done)
            continue;
        run->jobs[i] = NULL;
        run->busy--;
        consider(run, job->id);
        end_job(job);
    }
}

enum err_code identify_run_new(struct identify_run **run, struct queue *queue,
                               const struct conf *conf, const struct secret *secret,
                               identify_log *log, struct err *e)
{
    struct identify_run *r = calloc(1, sizeof *r);
    if (r == NULL)
        return err_nomem(e);
    r->queue = queue;
    r->conf = conf;
    r->secret = secret;
    r->log = log;
    r->slots = (size_t)conf->amt.parallel;
    r->jobs = calloc(r->slots, sizeof *r->jobs);
    queue_watch_open(&r->watch, queue, QUEUE_WATCH_WRITTEN, RESCAN_MS);
    enum err_code code = r->jobs == NULL ? err_nomem(e) : http_engine_new(&r->engine, e);
    if (code != ERR_OK) {
        identify_run_free(r);
        return code;
    }
    *run = r;
    return ERR_OK;
}

void identify_run_free(struct identify_run *run)
{
    if (run == NULL)
        return;
    for (size_t i = 0; run->jobs != NULL && i < run->slots; i++)
        if (run->jobs[i] != NULL)
            end_job(run->jobs[i]);
    http_engine_free(run->engine);
    queue_watch_close(&run->watch);
    free(run->jobs);
    free(run->todo.ids);
    free(run->stuck.ids);
    free(run);
}

enum err_code identify_run(struct identify_run *run, bool watch, const volatile sig_atomic_t *stop,
                           struct err *e)
{
    char id[QUEUE_ID_SIZE];
    enum err_code code = ERR_OK;
    queue_watch_rescan(&run->watch);
    while (!*stop && code == ERR_OK) {
        while (queue_watch_next(&run->watch, id)) {
            forget_id(&run->stuck, id); /* somebody could write it */
            consider(run, id);
        }
        if (queue_watch_scan_due(&run->watch))
            code = scan(run, e);
        if (code == ERR_OK)
            code = start_jobs(run, e);
        reap_jobs(run);
        bool idle = run->busy == 0 && run->todo.count == 0;
        if (idle && !watch)
            break;
        bool full = run->busy == run->slots || run->todo.count == 0;
        long wait_ms = full ? queue_watch_wait_ms(&run->watch) : 0;
        if (code == ERR_OK)
            code = http_engine_step(run->engine, run->watch.fd, wait_ms, e);
        write_reports(run);
    }
    return code;
}

unsigned identify_run_failures(const struct identify_run *run)
{
    return run->failures;
}

unsigned identify_run_stuck(const struct identify_run *run)
{
    return (unsigned)run->stuck.count;
}

struct aside {
    struct queue *queue;
    const struct conf *conf;
};

static enum err_code take_one_aside(void *context, time_t when, const char *text, size_t len,
                                    struct err *e)
{
    const struct aside *a = context;
    struct intake intake;
    bool woken = false;
    enum err_code code = intake_read(a->conf, text, len, when, &intake, e);
    intake.alert.was_pending = true;
    return code == ERR_OK ? intake_store(a->queue, &intake.alert, QUEUE_WAIT_PERSON, &woken, e)
                          : code;
}

enum err_code identify_take_aside(struct queue *queue, const struct conf *conf, struct err *e)
{
    struct aside a = {queue, conf};
    return queue_pending_each(queue, take_one_aside, &a, e);
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
        if (entry.state == ENTRY_WAITING) {
            verdict_failed(&entry, VERDICT_NOT_ASKED, reason, change.now);
            enum err_code saved = queue_save(queue, &entry, e);
            code = saved != ERR_OK ? saved : code;
        }
        entry_free(&entry);
    }
    return queue_change_end(&change, queue_walk_end(&walk, code, e));
}
