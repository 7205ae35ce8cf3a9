#include "support_queue_db/hooks/hook_work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/clock.h"
#include "common/grow.h"
#include "support_queue_db/entry_json.h"
#include "support_queue_db/hooks/hook_told.h"
#include "support_queue_db/ticket.h"

/* How long both names of an entry may exist, and how long its new form may still be unread; how
 * often to look. */
enum { RENAME_MS = 5000, FIND_MS = 1500, LOOK_MS = 50, FAULT_MS = 1000, DAY = 86400, HOUR = 3600 };

long hook_work_ask_interval(enum task_kind kind)
{
    return kind == TASK_LOOKUP ? DAY : HOUR;
}

enum hook_event hook_work_event(enum task_kind kind)
{
    return kind == TASK_LOOKUP ? HOOK_LOOKUP : HOOK_TICKET_CHECK;
}

void hook_work_free(struct hook_work *work)
{
    entry_free(&work->told);
    entry_free(&work->now);
    free(work->input);
    work->input = NULL;
}

/* ---------------------------------------------------------------- what the hook is given */

static enum err_code set_json_input(const struct hook_shared *shared, const struct entry *entry,
                                    struct hook_work *work, struct err *e)
{
    char *line;
    enum err_code code =
        entry_format_json(entry, shared->conf->queue.timeout, time(NULL), true, &line, e);
    if (code != ERR_OK)
        return code;
    work->length = strlen(line);
    line[work->length++] = '\n'; /* in place of its NUL */
    work->input = line;
    return ERR_OK;
}

static enum err_code set_env_and_input(const struct hook_shared *shared, const struct entry *entry,
                                       const struct hook_env_more *more, struct hook_work *work,
                                       struct err *e)
{
    hook_env_init(&work->env, work->event, entry, more, getenv("CREDENTIALS_DIRECTORY"));
    return entry != NULL ? set_json_input(shared, entry, work, e) : ERR_OK;
}

/* ---------------------------------------------------------------- another id */

/* The copy is of this client under a former id, which it no longer has, or another client has now.
 */
static bool is_its_copy(struct hook_shared *shared, const struct entry *now,
                        const struct entry *copy, bool *later)
{
    struct entry other;
    if (!entry_had_id(now, copy->file_id, copy->first_call))
        return false;
    bool there = queue_load(shared->queue, copy->file_id, &other, NULL) == ERR_OK;
    bool same = there && !hook_event_is_another_stay(copy, &other);
    entry_free(&other);
    *later = *later || same;
    return !same;
}

/* Without a copy of its own it may have one under a former id. */
static enum err_code find_copy(struct hook_shared *shared, const struct task *task,
                               struct hook_work *work, bool *busy, struct err *e)
{
    const int fd = task->hook->told;
    bool both = false;
    for (size_t i = work->now.old_id_count; i > 0 && !work->has_told; i--) {
        const char *id = work->now.old_ids[i - 1].id;
        *busy = *busy || hook_told_is_busy(fd, id);
        entry_free(&work->told);
        bool later = false;
        bool has = !*busy && hook_told_read(fd, id, &work->told, &later);
        *busy = *busy || later;
        if (!has || !is_its_copy(shared, &work->now, &work->told, &both))
            continue;
        enum err_code code = hook_told_rename(fd, id, task->client->id, e);
        if (code != ERR_OK)
            return code;
        work->has_told = true;
    }
    *busy = *busy || (both && clock_ms() - task->client->changed_ms < RENAME_MS);
    return ERR_OK;
}

/* ---------------------------------------------------------------- who is there */

