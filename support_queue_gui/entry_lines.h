/* All that is known of a client, as labelled lines. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_ENTRY_LINES_H
#define FCFH_SUPPORT_QUEUE_GUI_ENTRY_LINES_H

#include <stdbool.h>
#include <time.h>

#include "support_queue_db/entry.h"

struct entry_line {
    const char *label; /* "" for a line that continues the one before */
    const char *text;  /* as the client gave it: the code that prints it makes it visible */
};

/* Calls emit for each line, from top to bottom; what is not known has no line. timeout in seconds;
 * runs: whether fcfh-identify is running. */
void entry_lines(const struct entry *entry, long timeout, bool runs, time_t now,
                 void (*emit)(void *context, const struct entry_line *line), void *context);

/* Those lines that caller_lines does not have, with times in the local time zone. */
void entry_lines_rest(const struct entry *entry, long timeout, time_t now,
                      void (*emit)(void *context, const struct entry_line *line), void *context);

#endif
