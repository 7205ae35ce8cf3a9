/*
 * Asking one machine who it is: which classes, in which order, and what their answers mean for its
 * entry. First what decides (host name, UUID, make and model), then the slower inventory. A class
 * whose answer cannot be read costs that class alone.
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

/* What an event of an entry can hold of it. */
#define INQUIRY_MISSED_SIZE ALERT_DETAIL_SIZE

/* What is called while it waits for the machine. */
struct inquiry_calls {
    http_judge *shown;
    http_patience *patience;
    void *context;
    long long patience_at; /* by clock_ms() */
};

/* What is known so far. */
struct inquiry_findings {
    struct amt_outcome outcome; /* AMT_ANSWERED or AMT_LOOKED, or why it could not be identified */
    struct facts facts;
    char missed[INQUIRY_MISSED_SIZE]; /* "CIM_Chassis, CIM_Chip: its answer is no ...", or "" */
};

/* The engine, conf, secret and judge must outlive it. */
enum err_code inquiry_new(struct inquiry **inquiry, struct http_engine *engine,
                          const struct conf *conf, const struct secret *secret,
                          const struct judge *judge, const struct inquiry_calls *calls,
                          struct err *e);
void inquiry_free(struct inquiry *inquiry);

/* Only looks who is at the judge's address. Of these: ERR_TEMPFAIL, interrupted, and then only
 * inquiry_free may follow. What the machine does is no error. */
enum err_code inquiry_look(struct inquiry *inquiry, struct err *e);
/* Asks until it is known who it is. */
enum err_code inquiry_identify(struct inquiry *inquiry, struct err *e);
/* Asks one question more for the rest, if there is one. */
bool inquiry_has_more(struct inquiry *inquiry);
enum err_code inquiry_go_on(struct inquiry *inquiry, struct err *e);

/* The caller has waited this long for something else. */
void inquiry_waited(struct inquiry *inquiry, long long ms);

const struct inquiry_findings *inquiry_findings(const struct inquiry *inquiry);

#endif
