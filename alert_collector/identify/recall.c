#include "alert_collector/identify/recall.h"

#include <string.h>
#include <sys/stat.h>

#include "alert_collector/identify/verdict.h"
#include "alert_collector/intake.h"
#include "alert_collector/intake_store.h"
#include "support_queue_db/queue_change.h"
#include "support_queue_db/queue_pending.h"

/* When a file came to the register last, or left it. */
static time_t register_changed(const struct conf *conf)
{
    struct stat st;
    return stat(conf->clients.directory, &st) == 0 ? st.st_mtime : 0;
}

static bool has_key_of(const struct client_register *reg, const struct entry *entry)
{
    const struct register_client *client;
    size_t at = 0;
    while ((client = register_by_guid(reg, &entry->guid, &at)) != NULL)
        if (register_client_has_key(client, entry->key))
            return true;
    return false;
}

/* Whether the register says something else of the client than when AMT there was last asked. What
 * it says is not remembered, so it is enough that it may. */
static bool concerns_register(const struct entry *entry, const struct client_register *reg,
                              time_t changed)
{
    size_t at = 0;
    time_t asked = entry->state_time > entry->proof_time ? entry->state_time : entry->proof_time;
    bool registered = entry->has_guid && register_by_guid(reg, &entry->guid, &at) != NULL;
    bool unregistered = entry->failure == FAILURE_NOT_REGISTERED;
    if (changed < asked && !(unregistered && registered))
        return false;
    switch (entry->state) {
    case ENTRY_WAITING:
        return false; /* it is to be asked anyway */
    case ENTRY_VERIFIED:
        return entry->proof == PROOF_KEY && !has_key_of(reg, entry);
    case ENTRY_ANSWERED:
        return registered;
    case ENTRY_MISMATCH:
    case ENTRY_FAILED:
        break;
    }
    return registered || (unregistered && !entry->has_guid);
}

enum err_code recall_clients(struct queue *queue, const struct conf *conf,
                             const struct client_register *reg, const struct logins *logins,
                             struct err *e)
{
    struct queue_walk walk;
    struct entry entry;
    time_t changed = register_changed(conf);
    enum err_code code = ERR_OK;
    /* Mostly there is nobody: so whoever stores a call need not wait for this look at all. */
    queue_walk_begin(&walk, queue_fd(queue));
    while (code == ERR_OK && queue_next(queue, &walk, &entry)) {
        bool concerned = concerns_register(&entry, reg, changed) ||
                         logins_refused_another(logins, &entry.address);
        if (concerned && entry.ask_since == 0)
            code = queue_change_ask(queue, entry.file_id, e);
        code = code == ERR_NOHOST ? ERR_OK : code; /* it has just left */
        entry_free(&entry);
    }
    return queue_walk_end(&walk, code, e);
}

enum err_code recall_explain(struct queue *queue, const char *reason, struct err *e)
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
            verdict_failed(&entry, FAILURE_NOT_ASKED, reason, change.now);
            enum err_code saved = queue_save(queue, &entry, e);
            code = saved != ERR_OK ? saved : code;
        }
        entry_free(&entry);
    }
    return queue_change_end(&change, queue_walk_end(&walk, code, e));
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
    if (code != ERR_OK)
        return code;
    struct intake_item item = {.alert = &intake.alert}; /* it was counted when it came */
    code = intake_store(p->queue, &item, QUEUE_WAIT_PERSON, &woken);
    if (code != ERR_OK)
        *e = item.result;
    return code;
}

enum err_code recall_pending(struct queue *queue, const struct conf *conf, struct err *e)
{
    struct pending p = {queue, conf};
    return queue_pending_each(queue, store_one, &p, e);
}
