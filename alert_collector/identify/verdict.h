/* What an inquiry's findings make of an entry. Nothing here touches a file. */
#ifndef FCFH_ALERT_COLLECTOR_IDENTIFY_VERDICT_H
#define FCFH_ALERT_COLLECTOR_IDENTIFY_VERDICT_H

#include <stdbool.h>
#include <time.h>

#include "alert_collector/identify/inquiry.h"
#include "common/err.h"
#include "support_queue_db/entry.h"

/* Who answered is known: sets the state, and for a verified client its facts so far. False, and
 * nothing changed, if the entry has another address by now: it must be asked again. */
bool verdict_identity(struct entry *entry, const struct addr *asked,
                      const struct inquiry_findings *found, time_t now, struct err *e);

/* Nothing more will come: takes the rest of the facts. False, and nothing changed, if the entry is
 * not the verified client any more that was asked. */
bool verdict_inventory(struct entry *entry, const struct addr *asked,
                       const struct inquiry_findings *found, struct err *e);

/* Sets the entry to failed: "reason: detail, at TIME". */
void verdict_failed(struct entry *entry, const char *reason, const char *detail, time_t now);

#endif
