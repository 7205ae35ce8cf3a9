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
#include "support_queue_db/queue_told.h"
#include "support_queue_db/ticket.h"

#define SAID_SIZE 480

enum { EXIT_AGAIN = 75 };

/* ---------------------------------------------------------------- in words */

/* What it has printed on stderr, as one line; a NUL also ends a line. */
static void one_line(const char *text, size_t len, char line[SAID_SIZE])
{
    size_t used = 0;
    bool gap = false;
    for (const char *end = text + len; text < end && used < SAID_SIZE - 5; text++) {
        if (*text == '\n' || *text == '\r' || *text == '\0') {
            gap = used > 0;
            continue;
        }
        if (gap)
            used += (size_t)snprintf(line + used, SAID_SIZE - used, " | ");
        gap = false;
        line[used++] = *text;
    }
    line[used] = '\0';
}

static void how_it_ended(const struct hook_office *office, const struct hook_run *run,
                         char text[SAID_SIZE])
{
    switch (run->end) {
    case HOOK_RUN_EXITED:
        (void)snprintf(text, SAID_SIZE, "exit %d", run->status);
        break;
    case HOOK_RUN_KILLED:
        (void)snprintf(text, SAID_SIZE, "killed by signal %d", run->status);
        break;
    case HOOK_RUN_LATE:
        (void)snprintf(text, SAID_SIZE, "ended, because it took longer than %ld s",
                       office->conf->hooks.timeout);
        break;
    case HOOK_RUN_FLOODED:
        (void)snprintf(text, SAID_SIZE, "ended, because it printed more than %d KiB",
                       HOOK_OUTPUT_MAX / 1024);
        break;
    case HOOK_RUN_NOT_STARTED:
        (void)snprintf(text, SAID_SIZE, "it cannot be started: %s", strerror(run->status));
        break;
    }
}

static const char *id_of(const struct errand *errand)
{
    return errand->client != NULL ? errand->client->id : "";
}

static void say(enum msg_level level, const struct errand *errand, enum hook_event event,
                const char *what, const char *more)
{
    const char *id = id_of(errand);
    const struct log_event about = {.key = LOG_HOOK, .object = errand->hook->name, .id = id};
    msg_event(level, &about, "%s%s%s: %s%s%s", hook_event_name(event), id[0] != '\0' ? " " : "", id,
              what, more[0] != '\0' ? ": " : "", more);
}

/* ---------------------------------------------------------------- again */

static void end_tries(struct hook_office *office, struct errand *errand)
{
    office->retrying -= errand->tries > 0;
    errand->tries = 0;
    errand->not_before = 0;
    errand->event = HOOK_NONE;
}

/* False: it is given up and counts as told. */
static bool try_again(struct hook_office *office, struct errand *errand, enum hook_event event,
                      const char *what, const char *more)
{
    char words[SAID_SIZE + 80];
    if (errand->event != event)
        end_tries(office, errand);
    office->retrying += errand->tries == 0;
    errand->event = event;
    errand->tries++;
    long wait = errand->kind == ERRAND_CLOSED ? HOOK_CLOSED_EVERY_MS : hook_retry_ms(errand->tries);
    errand->not_before = clock_ms() + wait;
    if (errand->kind == ERRAND_CLOSED) { /* which is asked each minute: log it only once */
        if (errand->tries == 1)
            say(MSG_WARNING, errand, event, what, more);
        return true;
    }
    if (wait == 0) {
        (void)snprintf(words, sizeof words, "%s, given up after %u tries", what, errand->tries);
        say(MSG_ERROR, errand, event, words, more);
        return false;
    }
    (void)snprintf(words, sizeof words, "%s, again in %ld s", what, wait / 1000);
    say(MSG_WARNING, errand, event, words, more);
    return true;
}

void hook_result_not_run(struct hook_office *office, struct errand *errand, enum hook_event event,
                         const char *why)
{
    if (errand->tries == HOOK_TRIES_MAX)
        errand->tries--; /* never given up: the failure was not the hook's */
    (void)try_again(office, errand, event, why, "");
}

/* ---------------------------------------------------------------- what it was told */

/* Unless that was done as soon as the hook had ended. */
static enum err_code note_told(const struct errand *errand, const struct hook_work *work,
                               const struct hook_run *run, struct err *e)
{
    const char *id = errand->client->id;
    if (!run->settled && !hook_told_settle(errand->hook->told, id, work->event == HOOK_GONE))
        return err_errno(e, ERR_CANTCREAT, "told/: %s", id);
    return ERR_OK;
}

/* ---------------------------------------------------------------- what it answers */

static void say_strange(const struct errand *errand, const struct hook_work *work, size_t strange)
{
    char words[80];
    if (strange == 0)
        return;
    (void)snprintf(words, sizeof words, "%zu lines of its answer are not understood", strange);
    say(MSG_WARNING, errand, work->event, words, "");
}

