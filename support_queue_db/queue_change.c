#include "support_queue_db/queue_change.h"

enum err_code queue_change_begin(struct queue_change *change, struct queue *queue, const char *id,
                                 struct err *e)
{
    *change = (struct queue_change){.now = time(NULL)};
    entry_init(&change->entry);
    enum err_code code = queue_begin(queue, change->now, QUEUE_WAIT_PERSON, e);
    if (code != ERR_OK)
        return code;
    change->queue = queue;
    return id != NULL ? queue_load(queue, id, &change->entry, e) : ERR_OK;
}

enum err_code queue_change_save(struct queue_change *change, enum err_code code, struct err *e)
{
    if (code == ERR_OK)
        code = queue_save(change->queue, &change->entry, e);
    return queue_change_end(change, code);
}

enum err_code queue_change_end(struct queue_change *change, enum err_code code)
{
    entry_free(&change->entry);
    if (change->queue != NULL)
        queue_end(change->queue);
    return code;
}

enum err_code queue_change_ask(struct queue *queue, const char *id, struct err *e)
{
    struct queue_change change;
    enum err_code code = queue_change_begin(&change, queue, id, e);
    if (code == ERR_OK)
        entry_set_ask_due(&change.entry, change.now);
    return queue_change_save(&change, code, e);
}
