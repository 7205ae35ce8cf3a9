#include "alert_collector/identify/recall.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "alert_collector/identify/verdict.h"
#include "common/grow.h"
#include "support_queue_db/queue_change.h"

/* When a file was last added to the register or removed from it, or its access rights changed; if
 * that cannot be told it may be now. */
static time_t register_changed(const struct conf *conf)
{
    struct stat st;
    if (stat(conf->clients.directory, &st) == 0)
        return st.st_ctime;
    return errno == ENOENT ? 0 : time(NULL);
}

/* Whether the register still has the key that verified it for this client, and for no other. */
static bool is_still_proved(const struct client_register *reg, const struct index_client *entry)
{
    const struct register_client *client;
    size_t at = 0;
    bool known = false;
    while ((client = register_by_guid(reg, &entry->guid, &at)) != NULL)
        known = known || register_client_has_key(client, entry->key);
    at = 0;
    return known && register_by_key(reg, entry->key, &at) != NULL &&
           register_by_key(reg, entry->key, &at) == NULL;
}

/* Whether the register may say something else about the client than when its AMT was last asked.
 * What it said then is not remembered, so a possible change is enough. */
static bool concerns_register(const struct index_client *entry, const struct client_register *reg,
                              time_t changed)
{
    size_t at = 0;
    time_t asked = entry->state_time > entry->proof_time ? entry->state_time : entry->proof_time;
    bool registered = entry->has_guid && register_by_guid(reg, &entry->guid, &at) != NULL;
    bool unregistered = entry->failure == FAILURE_NOT_REGISTERED;
    if (entry->state == ENTRY_VERIFIED)
        return entry->proof == PROOF_KEY && !is_still_proved(reg, entry);
    if (changed < asked && !(unregistered && registered))
        return false;
    switch (entry->state) {
    case ENTRY_WAITING:
    case ENTRY_VERIFIED:
        return false; /* it is to be asked anyway; see above */
    case ENTRY_ANSWERED:
        return registered;
    case ENTRY_MISMATCH:
    case ENTRY_FAILED:
        break;
    }
    return registered || (unregistered && !entry->has_guid);
}

struct concerned {
    char (*ids)[QUEUE_ID_SIZE];
    size_t count;
    size_t room;
};

static bool find_concerned(struct judge_shared *shared, struct concerned *c)
{
    time_t changed = register_changed(shared->conf);
    const struct index_client *client = NULL;
    bool good = true;
    (void)pthread_mutex_lock(&shared->lock);
    while (good && (client = queue_index_next(shared->index, client)) != NULL) {
        if (client->ask_since != 0 || !(concerns_register(client, shared->reg, changed) ||
                                        logins_has_other_refused(shared->logins, &client->address)))
            continue;
        good = grow(&c->ids, c->count, 1, &c->room, sizeof *c->ids);
        if (good)
            (void)snprintf(c->ids[c->count++], QUEUE_ID_SIZE, "%s", client->id);
    }
    (void)pthread_mutex_unlock(&shared->lock);
    return good;
}

enum err_code recall_clients(struct queue *queue, struct judge_shared *shared, struct err *e)
{
    struct concerned c = {.count = 0};
    enum err_code code = find_concerned(shared, &c) ? ERR_OK : err_nomem(e);
    for (size_t i = 0; i < c.count && code == ERR_OK; i++) {
        code = queue_change_ask(queue, c.ids[i], e);
        code = code == ERR_NOHOST ? ERR_OK : code; /* it has just left the queue */
    }
    free(c.ids);
    return code;
}

enum err_code recall_set_reason(struct queue *queue, const char *reason, struct err *e)
{
    struct queue_change change;
    struct queue_walk walk;
    struct entry entry;
    enum err_code code = queue_change_begin(&change, queue, NULL, e);
    if (code != ERR_OK)
        return queue_change_end(&change, code);
    queue_walk_begin(&walk, queue_fd(queue));
    while (queue_next(queue, &walk, &entry)) {
        if (entry.ask_since != 0 && !entry_has_answered(&entry)) {
            verdict_set_failed(&entry, FAILURE_NOT_ASKED, reason, change.now);
            enum err_code saved = queue_save(queue, &entry, e);
            code = saved != ERR_OK ? saved : code;
        }
        entry_free(&entry);
    }
    return queue_change_end(&change, queue_walk_end(&walk, code, e));
}
