#include "alert_collector/intake_store.h"

#include "support_queue_db/entry.h"
#include "support_queue_db/rules.h"

static enum err_code apply(struct queue *queue, const struct alert *alert, bool *woken,
                           struct err *e)
{
    struct entry entry;
    struct rules_result result = {0};
    enum err_code code = queue_find(queue, alert, alert->when, &entry, e);
    if (code == ERR_NOHOST)
        code = ERR_OK; /* a new client, if the alert makes one */
    if (code == ERR_OK && (entry.file_id[0] != '\0' || rules_makes_entry(alert)))
        code = rules_apply(&entry, alert, &result, e);
    if (code == ERR_OK && result.changed)
        code = queue_save(queue, &entry, e);
    entry_free(&entry);
    if (code == ERR_OK && result.identify)
        *woken = true;
    return code;
}

enum err_code intake_store(struct queue *queue, const struct alert *alert, long wait_ms,
                           bool *woken, struct err *e)
{
    enum err_code code = queue_begin(queue, alert->when, wait_ms, e);
    if (code != ERR_OK)
        return code;
    code = apply(queue, alert, woken, e);
    queue_end(queue);
    return code;
}