static enum err_code find_change(struct hook_shared *shared, struct task *task,
                                 struct hook_work *work, enum hook_work_kind *kind, struct err *e)
{
    struct hook_env_more more = {.why = ""};
    char why[QUEUE_WHY_SIZE];
    char was[ADDR_TEXT_SIZE] = "";
    bool later = false;
    enum err_code code = ERR_OK;
    if (!work->has_told)
        code = find_copy(shared, task, work, &later, e);
    if (code != ERR_OK)
        return code;
    if (later) {
        *kind = HOOK_WORK_LATER;
        work->wait_ms = LOOK_MS;
        return ERR_OK;
    }
    work->event = hook_event_next(work->has_told ? &work->told : NULL, &work->now);
    if (work->event == HOOK_NONE)
        return ERR_OK;
    *kind = HOOK_WORK_RUN;
    if (work->event == HOOK_GONE) {
        hook_gone_why(&shared->gone, &work->told, why);
        more.why = why[0] != '\0' ? why : "deleted";
        return set_env_and_input(shared, &work->told, &more, work, e);
    }
    if (work->event == HOOK_MOVED) {
        entry_address(&work->told, was);
        more.was_address = was;
    }
    if (work->event == HOOK_RENAMED)
        more.old_id = hook_event_old_id(&work->told, &work->now);
    if (work->event == HOOK_CLEAR)
        more.ticket = work->told.ticket;
    return set_env_and_input(shared, &work->now, &more, work, e);
}

/* ---------------------------------------------------------------- who is gone */

/* Finds what the client has become; it inherits the copy, unless it has one. False: it is not
 * known. */
static bool find_successor(struct hook_shared *shared, const struct task *task,
                           const struct entry *told, bool *joined)
{
    const int fd = task->hook->told;
    const struct hook_client *found = NULL;
    bool is = false;
    *joined = false;
    while (!is &&
           (found = hook_clients_next_by_old_id(&shared->clients, told->file_id, found)) != NULL) {
        struct entry entry;
        is = queue_load(shared->queue, found->id, &entry, NULL) == ERR_OK &&
             entry_had_id(&entry, told->file_id, told->first_call);
        entry_free(&entry);
    }
    if (!is)
        return false;
    *joined = hook_told_has(fd, found->id) ||
              hook_told_rename(fd, told->file_id, found->id, NULL) != ERR_OK;
    struct task *next = hook_client_task((struct hook_client *)found, task->hook, TASK_TELL, true);
    if (next != NULL)
        turns_schedule(&shared->turns, &next->turn, clock_ms(), 0);
    return true;
}

static enum err_code find_gone(struct hook_shared *shared, struct task *task, bool readable,
                               struct hook_work *work, enum hook_work_kind *kind, struct err *e)
{
    char why[QUEUE_WHY_SIZE] = QUEUE_UNREADABLE;
    bool joined = false;
    if (!work->has_told) {
        hook_told_remove(task->hook->told, task->client->id);
        return ERR_OK;
    }
    if (readable)
        hook_gone_why(&shared->gone, &work->told, why);
    if (why[0] == '\0' && find_successor(shared, task, &work->told, &joined) && !joined)
        return ERR_OK;
    if (why[0] == '\0' && !joined) {
        /* Its new form may not have been read yet. */
        if (!shared->whole || clock_ms() - task->client->changed_ms < FIND_MS) {
            *kind = HOOK_WORK_LATER;
            work->wait_ms = LOOK_MS;
            return ERR_OK;
        }
        joined = hook_clients_has_like(&shared->clients, &work->told);
        (void)snprintf(why, sizeof why, "%s", joined ? "joined" : "deleted");
    } else if (joined) {
        (void)snprintf(why, sizeof why, "joined");
    }
    const struct hook_env_more more = {.why = why};
    *kind = HOOK_WORK_RUN;
    work->event = HOOK_GONE;
    return set_env_and_input(shared, &work->told, &more, work, e);
}

/* ---------------------------------------------------------------- what is asked */

