/*
 * One client's turn: at which of its addresses it is looked for, in which order, and where it is
 * logged in to. It only decides; the caller connects, and reports the result.
 *
 * While AMT never answered for a client, its address is asked, then each that was only said, until
 * one answers for it. Afterwards nobody is logged in to elsewhere while what it rests on is still
 * shown at its address: so that is looked at first when another one is said, and asked if all
 * stands. Else the others are looked at, and asked where they show the same.
 */
#ifndef FCFH_ALERT_COLLECTOR_IDENTIFY_ROUND_H
#define FCFH_ALERT_COLLECTOR_IDENTIFY_ROUND_H

#include <stdbool.h>
#include <time.h>

#include "alert_collector/identify/judge.h"
#include "common/amt/amt.h"
#include "common/amt/facts.h"
#include "support_queue_db/entry.h"

enum round_act {
    ROUND_LOOK, /* what is shown there, without a log-in */
    ROUND_ASK,
    ROUND_END
};

struct round_place {
    struct addr address;
    bool is_news; /* an alert named it since it was last looked at */
    bool looked;
    bool asked;
    bool skipped;               /* it was somebody else's turn there: another time */
    struct amt_outcome outcome; /* of the last of these */
    struct judge judge;         /* and what was shown */
    bool has_guid;              /* that AMT told when it was asked */
    struct guid guid;
    char told[64]; /* make and serial number, for people */
};

struct round {
    char id[QUEUE_ID_SIZE];
    bool has_guid;
    struct guid guid;
    enum entry_state state;
    bool has_answered; /* before this round */
    bool is_there; /* it has just answered at its address: only the others are to be looked at */
    bool by_person;
    time_t last_call; /* of the entry: another one came meanwhile if that changes */
    struct round_place places[1 + ENTRY_CLAIMS_MAX]; /* the entry's address, then the claims' */
    size_t count;
    enum round_act act; /* what is to be done next, */
    size_t at;          /* and where */
    struct facts facts; /* of the place that answered last */
};

/* The client's turn begins; act and at say with what. is_there: its turn before has just ended with
 * an answer at its address. */
void round_begin(struct round *round, struct judge_bench *bench, const struct entry *entry,
                 bool by_person, bool is_there);

struct round_place *round_place(struct round *round);

/* What came of it is in the place's outcome and judge, and if AMT answered, in facts: sets what is
 * to be done next. */
void round_go_on(struct round *round, const struct facts *facts);

/* Nothing came of it, because nothing was done: as above. */
void round_skip(struct round *round);
bool round_has_skipped(const struct round *round);
/* Nothing has been done at all. */
bool round_is_empty(const struct round *round);

/* It answered, and what it told can be the client's. */
bool round_fits(const struct round *round, const struct round_place *place);
/* As far as can be seen without a log-in what the entry rests on is there. */
bool round_sees_same(const struct round_place *place);
/* It is there, and another one. */
bool round_sees_other(const struct round_place *place);
/* What answers is not AMT. */
bool round_sees_no_amt(const struct round_place *place);
/* Nobody answers, or not to the end. */
bool round_sees_nobody(const struct round_place *place);

#endif
