/* What an inquiry's findings make of an entry. Nothing here touches a file. */
#ifndef FCFH_ALERT_COLLECTOR_IDENTIFY_VERDICT_H
#define FCFH_ALERT_COLLECTOR_IDENTIFY_VERDICT_H

#include <stdbool.h>
#include <time.h>

#include "alert_collector/identify/inquiry.h"
#include "common/err.h"
#include "support_queue_db/entry.h"

/* Why an asking failed. */
enum verdict_failure {
    VERDICT_NOT_AMT,
    VERDICT_NOT_ASKED, /* for a reason on this side */
    VERDICT_UNREACHABLE,
    VERDICT_TIMEOUT,
    VERDICT_TLS,
    VERDICT_PASSWORD,
    VERDICT_BUSY,
    VERDICT_FAILURES
};

/* Who answered is known: sets the state, and for a verified client its facts so far. False, and
 * nothing changed, if the entry has another address by now: it must be asked again. */
bool verdict_identity(struct entry *entry, const struct addr *asked,
                      const struct inquiry_findings *found, time_t now, struct err *e);

/* Nothing more will come: takes the rest of the facts. False, and nothing changed, if the entry is
 * not the verified client any more that was asked. */
bool verdict_inventory(struct entry *entry, const struct addr *asked,
                       const struct inquiry_findings *found, struct err *e);

/* Sets the entry to failed, with the reason "WORD: detail, at TIME". The word is the failure's, in
 * the file too: there another program learns what an asking ended with. */
void verdict_failed(struct entry *entry, enum verdict_failure failure, const char *detail,
                    time_t now);

/* The exit status that says how the asking of this client ended. */
enum err_code verdict_code(const struct entry *entry);

#endif
