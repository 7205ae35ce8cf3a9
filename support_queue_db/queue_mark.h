/*
 * The small files of proved/ and ask/, as text: what was known of a client when something was
 * settled for it. Each names its client, so that it means nothing under another name. Nothing here
 * touches a file; fcfh-queue(5) shows one.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_MARK_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_MARK_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "common/err.h"
#include "common/text.h"
#include "support_queue_db/entry.h"

struct proved {
    bool has_guid;
    struct guid guid;
    struct addr address;
    enum entry_state state;
    enum entry_proof proof;
    char key[TLS_KEY_SIZE];       /* or "" */
    char serial[TEXT_VALUE_SIZE]; /* or "" */
    time_t when;                  /* AMT answered, or somebody confirmed */
};

/* kind is the name of its root element. Caller frees *text. */
enum err_code mark_write(const char *kind, const char *id, const struct proved *mark, char **text,
                         size_t *len, struct err *e);

/* ERR_DATA for what is no mark of this kind for this client. */
enum err_code mark_read(const char *kind, const char *id, const char *text, size_t len,
                        struct proved *mark, struct err *e);

#endif
