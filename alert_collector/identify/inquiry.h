/*
 * Asks one machine for its identity: which classes are read, in which order, and what their answers
 * mean for its entry. What decides comes first (host name, UUID, make and model), then the slower
 * inventory. If the answer for a class cannot be read, only that class is lost.
 */
#ifndef FCFH_ALERT_COLLECTOR_IDENTIFY_INQUIRY_H
#define FCFH_ALERT_COLLECTOR_IDENTIFY_INQUIRY_H

#include <stdbool.h>

#include "alert_collector/identify/judge.h"
#include "common/amt/amt.h"
#include "common/amt/facts.h"
#include "common/conf.h"
#include "common/err.h"
#include "common/secret.h"

struct inquiry;

/* As much of it as an event of an entry can hold. */
#define INQUIRY_MISSED_SIZE ALERT_DETAIL_SIZE

/* What is called while the inquiry waits for the machine. */
struct inquiry_calls {
    http_judge *shown;
    http_extend_wait *extend_wait;
    void *context;
    long long extend_wait_at; /* in ms of clock_ms */
};

/* What is known so far. */
struct inquiry_findings {
    struct amt_outcome outcome; /* AMT_ANSWERED or AMT_GOT_CHALLENGE, or why it is not identified */
    struct facts facts;
    char missed[INQUIRY_MISSED_SIZE]; /* "CIM_Chassis, CIM_Chip: its answer is no ...", or "" */
};

/* The engine, conf, secret and judge must outlive it. */
enum err_code inquiry_new(struct inquiry **inquiry, struct http_engine *engine,
                          const struct conf *conf, const struct secret *secret,
                          const struct judge *judge, const struct inquiry_calls *calls,
                          struct err *e);
void inquiry_free(struct inquiry *inquiry);

/* Only looks what is at the judge's address. ERR_TEMPFAIL, of this function, inquiry_identify and
 * inquiry_ask_next, means interrupted; then only inquiry_free may follow. Nothing that the machine
 * does is an error. */
enum err_code inquiry_look(struct inquiry *inquiry, struct err *e);
/* Asks until the machine is identified. */
enum err_code inquiry_identify(struct inquiry *inquiry, struct err *e);
/* Whether a question about the rest is left to be asked. */
bool inquiry_has_more(struct inquiry *inquiry);
enum err_code inquiry_ask_next(struct inquiry *inquiry, struct err *e);

/* Says that the caller has waited this long for something else. */
void inquiry_waited(struct inquiry *inquiry, long long ms);

const struct inquiry_findings *inquiry_findings(const struct inquiry *inquiry);

#endif
