/*
 * What a technician can do to a client, and how to undo it. Each function makes one change in the
 * queue to the client that id names, whatever has happened to that client meanwhile.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_CHANGE_H
#define FCFH_SUPPORT_QUEUE_GUI_CHANGE_H

#include "common/addr.h"
#include "common/err.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/queue.h"
#include "support_queue_db/queue_archive.h"
#include "support_queue_gui/snapshot.h"

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
    char before[ENTRY_TICKET_SIZE];  /* the ticket that was replaced, or "", */
    char before_by[ENTRY_USER_SIZE]; /* and who had put it there */
    char by[ENTRY_USER_SIZE];        /* who had put on the ticket that was taken off, or did it */
    char archived[QUEUE_ARCHIVE_NAME_SIZE];
    time_t when;         /* when it was confirmed, or taken */
    struct addr address; /* where it was added */
};

/* The running user's login name, as noted in an entry. */
void change_login_name(char name[ENTRY_USER_SIZE]);

/* ERR_USAGE for text that cannot be a ticket, see ticket_rule.h. ERR_TEMPFAIL, saying who and when,
 * if the client has another ticket: none is overwritten except `replaces`, the ticket that the
 * person has seen on it (NULL or "": none). *done may be NULL. */
enum err_code change_ticket(struct queue *queue, const struct conf *conf, const char *id,
                            const char *ticket, const char *replaces, struct change *done,
                            struct err *e);
enum err_code change_clear(struct queue *queue, const char *id, struct change *done, struct err *e);
enum err_code change_delete(struct queue *queue, const char *id, struct change *done,
                            struct err *e);

/* Adds a client that did not call, or one more call of the client at that address; *done->id is its
 * id. The caller must wake fcfh-identify afterwards. */
enum err_code change_add(struct queue *queue, const struct addr *address, struct change *done,
                         struct err *e);

/* The user on the phone has read out the serial number that *shown has. ERR_TEMPFAIL if it is no
 * longer the same. ERR_PROTOCOL, with the reason, for a client for which AMT has not answered. */
enum err_code change_confirm(struct queue *queue, const struct snapshot *shown, struct change *done,
                             struct err *e);
/* ERR_NOHOST if nobody has confirmed it. */
enum err_code change_unconfirm(struct queue *queue, const char *id, struct err *e);

/* Notes for others to see that the user who runs this is on the client: until there is a ticket, or
 * for ENTRY_TAKEN_SECONDS. Doing it again renews it. ERR_DATA if the client has a ticket;
 * ERR_TEMPFAIL, saying who and since when, if somebody else is on it, unless that is `replaces`,
 * whom the person has seen there (NULL or "": nobody). */
enum err_code change_take(struct queue *queue, const char *id, const char *replaces,
                          struct change *done, struct err *e);
/* Nobody is on the client from now on. ERR_NOHOST if nobody was. */
enum err_code change_untake(struct queue *queue, const char *id, struct change *done,
                            struct err *e);

/* Puts a client that has left back into the queue. ERR_CANTCREAT if it is there already. The caller
 * must wake fcfh-identify afterwards. */
enum err_code change_restore(struct queue *queue, const struct archived *archived,
                             struct change *done, struct err *e);

/* Undoes what done says, if nobody has changed it since. */
enum err_code change_undo(struct queue *queue, const struct change *done, struct err *e);

#endif
