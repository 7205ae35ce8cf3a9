/*
 * Lines for a program that reads them as they come. Each is written at once; a slow reader holds up
 * nobody but the program that writes. The feed ends when the reader has gone, or with SIGTERM or
 * SIGHUP, also while the reader does not read.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_FEED_H
#define FCFH_SUPPORT_QUEUE_GUI_FEED_H

#include <signal.h>
#include <stdbool.h>

#include "common/err.h"

struct feed {
    int fd; /* where the lines are written */
    sigset_t signals;
};

/* From here on, the signals that end the feed do nothing else. */
void feed_open(struct feed *feed, int fd);
bool feed_has_ended(void);

/* Adds the newline. Once the feed has ended nothing is written any more, which is no error. */
enum err_code feed_write_line(struct feed *feed, const char *line, struct err *e);

/* Waits until fd can be read, the time is over, or the feed has ended. */
void feed_wait(struct feed *feed, int fd, long wait_ms);

#endif
