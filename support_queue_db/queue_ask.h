/*
 * ask/: what technicians leave for others to act on. ask/ID: ask AMT once, at the address that the
 * person saw. ask/ID.confirmed: the caller read the serial number that AMT told. A file's owner is
 * the person who left it; queue_trusted.h says whose files count. */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_ASK_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_ASK_H

#include <stdbool.h>
#include <time.h>

#include "common/err.h"
#include "common/text.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/queue.h"

/* ERR_CANTCREAT, with the command that makes ask/, if a program may not make it. */
enum err_code queue_ask_add(struct queue *queue, const char *id, const struct addr *address,
                            struct err *e);

/* Whether it is still there. */
bool queue_ask_is_there(struct queue *queue, const char *id);

/* For fcfh-identify: reads and removes it. False if there is no valid one. *address is what the
 * person saw, to be compared with where the client is; `by` is the person's login name. */
bool queue_ask_take(struct queue *queue, const char *id, struct addr *address,
                    char by[ENTRY_USER_SIZE]);

/* The id in the name of a file in ask/ that asks for a client; false for any other name there. */
bool queue_ask_parse_name(const char *name, char id[QUEUE_ID_SIZE]);

/* What was confirmed. */
struct confirmed {
    struct addr address;
    char serial[TEXT_VALUE_SIZE];
    char key[TLS_KEY_SIZE];
    enum entry_state state;
    time_t when;
    char by[ENTRY_USER_SIZE]; /* the file's owner: set by reading, ignored by writing */
};

enum err_code queue_confirmed_write(struct queue *queue, const char *id,
                                    const struct confirmed *confirmed, struct err *e);
/* ERR_NOHOST if there is none, ERR_DATA if it cannot be trusted. */
enum err_code queue_confirmed_read(struct queue *queue, const char *id, struct confirmed *confirmed,
                                   struct err *e);
void queue_confirmed_remove(struct queue *queue, const char *id);

/* Whether it was confirmed since the client entered the queue and its state. A leftover says
 * nothing about the next entry of its name. */
bool confirmed_is_of(const struct confirmed *confirmed, const struct entry *entry);

#endif