static bool has_told_before(const struct entry *entry, const char *hook)
{
    for (size_t i = 0; i < entry->inventory_count; i++)
        if (strcmp(entry->inventory[i].from, hook) == 0)
            return true;
    return false;
}

static enum err_code take_words(struct hook_office *office, const struct errand *errand,
                                const struct hook_work *work, const struct hook_run *run,
                                struct err *e)
{
    struct entry_word words[ENTRY_INVENTORY_MAX];
    const char *hook = errand->hook->name;
    size_t strange;
    size_t left_out = 0;
    bool fits;
    size_t count = hook_answer_words(run->text[0], run->length[0], words, &strange);
    say_strange(errand, work, strange);
    if (count == 0 && !has_told_before(&work->now, hook))
        return ERR_OK;
    enum err_code code =
        queue_tell_inventory(office->queue, &work->now, hook, words, count, &fits, &left_out, e);
    if (code == ERR_OK && left_out > 0)
        say(MSG_WARNING, errand, work->event, "the inventory has no room for all that it tells",
            "");
    return code;
}

static enum err_code take_ticket(struct hook_office *office, const struct errand *errand,
                                 const struct hook_work *work, const struct hook_run *run,
                                 struct err *e)
{
    struct entry_ticket_word word;
    size_t strange;
    bool fits;
    bool told = hook_answer_ticket(run->text[0], run->length[0], &word, &strange);
    say_strange(errand, work, strange);
    return told ? queue_tell_ticket(office->queue, &work->now, errand->hook->name, &word, &fits, e)
                : ERR_OK;
}

struct closing {
    struct hook_office *office;
    const struct errand *errand;
    enum err_code code;
    struct err *e;
};

static void close_one(struct closing *c, const struct hook_client *client, time_t closed_at)
{
    enum close_end end;
    char text[TIME_TEXT_SIZE];
    enum err_code code =
        queue_close_client(c->office->queue, client->id, client->ticket, closed_at, &end, c->e);
    if (code != ERR_OK) {
        c->code = code;
        return;
    }
    time_format(closed_at, text);
    const struct log_event about = {
        .key = LOG_CLOSED, .object = c->errand->hook->name, .id = client->id};
    if (end == CLOSE_LEFT)
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
    const struct hook_client *client = hook_clients_after(&c->office->clients, "");
    for (; client != NULL; client = hook_clients_after(&c->office->clients, client->id))
        if (client->ticket != NULL && client->ticket_time < closed_at &&
            ticket_same(client->ticket, ticket))
            close_one(c, client, closed_at);
}

static enum err_code take_answer(struct hook_office *office, const struct errand *errand,
                                 const struct hook_work *work, const struct hook_run *run,
                                 struct err *e)
{
    struct closing closing = {.office = office, .errand = errand, .e = e};
    size_t strange;
    switch (errand->kind) {
    case ERRAND_LOOKUP:
        return take_words(office, errand, work, run, e);
    case ERRAND_CHECK:
        return take_ticket(office, errand, work, run, e);
    case ERRAND_CLOSED:
        hook_answer_closed(run->text[0], run->length[0], on_closed, &closing, &strange);
        say_strange(errand, work, strange);
        return closing.code;
    case ERRAND_TELL:
        break;
    }
    return ERR_OK;
}

/* ---------------------------------------------------------------- all of it */

static bool may_be_tried_again(const struct hook_run *run)
{
    return run->end == HOOK_RUN_LATE || run->end == HOOK_RUN_NOT_STARTED ||
           (run->end == HOOK_RUN_EXITED && run->status == EXIT_AGAIN);
}

/* Notes what it was told or asked, so that it is not done again. */
static enum err_code note(const struct errand *errand, const struct hook_work *work,
                          const struct hook_run *run, struct err *e)
{
    if (errand->kind == ERRAND_TELL)
        return note_told(errand, work, run, e);
    if (errand->kind == ERRAND_CLOSED)
        return ERR_OK;
    return hook_told_note_asked(errand->hook->told, errand->client->id, work->event, work->key, e);
}

bool hook_result_take(struct hook_office *office, struct errand *errand, struct hook_work *work,
                      const struct hook_run *run)
{
    char how[SAID_SIZE];
    char said[SAID_SIZE];
    struct err e = {.text = ""};
    bool good = run->end == HOOK_RUN_EXITED && run->status == 0;
    how_it_ended(office, run, how);
    one_line(run->text[1], run->length[1], said);
    if (may_be_tried_again(run)) {
        if (try_again(office, errand, work->event, how, said))
            return false;
    } else if (!good) {
        say(MSG_WARNING, errand, work->event, how, said);
    } else if (said[0] != '\0') {
        say(MSG_INFO, errand, work->event, said, "");
    }
    enum err_code code = good ? take_answer(office, errand, work, run, &e) : ERR_OK;
    if (code == ERR_OK)
        code = note(errand, work, run, &e);
    if (code != ERR_OK && try_again(office, errand, work->event, e.text, ""))
        return false;
    end_tries(office, errand);
    return true;
}
