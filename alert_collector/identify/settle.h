/*
 * Puts what a round found into the queue: into the client's entry and, if other machines or other
 * entries turn out to be concerned, into the entries of those too. All of it happens within one
 * change of the queue.
 */
#ifndef FCFH_ALERT_COLLECTOR_IDENTIFY_SETTLE_H
#define FCFH_ALERT_COLLECTOR_IDENTIFY_SETTLE_H

#include <time.h>

#include "alert_collector/identify/round.h"
#include "common/err.h"
#include "support_queue_db/queue.h"

struct settle {
    struct queue *queue;
    struct judge_shared *shared;
};

enum settle_result {
    SETTLE_SAVE,    /* the entry has changed */
    SETTLE_NOTHING, /* it has another address by now, and must be asked again */
    SETTLE_GONE     /* it has been merged into another client's entry */
};

/* Changes the entry, which was just read. Entries of other clients are written at once, and
 * reported to the index. */
enum settle_result settle_round(const struct settle *settle, const struct round *round,
                                struct entry *entry, time_t now, struct err *e);

/* The entry of this round has been written: updates the index, writes what a gate decides by, and
 * marks the clients whose address it has taken to be asked again. */
enum err_code settle_after_save(const struct settle *settle, const struct round *round,
                                const struct entry *entry, time_t now, struct err *e);

/* Updates only the index. If there is no memory for that, the index finds the change by itself. */
void settle_update_index(const struct settle *settle, const struct entry *entry);

#endif
