/* What a technician needs to know of a caller while on the phone, most urgent first: the top of the
 * pane. Everything else follows as labelled lines, see entry_lines.h. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_CALLER_H
#define FCFH_SUPPORT_QUEUE_GUI_CALLER_H

#include <stdbool.h>
#include <time.h>

#include "support_queue_db/entry.h"

/* Up to three texts, beside each other or one below the other. They are as the client gave them:
 * the code that draws them makes them visible. */
enum { CALLER_TEXTS = 3 };
struct caller_line {
    const char *texts[CALLER_TEXTS]; /* NULL after the last */
    bool read_out; /* the caller reads the first one off the machine: highlight it */
    bool alarm;    /* must not be overlooked */
};

/* Calls emit for each line, from top to bottom; what is not known has no line. runs: whether
 * fcfh-identify is running. */
void caller_lines(const struct entry *entry, bool runs, time_t now,
                  void (*emit)(void *context, const struct caller_line *line), void *context);

#endif
