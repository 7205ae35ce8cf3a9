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
/* Writes one that is none where the line is not as long as it should be: the next stands behind it.
 */
void queue_note_complete(int lock_fd);

/* One line that says who does something, since when: of the lock's second line, and of other files.
 */
struct queue_holder {
    char program[32]; /* or "" */
    long process;
    char host[65];
    time_t since;
};

enum { QUEUE_HOLDER_AT = 64 }; /* in the file "lock" */

/* This process does, since now. False if it could not be written. */
bool queue_holder_write(int fd, off_t at);
/* False, and nothing changed, if nobody has written that. */
bool queue_holder_read(int fd, off_t at, struct queue_holder *holder);

/* What can be told of that process. */
enum holder_state {
    HOLDER_UNKNOWN, /* it is on another host */
    HOLDER_RUNS,
    HOLDER_STOPPED, /* by Ctrl-Z, say */
    HOLDER_GONE
};
enum holder_state queue_holder_state(const struct queue_holder *holder);

#endif
