/*
 * The output of `snmptrapd -Lo`, cut into the texts of single traps. A trap starts with the line
 * that has its transport address and ends at an empty line, at the start of the next one, or when
 * nothing more comes. Newlines inside quotes belong to a trap's text; what snmptrapd says for
 * itself between traps is passed over.
 */
#ifndef FCFH_ALERT_COLLECTOR_TRAP_STREAM_H
#define FCFH_ALERT_COLLECTOR_TRAP_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "alert_collector/trap/trap_text.h"

struct stream {
    char text[TRAP_TEXT_MAX];
    size_t used;       /* of the trap that is being gathered */
    size_t line_start; /* where its last line begins */
    bool in_trap;
    bool in_quotes;
    bool escaped;
    bool too_long; /* the trap has no room: line by line, its end is looked for */
    bool cut;      /* nor has its line: what comes of it tells nothing */
    void (*on_trap)(void *context, const char *text, size_t len);
    void *context;
};

void stream_init(struct stream *stream,
                 void (*on_trap)(void *context, const char *text, size_t len), void *context);

/* Adds what was read; calls on_trap for every trap that is whole. */
void stream_feed(struct stream *stream, const char *bytes, size_t len);

/* Nothing more comes for now, or at all: a trap that was begun is handed over as it is. */
void stream_pause(struct stream *stream);

#endif
