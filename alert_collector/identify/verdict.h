/* What a round's findings make of an entry. Nothing here touches a file. */
#ifndef FCFH_ALERT_COLLECTOR_IDENTIFY_VERDICT_H
#define FCFH_ALERT_COLLECTOR_IDENTIFY_VERDICT_H

#include <stdbool.h>
#include <time.h>

#include "alert_collector/identify/round.h"
#include "common/err.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/same_machine.h"

/* How an asking at one place ended. */
enum verdict_end {
    VERDICT_ANSWERED, /* AMT told that it is the client, and the entry rests on that now */
    VERDICT_ANOTHER,  /* it is another machine: mismatch, if it was to be the client */
    VERDICT_NOBODY,   /* no answer, or none to the end: it may be asked again soon */
    VERDICT_PUT_OFF,  /* there may be a log-in again at place->judge.not_before */
    VERDICT_FAILED    /* asked again only when something has changed */
};

/* What there is to compare of the entry and of who answered at the place. */
enum same verdict_compare(const struct entry *entry, const struct round_place *place,
                          const struct facts *facts);

/* Of the client's own address. Where AMT answered before nothing but its answer changes the state:
 * why there was none stands beside it. */
enum verdict_end verdict_home(struct entry *entry, const struct round *round, time_t now,
                              struct err *e);

/* AMT at this place, the entry's address or another, told that it is the client: state, address,
 * facts, and the calls that were claimed to be from there. */
enum err_code verdict_answered(struct entry *entry, const struct round_place *place,
                               const struct facts *facts, time_t now, struct err *e);

/* Sets the reason "WORD: detail, at TIME" and, for a client that AMT never answered for, the state.
 */
void verdict_failed(struct entry *entry, enum entry_failure failure, const char *detail,
                    time_t now);

/* Nothing more will come: takes the rest of the facts. False, and nothing changed, if the entry
 * does not rest on an answer from this address any more. */
bool verdict_inventory(struct entry *entry, const struct addr *asked, const struct facts *facts,
                       struct err *e);

/* Classes that could not be read, "" for none, and why: an event of the entry, unless it has that
 * one already. False: out of memory. */
bool verdict_missed(struct entry *entry, const char *missed, time_t now, struct err *e);

/* The exit status that tells how the last asking ended. */
enum err_code verdict_code(const struct entry *entry);

#endif
