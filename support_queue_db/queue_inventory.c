#include "support_queue_db/queue_inventory.h"

#include <string.h>

#include "support_queue_db/entry_name.h"
#include "support_queue_db/queue_change.h"
#include "support_queue_db/ticket.h"

/* Begins a change of the client that was asked about; *fits is false if it is no longer the same.
 */
static enum err_code begin(struct queue_change *change, struct queue *queue,
                           const struct entry *asked, bool *fits, struct err *e)
{
    enum err_code code = queue_change_begin(change, queue, asked->file_id, e);
    *fits = code == ERR_OK;
    return code == ERR_NOHOST ? ERR_OK : code;
}

static enum err_code end(struct queue_change *change, enum err_code code, bool save, struct err *e)
{
    return save && code == ERR_OK ? queue_change_save(change, code, e)
                                  : queue_change_end(change, code);
}

static bool is_same_machine(const struct entry *now, const struct entry *asked)
{
    return now->has_guid == asked->has_guid &&
           (!now->has_guid || guid_equal(&now->guid, &asked->guid)) &&
           strcmp(entry_serial(now), entry_serial(asked)) == 0;
}

static bool is_fresh(time_t when, time_t now)
{
    return when <= now && now - when < QUEUE_INVENTORY_FRESH_S;
}

/* Whether an entry has the same items from `from` as another, noted recently. */
static bool is_unchanged(const struct entry *before, const struct entry *after, const char *from,
                         time_t now)
{
    size_t same = 0;
    size_t both[2] = {0, 0};
    for (size_t i = 0; i < before->inventory_count; i++) {
        const struct inventory_item *word = &before->inventory[i];
        bool its = strcmp(word->from, from) == 0;
        both[0] += its;
        for (size_t j = 0; its && j < after->inventory_count; j++)
            same += strcmp(after->inventory[j].from, from) == 0 &&
                    strcmp(after->inventory[j].name, word->name) == 0 &&
                    strcmp(after->inventory[j].value, word->value) == 0 &&
                    is_fresh(word->when, now);
    }
    for (size_t j = 0; j < after->inventory_count; j++)
        both[1] += strcmp(after->inventory[j].from, from) == 0;
    return both[0] == both[1] && same == both[0];
}

enum err_code queue_inventory_replace(struct queue *queue, const struct entry *asked,
                                      const char *from, const struct inventory_item *items,
                                      size_t count, bool *fits, size_t *left_out, struct err *e)
{
    struct queue_change change;
    struct entry before;
    bool save = false;
    *left_out = 0;
    entry_init(&before);
    enum err_code code = begin(&change, queue, asked, fits, e);
    *fits = *fits && is_same_machine(&change.entry, asked);
    if (*fits)
        code = entry_merge_inventory(&before, &change.entry, e);
    if (*fits && code == ERR_OK)
        code = entry_replace_inventory(&change.entry, from, items, count, change.now, left_out, e);
    if (*fits && code == ERR_OK)
        code = entry_choose_name(&change.entry, e);
    if (*fits && code == ERR_OK)
        save = !is_unchanged(&before, &change.entry, from, change.now);
    entry_free(&before);
    return end(&change, code, save, e);
}

enum err_code queue_inventory_set_ticket(struct queue *queue, const struct entry *asked,
                                         const char *from, const struct ticket_info *info,
                                         bool *fits, struct err *e)
{
    struct queue_change change;
    struct entry *entry = &change.entry;
    bool save = false;
    enum err_code code = begin(&change, queue, asked, fits, e);
    *fits = *fits && entry->ticket[0] != '\0' && ticket_same(entry->ticket, asked->ticket);
    if (*fits) {
        const struct ticket_info before = entry->ticket_info;
        const struct ticket_info *after = &entry->ticket_info;
        entry_set_ticket_info(entry, from, info, change.now);
        save = before.status != after->status || strcmp(before.from, after->from) != 0 ||
               before.closed != after->closed || strcmp(before.title, after->title) != 0 ||
               strcmp(before.requestor, after->requestor) != 0 ||
               !is_fresh(before.when, change.now);
    }
    return end(&change, code, save, e);
}

enum err_code queue_inventory_set_by_hand(struct queue *queue, const char *id,
                                          const struct inventory_item *items, size_t count,
                                          struct err *e)
{
    struct queue_change change;
    enum err_code code = queue_change_begin(&change, queue, id, e);
    for (size_t i = 0; i < count && code == ERR_OK; i++)
        code = entry_set_inventory(&change.entry, items[i].from, items[i].name, items[i].value,
                                   change.now, e);
    if (code == ERR_OK)
        code = entry_choose_name(&change.entry, e);
    return queue_change_save(&change, code, e);
}
