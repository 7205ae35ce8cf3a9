/* Counts the results of the machines of a run while it goes on. It has a fixed size, there is
 * nothing to free, and it starts as all zeros. */
#ifndef FCFH_AMT_CFG_REPORT_RUN_COUNTS_H
#define FCFH_AMT_CFG_REPORT_RUN_COUNTS_H

#include <stddef.h>

#include "amt_cfg/machine.h"

#define RUN_KINDS_MAX 24 /* of failures; further kinds are counted as the last one */
#define RUN_HOSTS_MAX 10 /* hosts that are named for each kind */

struct run_kind {
    char name[sizeof((struct machine_report *)0)->kind];
    size_t count;
    char hosts[RUN_HOSTS_MAX][HOST_NAME_SIZE];               /* the first ones */
    char reason[sizeof((struct machine_report *)0)->reason]; /* of the first one, or "" */
};

struct run_counts {
    size_t total;       /* machines that this run is to deal with: set by the caller */
    size_t passed_over; /* done by an earlier run, and not in total: set by the caller */
    size_t done;        /* that were finished */
    size_t results[MACHINE_INTERRUPTED + 1];
    struct run_kind kinds[RUN_KINDS_MAX]; /* the most frequent first */
    size_t kind_count;
};

/* The result as people are told: a report that says done although a step failed is a failure. */
enum machine_result run_result(const struct machine_report *report);

/* Counts a machine that was finished. */
void run_counts_add(struct run_counts *counts, const struct machine_report *report);

#endif
