/* All that is known of a client, as labelled lines. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_ENTRY_LINES_H
#define FCFH_SUPPORT_QUEUE_GUI_ENTRY_LINES_H

#include <stdbool.h>
#include <time.h>

#include "support_queue_db/entry.h"

struct entry_line {
    const char *label; /* "" for a line that goes on with what the one before began */
    const char *text;  /* as the client gave it: whoever prints it makes it visible */
};

/* Calls emit for each line, from top to bottom; what is not known has none. timeout in seconds;
 * runs: fcfh-identify does. */
void entry_lines(const struct entry *entry, long timeout, bool runs, time_t now,
                 void (*emit)(void *context, const struct entry_line *line), void *context);

/* What of it caller_lines has not told, with the times of the clock here. */
void entry_lines_rest(const struct entry *entry, long timeout, time_t now,
                      void (*emit)(void *context, const struct entry_line *line), void *context);

#endif
