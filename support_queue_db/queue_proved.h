/*
 * proved/ID.xml: what AMT last answered for a client, and what proves it. The gate goes by this and
 * not by the entry, which everybody in the queue's group can write. Only fcfh-identify writes it;
 * queue_trusted.h says whose files count.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_PROVED_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_PROVED_H

#include <stdbool.h>

#include "common/err.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/queue.h"
#include "support_queue_db/queue_mark.h"

/* Notes what the entry, saved as `id`, rests on, with the serial number of the machine that
 * answered, as from entry_format_serial; `when` is its proof_time, or if AMT never answered for it
 * its state_time. ERR_CANTCREAT, with the command that makes proved/, if a program may not make it.
 */
enum err_code queue_proved_write(struct queue *queue, const char *id, const struct entry *entry,
                                 const char *serial, struct err *e);

/* ERR_NOHOST if there is none, ERR_DATA if it cannot be trusted. */
enum err_code queue_proved_read(struct queue *queue, const char *id, struct proved *proved,
                                struct err *e);
void queue_proved_remove(struct queue *queue, const char *id);

/* Whether it is about the very answer that the entry rests on. A leftover says nothing about the
 * next entry of its name, nor about a restored one. */
bool proved_is_of(const struct proved *proved, const struct entry *entry);

#endif
