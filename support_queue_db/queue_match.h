/* From what a person types to the client that is meant. */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_MATCH_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_MATCH_H

#include <stdbool.h>

#include "common/err.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/queue.h"

/* Whether text names this client: its UUID or the start of it, its address, host name (with or
 * without the domain), serial number or ticket; letters in either case. */
bool queue_matches(const struct entry *entry, const char *text);

/* The id of the one client that text names. ERR_NOHOST if there is none, ERR_USAGE if there are
 * several. */
enum err_code queue_match(struct queue *queue, const char *text, char id[QUEUE_ID_SIZE],
                          struct err *e);

#endif
