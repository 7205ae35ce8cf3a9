/* Puts what others tell about a client into its entry: a hook that was asked, or a person. Each is
 * a change of its own, so never call these within one. */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_INVENTORY_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_INVENTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/queue.h"

/* If only the time changes, and the noted time is younger than this, nothing is written. */
enum { QUEUE_INVENTORY_FRESH_S = 3600 };

/* Everything that the hook `from` knows about the client, as of now: earlier items that it no
 * longer tells are removed. items[i].from and .when need not be set. `asked` is the entry as it was
 * given to the hook. If the UUID or serial number has changed since, or the client has left or has
 * another id, the answer is useless: then *fits is false and nothing is written. *left_out: how
 * many items had no room, see entry_set_inventory. */
enum err_code queue_inventory_replace(struct queue *queue, const struct entry *asked,
                                      const char *from, const struct inventory_item *items,
                                      size_t count, bool *fits, size_t *left_out, struct err *e);

/* The same for what the ticket system says about the ticket in *asked. */
enum err_code queue_inventory_set_ticket(struct queue *queue, const struct entry *asked,
                                         const char *from, const struct ticket_info *info,
                                         bool *fits, struct err *e);

/* What a person says, all or nothing: items[i].from is ENTRY_BY_HAND and the person's name. An
 * empty value removes what was told by hand. ERR_DATA if there is no room. */
enum err_code queue_inventory_set_by_hand(struct queue *queue, const char *id,
                                          const struct inventory_item *items, size_t count,
                                          struct err *e);

#endif
