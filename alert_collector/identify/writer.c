#include "alert_collector/identify/writer.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>

#include "alert_collector/identify/recall.h"
#include "alert_collector/identify/schedule.h"
#include "alert_collector/identify/settle.h"
#include "alert_collector/identify/verdict.h"
#include "alert_collector/intake_pending.h"

enum { KINDS = REPORT_GIVEN_UP + 1 };

struct list {
    struct report *first;
    struct report **last;
    size_t count;
};

struct writer {
    struct writer_place place;
    struct settle settle;
    pthread_t thread;
    pthread_mutex_t lock; /* guards what follows, and the writer's part of the reports */
    pthread_cond_t news;
    struct list lists[KINDS];
    unsigned jobs;
    bool busy;
    bool stops;
    bool recall_failed; /* and the main thread does not know it yet */
    unsigned failures;
    struct err recall_why; /* the failure that was logged last, unless one has succeeded since */
    bool complained;       /* it was logged that what a gate decides by cannot be written */
};

static void append(struct list *list, struct report *report)
{
    if (list->first == NULL)
        list->last = &list->first;
    report->next = NULL;
    *list->last = report;
    list->last = &report->next;
    list->count++;
}

static struct report *take_first(struct list *list)
{
    struct report *report = list->first;
    if (report == NULL)
        return NULL;
    list->first = report->next;
    list->count--;
    return report;
}

static void finish(struct writer *w, struct report *report)
{
    (void)pthread_mutex_lock(&w->lock);
    if (report->is_waited_for) {
        report->is_done = true;
        (void)pthread_cond_signal(&report->done);
        report = NULL;
    }
    (void)pthread_mutex_unlock(&w->lock);
    free(report);
}

/* The client's turn is over. */
static void release(struct writer *w, struct report *report)
{
    door_release(w->place.door, report->id);
    finish(w, report);
}

/* Something on this side is wrong, such as a full disk: the client goes on waiting. */
static void report_failure(struct writer *w, struct report *report, const struct err *why)
{
    w->place.log(true,
                 &(struct log_event){.key = LOG_NOT_STORED, .object = report->id, .id = report->id},
                 why->text);
    w->failures++;
    logins_remove_claim(w->place.shared->logins, report->id);
    door_set_stuck(w->place.door, report->id);
    finish(w, report);
}

/* Runs, without any connection, the round of a client that is not in the register and must not be
 * connected to. */
static void run_round_offline(struct writer *w, struct report *report, const struct entry *entry)
{
    static const struct facts nothing;
    struct round *round = &report->round;
    round_begin(round, w->place.shared, entry, false, false);
    while (round->act != ROUND_END && !judge_allows_contact(&round_place(round)->judge)) {
        round_place(round)->outcome = (struct amt_outcome){.result = AMT_UNTRUSTED};
        round_set_result(round, &nothing);
    }
}

/* Changes the entry according to what has been found. */
static enum settle_result apply(struct writer *w, struct report *report, struct entry *entry,
                                time_t now, struct err *e)
{
    e->code = ERR_OK;
    if (report->kind == REPORT_REST)
        return verdict_set_inventory(entry, &report->asked, &report->facts, e) &&
                       verdict_add_missed(entry, report->missed, now, e)
                   ? SETTLE_SAVE
                   : SETTLE_NOTHING;
    if (report->kind == REPORT_NOT_ASKED)
        run_round_offline(w, report, entry);
    if (report->round.act != ROUND_END) /* it was registered meanwhile */
        return SETTLE_NOTHING;
    enum settle_result result = settle_round(&w->settle, &report->round, entry, now, e);
    bool follows = report->rest_follows && addr_equal(&entry->address, &report->asked);
    if (result == SETTLE_SAVE && round_has_answer(&report->round) && !follows &&
        !report->rest_later)
        entry->inventory_pending = false; /* there is no machine to ask for more */
    report->wants_rest = result == SETTLE_SAVE && entry->inventory_pending && follows;
    return result;
}

/* Logs how asking a client ended, and why. */
static void log_result(const struct writer *w, const struct report *report,
                       const struct entry *entry, bool complete)
{
    static const enum log_key keys[] = {[ENTRY_WAITING] = LOG_WAITING,
                                        [ENTRY_ANSWERED] = LOG_ANSWERED,
                                        [ENTRY_VERIFIED] = LOG_VERIFIED,
                                        [ENTRY_FAILED] = LOG_FAILED,
                                        [ENTRY_MISMATCH] = LOG_MISMATCH};
    char text[ENTRY_REASON_SIZE + 64];
    char address[ADDR_TEXT_SIZE];
    addr_format(&entry->address, address);
    (void)snprintf(text, sizeof text, "%s%s%s",
                   complete ? "inventory complete" : entry_state_name(entry->state),
                   entry->reason[0] != '\0' && !complete ? ": " : "",
                   complete ? "" : entry->reason);
    const struct log_event event = {.key = complete ? LOG_INVENTORY : keys[entry->state],
                                    .object = entry->file_id,
                                    .id = entry->file_id,
                                    .also_id = report->id,
                                    .address = address};
    w->place.log(false, &event, text);
}

