/* An entry as one line of JSON; the keys are listed in fcfh-queue(1). */
#ifndef FCFH_SUPPORT_QUEUE_DB_ENTRY_JSON_H
#define FCFH_SUPPORT_QUEUE_DB_ENTRY_JSON_H

#include <stdbool.h>
#include <time.h>

#include "common/err.h"
#include "support_queue_db/entry.h"

/* In ASCII, so that none of it can steer a terminal. timeout as in fcfh.conf; now decides what has
 * expired. The caller frees *line, which has no newline. */
enum err_code entry_format_json(const struct entry *entry, long timeout, time_t now,
                                bool with_events, char **line, struct err *e);

#endif
