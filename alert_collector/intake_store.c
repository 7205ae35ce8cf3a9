#include "alert_collector/intake_store.h"

#include <string.h>
#include <time.h>

#include "support_queue_db/entry.h"
#include "support_queue_db/rules.h"

/* Entries that alerts have changed and that are written together. */
struct batch {
    struct entry entries[QUEUE_SAVE_MAX];
    struct intake_item *items[QUEUE_SAVE_MAX];
    bool identify[QUEUE_SAVE_MAX];
    size_t count;
};

/* Whether the alert may belong to an entry of the batch, which is not in its file yet. */
static bool is_in_batch(const struct batch *batch, const struct alert *alert)
{
    for (size_t i = 0; i < batch->count; i++) {
        const struct entry *entry = &batch->entries[i];
        if (addr_equal(&entry->address, &alert->address) ||
            (entry->has_guid && alert->has_guid &&
             guid_equal_any_order(&entry->guid, &alert->guid)))
            return true;
    }
    return false;
}

enum status_kind intake_kind(const struct alert *alert)
{
    return alert->kind == ALERT_CALL ? STATUS_CALLS : STATUS_EVENTS;
}

enum log_key intake_key(const struct intake_item *item)
{
    return item->kind == STATUS_REPEATED     ? LOG_REPEATED
           : item->alert->kind == ALERT_CALL ? LOG_CALL
                                             : LOG_EVENT;
}

static void write_batch(struct queue *queue, struct batch *batch, bool *woken)
{
    struct err results[QUEUE_SAVE_MAX];
    queue_save_each(queue, batch->entries, batch->count, results);
    for (size_t i = 0; i < batch->count; i++) {
        batch->items[i]->result = results[i];
        memcpy(batch->items[i]->id, batch->entries[i].file_id, sizeof batch->items[i]->id);
        if (results[i].code == ERR_OK && batch->identify[i])
            *woken = true;
        entry_free(&batch->entries[i]);
    }
    batch->count = 0;
}

/* Applies the alert: adds the changed entry to the batch, or finds that there is nothing to
 * write. */
static void apply(struct queue *queue, struct intake_item *item, struct batch *batch)
{
    const struct alert *alert = item->alert;
    struct entry *entry = &batch->entries[batch->count];
    struct rules_result result = {0};
    struct err e;
    enum err_code code = queue_find(queue, alert, time(NULL), entry, &e);
    bool is_in_queue = code == ERR_OK;
    if (code == ERR_NOHOST)
        code = ERR_OK; /* a new client, if the alert is one that adds a client */
    item->kind = STATUS_IGNORED;
    if (code == ERR_OK && alert_matters(alert, is_in_queue)) {
        code = rules_apply(entry, alert, &result, &e);
        item->kind = result.changed ? intake_kind(alert) : STATUS_REPEATED;
    }
    if (code == ERR_OK && result.changed) {
        batch->identify[batch->count] = result.identify;
        batch->items[batch->count++] = item;
        return;
    }
    if (is_in_queue)
        memcpy(item->id, entry->file_id, sizeof item->id);
    entry_free(entry);
    if (code != ERR_OK)
        item->result = e;
}

bool intake_store_all(struct queue *queue, struct intake_item *items, size_t count, long wait_ms,
                      bool *woken)
{
    struct batch batch = {.count = 0};
    struct err e = {.code = ERR_OK};
    bool locked = count > 0 && queue_begin(queue, time(NULL), wait_ms, &e) == ERR_OK;
    for (size_t i = 0; i < count; i++) {
        items[i].result = e;
        if (!locked)
            continue;
        if (batch.count == QUEUE_SAVE_MAX || is_in_batch(&batch, items[i].alert))
            write_batch(queue, &batch, woken);
        apply(queue, &items[i], &batch);
    }
    write_batch(queue, &batch, woken);
    if (locked)
        queue_end(queue);
    return locked;
}
