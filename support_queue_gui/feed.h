/*
 * Lines for a program that reads them as they come. Each is written at once; whoever reads slowly
 * holds up nobody but the one who writes. It ends when the reader has gone, or with SIGTERM or
 * SIGHUP, also while the reader does not read.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_FEED_H
#define FCFH_SUPPORT_QUEUE_GUI_FEED_H

#include <signal.h>
#include <stdbool.h>

#include "common/err.h"

struct feed {
    int fd; /* that is written to */
    sigset_t signals;
};

/* From here on the signals that end it only do that. */
void feed_open(struct feed *feed, int fd);
bool feed_has_ended(void);

/* Adds the newline. Nothing is written any more once it has ended, which is no error. */
enum err_code feed_line(struct feed *feed, const char *line, struct err *e);

/* Until fd can be read, or the time is over, or it has ended. */
void feed_wait(struct feed *feed, int fd, long wait_ms);

#endif
