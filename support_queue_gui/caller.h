/* What a technician needs of a caller while he is on the phone, most urgent first: the top of the
 * pane. Labelled lines of everything else follow, see entry_lines.h. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_CALLER_H
#define FCFH_SUPPORT_QUEUE_GUI_CALLER_H

#include <stdbool.h>
#include <time.h>

#include "support_queue_db/entry.h"

/* Up to three texts, which may stand beside each other or one below the other; as the client gave
 * them: whoever draws them makes them visible. */
enum { CALLER_TEXTS = 3 };
struct caller_line {
    const char *texts[CALLER_TEXTS]; /* NULL after the last */
    bool read_out; /* the caller reads the first out from the machine: it stands out */
    bool alarm;    /* must not be overlooked */
};

/* Calls emit for each line, from top to bottom; what is not known has none. runs: fcfh-identify
 * does. */
void caller_lines(const struct entry *entry, bool runs, time_t now,
                  void (*emit)(void *context, const struct caller_line *line), void *context);

#endif
