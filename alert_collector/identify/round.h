/*
 * One client's turn: at which of its addresses it is looked for, in which order, and where we log
 * in. This only decides; the caller connects, and reports the result.
 *
 * While AMT has never answered for a client, its address is asked, then each address that only an
 * alert named (a claim), until one answers for the client. Afterwards we do not log in elsewhere
 * while its address still shows the key or realm that the entry rests on: so if an alert names
 * another address, its own is looked at first, and asked if nothing has changed. Otherwise the
 * others are looked at, and asked where they show the same.
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
    ROUND_LOOK, /* look at what is shown there, without a log-in */
    ROUND_ASK,
    ROUND_END
};

struct round_place {
    struct addr address;
    bool is_news; /* an alert has named it since it was last looked at */
    bool looked;
    bool asked;
    bool skipped;               /* another client was being asked there: try later */
    struct amt_outcome outcome; /* of the last of these */
    struct judge judge;         /* and what was shown then */
    bool has_guid;              /* AMT gave this UUID when it was asked */
    struct guid guid;
    char told[64]; /* make and serial number, for people */
};

struct round {
    char id[QUEUE_ID_SIZE];
    bool has_guid;
    struct guid guid;
    enum entry_state state;
    bool has_answered; /* AMT answered for it before this round */
    bool is_there;     /* it has just answered at its address: look only at the others */
    bool by_person;
    time_t last_call; /* of the entry: if it changes, another call has come */
    struct round_place places[1 + ENTRY_CLAIMS_MAX]; /* the entry's address, then the claims' */
    size_t count;
    enum round_act act; /* what is to be done next, */
    size_t at;          /* and where */
    struct facts facts; /* of the place that answered last */
};

/* Begins the client's turn; act and at say what is to be done first. is_there: its previous turn
 * has just ended with an answer at its address. */
void round_begin(struct round *round, struct judge_shared *shared, const struct entry *entry,
                 bool by_person, bool is_there);

struct round_place *round_place(struct round *round);

/* The act is done: its result is in the place's outcome and judge and, if AMT answered, in facts.
 * Sets what is to be done next. */
void round_set_result(struct round *round, const struct facts *facts);

/* The act was not done, so it has no result: sets what is to be done next. */
void round_skip(struct round *round);
bool round_has_skipped(const struct round *round);
/* Whether AMT answered in this round, and not only just before it. */
bool round_has_answer(const struct round *round);
/* Whether nothing has been done at all. */
bool round_is_empty(const struct round *round);

/* Whether AMT answered, and what it told fits the client. */
bool round_fits(const struct round *round, const struct round_place *place);
/* Whether, as far as can be seen without a log-in, the machine that the entry rests on is there. */
bool round_sees_same(const struct round_place *place);
/* Whether AMT is there, but of another machine. */
bool round_sees_other(const struct round_place *place);
/* Whether what answers is not AMT. */
bool round_sees_no_amt(const struct round_place *place);
/* Whether nothing answers, or only in part. */
bool round_sees_nobody(const struct round_place *place);

#endif
