/*
 * When the next entry is due to leave the queue, so that a program that writes need not read every
 * entry to find that none is. Kept as text in the file "lock", read and written under its lock:
 * "NEXT TIMEOUT\n", in seconds. A damaged note only costs one look at every entry; after a crash
 * it may be late, by no more than the time that it said then.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_QUEUE_DUE_H
#define FCFH_SUPPORT_QUEUE_DB_QUEUE_DUE_H

#include <time.h>

/* 0 if nothing useful is noted, or with another timeout than this. */
time_t queue_due_read(int lock_fd, long timeout);
void queue_due_write(int lock_fd, long timeout, time_t next);

#endif
