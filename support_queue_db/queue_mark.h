/*
 * The small files of proved/ and ask/, as text: what was known of a client when a decision about it
 * was made. Each names its client, so that it means nothing under another name. fcfh-queue(5) shows
 * one. Only mark_save and mark_load touch a file.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_MARK_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_MARK_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "common/err.h"
#include "common/text.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/queue_trusted.h"

struct proved {
    bool has_guid;
    struct guid guid;
    struct addr address;
    enum entry_state state;
    enum entry_proof proof;
    char key[TLS_KEY_SIZE];       /* or "" */
    char serial[TEXT_VALUE_SIZE]; /* or "" */
    time_t when;                  /* when AMT answered, or somebody confirmed */
};

/* kind is the name of its root element. The caller frees *text. */
enum err_code mark_format(const char *kind, const char *id, const struct proved *mark, char **text,
                          size_t *len, struct err *e);

/* ERR_DATA for anything but a mark of this kind for this client. */
enum err_code mark_parse(const char *kind, const char *id, const char *text, size_t len,
                         struct proved *mark, struct err *e);

/* The same, to and from a file in a directory: see queue_trusted.h. */
enum err_code mark_save(const struct queue *queue, enum queue_trusted which, const char *kind,
                        const char *id, const char *name, const struct proved *mark, struct err *e);
/* ERR_NOHOST if there is none, or if no client can have this id. owner may be NULL. */
enum err_code mark_load(const struct queue *queue, enum queue_trusted which, const char *kind,
                        const char *id, const char *name, struct proved *mark, uid_t *owner,
                        struct err *e);

#endif
