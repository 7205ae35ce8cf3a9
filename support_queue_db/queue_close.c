#include "support_queue_db/queue_close.h"

#include "support_queue_db/queue_change.h"
#include "support_queue_db/ticket.h"

enum close_result close_judge(const struct entry *entry, const char *ticket, time_t closed_at)
{
    if (entry->ticket[0] == '\0' || !ticket_same(entry->ticket, ticket))
        return CLOSE_OTHER_TICKET;
    if (closed_at == 0)
        return CLOSE_ARCHIVED;
    if (entry->ticket_time >= closed_at) /* a mistyped number that belongs to an old ticket */
        return CLOSE_KEPT;
    return entry->last_call > closed_at ? CLOSE_CLEARED : CLOSE_ARCHIVED;
}

enum err_code queue_close_client(struct queue *queue, const char *id, const char *ticket,
                                 time_t closed_at, enum close_result *end, struct err *e)
{
    struct queue_change change;
    enum err_code code = queue_change_begin(&change, queue, id, e);
    *end = code == ERR_OK ? close_judge(&change.entry, ticket, closed_at) : CLOSE_OTHER_TICKET;
    if (*end == CLOSE_CLEARED) {
        entry_set_ticket(&change.entry, "", "", change.now);
        return queue_change_save(&change, code, e);
    }
    if (*end == CLOSE_ARCHIVED)
        code = queue_remove(queue, id, "closed", change.now, NULL, e);
    return queue_change_end(&change, code == ERR_NOHOST ? ERR_OK : code);
}
