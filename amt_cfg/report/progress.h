/*
 * One line that says how far a run over many machines is, and is drawn again and again. The
 * program's own voice: it writes to the stream it is given, if that is a terminal that can go back
 * to a line's start. Else, and where TERM is dumb, it writes nothing. Only visible ASCII, blanks
 * and carriage returns.
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
    size_t drawn;         /* columns that stand there now */
    long long started_ms; /* of clock_ms() */
    long long drawn_ms;
};

/* to is kept; nothing to free. */
void progress_init(struct progress *progress, FILE *to);

/* Draws it, unless that was done less than a tenth of a second ago: to be called whenever something
 * happened, and once a second. */
void progress_draw(struct progress *progress, const struct run_counts *counts);

/* Takes it away: before anything else is printed to the terminal, and at the end. */
void progress_clear(struct progress *progress);

/* The line itself, of at most width columns and size - 1 characters: as much as fits, the least
 * important left out first. elapsed_ms is since the run began. */
void progress_line(const struct run_counts *counts, long long elapsed_ms, int width, char *out,
                   size_t size);

#endif
