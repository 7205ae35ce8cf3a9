/*
 * What a round found, put into the queue: the client's entry and, where it turns out to be another
 * machine's or another one's as well, the entries of those. All of it within a change of the queue.
 */
#ifndef FCFH_ALERT_COLLECTOR_IDENTIFY_SETTLE_H
#define FCFH_ALERT_COLLECTOR_IDENTIFY_SETTLE_H

#include <time.h>

#include "alert_collector/identify/round.h"
#include "common/err.h"
#include "support_queue_db/queue.h"

struct settle {
    struct queue *queue;
    struct judge_bench *bench;
};

enum settle_result {
    SETTLE_SAVE,    /* the entry has changed */
    SETTLE_NOTHING, /* it has another address by now, and must be asked again */
    SETTLE_GONE     /* it has become a part of another client's entry */
};

/* Changes the entry, which was just read. Entries of others are written at once, and told to the
 * index. */
enum settle_result settle_round(const struct settle *settle, const struct round *round,
                                struct entry *entry, time_t now, struct err *e);

/* The entry of this round has been written. Tells the index, writes what a gate goes by, and lets
 * those be asked again whose address it has taken. */
enum err_code settle_written(const struct settle *settle, const struct round *round,
                             const struct entry *entry, time_t now, struct err *e);

/* Tells the index alone. Without memory for it that finds it by itself. */
void settle_note_written(const struct settle *settle, const struct entry *entry);

#endif
