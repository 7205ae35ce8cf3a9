/*
 * What stands in the file "lock", as two lines of text of fixed length: fcfh-queue(5) describes
 * them. Written with byte 0 locked.
 *
 * The first line saves programs that write a look at every entry. If it is damaged, or was reckoned
 * with another timeout, that look is made; after a crash it may say a time that is too late, by no
 * more than the time that it said then. The second line says who changes the queue, or did last.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_NOTE_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_NOTE_H

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

struct queue_note {
    time_t next;     /* when the first entry is due to leave the queue */
    long timeout;    /* in seconds, that this was reckoned with */
    long unanswered; /* at most so many entries count towards [queue] limit */
    time_t pruned;   /* when archive/ was last looked at */
};

/* False if nothing useful is noted, or with another timeout than this; *note is all zeros then. */
bool queue_note_read(int lock_fd, long timeout, struct queue_note *note);
/* What cannot be written is damaged afterwards, or what it was. */
void queue_note_write(int lock_fd, const struct queue_note *note);

struct queue_holder {
    char program[32];
    long process;
    char host[65];
    time_t since;
};

/* This process begins a change. */
void queue_holder_write(int lock_fd);
/* False if nobody has written that. */
bool queue_holder_read(int lock_fd, struct queue_holder *holder);

#endif
