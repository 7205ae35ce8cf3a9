/*
 * One line that says how far a run over many machines has come, and is drawn again and again. It is
 * written to the given stream if that is a terminal that can go back to the start of a line.
 * Otherwise, or if TERM is dumb, nothing is written. The line has only visible ASCII, blanks and
 * carriage returns.
 */
#ifndef FCFH_AMT_CFG_REPORT_PROGRESS_H
#define FCFH_AMT_CFG_REPORT_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "amt_cfg/report/run_counts.h"

struct progress {
    FILE *to;
    bool on;
    size_t drawn;         /* columns that are shown now */
    long long started_ms; /* as clock_ms() gives it */
    long long drawn_ms;
};

/* `to` is kept; there is nothing to free. */
void progress_init(struct progress *progress, FILE *to);

/* Draws it, unless that was done less than a tenth of a second ago: to be called whenever something
 * happened, and once a second. */
void progress_draw(struct progress *progress, const struct run_counts *counts);

/* Erases it: to be called before anything else is printed to the terminal, and at the end. */
void progress_clear(struct progress *progress);

/* Makes the line, of at most width columns and size - 1 characters: as much as fits, with the least
 * important parts left out first. elapsed_ms is the time since the run began. */
void progress_line(const struct run_counts *counts, long long elapsed_ms, int width, char *out,
                   size_t size);

#endif
