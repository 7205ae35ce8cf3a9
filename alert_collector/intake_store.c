#include "alert_collector/intake_store.h"

#include <string.h>
#include <time.h>

#include "support_queue_db/entry.h"
#include "support_queue_db/queue_archive.h"
#include "support_queue_db/rules.h"

/* Entries that alerts have changed and that are written together. */
struct batch {
    struct entry entries[QUEUE_SAVE_MAX];
    struct intake_item *items[QUEUE_SAVE_MAX];
    bool identify[QUEUE_SAVE_MAX];
    size_t count;
    struct archive_list left; /* what has left the queue; listed when it is first needed */
    bool is_listed;
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

/* The ids that the client of an alert may have in the queue; returns how many. */
static size_t possible_ids(const struct alert *alert, char ids[3][QUEUE_ID_SIZE])
{
    queue_id_of_addr(&alert->address, ids[0]);
    if (!alert->has_guid)
        return 1;
    const struct guid swapped = guid_swapped(&alert->guid);
    queue_id_of_guid(&alert->guid, ids[1]);
    queue_id_of_guid(&swapped, ids[2]);
    return 3;
}

/* Whether a call that was put aside had been stored before its client left the queue: by another
 * collector, which did not have to put it aside. Of those that are stored together it is the
 * oldest that comes first, so what left before that one does not matter. */
static bool was_stored_before(struct queue *queue, const struct alert *alert, struct batch *batch)
{
    char ids[3][QUEUE_ID_SIZE];
    const size_t id_count = possible_ids(alert, ids);
    bool was = false;
    if (!batch->is_listed)
        (void)queue_archive_list(queue, alert->when - alert_repeat_seconds(alert->key), NULL,
                                 &batch->left, NULL); /* rather twice than not at all */
    batch->is_listed = true;
    for (size_t i = 0; i < batch->left.count && !was; i++) {
        struct entry entry;
        bool is_same = false;
        for (size_t k = 0; k < id_count && !is_same; k++)
            is_same = strcmp(batch->left.files[i].id, ids[k]) == 0;
        if (!is_same)
            continue;
        was = queue_archive_load(queue, &batch->left.files[i], &entry, NULL) == ERR_OK &&
              (entry_is_repeat(&entry, alert->key, alert->when) ||
               entry_is_repeat(&entry, alert->also_key, alert->when));
        entry_free(&entry);
    }
    return was;
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
    /* If the client is in the queue again, then because of a later call. */
    if (code == ERR_OK && alert->was_pending && alert->kind == ALERT_CALL &&
        (!is_in_queue || alert->when < entry->first_call) &&
        was_stored_before(queue, alert, batch)) {
        item->kind = STATUS_REPEATED;
    } else if (code == ERR_OK && alert_matters(alert, is_in_queue)) {
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

/* Only who has the lock knows that. */
static bool is_stored_already(const struct intake_item *item)
{
    return item->dir != NULL && !pending_dir_has(item->dir, item->file);
}

bool intake_store_all(struct queue *queue, struct intake_item *items, size_t count, long wait_ms,
                      bool *woken)
{
    struct batch batch = {.count = 0};
    struct err e = {.code = ERR_OK};
    bool locked = count > 0 && queue_begin(queue, time(NULL), wait_ms, &e) == ERR_OK;
    for (size_t i = 0; i < count; i++) {
        items[i].result = e;
        if (!locked || is_stored_already(&items[i]))
            continue;
        if (batch.count == QUEUE_SAVE_MAX || is_in_batch(&batch, items[i].alert))
            write_batch(queue, &batch, woken);
        apply(queue, &items[i], &batch);
    }
    write_batch(queue, &batch, woken);
    archive_list_free(&batch.left);
    for (size_t i = 0; i < count; i++)
        if (items[i].dir != NULL && items[i].result.code == ERR_OK)
            (void)pending_dir_remove(items[i].dir, items[i].file, &items[i].result);
    if (locked)
        queue_end(queue);
    return locked;
}
