/*
 * The content of the file "lock", two lines of text of fixed length: fcfh-queue(5) describes them.
 * Written with byte 0 locked.
 *
 * The first line saves writers from looking at every entry. If it is damaged, or was computed with
 * another timeout, they look; after a crash it may give a time that is too late, but not later than
 * the one it gave before. The second line says who is changing the queue, or changed it last.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_NOTE_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_NOTE_H

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

struct queue_note {
    time_t next;     /* when the first entry is due to leave the queue */
    long timeout;    /* in seconds, with which this was computed */
    long unanswered; /* upper bound of the entries that count towards [queue] limit */
    time_t pruned;   /* when archive/ was last looked at */
};

/* False if there is no useful note, or one for another timeout; *note is all zeros then. */
bool queue_note_read(int lock_fd, long timeout, struct queue_note *note);
/* If it cannot be written, the note is damaged or unchanged. */
void queue_note_write(int lock_fd, const struct queue_note *note);
/* Writes an empty line if the line does not have the right length, because the next one follows it.
 */
void queue_note_complete(int lock_fd);

/* One line that says who is doing something, and since when: the lock's second line, and other
 * files. */
struct queue_holder {
    char program[32]; /* or "" */
    long process;
    char host[65];
    time_t since;
};

enum { QUEUE_HOLDER_AT = 64 }; /* in the file "lock" */

/* Notes this process, since now. False if it could not be written. */
bool queue_holder_write(int fd, off_t at);
/* False, and nothing changed, if there is no such line. */
bool queue_holder_read(int fd, off_t at, struct queue_holder *holder);

/* What is known about that process. */
enum holder_state {
    HOLDER_UNKNOWN, /* it is on another host */
    HOLDER_RUNS,
    HOLDER_STOPPED, /* for example by Ctrl-Z */
    HOLDER_GONE
};
enum holder_state queue_holder_state(const struct queue_holder *holder);

#endif
