#include "support_queue_db/hooks/hook_result.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/clock.h"
#include "common/msg.h"
#include "common/timefmt.h"
#include "support_queue_db/hooks/hook_answer.h"
#include "support_queue_db/hooks/hook_retry.h"
#include "support_queue_db/hooks/hook_told.h"
#include "support_queue_db/queue_close.h"
#include "support_queue_db/queue_inventory.h"
#include "support_queue_db/ticket.h"

#define RESULT_TEXT_SIZE 480

enum { EXIT_AGAIN = 75 };

/* ---------------------------------------------------------------- in words */

/* What it has printed on stderr, as one line; a NUL also ends a line. */
static void one_line(const char *text, size_t len, char line[RESULT_TEXT_SIZE])
{
    size_t used = 0;
    bool gap = false;
    for (const char *end = text + len; text < end && used < RESULT_TEXT_SIZE - 5; text++) {
        if (*text == '\n' || *text == '\r' || *text == '\0') {
            gap = used > 0;
            continue;
        }
        if (gap)
            used += (size_t)snprintf(line + used, RESULT_TEXT_SIZE - used, " | ");
        gap = false;
        line[used++] = *text;
    }
    line[used] = '\0';
}

static void format_end(const struct hook_shared *shared, const struct hook_run *run,
                       char text[RESULT_TEXT_SIZE])
{
    switch (run->end) {
    case HOOK_RUN_EXITED:
        (void)snprintf(text, RESULT_TEXT_SIZE, "exit %d", run->status);
        break;
    case HOOK_RUN_KILLED:
        (void)snprintf(text, RESULT_TEXT_SIZE, "killed by signal %d", run->status);
        break;
    case HOOK_RUN_TIMED_OUT:
        (void)snprintf(text, RESULT_TEXT_SIZE, "ended, because it took longer than %ld s",
                       shared->conf->hooks.timeout);
        break;
    case HOOK_RUN_TOO_MUCH_OUTPUT:
        (void)snprintf(text, RESULT_TEXT_SIZE, "ended, because it printed more than %d KiB",
                       HOOK_OUTPUT_MAX / 1024);
        break;
    case HOOK_RUN_UNREAD:
        (void)snprintf(text, RESULT_TEXT_SIZE, "its output cannot be read: %s",
                       strerror(run->status));
        break;
    case HOOK_RUN_NOT_STARTED:
        (void)snprintf(text, RESULT_TEXT_SIZE, "it cannot be started: %s", strerror(run->status));
        break;
    }
}

static const char *id_of(const struct task *task)
{
    return task->client != NULL ? task->client->id : "";
}

static void log_result(enum msg_level level, const struct task *task, enum hook_event event,
                       const char *what, const char *more)
{
    const char *id = id_of(task);
    const struct log_event about = {.key = LOG_HOOK, .object = task->hook->name, .id = id};
    msg_event(level, &about, "%s%s%s: %s%s%s", hook_event_name(event), id[0] != '\0' ? " " : "", id,
              what, more[0] != '\0' ? ": " : "", more);
}

/* ---------------------------------------------------------------- again */

static void reset_tries(struct hook_shared *shared, struct task *task)
{
    shared->retrying -= task->tries > 0;
    task->tries = 0;
    task->not_before = 0;
    task->event = HOOK_NONE;
}

/* False: it is given up and counts as told. */
static bool schedule_retry(struct hook_shared *shared, struct task *task, enum hook_event event,
                           const char *what, const char *more)
{
    char words[RESULT_TEXT_SIZE + 80];
    if (task->event != event)
        reset_tries(shared, task);
    shared->retrying += task->tries == 0;
    task->event = event;
    task->tries++;
    long wait = task->kind == TASK_CLOSED ? HOOK_CLOSED_EVERY_MS : hook_retry_ms(task->tries);
    task->not_before = clock_ms() + wait;
    if (task->kind == TASK_CLOSED) { /* which is asked each minute: log it only once */
        if (task->tries == 1)
            log_result(MSG_WARNING, task, event, what, more);
        return true;
    }
    if (wait == 0) {
        (void)snprintf(words, sizeof words, "%s, given up after %u tries", what, task->tries);
        log_result(MSG_ERROR, task, event, words, more);
        return false;
    }
    (void)snprintf(words, sizeof words, "%s, again in %ld s", what, wait / 1000);
    log_result(MSG_WARNING, task, event, words, more);
    return true;
}

void hook_result_start_failed(struct hook_shared *shared, struct task *task, enum hook_event event,
                              const char *why)
{
    if (task->tries == HOOK_TRIES_MAX)
        task->tries--; /* never given up: the failure was not the hook's */
    (void)schedule_retry(shared, task, event, why, "");
}

/* ---------------------------------------------------------------- what it was told */

/* Unless that was done as soon as the hook had ended. */
static enum err_code commit_told(const struct task *task, const struct hook_work *work,
                                 const struct hook_run *run, struct err *e)
{
    const char *id = task->client->id;
    if (!run->committed && !hook_told_commit(task->hook->told, id, work->event == HOOK_GONE))
        return err_errno(e, ERR_CANTCREAT, "told/: %s", id);
    return ERR_OK;
}

/* ---------------------------------------------------------------- what it answers */

static void log_unknown_lines(const struct task *task, const struct hook_work *work, size_t strange)
{
    char words[80];
    if (strange == 0)
        return;
    (void)snprintf(words, sizeof words, "%zu lines of its answer are not understood", strange);
    log_result(MSG_WARNING, task, work->event, words, "");
}

