/*
 * Whether a person may be let at a client without being asked: before a tool, before a log-in by
 * hand. What counts is proved/ID.xml, which fcfh-identify alone writes, and ask/ID.confirmed, whose
 * owner is who confirmed. Who may write to the queue can put any words into an entry: they open no
 * gate, but they may shut one.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_GATE_H
#define FCFH_SUPPORT_QUEUE_DB_GATE_H

#include <time.h>

#include "support_queue_db/entry.h"
#include "support_queue_db/queue_ask.h"
#include "support_queue_db/queue_proved.h"

enum {
    GATE_FRESH_S = 10 * 60,         /* what AMT answered longer ago is asked again */
    GATE_CONFIRMED_S = 8 * 60 * 60, /* how long a confirmation holds */
    GATE_CLOCKS_S = 60              /* by which the clocks of two hosts may differ */
};

#define GATE_REASON_SIZE 320

enum gate {
    GATE_OPEN,
    GATE_STALE, /* AMT is to be asked first, then this again */
    GATE_SHUT   /* a person decides, who is told the reason */
};

/* For a tool. proved and confirmed are NULL where there are none, or none to be believed. */
enum gate gate_judge(const struct entry *entry, const struct proved *proved,
                     const struct confirmed *confirmed, time_t now, char reason[GATE_REASON_SIZE]);

/* For confirming: open where AMT answered for the client, and answered nothing else since. */
enum gate gate_judge_answer(const struct entry *entry, const struct proved *proved, time_t now,
                            char reason[GATE_REASON_SIZE]);

/* When the newest call came from another address since AMT answered; NULL if none has. */
const struct entry_claim *gate_claim(const struct entry *entry, time_t answered);

#endif
