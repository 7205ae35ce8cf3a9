/*
 * The output of `snmptrapd -Lo`, cut into the texts of single traps. snmptrapd's own messages
 * between traps are skipped.
 *
 * With a mark, a word that no sender knows, a trap starts only at a line that begins with the mark,
 * whatever a sender wrote into the trap before it. Without a mark it starts with the line that has
 * its transport address, and newlines inside quotes belong to a trap's text; so an unpaired quote
 * hides what follows, for STREAM_QUOTED_LINES lines or STREAM_UNFINISHED_MS at most.
 *
 * A trap ends at an empty line, at the start of the next one, or when nothing more comes. A trap
 * that is cut off inside quotes is handed over too: it is refused then, and so it is logged.
 */
#ifndef FCFH_ALERT_COLLECTOR_TRAP_STREAM_H
#define FCFH_ALERT_COLLECTOR_TRAP_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "alert_collector/trap/trap_text.h"

/* STREAM_PAUSE_MS: how long after its last line a trap that no empty line follows is taken to be
 * complete. STREAM_UNFINISHED_MS: how long after its beginning one that stops within a line or
 * inside quotes is. STREAM_QUOTED_LINES: how many lines a quote may stay open. */
enum { STREAM_PAUSE_MS = 50, STREAM_UNFINISHED_MS = 1000, STREAM_QUOTED_LINES = 64 };

#define STREAM_MARK_MAX 64

struct stream {
    char text[TRAP_TEXT_MAX];
    size_t used;       /* bytes of the trap that is being gathered */
    size_t line_start; /* where its last line begins */
    bool in_trap;
    bool in_quotes;
    bool escaped;
    bool too_long; /* the trap does not fit: its end is looked for line by line */
    bool cut;      /* its line does not fit either, or its start is lost: the rest is useless */
    unsigned quoted_lines;          /* lines that ended since the quote was opened */
    char last;                      /* the last byte that came; '\n' before the first */
    long long began;                /* when the trap began */
    char mark[STREAM_MARK_MAX + 2]; /* with a blank after it; "" if there is no mark */
    long long (*now_ms)(void);
    void (*on_trap)(void *context, const char *text, size_t len);
    void *context;
};

/* Whether the word can be a mark: 8 to STREAM_MARK_MAX letters and digits. */
bool stream_is_mark(const char *word);

/* mark may be NULL. now_ms is a monotonic clock, such as clock_ms. */
void stream_init(struct stream *stream, const char *mark, long long (*now_ms)(void),
                 void (*on_trap)(void *context, const char *text, size_t len), void *context);

/* Adds what was read; calls on_trap for every trap that is complete. */
void stream_feed(struct stream *stream, const char *bytes, size_t len);

/* In how many milliseconds stream_flush must be called if nothing comes until then; -1: it need not
 * be called. */
int stream_wait_ms(const struct stream *stream);

/* To be called when nothing more comes for now, or at all: a trap that has begun is handed over as
 * it is. */
void stream_flush(struct stream *stream);

#endif
