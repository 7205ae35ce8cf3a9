/*
 * Whether a person may act on a client without a question first: before a tool, before a log-in by
 * hand. What counts is proved/ID.xml, which only fcfh-identify writes, and ask/ID.confirmed, whose
 * owner is the person who confirmed. Anybody with write access to the queue can put any words into
 * an entry: they cannot open a gate, but they may shut one.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_GATE_H
#define FCFH_SUPPORT_QUEUE_DB_GATE_H

#include <time.h>

#include "support_queue_db/entry.h"
#include "support_queue_db/queue_ask.h"
#include "support_queue_db/queue_proved.h"

enum {
    GATE_FRESH_S = 10 * 60,         /* AMT is asked again if its answer is older */
    GATE_CONFIRMED_S = 8 * 60 * 60, /* how long a confirmation is valid */
    GATE_CLOCKS_S = 60              /* how far the clocks of two hosts may differ */
};

#define GATE_REASON_SIZE 320

enum gate {
    GATE_OPEN,
    GATE_STALE, /* ask AMT first, then judge again */
    GATE_SHUT   /* a person must decide, and is told the reason */
};

/* For a tool. proved and confirmed are NULL if there are none, or none that can be trusted. */
enum gate gate_judge(const struct entry *entry, const struct proved *proved,
                     const struct confirmed *confirmed, time_t now, char reason[GATE_REASON_SIZE]);

/* For confirming: open if AMT answered for the client, and has not contradicted that since. */
enum gate gate_judge_answer(const struct entry *entry, const struct proved *proved, time_t now,
                            char reason[GATE_REASON_SIZE]);

/* The newest call from another address since AMT answered; NULL if there is none. */
const struct entry_claim *gate_claim(const struct entry *entry, time_t answered);

#endif
