/*
 * What a technician can do to a client, and how to take it back. Each is one change of the queue
 * on the client that id names, whatever has happened to it meanwhile.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_CHANGE_H
#define FCFH_SUPPORT_QUEUE_GUI_CHANGE_H

#include "common/addr.h"
#include "common/err.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/queue.h"
#include "support_queue_db/queue_archive.h"
#include "support_queue_gui/sight.h"

enum change_kind {
    CHANGE_NONE,
    CHANGE_TICKET,
    CHANGE_CLEAR,
    CHANGE_DELETE,
    CHANGE_ADD,
    CHANGE_CONFIRM,
    CHANGE_TAKE,
    CHANGE_RESTORE
};

/* What change_undo needs to know of the last change. */
struct change {
    enum change_kind kind;
    char id[QUEUE_ID_SIZE];
    char ticket[ENTRY_TICKET_SIZE];
    char before[ENTRY_TICKET_SIZE];  /* the ticket that gave way, or "", */
    char before_by[ENTRY_USER_SIZE]; /* and who had put it there */
    char by[ENTRY_USER_SIZE];        /* of the ticket that is not on it any more; else who did it */
    char archived[QUEUE_ARCHIVE_NAME_SIZE];
    time_t when;         /* it was confirmed, or taken */
    struct addr address; /* it was added at */
};

/* The running user's login name, as noted in an entry. */
void change_by(char name[ENTRY_USER_SIZE]);

/* ERR_USAGE for text that cannot be a ticket, see ticket_rule.h; ERR_TEMPFAIL, saying who and when,
 * if the client has another one: nothing is overwritten but `replaces`, the ticket that the person
 * has seen on it (NULL or "": none). *done may be NULL. */
enum err_code change_ticket(struct queue *queue, const struct conf *conf, const char *id,
                            const char *ticket, const char *replaces, struct change *done,
                            struct err *e);
enum err_code change_clear(struct queue *queue, const char *id, struct change *done, struct err *e);
enum err_code change_delete(struct queue *queue, const char *id, struct change *done,
                            struct err *e);

/* A client that did not call, or one more call of the client at that address; *done->id is its id.
 * Somebody must wake fcfh-identify then. */
enum err_code change_add(struct queue *queue, const struct addr *address, struct change *done,
                         struct err *e);

/* The caller has read out the serial number that *shown has, which is the same still; ERR_TEMPFAIL
 * if it is not. ERR_PROTOCOL, with the reason, for a client that AMT has not answered for. */
enum err_code change_confirm(struct queue *queue, const struct sight *shown, struct change *done,
                             struct err *e);
/* ERR_NOHOST if nobody has confirmed it. */
enum err_code change_unconfirm(struct queue *queue, const char *id, struct err *e);

/* He is on it, says who runs this, and others see it: until there is a ticket, or for
 * ENTRY_TAKEN_SECONDS. What he said before is renewed. ERR_DATA if it has a ticket; ERR_TEMPFAIL,
 * saying who and since when, if somebody else is on it, unless that is `replaces`, whom the person
 * has seen there (NULL or "": nobody). */
enum err_code change_take(struct queue *queue, const char *id, const char *replaces,
                          struct change *done, struct err *e);
/* Nobody is on it any more, whoever was. ERR_NOHOST if nobody was. */
enum err_code change_untake(struct queue *queue, const char *id, struct change *done,
                            struct err *e);

/* What has left comes back. ERR_CANTCREAT if the client is in the queue. Somebody must wake
 * fcfh-identify then. */
enum err_code change_restore(struct queue *queue, const struct archived *archived,
                             struct change *done, struct err *e);

/* Takes back what done says, if nobody has changed it since. */
enum err_code change_undo(struct queue *queue, const struct change *done, struct err *e);

#endif
