#include "alert_collector/intake_pending.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "alert_collector/intake.h"
#include "alert_collector/intake_store.h"
#include "support_queue_db/queue_pending.h"

enum { WAIT_MS = 1000 };

/* The alerts that are stored within one change. */
struct batch {
    struct intake intakes[QUEUE_SAVE_MAX];
    struct intake_item items[QUEUE_SAVE_MAX];
    size_t count;
};

struct storing {
    struct queue *queue;
    const struct conf *conf;
    intake_log *log;
    struct pending_dir dir;
    struct batch *batch;
};

/* What was logged last is not logged again, because this is tried every few seconds. */
static void log_once(const struct storing *s, const struct err *why)
{
    static char told[ERR_TEXT_MAX];
    if (strcmp(told, why->text) == 0)
        return;
    (void)snprintf(told, sizeof told, "%s", why->text);
    s->log(true, &(struct log_event){.key = LOG_PENDING, .object = "pending"}, why->text);
}

/* False: another program holds the lock, and nothing is stored. */
static bool store_batch(const struct storing *s)
{
    struct batch *batch = s->batch;
    bool woken = false; /* the caller asks all clients that wait */
    bool had = intake_store_all(s->queue, batch->items, batch->count, WAIT_MS, &woken);
    for (size_t i = 0; had && i < batch->count; i++)
        if (batch->items[i].result.code != ERR_OK)
            log_once(s, &batch->items[i].result);
    if (had && batch->count > 0)
        queue_pending_lock_seen(s->queue, true);
    had = had || batch->count == 0;
    batch->count = 0;
    return had;
}

static void add_to_batch(const struct storing *s, const struct pending_alert *file)
{
    struct batch *batch = s->batch;
    struct intake *intake = &batch->intakes[batch->count];
    struct err e;
    char *text;
    size_t len;
    enum err_code code = pending_dir_read(&s->dir, file, &text, &len, &e);
    if (code != ERR_OK) {
        if (code != ERR_NOHOST)
            log_once(s, &e);
        return;
    }
    code = intake_read(s->conf, text, len, file->when, intake, &e);
    free(text);
    if (code != ERR_OK) { /* it was logged and counted when it came */
        if (pending_dir_remove(&s->dir, file, &e) != ERR_OK)
            log_once(s, &e);
        return;
    }
    intake->alert.was_pending = true;
    batch->items[batch->count] =
        (struct intake_item){.alert = &intake->alert, .dir = &s->dir, .file = file};
    batch->count++;
}

/* opened: how opening s->dir ended; *e is why. Closes it. */
static void store_dir(struct storing *s, enum err_code opened, struct err *e)
{
    struct pending_list list = {.count = 0};
    bool had = true;
    enum err_code code =
        opened == ERR_OK ? pending_dir_list(&s->dir, time(NULL), &list, e) : opened;
    if (code == ERR_OK && list.count > 0 && (s->batch = calloc(1, sizeof *s->batch)) == NULL)
        code = err_nomem(e);
    if (code != ERR_OK)
        log_once(s, e);
    for (size_t i = 0; code == ERR_OK && had && i < list.count; i++) {
        add_to_batch(s, &list.alerts[i]);
        if (s->batch->count == QUEUE_SAVE_MAX)
            had = store_batch(s);
    }
    if (s->batch != NULL && had)
        (void)store_batch(s); /* it is tried again later */
    pending_list_free(&list);
    free(s->batch);
    pending_dir_close(&s->dir);
}

void intake_pending_store(struct queue *queue, const struct conf *conf, intake_log *log)
{
    struct storing s = {.queue = queue, .conf = conf, .log = log};
    struct err e;
    store_dir(&s, queue_pending_open(queue, &s.dir, &e), &e);
    intake_pending_store_spool(queue, conf, log);
}

void intake_pending_store_spool(struct queue *queue, const struct conf *conf, intake_log *log)
{
    struct storing s = {.queue = queue, .conf = conf, .log = log};
    struct err e;
    store_dir(&s, pending_dir_open_spool(conf, &s.dir, &e), &e);
}
