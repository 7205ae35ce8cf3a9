/* All entries of the queue that a person asked for, in the order in which they are shown. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_COLLECT_H
#define FCFH_SUPPORT_QUEUE_GUI_COLLECT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/queue.h"

struct collection {
    struct entry *entries; /* the last caller first */
    size_t count;
    size_t room;
    size_t unreadable; /* files that have an entry's name but are not entries */
    char unreadable_reason[ERR_TEXT_MAX];
};

/* Whether an entry has this ticket, and contains this text; each may be NULL. */
bool collect_matches(const struct entry *entry, const char *ticket, const char *filter);

/* ticket and filter may be NULL. Free with collection_free in any case. */
enum err_code collect(struct queue *queue, const char *ticket, const char *filter,
                      struct collection *all, struct err *e);
void collection_free(struct collection *all);

#endif
