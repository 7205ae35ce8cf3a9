/*
 * ask/: what technicians leave for others to act on. ask/ID: AMT is to be asked once, at the
 * address that the person saw. ask/ID.confirmed: the caller read the serial number that AMT told.
 * Who left a file is its owner; queue_trusted.h says whose files count.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_ASK_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_ASK_H

#include <stdbool.h>
#include <time.h>

#include "common/err.h"
#include "common/text.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/queue.h"

/* ERR_CANTCREAT, with the command that makes ask/ where a program may not. */
enum err_code queue_ask_put(struct queue *queue, const char *id, const struct addr *address,
                            struct err *e);

/* Whether it was not taken yet. */
bool queue_ask_is_there(struct queue *queue, const char *id);

/* For fcfh-identify: reads and removes it. False if there is none that counts. *address is what the
 * person saw, and to be compared with where the client is; `by` the person's login name. */
bool queue_ask_take(struct queue *queue, const char *id, struct addr *address,
                    char by[ENTRY_USER_SIZE]);

/* The id of a file in ask/ that says whom to ask; false for any other name there. */
bool queue_ask_parse_name(const char *name, char id[QUEUE_ID_SIZE]);

/* What was confirmed. */
struct confirmed {
    struct addr address;
    char serial[TEXT_VALUE_SIZE];
    char key[TLS_KEY_SIZE];
    enum entry_state state;
    time_t when;
    char by[ENTRY_USER_SIZE]; /* the file's owner: reading sets it, writing does not look at it */
};

enum err_code queue_confirmed_write(struct queue *queue, const char *id,
                                    const struct confirmed *confirmed, struct err *e);
/* ERR_NOHOST if there is none, ERR_DATA if it is not to be believed. */
enum err_code queue_confirmed_read(struct queue *queue, const char *id, struct confirmed *confirmed,
                                   struct err *e);
void queue_confirmed_remove(struct queue *queue, const char *id);

/* Whether it was confirmed since the client is in the queue and in its state. One that was left
 * behind is not about the next entry of its name. */
bool confirmed_is_of(const struct confirmed *confirmed, const struct entry *entry);

#endif