static void on_written(struct writer *w, struct report *report, const struct entry *entry,
                       time_t now)
{
    struct err e = {.code = ERR_OK};
    char before[QUEUE_ID_SIZE];
    bool complete = report->kind == REPORT_REST;
    w->failures += verdict_exit_code(entry) != ERR_OK && !schedule_is_waited_for(entry, now);
    log_result(w, report, entry, complete);
    memcpy(before, report->id, sizeof before);
    if (complete) {
        settle_update_index(&w->settle, entry);
        release(w, report);
        return;
    }
    if (settle_after_save(&w->settle, &report->round, entry, now, &e) != ERR_OK && !w->complained)
        w->place.log(
            true,
            &(struct log_event){.key = LOG_QUEUE, .object = entry->file_id, .id = entry->file_id},
            e.text);
    w->complained = w->complained || e.code != ERR_OK;
    if (addr_equal(&entry->address, &report->round.places[0].address) &&
        entry_has_answered(entry) && entry->proof_time == now)
        door_set_answered(w->place.door, entry->file_id);
    memcpy(report->id, entry->file_id, sizeof report->id);
    if (!report->wants_rest) {
        door_release(w->place.door, before);
        release(w, report);
        return;
    }
    if (strcmp(before, report->id) != 0)
        door_rename(w->place.door, before, report->id);
    finish(w, report);
}

/* Writes these reports within one change. */
static void write_all(struct writer *w, struct report **reports, size_t report_count)
{
    static struct entry entries[QUEUE_SAVE_MAX];
    struct report *saved[QUEUE_SAVE_MAX];
    struct err results[QUEUE_SAVE_MAX];
    struct err e;
    size_t count = 0;
    struct queue *queue = w->place.queue;
    time_t now = time(NULL);
    enum err_code locked = queue_begin(queue, now, QUEUE_WAIT_PERSON, &e);
    struct err no_lock = e;
    for (size_t i = 0; i < report_count; i++) {
        struct report *report = reports[i];
        struct entry *entry = &entries[count];
        if (locked != ERR_OK) {
            report_failure(w, report, &no_lock);
            continue;
        }
        enum err_code code = queue_load(queue, report->id, entry, &e);
        enum settle_result result =
            code == ERR_OK ? apply(w, report, entry, now, &e) : SETTLE_NOTHING;
        if (result == SETTLE_SAVE) {
            saved[count++] = report;
            continue;
        }
        entry_free(entry);
        if (e.code != ERR_OK && e.code != ERR_NOHOST)
            report_failure(w, report, &e);
        else
            release(w, report); /* it has another address by now, or has left the queue */
    }
    if (count > 0)
        queue_save_each(queue, entries, count, results);
    for (size_t i = 0; i < count; i++) {
        struct report *report = saved[i];
        char id[QUEUE_ID_SIZE];
        bool joined = false;
        entry_id(&entries[i], id);
        if (results[i].code == ERR_CANTCREAT && strcmp(id, entries[i].file_id) != 0)
            results[i].code = queue_merge(queue, &entries[i], id, &joined, &results[i]);
        if (results[i].code == ERR_OK) {
            on_written(w, report, &entries[i], now);
        } else if (results[i].code == ERR_CANTCREAT && !report->crossed) {
            /* Another client got its name in this change: they meet in the next one. */
            report->crossed = true;
            (void)pthread_mutex_lock(&w->lock);
            append(&w->lists[report->kind], report);
            (void)pthread_mutex_unlock(&w->lock);
        } else {
            report_failure(w, report, &results[i]);
        }
        entry_free(&entries[i]);
    }
    if (locked == ERR_OK)
        queue_end(queue);
}

static void run_recall(struct writer *w)
{
    struct err e = {.text = ""};
    if (recall_clients(w->place.queue, w->place.shared, &e) != ERR_OK) {
        if (strcmp(w->recall_why.text, e.text) != 0)
            w->place.log(true, &(struct log_event){.key = LOG_QUEUE, .object = "queue"}, e.text);
        w->failures++;
        (void)pthread_mutex_lock(&w->lock);
        w->recall_failed = true;
        (void)pthread_mutex_unlock(&w->lock);
    }
    w->recall_why = e;
}

static void run_jobs(struct writer *w, unsigned jobs)
{
    if ((jobs & WRITER_PENDING) != 0)
        intake_pending_store(w->place.queue, w->place.shared->conf, w->place.log);
    if ((jobs & WRITER_RECALL) != 0)
        run_recall(w);
}

