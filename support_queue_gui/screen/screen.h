/* The screen: fcfh-queue without a command, on a terminal. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SCREEN_SCREEN_H
#define FCFH_SUPPORT_QUEUE_GUI_SCREEN_SCREEN_H

#include <stdbool.h>

#include "common/conf.h"
#include "common/err.h"
#include "support_queue_db/queue.h"

struct screen_options {
    bool read_only;
    bool bell;
    bool color;
    bool ascii;
    bool mouse;
    const char *filter; /* or NULL */
    const char *keys;   /* pressed at the start, or NULL */
};

/* Runs until the technician quits. *status is the exit status of the program: 0, or 128 plus the
 * number of the signal that ended it. */
enum err_code screen_run(const struct conf *conf, const char *config_file, struct queue *queue,
                         const struct screen_options *options, int *status, struct err *e);

#endif
