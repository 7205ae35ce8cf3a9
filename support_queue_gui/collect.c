#include "support_queue_gui/collect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/grow.h"
#include "support_queue_db/ticket.h"
#include "support_queue_gui/entry_search.h"

bool collect_wants(const struct entry *entry, const char *ticket, const char *filter)
{
    char text[ENTRY_SEARCH_SIZE];
    if (ticket != NULL && !(entry->ticket[0] != '\0' && ticket_same(ticket, entry->ticket)))
        return false;
    if (filter == NULL)
        return true;
    (void)entry_search_text(entry, text);
    return entry_search_finds(text, filter);
}

static int by_last_call(const void *a, const void *b)
{
    const struct entry *x = a;
    const struct entry *y = b;
    if (x->last_call != y->last_call)
        return x->last_call < y->last_call ? 1 : -1;
    return strcmp(x->file_id, y->file_id);
}

enum err_code collect(struct queue *queue, const char *ticket, const char *filter,
                      struct collection *all, struct err *e)
{
    struct queue_walk walk;
    char id[QUEUE_ID_SIZE];
    enum err_code code = ERR_OK;
    *all = (struct collection){.entries = NULL};
    queue_walk_begin(&walk, queue_fd(queue));
    while (code == ERR_OK && queue_walk_next(&walk, id)) {
        struct entry entry;
        struct err why;
        enum err_code loaded = queue_load(queue, id, &entry, &why);
        bool wanted = loaded == ERR_OK && collect_wants(&entry, ticket, filter);
        if (wanted && !grow(&all->entries, all->count, 1, &all->room, sizeof *all->entries))
            code = err_nomem(e);
        if (wanted && code == ERR_OK)
            all->entries[all->count++] = entry; /* with what it points to */
        else
            entry_free(&entry);
        if (loaded != ERR_OK && loaded != ERR_NOHOST) {
            all->unreadable++;
            (void)snprintf(all->unreadable_reason, sizeof all->unreadable_reason, "%s", why.text);
        }
    }
    code = queue_walk_end(&walk, code, e);
    if (code == ERR_OK && all->count > 0)
        qsort(all->entries, all->count, sizeof *all->entries, by_last_call);
    return code;
}

void collection_free(struct collection *all)
{
    for (size_t i = 0; i < all->count; i++)
        entry_free(&all->entries[i]);
    free(all->entries);
    *all = (struct collection){.entries = NULL};
}
