#include "support_queue_gui/collect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/grow.h"
#include "support_queue_db/entry_peek.h"
#include "support_queue_db/queue_scan.h"
#include "support_queue_db/ticket.h"
#include "support_queue_gui/entry_search.h"

bool collect_matches(const struct entry *entry, const char *ticket, const char *filter)
{
    char text[ENTRY_SEARCH_SIZE];
    if (ticket != NULL && !(entry->ticket[0] != '\0' && ticket_same(ticket, entry->ticket)))
        return false;
    if (filter == NULL)
        return true;
    (void)entry_search_text(entry, text);
    return entry_search_matches(text, filter);
}

static int by_last_call(const void *a, const void *b)
{
    const struct entry *x = a;
    const struct entry *y = b;
    if (x->last_call != y->last_call)
        return x->last_call < y->last_call ? 1 : -1;
    return strcmp(x->file_id, y->file_id);
}

struct collecting {
    const char *ticket;
    const char *filter;
    struct entry_peek peek;
    struct collection *all;
    bool no_memory;
};

static bool may_have_ticket(const void *context, const char *text, size_t len)
{
    const struct collecting *c = context;
    return entry_peek_may_have_ticket(&c->peek, text, len);
}

static bool add(void *context, struct entry *entry, const struct err *why)
{
    struct collecting *c = context;
    struct collection *all = c->all;
    if (entry == NULL) {
        all->unreadable++;
        (void)snprintf(all->unreadable_reason, sizeof all->unreadable_reason, "%s", why->text);
        return true;
    }
    if (!collect_matches(entry, c->ticket, c->filter))
        return true;
    c->no_memory = !grow(&all->entries, all->count, 1, &all->room, sizeof *all->entries);
    if (!c->no_memory) {
        all->entries[all->count++] = *entry; /* with what it points to */
        entry_init(entry);
    }
    return !c->no_memory;
}

enum err_code collect(struct queue *queue, const char *ticket, const char *filter,
                      struct collection *all, struct err *e)
{
    struct collecting c = {.ticket = ticket, .filter = filter, .all = all};
    const struct queue_scan scan = {
        .may_want = ticket != NULL ? may_have_ticket : NULL, .visit = add, .context = &c};
    *all = (struct collection){.entries = NULL};
    if (ticket != NULL)
        entry_peek_init(&c.peek, ticket);
    enum err_code code = queue_scan(queue, &scan, e);
    if (code == ERR_OK && c.no_memory)
        code = err_nomem(e);
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