static enum err_code find_question(const struct hook_shared *shared, const struct task *task,
                                   struct hook_work *work, enum hook_work_kind *kind, struct err *e)
{
    const struct hook_env_more more = {.why = ""};
    char asked[HOOK_KEY_SIZE];
    time_t when;
    work->event = hook_work_event(task->kind);
    hook_event_key(&work->now, work->event, work->key);
    bool known =
        hook_told_read_asked(task->hook->told, task->client->id, work->event, asked, &when);
    time_t now = time(NULL);
    if (work->key[0] == '\0' || (known && strcmp(asked, work->key) == 0 && when <= now &&
                                 now - when < hook_work_ask_interval(task->kind)))
        return ERR_OK;
    *kind = HOOK_WORK_RUN;
    return set_env_and_input(shared, &work->now, &more, work, e);
}

static int by_ticket(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Each once, on a line of its own. */
static enum err_code set_tickets_input(const struct hook_shared *shared, struct hook_work *work,
                                       struct err *e)
{
    const struct hook_client *client = NULL;
    const char **tickets = calloc(shared->clients.count + 1, sizeof *tickets);
    size_t count = 0;
    size_t size = 0;
    if (tickets == NULL)
        return err_nomem(e);
    for (client = hook_clients_next(&shared->clients, ""); client != NULL;
         client = hook_clients_next(&shared->clients, client->id)) {
        if (client->ticket == NULL)
            continue;
        tickets[count++] = client->ticket;
        size += strlen(client->ticket) + 1;
    }
    if (count > 0)
        qsort(tickets, count, sizeof *tickets, by_ticket);
    work->input = malloc(size + 1);
    for (size_t i = 0; work->input != NULL && i < count; i++)
        if (i == 0 || strcmp(tickets[i], tickets[i - 1]) != 0)
            work->length += (size_t)sprintf(work->input + work->length, "%s\n", tickets[i]);
    free(tickets);
    return work->input != NULL ? ERR_OK : err_nomem(e);
}

static enum err_code find_closed(const struct hook_shared *shared, struct hook_work *work,
                                 enum hook_work_kind *kind, struct err *e)
{
    const struct hook_env_more more = {.why = ""};
    if (!shared->whole) {
        *kind = HOOK_WORK_LATER;
        work->wait_ms = LOOK_MS;
        return ERR_OK;
    }
    enum err_code code = set_tickets_input(shared, work, e);
    if (code != ERR_OK || work->length == 0)
        return code;
    work->event = HOOK_CLOSED;
    *kind = HOOK_WORK_RUN;
    return set_env_and_input(shared, NULL, &more, work, e);
}

/* ---------------------------------------------------------------- all of it */

enum err_code hook_work_find(struct hook_shared *shared, struct task *task, struct hook_work *work,
                             enum hook_work_kind *kind, struct err *e)
{
    *kind = HOOK_WORK_NOTHING;
    work->event = HOOK_NONE;
    work->input = NULL;
    work->length = 0;
    work->has_told = false;
    entry_init(&work->told);
    entry_init(&work->now);
    if (task->kind == TASK_CLOSED)
        return find_closed(shared, work, kind, e);
    enum err_code code = queue_load(shared->queue, task->client->id, &work->now, NULL);
    if (task->kind != TASK_TELL)
        return code == ERR_OK ? find_question(shared, task, work, kind, e) : ERR_OK;
    if (hook_told_is_busy(task->hook->told, task->client->id)) {
        *kind = HOOK_WORK_LATER; /* a hook whose fcfh-hooks was killed is still being told */
        work->wait_ms = LOOK_MS;
        return ERR_OK;
    }
    bool later;
    work->has_told = hook_told_read(task->hook->told, task->client->id, &work->told, &later);
    if (later || (code != ERR_OK && code != ERR_NOHOST && code != ERR_DATA && code != ERR_NOPERM)) {
        *kind = HOOK_WORK_LATER; /* the disk, for example */
        work->wait_ms = FAULT_MS;
        return ERR_OK;
    }
    return code == ERR_OK ? find_change(shared, task, work, kind, e)
                          : find_gone(shared, task, code == ERR_NOHOST, work, kind, e);
}
