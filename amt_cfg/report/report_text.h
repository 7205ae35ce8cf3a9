/*
 * What fcfh-config tells people about its machines. It prints to the given stream and flushes it,
 * so that each line appears at once; errors of the stream are left to ferror().
 *
 * On a terminal lines are broken between words at 80 columns; elsewhere there is one line for each
 * item, for grep. Control characters in what a machine said are made visible first.
 */
#ifndef FCFH_AMT_CFG_REPORT_REPORT_TEXT_H
#define FCFH_AMT_CFG_REPORT_REPORT_TEXT_H

#include <stdbool.h>
#include <stdio.h>

#include "amt_cfg/machine.h"
#include "amt_cfg/plan.h"
#include "amt_cfg/report/run_counts.h"

struct report_text {
    FILE *to;
    bool terminal;
    enum plan_mode mode;
};

void report_text_init(struct report_text *text, FILE *to, enum plan_mode mode);

/* For one machine, prints a step that has ended, as "account:     changed: ...". Prints nothing for
 * a step that did not run. */
void report_text_step(const struct report_text *text, const struct machine_report *report,
                      enum machine_step step);

/* For one machine, when it is finished: "done:", "missing:", "removed:", "failed:" or
 * "interrupted:". */
void report_text_end(const struct report_text *text, const struct machine_report *report);

/* For one of many machines, when it is finished: "pc1: failed: ...". */
void report_text_machine(const struct report_text *text, const struct machine_report *report);

/* For many machines, at the end of the run: totals, what failed, and what to do. resume is the file
 * of --resume, or NULL. */
void report_text_summary(const struct report_text *text, const struct run_counts *counts,
                         const char *resume);

#endif
