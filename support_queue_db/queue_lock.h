/*
 * Locks of the queue, all on the file "lock": open file description locks (fcntl(2)), which the
 * kernel drops when a program dies, which also work between the parts of one program, and which
 * NFSv4 and cluster file systems carry to other machines. Byte 0 is held during a change of the
 * queue, byte 1 during a run of fcfh-identify, byte 2 while fcfh-hooks runs, byte 3 while a program
 * looks for entries that must leave the queue. If the holder of byte 1 counts as dead, one of the
 * bytes from 16 on is used: see queue_run.h.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_LOCK_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_LOCK_H

#include <stdbool.h>

#include "common/err.h"

enum queue_lock_byte {
    QUEUE_LOCK_CHANGE = 0,
    QUEUE_LOCK_RUN = 1,
    QUEUE_LOCK_HOOKS = 2,
    QUEUE_LOCK_TIDY = 3,
    QUEUE_LOCK_RUN_AGAIN = 16
};

/* How often the run may be taken over, counting the first: there are that many bytes for it. */
enum { QUEUE_LOCK_RUN_TURNS = 16 };

/* Waits up to wait_ms (0: not at all). ERR_TEMPFAIL if somebody else has it. */
enum err_code queue_lock(int fd, enum queue_lock_byte byte, long wait_ms, struct err *e);
/* The same without waiting. *got: false if somebody else has it, which is no error. */
enum err_code queue_lock_now(int fd, enum queue_lock_byte byte, bool *got, struct err *e);
void queue_unlock(int fd, enum queue_lock_byte byte);
bool queue_lock_taken(int fd, enum queue_lock_byte byte);

#endif
