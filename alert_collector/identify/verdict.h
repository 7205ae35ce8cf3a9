/* How a round's findings change an entry. Nothing here touches a file. */
#ifndef FCFH_ALERT_COLLECTOR_IDENTIFY_VERDICT_H
#define FCFH_ALERT_COLLECTOR_IDENTIFY_VERDICT_H

#include <stdbool.h>
#include <time.h>

#include "alert_collector/identify/round.h"
#include "common/err.h"
#include "support_queue_db/entry.h"
#include "support_queue_db/same_machine.h"

/* How asking at one place ended. */
enum verdict_end {
    VERDICT_ANSWERED, /* AMT told that it is the client; the entry rests on that now */
    VERDICT_ANOTHER,  /* it is another machine: a mismatch, if the client was expected */
    VERDICT_NOBODY,   /* no answer, or only a part: it may be asked again soon */
    VERDICT_PUT_OFF,  /* we may log in again at place->judge.not_before */
    VERDICT_FAILED    /* asked again only when something has changed */
};

/* Compares the entry with the machine that answered at the place. */
enum same verdict_compare(const struct entry *entry, const struct round_place *place,
                          const struct facts *facts);

/* The verdict for the client's own address. If AMT has answered before, only an answer changes the
 * state; the reason for a missing answer is noted beside it. */
enum verdict_end verdict_home(struct entry *entry, const struct round *round, time_t now,
                              struct err *e);

/* AMT at this place, the entry's address or another, told that it is the client: state, address,
 * facts, and the calls that were claimed to be from there. */
enum err_code verdict_set_answered(struct entry *entry, const struct round_place *place,
                                   const struct facts *facts, time_t now, struct err *e);

/* Sets the reason "WORD: detail, at TIME" and, for a client that AMT never answered for, the state.
 */
void verdict_set_failed(struct entry *entry, enum entry_failure failure, const char *detail,
                        time_t now);

/* Sets the rest of the facts; nothing more will come. False, with nothing changed, if the entry no
 * longer rests on an answer from this address. */
bool verdict_set_inventory(struct entry *entry, const struct addr *asked, const struct facts *facts,
                           struct err *e);

/* Adds an event to the entry that names the classes that could not be read, and why, unless it has
 * that event already; "" adds none. False: out of memory. */
bool verdict_add_missed(struct entry *entry, const char *missed, time_t now, struct err *e);

/* The exit status that says how the last inquiry ended. */
enum err_code verdict_exit_code(const struct entry *entry);

#endif
