/*
 * What fcfh-config tells people of its machines. The program's own voice: it prints to the stream
 * that it is given, and flushes it, so that each line is there when it is true; errors of the
 * stream are left to ferror().
 *
 * On a terminal lines are broken between words at 80 columns; elsewhere there is one line for each
 * thing, for grep. Whatever a machine said is made visible first.
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

/* One machine: a step that has ended, as "account:     changed: ...". Nothing for one that did not
 * run. */
void report_text_step(const struct report_text *text, const struct machine_report *report,
                      enum machine_step step);

/* One machine, at its end: "done:", "missing:", "removed:", "failed:" or "interrupted:". */
void report_text_end(const struct report_text *text, const struct machine_report *report);

/* One of many, at its end: "pc1: failed: ...". */
void report_text_machine(const struct report_text *text, const struct machine_report *report);

/* Many, at the end of the run: totals, what failed, and what to do. resume is the file of --resume,
 * or NULL. */
void report_text_summary(const struct report_text *text, const struct run_counts *counts,
                         const char *resume);

#endif
