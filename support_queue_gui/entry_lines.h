/* All that is known of a client, as labelled lines. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_ENTRY_LINES_H
#define FCFH_SUPPORT_QUEUE_GUI_ENTRY_LINES_H

#include <time.h>

#include "support_queue_db/entry.h"

/* text is as the client gave it: whoever prints it makes it visible. label is "" for a line that
 * goes on with what the one before began. */
typedef void entry_line(void *context, const char *label, const char *text);

void entry_lines(const struct entry *entry, long timeout, time_t now, entry_line *emit,
                 void *context);

#endif