/* Waits for something to do. False: there will be no more work. */
static bool wait_for_work(struct writer *w, struct report **reports, size_t *count, unsigned *jobs)
{
    *count = 0;
    (void)pthread_mutex_lock(&w->lock);
    w->busy = false;
    for (;;) {
        for (size_t kind = 0; kind < KINDS; kind++)
            while (*count < QUEUE_SAVE_MAX &&
                   (reports[*count] = take_first(&w->lists[kind])) != NULL)
                (*count)++;
        *jobs = w->jobs;
        w->jobs = 0;
        if (*count > 0 || *jobs != 0 || w->stops)
            break;
        (void)eventfd_write(w->place.wake_fd, 1);
        (void)pthread_cond_wait(&w->news, &w->lock);
    }
    w->busy = *count > 0 || *jobs != 0;
    bool more = w->busy;
    (void)pthread_mutex_unlock(&w->lock);
    return more;
}

static void *work(void *context)
{
    struct writer *w = context;
    struct report *reports[QUEUE_SAVE_MAX];
    unsigned jobs;
    size_t count;
    while (wait_for_work(w, reports, &count, &jobs)) {
        size_t kept = 0;
        for (size_t i = 0; i < count; i++)
            if (reports[i]->kind == REPORT_GIVEN_UP)
                report_failure(w, reports[i], &reports[i]->why);
            else
                reports[kept++] = reports[i];
        if (kept > 0)
            write_all(w, reports, kept);
        run_jobs(w, jobs);
        (void)eventfd_write(w->place.wake_fd, 1);
    }
    return NULL;
}

enum err_code writer_start(struct writer **writer, const struct writer_place *place, struct err *e)
{
    struct writer *w = calloc(1, sizeof *w);
    if (w == NULL)
        return err_nomem(e);
    w->place = *place;
    w->settle = (struct settle){.queue = place->queue, .shared = place->shared};
    (void)pthread_mutex_init(&w->lock, NULL); /* cannot fail: default attributes */
    (void)pthread_cond_init(&w->news, NULL);
    int failed = pthread_create(&w->thread, NULL, work, w);
    if (failed != 0) {
        free(w);
        return err_set(e, ERR_TEMPFAIL, "a thread cannot be started: %s", strerror(failed));
    }
    *writer = w;
    return ERR_OK;
}

unsigned writer_stop(struct writer *writer)
{
    struct writer *w = writer;
    if (w == NULL)
        return 0;
    (void)pthread_mutex_lock(&w->lock);
    w->stops = true;
    (void)pthread_cond_signal(&w->news);
    (void)pthread_mutex_unlock(&w->lock);
    (void)pthread_join(w->thread, NULL);
    if (!w->complained)
        (void)logins_save(w->place.shared->logins, NULL); /* a failure was logged before */
    unsigned failures = w->failures;
    (void)pthread_cond_destroy(&w->news);
    (void)pthread_mutex_destroy(&w->lock);
    free(w);
    return failures;
}

void writer_add(struct writer *writer, struct report *report)
{
    (void)pthread_mutex_lock(&writer->lock);
    append(&writer->lists[report->kind], report);
    (void)pthread_cond_signal(&writer->news);
    (void)pthread_mutex_unlock(&writer->lock);
}

bool writer_add_and_wait(struct writer *writer, struct report *report)
{
    (void)pthread_cond_init(&report->done, NULL); /* cannot fail: default attributes */
    report->is_waited_for = true;
    report->is_done = false;
    report->wants_rest = false;
    writer_add(writer, report);
    (void)pthread_mutex_lock(&writer->lock);
    while (!report->is_done)
        (void)pthread_cond_wait(&report->done, &writer->lock);
    (void)pthread_mutex_unlock(&writer->lock);
    (void)pthread_cond_destroy(&report->done);
    return report->wants_rest;
}

void writer_request(struct writer *writer, enum writer_job job)
{
    (void)pthread_mutex_lock(&writer->lock);
    writer->jobs |= (unsigned)job;
    (void)pthread_cond_signal(&writer->news);
    (void)pthread_mutex_unlock(&writer->lock);
}

bool writer_recall_has_failed(struct writer *writer)
{
    (void)pthread_mutex_lock(&writer->lock);
    bool failed = writer->recall_failed;
    writer->recall_failed = false;
    (void)pthread_mutex_unlock(&writer->lock);
    return failed;
}

size_t writer_not_asked(struct writer *writer)
{
    (void)pthread_mutex_lock(&writer->lock);
    size_t count = writer->lists[REPORT_NOT_ASKED].count;
    (void)pthread_mutex_unlock(&writer->lock);
    return count;
}

bool writer_is_idle(struct writer *writer)
{
    (void)pthread_mutex_lock(&writer->lock);
    bool idle = !writer->busy && writer->jobs == 0;
    for (size_t kind = 0; kind < KINDS; kind++)
        idle = idle && writer->lists[kind].first == NULL;
    (void)pthread_mutex_unlock(&writer->lock);
    return idle;
}
