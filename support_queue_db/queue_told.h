/*
 * What others tell of a client goes into its entry: a hook that was asked, or a person. Each is a
 * change of its own, so never within one.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_TOLD_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_TOLD_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/queue.h"

/* While all that changes is the time, and the one that is noted is younger, nothing is written. */
enum { QUEUE_TOLD_FRESH = 3600 };

/* All that the hook `from` knows of the client, as of now: what it told before and does not tell
 * any more is gone. words[i].from and .when need not be set. `asked` is the entry as the hook was
 * given it. If the UUID or serial number is another by now, or the client has left or has another
 * id, the answer is of no use: *fits is false then, and nothing written. *left_out: how many words
 * found no place, see entry_tell. */
enum err_code queue_tell_inventory(struct queue *queue, const struct entry *asked, const char *from,
                                   const struct entry_word *words, size_t count, bool *fits,
                                   size_t *left_out, struct err *e);

/* The same for what the ticket system says of the ticket that *asked has. */
enum err_code queue_tell_ticket(struct queue *queue, const struct entry *asked, const char *from,
                                const struct entry_ticket_word *word, bool *fits, struct err *e);

/* What a person says, all of it or nothing: words[i].from is ENTRY_BY_HAND with his name. An empty
 * value takes away what was told by hand. ERR_DATA where there is no place. */
enum err_code queue_tell_by_hand(struct queue *queue, const char *id,
                                 const struct entry_word *words, size_t count, struct err *e);

/* For fcfh-hooks: true if no other runs, and none will until queue_close. */
bool queue_claim_hooks(struct queue *queue);
/* Whether fcfh-hooks runs, which asks the ticket system and the inventories. */
bool queue_hooks_run(const struct queue *queue);

#endif
