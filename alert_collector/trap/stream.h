/*
 * The output of `snmptrapd -Lo`, cut into the texts of single traps. What snmptrapd says for itself
 * between traps is passed over.
 *
 * With a mark, a word that no sender knows, a trap starts with a line that begins with it, and with
 * nothing else: whatever a sender wrote into the trap before. Without one it starts with the line
 * that has its transport address, and newlines inside quotes belong to a trap's text; so an odd
 * quote hides what follows, for STREAM_QUOTED_LINES lines or STREAM_UNFINISHED_MS at most.
 *
 * A trap ends at an empty line, at the start of the next one, or when nothing more comes. What is
 * cut off inside quotes is handed over too: it is refused then, and so comes into the log.
 */
#ifndef FCFH_ALERT_COLLECTOR_TRAP_STREAM_H
#define FCFH_ALERT_COLLECTOR_TRAP_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "alert_collector/trap/trap_text.h"

/* How long after its last line a trap without an empty line behind it is taken to be whole; how
 * long after it began one that stops within a line or inside quotes is; and how many lines a quote
 * may stay open. */
enum { STREAM_PAUSE_MS = 50, STREAM_UNFINISHED_MS = 1000, STREAM_QUOTED_LINES = 64 };

#define STREAM_MARK_MAX 64

struct stream {
    char text[TRAP_TEXT_MAX];
    size_t used;       /* of the trap that is being gathered */
    size_t line_start; /* where its last line begins */
    bool in_trap;
    bool in_quotes;
    bool escaped;
    bool too_long; /* the trap has no room: line by line, its end is looked for */
    bool cut;      /* nor has its line, or its start is gone: what comes of it tells nothing */
    unsigned quoted_lines;          /* that ended since the quote was opened */
    char last;                      /* byte that came; '\n' before the first */
    long long began;                /* when the trap did */
    char mark[STREAM_MARK_MAX + 2]; /* with a blank behind it; "" if there is none */
    long long (*now_ms)(void);
    void (*on_trap)(void *context, const char *text, size_t len);
    void *context;
};

/* Whether the word can be a mark: 8 to STREAM_MARK_MAX letters and digits. */
bool stream_is_mark(const char *word);

/* mark may be NULL. now_ms is a clock that is never set, such as clock_ms. */
void stream_init(struct stream *stream, const char *mark, long long (*now_ms)(void),
                 void (*on_trap)(void *context, const char *text, size_t len), void *context);

/* Adds what was read; calls on_trap for every trap that is whole. */
void stream_feed(struct stream *stream, const char *bytes, size_t len);

/* In how many milliseconds stream_pause is due if nothing comes until then; -1: it need not be. */
int stream_wait_ms(const struct stream *stream);

/* Nothing more comes for now, or at all: a trap that was begun is handed over as it is. */
void stream_pause(struct stream *stream);

#endif
