#include "alert_collector/event/event_desk.h"

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

struct event_desk {
    const struct conf *conf;
    const char *config_file;
    event_desk_log *log;
    event_trouble_log *trouble;
    struct queue *queue; /* NULL until something is to be written */
    struct waiting waiting[EVENT_DESK_MAX];
    struct intake_item items[EVENT_DESK_MAX];
    size_t count;
    long long since; /* when the first of them came */
    struct status_tally tally;
};

enum err_code event_desk_new(struct event_desk **desk, const struct conf *conf,
                             const char *config_file, event_desk_log *log,
                             event_trouble_log *trouble, struct err *e)
{
    struct event_desk *d = calloc(1, sizeof *d);
    if (d == NULL)
        return err_nomem(e);
    d->conf = conf;
    d->config_file = config_file;
    d->log = log;
    d->trouble = trouble;
    *desk = d;
    return ERR_OK;
}

void event_desk_free(struct event_desk *desk)
{
    if (desk == NULL)
        return;
    queue_close(desk->queue);
    free(desk);
}

static void answer_well(struct event_request *request, const struct event *event)
{
    char *text = NULL;
    size_t len = 0;
    if (event->ack_requested && event_ack(event, &text, &len, NULL) != ERR_OK) {
        event_request_answer(request, TRY_AGAIN, NULL, 0); /* if sent again, it still counts once */
        return;
    }
    event_request_answer(request, OK, text, len);
}

static void answer_failure(struct event_desk *desk, const struct waiting *w, const struct err *why)
{
    desk->log(&(struct intake_item){.alert = &w->alert}, why->text);
    event_request_answer(w->request, TRY_AGAIN, NULL, 0);
}

void event_desk_on_request(void *context, struct event_request *request)
{
    struct event_desk *desk = context;
    struct waiting *w = &desk->waiting[desk->count];
    char hint[EVENT_HINT_SIZE];
    struct err e;
    size_t len;
    bool matters;
    if (desk->count == EVENT_DESK_MAX) {
        event_request_answer(request, TRY_AGAIN, NULL, 0);
        return;
    }
    const char *body = event_request_body(request, &len);
    w->request = request;
    if (event_parse(body, len, &w->event, &e) != ERR_OK) {
        desk->tally.kinds[STATUS_NOT_UNDERSTOOD]++;
        desk->trouble(TROUBLE_EVENT, event_request_from(request), e.text);
        event_request_answer(request, BAD_REQUEST, NULL, 0);
        return;
    }
    uint64_t probe =
        strcmp(w->event.id, PROBE_EVENT_ID) == 0 ? probe_number_of_text(w->event.indication) : 0;
    if (probe != 0) {
        status_count_probe(desk->conf->queue.directory, probe, time(NULL));
        answer_well(request, &w->event);
        return;
    }
    event_to_alert(&w->event, event_request_from(request), desk->conf->collector.calls,
                   desk->conf->collector.call_count, time(NULL), &w->alert);
    if (event_unknown_hint(&w->event, &w->alert, hint))
        desk->trouble(TROUBLE_UNKNOWN, event_request_from(request), hint);
    if (desk->count == 0)
        desk->since = clock_ms();
    if (queue_dir_cares(desk->conf->queue.directory, &w->alert, &matters, &e) != ERR_OK)
        answer_failure(desk, w, &e);
    else if (matters)
        desk->count++;
    else {
        desk->tally.kinds[STATUS_IGNORED]++;
        answer_well(request, &w->event);
    }
}

/* Opens the queue again if its directory was replaced: nobody would look into the old one any
 * more. */
static enum err_code open_queue(struct event_desk *desk, struct err *e)
{
    struct stat opened;
    struct stat named;
    if (desk->queue != NULL && fstat(queue_fd(desk->queue), &opened) == 0 &&
        lstat(desk->conf->queue.directory, &named) == 0 && opened.st_dev == named.st_dev &&
        opened.st_ino == named.st_ino)
        return ERR_OK;
    queue_close(desk->queue);
    desk->queue = NULL;
    return queue_open(&desk->queue, desk->conf, QUEUE_WRITE, e);
}

bool event_desk_is_waiting(const struct event_desk *desk)
{
    return desk->count > 0;
}

static enum err_code store_waiting(struct event_desk *desk, long wait_ms, struct err *e)
{
    bool woken = false;
    struct err why = {.code = ERR_OK};
    for (size_t i = 0; i < desk->count; i++)
        desk->items[i] = (struct intake_item){.alert = &desk->waiting[i].alert};
    long long end = desk->since + QUEUE_WAIT_COLLECTOR;
    if (open_queue(desk, &why) == ERR_OK &&
        !intake_store_all(desk->queue, desk->items, desk->count, wait_ms, &woken) && wait_ms == 0 &&
        clock_ms() < end)
        return ERR_OK; /* another program has the lock; the others need not wait for it */
    for (size_t i = 0; i < desk->count; i++) {
        const struct waiting *w = &desk->waiting[i];
        const struct err *result = why.code != ERR_OK ? &why : &desk->items[i].result;
        if (result->code != ERR_OK) {
            answer_failure(desk, w, result);
            continue;
        }
        desk->tally.kinds[desk->items[i].kind]++;
        desk->log(&desk->items[i], NULL);
        answer_well(w->request, &w->event);
    }
    desk->count = 0;
    return woken ? queue_wake_identify(desk->queue, desk->conf, desk->config_file, e) : ERR_OK;
}

enum err_code event_desk_flush(struct event_desk *desk, long wait_ms, struct err *e)
{
    enum err_code code = desk->count > 0 ? store_waiting(desk, wait_ms, e) : ERR_OK;
    status_count_tally(desk->conf->queue.directory, &desk->tally, time(NULL));
    return code;
}
