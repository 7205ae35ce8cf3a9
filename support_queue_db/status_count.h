/*
 * How many alerts came to this computer: status/HOST/counters in the queue directory, one file for
 * all programs of a host, mapped into memory and incremented atomically. No lock, no XML, nothing
 * that waits for the disk: small enough for the program that snmptrapd starts for every trap.
 *
 * Counting never gets in an alert's way: if it fails, the alert is not counted, and there is no
 * error.
 */
#ifndef FCFH_SUPPORT_QUEUE_DB_STATUS_COUNT_H
#define FCFH_SUPPORT_QUEUE_DB_STATUS_COUNT_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "common/err.h"

/* What became of an alert. */
enum status_kind {
    STATUS_CALLS,
    STATUS_IGNORED,  /* of a client that is not in the queue */
    STATUS_REPEATED, /* it had come before */
    STATUS_EVENTS,   /* including a link-up that is kept with its client */
    STATUS_NOT_UNDERSTOOD,
    STATUS_KINDS
};

/* "calls", "not_understood": words used in --json and in metrics. */
const char *status_kind_name(enum status_kind kind);

/* Alerts that are not counted yet, by their outcome. */
struct status_tally {
    uint64_t kinds[STATUS_KINDS];
};

/* directory is the queue's; nothing happens if it does not exist. */
void status_count(const char *directory, enum status_kind kind, time_t now);

/* The same for many at once, which costs no more than one. Leaves an empty tally. */
void status_count_tally(const char *directory, struct status_tally *tally, time_t now);

/* A test alert (common/probe.h): counted as ignored, and no sign of any client. The last few are
 * known by their numbers. */
void status_count_probe(const char *directory, uint64_t number, time_t now);
bool status_probe_came(const char *directory, uint64_t number);

struct status_counts {
    time_t since;
    time_t last_alert; /* that was understood; 0: none */
    uint64_t kinds[STATUS_KINDS];
};

/* at is status/HOST. ERR_DATA if there is no such file, or something else in its place. */
enum err_code status_counts_read(int at, struct status_counts *counts, struct err *e);

/* The name of this host in status/; other hosts' names must have the same form. */
#define STATUS_HOST_SIZE 65
void status_host(char name[STATUS_HOST_SIZE]);
bool status_is_host(const char *name);

/* Opens status/HOST of this host, and makes it if it is missing; -1 if that fails. */
int status_host_open(const char *directory);

#endif
