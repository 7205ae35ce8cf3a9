/*
 * From the text of a trap to an alert. There is no XML and no lock in here, so that the program
 * that is started for every trap stays small; intake_store.h has the rest of the way.
 */
#ifndef FCFH_ALERT_COLLECTOR_INTAKE_H
#define FCFH_ALERT_COLLECTOR_INTAKE_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "alert_collector/trap/pet_alert.h"
#include "common/conf.h"
#include "common/err.h"
#include "common/log_event.h"
#include "support_queue_db/alert.h"

/* What was read, and what a log should say about it. */
struct intake {
    struct alert alert;
    char hint[PET_HINT_SIZE]; /* for an event that we have no name for, else "" */
    uint64_t probe;           /* the number of a probe, which is not an alert; else 0 */
};

/* ERR_DATA for a trap that cannot be understood; the text of *e ends with its first 64 bytes in
 * hex. */
enum err_code intake_read(const struct conf *conf, const char *text, size_t len, time_t now,
                          struct intake *intake, struct err *e);

/* The key of a log line about a trap that could not be used. */
enum log_key intake_failure_key(enum err_code code);

/* Reads up to size bytes into text and discards the rest, so that the program that writes it is
 * never cut off. *len is at most size. */
enum err_code intake_read_stdin(char *text, size_t size, size_t *len, struct err *e);

#endif
