#include "alert_collector/event/event_batch.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "alert_collector/event/event.h"
#include "alert_collector/event/event_alert.h"
#include "alert_collector/intake_store.h"
#include "common/clock.h"
#include "common/probe.h"
#include "support_queue_db/queue_dir.h"
#include "support_queue_db/queue_wake.h"

/* HTTP statuses. A sender that wants no Ack gets an empty 200, which every HTTP client understands
 * as success. */
enum { OK = 200, BAD_REQUEST = 400, TRY_AGAIN = 503 };

struct waiting {
    struct event_request *request;
    struct event event;
    struct alert alert;
};

struct event_batch {
    const struct conf *conf;
    const char *config_file;
    event_batch_log *log;
    event_trouble_log *trouble;
    struct queue *queue; /* NULL until something is to be written */
    struct waiting waiting[EVENT_BATCH_MAX];
    struct intake_item items[EVENT_BATCH_MAX];
    size_t count;
    long long since; /* when the first of them came */
    struct status_tally tally;
};

enum err_code event_batch_new(struct event_batch **batch, const struct conf *conf,
                              const char *config_file, event_batch_log *log,
                              event_trouble_log *trouble, struct err *e)
{
    struct event_batch *d = calloc(1, sizeof *d);
    if (d == NULL)
        return err_nomem(e);
    d->conf = conf;
    d->config_file = config_file;
    d->log = log;
    d->trouble = trouble;
    *batch = d;
    return ERR_OK;
}

void event_batch_free(struct event_batch *batch)
{
    if (batch == NULL)
        return;
    queue_close(batch->queue);
    free(batch);
}

static void answer_success(struct event_request *request, const struct event *event)
{
    char *text = NULL;
    size_t len = 0;
    if (event->ack_requested && event_ack(event, &text, &len, NULL) != ERR_OK) {
        event_request_answer(request, TRY_AGAIN, NULL, 0); /* if sent again, it still counts once */
        return;
    }
    event_request_answer(request, OK, text, len);
}

static void answer_failure(struct event_batch *batch, const struct waiting *w,
                           const struct err *why)
{
    batch->log(&(struct intake_item){.alert = &w->alert}, why->text);
    event_request_answer(w->request, TRY_AGAIN, NULL, 0);
}

void event_batch_on_request(void *context, struct event_request *request)
{
    struct event_batch *batch = context;
    struct waiting *w = &batch->waiting[batch->count];
    char hint[EVENT_HINT_SIZE];
    struct err e;
    size_t len;
    bool matters;
    if (batch->count == EVENT_BATCH_MAX) {
        event_request_answer(request, TRY_AGAIN, NULL, 0);
        return;
    }
    const char *body = event_request_body(request, &len);
    w->request = request;
    if (event_parse(body, len, &w->event, &e) != ERR_OK) {
        batch->tally.kinds[STATUS_NOT_UNDERSTOOD]++;
        batch->trouble(TROUBLE_EVENT, event_request_from(request), e.text);
        event_request_answer(request, BAD_REQUEST, NULL, 0);
        return;
    }
    uint64_t probe =
        strcmp(w->event.id, PROBE_EVENT_ID) == 0 ? probe_number_of_text(w->event.indication) : 0;
    if (probe != 0) {
        status_count_probe(batch->conf->queue.directory, probe, time(NULL));
        answer_success(request, &w->event);
        return;
    }
    event_to_alert(&w->event, event_request_from(request), batch->conf->collector.calls,
                   batch->conf->collector.call_count, time(NULL), &w->alert);
    if (event_unknown_hint(&w->event, &w->alert, hint))
        batch->trouble(TROUBLE_UNKNOWN, event_request_from(request), hint);
    if (batch->count == 0)
        batch->since = clock_ms();
    if (queue_dir_alert_matters(batch->conf->queue.directory, &w->alert, &matters, &e) != ERR_OK)
        answer_failure(batch, w, &e);
    else if (matters)
        batch->count++;
    else {
        batch->tally.kinds[STATUS_IGNORED]++;
        answer_success(request, &w->event);
    }
}

/* Opens the queue again if its directory was replaced: nobody would look into the old one any
 * more. */
static enum err_code open_queue(struct event_batch *batch, struct err *e)
{
    struct stat opened;
    struct stat named;
    if (batch->queue != NULL && fstat(queue_fd(batch->queue), &opened) == 0 &&
        lstat(batch->conf->queue.directory, &named) == 0 && opened.st_dev == named.st_dev &&
        opened.st_ino == named.st_ino)
        return ERR_OK;
    queue_close(batch->queue);
    batch->queue = NULL;
    return queue_open(&batch->queue, batch->conf, QUEUE_WRITE, e);
}

bool event_batch_is_waiting(const struct event_batch *batch)
{
    return batch->count > 0;
}

static enum err_code store_waiting(struct event_batch *batch, long wait_ms, struct err *e)
{
    bool woken = false;
    struct err why = {.code = ERR_OK};
    for (size_t i = 0; i < batch->count; i++)
        batch->items[i] = (struct intake_item){.alert = &batch->waiting[i].alert};
    long long end = batch->since + QUEUE_WAIT_COLLECTOR;
    if (open_queue(batch, &why) == ERR_OK &&
        !intake_store_all(batch->queue, batch->items, batch->count, wait_ms, &woken) &&
        wait_ms == 0 && clock_ms() < end)
        return ERR_OK; /* another program has the lock; the others need not wait for it */
    for (size_t i = 0; i < batch->count; i++) {
        const struct waiting *w = &batch->waiting[i];
        const struct err *result = why.code != ERR_OK ? &why : &batch->items[i].result;
        if (result->code != ERR_OK) {
            answer_failure(batch, w, result);
            continue;
        }
        batch->tally.kinds[batch->items[i].kind]++;
        batch->log(&batch->items[i], NULL);
        answer_success(w->request, &w->event);
    }
    batch->count = 0;
    return woken ? queue_wake_identify(batch->queue, batch->conf, batch->config_file, e) : ERR_OK;
}

enum err_code event_batch_flush(struct event_batch *batch, long wait_ms, struct err *e)
{
    enum err_code code = batch->count > 0 ? store_waiting(batch, wait_ms, e) : ERR_OK;
    status_count_tally(batch->conf->queue.directory, &batch->tally, time(NULL));
    return code;
}
