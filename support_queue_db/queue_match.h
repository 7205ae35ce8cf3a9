/* From what a person types to the client they mean. */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_MATCH_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_MATCH_H

#include "common/addr.h"
#include "common/err.h"
#include "support_queue_db/queue.h"

/* The id of the one client that text names: by its UUID or address, else by its ticket, else by the
 * start of its UUID, its host name (with or without the domain) or its serial number, else by an
 * address that alerts claim for it; case does not matter. ERR_NOHOST if there is none, ERR_USAGE if
 * there are several. */
enum err_code queue_match(struct queue *queue, const char *text, char id[QUEUE_ID_SIZE],
                          struct err *e);

/* How well the text matches the entry: 0 not at all, else the higher the better. */
int queue_match_rank(const struct entry *entry, const char *text);

/* The client at this address. */
enum err_code queue_match_address(struct queue *queue, const struct addr *address,
                                  char id[QUEUE_ID_SIZE], struct err *e);

#endif