static bool has_told_before(const struct entry *entry, const char *hook)
{
    for (size_t i = 0; i < entry->inventory_count; i++)
        if (strcmp(entry->inventory[i].from, hook) == 0)
            return true;
    return false;
}

static enum err_code apply_inventory(struct hook_shared *shared, const struct task *task,
                                     const struct hook_work *work, const struct hook_run *run,
                                     struct err *e)
{
    struct inventory_item words[ENTRY_INVENTORY_MAX];
    const char *hook = task->hook->name;
    size_t strange;
    size_t left_out = 0;
    bool fits;
    size_t count = hook_answer_parse_lookup(run->text[0], run->length[0], words, &strange);
    log_unknown_lines(task, work, strange);
    if (count == 0 && !has_told_before(&work->now, hook))
        return ERR_OK;
    enum err_code code =
        queue_inventory_replace(shared->queue, &work->now, hook, words, count, &fits, &left_out, e);
    if (code == ERR_OK && left_out > 0)
        log_result(MSG_WARNING, task, work->event,
                   "the inventory has no room for all that it tells", "");
    return code;
}

static enum err_code apply_ticket(struct hook_shared *shared, const struct task *task,
                                  const struct hook_work *work, const struct hook_run *run,
                                  struct err *e)
{
    struct ticket_info info;
    size_t strange;
    bool fits;
    bool told = hook_answer_parse_ticket(run->text[0], run->length[0], &info, &strange);
    log_unknown_lines(task, work, strange);
    return told ? queue_inventory_set_ticket(shared->queue, &work->now, task->hook->name, &info,
                                             &fits, e)
                : ERR_OK;
}

struct closing {
    struct hook_shared *shared;
    const struct task *task;
    enum err_code code;
    struct err *e;
};

static void close_one(struct closing *c, const struct hook_client *client, time_t closed_at)
{
    enum close_result end;
    char text[TIME_TEXT_SIZE];
    enum err_code code =
        queue_close_client(c->shared->queue, client->id, client->ticket, closed_at, &end, c->e);
    if (code != ERR_OK) {
        c->code = code;
        return;
    }
    time_format(closed_at, text);
    const struct log_event about = {
        .key = LOG_CLOSED, .object = c->task->hook->name, .id = client->id};
    if (end == CLOSE_ARCHIVED)
        msg_event(MSG_INFO, &about, "closed %s: ticket %s was closed at %s, so it leaves the queue",
                  client->id, client->ticket, text);
    else if (end == CLOSE_CLEARED)
        msg_event(
            MSG_INFO, &about,
            "closed %s: ticket %s was closed at %s, but the client has called since: it stays",
            client->id, client->ticket, text);
}

/* Every client with the ticket, if it was closed after it had been put on. */
static void on_closed(void *context, const char *ticket, time_t closed_at)
{
    struct closing *c = context;
    const struct hook_client *client = hook_clients_next(&c->shared->clients, "");
    for (; client != NULL; client = hook_clients_next(&c->shared->clients, client->id))
        if (client->ticket != NULL && client->ticket_time < closed_at &&
            ticket_same(client->ticket, ticket))
            close_one(c, client, closed_at);
}

static enum err_code apply_answer(struct hook_shared *shared, const struct task *task,
                                  const struct hook_work *work, const struct hook_run *run,
                                  struct err *e)
{
    struct closing closing = {.shared = shared, .task = task, .e = e};
    size_t strange;
    switch (task->kind) {
    case TASK_LOOKUP:
        return apply_inventory(shared, task, work, run, e);
    case TASK_CHECK:
        return apply_ticket(shared, task, work, run, e);
    case TASK_CLOSED:
        hook_answer_parse_closed(run->text[0], run->length[0], on_closed, &closing, &strange);
        log_unknown_lines(task, work, strange);
        return closing.code;
    case TASK_TELL:
        break;
    }
    return ERR_OK;
}

/* ---------------------------------------------------------------- all of it */

static bool may_retry(const struct hook_run *run)
{
    return run->end == HOOK_RUN_TIMED_OUT || run->end == HOOK_RUN_NOT_STARTED ||
           run->end == HOOK_RUN_UNREAD ||
           (run->end == HOOK_RUN_EXITED && run->status == EXIT_AGAIN);
}

/* Notes what it was told or asked, so that it is not done again. */
static enum err_code save_told(const struct task *task, const struct hook_work *work,
                               const struct hook_run *run, struct err *e)
{
    if (task->kind == TASK_TELL)
        return commit_told(task, work, run, e);
    if (task->kind == TASK_CLOSED)
        return ERR_OK;
    return hook_told_write_asked(task->hook->told, task->client->id, work->event, work->key, e);
}

bool hook_result_apply(struct hook_shared *shared, struct task *task, struct hook_work *work,
                       const struct hook_run *run)
{
    char how[RESULT_TEXT_SIZE];
    char said[RESULT_TEXT_SIZE];
    struct err e = {.text = ""};
    bool good = run->end == HOOK_RUN_EXITED && run->status == 0;
    format_end(shared, run, how);
    one_line(run->text[1], run->length[1], said);
    if (may_retry(run)) {
        if (schedule_retry(shared, task, work->event, how, said))
            return false;
    } else if (!good) {
        log_result(MSG_WARNING, task, work->event, how, said);
    } else if (said[0] != '\0') {
        log_result(MSG_INFO, task, work->event, said, "");
    }
    enum err_code code = good ? apply_answer(shared, task, work, run, &e) : ERR_OK;
    if (code == ERR_OK)
        code = save_told(task, work, run, &e);
    if (code != ERR_OK && schedule_retry(shared, task, work->event, e.text, ""))
        return false;
    reset_tries(shared, task);
    return true;
}
