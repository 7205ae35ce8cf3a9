/*
 * The record of every exchange with the machines, for --trace FILE: what was sent, what was
 * received, what libcurl says about the connection, without anything that nobody may read later
 * (mask.h, trace_head.h). There is one block of text for each piece: a line
 *
 *     --- 2026-11-23T12:00:00.123Z pc1.example > request head
 *
 * or "> request body", "< answer head", "< answer body", "* note", and then the text: control
 * characters, invisible characters and bytes that are not UTF-8 are written as \xNN, and CR LF as
 * LF.
 */
#ifndef FCFH_AMT_CFG_REPORT_TRACE_H
#define FCFH_AMT_CFG_REPORT_TRACE_H

#include <stddef.h>

#include "amt_cfg/mask.h"
#include "common/amt/http.h"
#include "common/err.h"

struct trace;

/* Says whose exchange it is; trace_piece gets it as context. */
struct trace_line {
    struct trace *trace;
    const char *host;
    const struct mask *mask; /* NULL: there are no secrets to hide */
};

/* Creates the file, or empties it, and gives it mode 0600; path is kept, not copied. ERR_CANTCREAT
 * or what errno says if that cannot be done; a symbolic link or anything else that is not a regular
 * file is not written to. */
enum err_code trace_open(struct trace **trace, const char *path, struct err *e);

/* An http_trace whose context is a struct trace_line; any number of threads may call it. After an
 * error nothing more is written. */
void trace_piece(void *context, enum http_trace_kind kind, const char *text, size_t len);

/* Frees it, and returns the first error that there was. NULL is allowed. */
enum err_code trace_close(struct trace *trace, struct err *e);

#endif
