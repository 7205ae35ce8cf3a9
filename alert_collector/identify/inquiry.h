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

/* Twice for a machine that answers: when it is known who it is, and when there is nothing more to
 * ask. Once, with INQUIRY_END, for one that does not, or that is only looked at. */
enum inquiry_stage { INQUIRY_IDENTIFIED, INQUIRY_END };

/* False: do not go on with this machine, it is none of ours. */
typedef bool inquiry_report(void *context, struct inquiry *inquiry, enum inquiry_stage stage);

/* What is known so far. */
struct inquiry_findings {
    struct amt_outcome outcome; /* AMT_ANSWERED or AMT_LOOKED, or why it could not be identified */
    struct facts facts;
    char missed[INQUIRY_MISSED_SIZE]; /* "CIM_Chassis, CIM_Chip: its answer is no ...", or "" */
};

/* Asks who is at the judge's address, or only looks. The engine, conf, secret and judge must
 * outlive it. report is called from http_engine_step; within INQUIRY_END it may free the inquiry.
 */
enum err_code inquiry_new(struct inquiry **inquiry, struct http_engine *engine,
                          const struct conf *conf, const struct secret *secret, struct judge *judge,
                          inquiry_report *report, void *context, struct err *e);
void inquiry_free(struct inquiry *inquiry);

const struct inquiry_findings *inquiry_findings(const struct inquiry *inquiry);

#endif
