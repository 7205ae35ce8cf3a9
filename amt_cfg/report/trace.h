/*
 * The record of every exchange with the machines, for --trace FILE: what was sent, what came, what
 * libcurl says of the connection, without what nobody may read later (mask.h, trace_head.h). One
 * block of text for each piece: a line
 *
 *     --- 2026-11-23T12:00:00.123Z pc1.example > request head
 *
 * or "> request body", "< answer head", "< answer body", "* note", and then the text: control
 * characters, such as nobody sees, and what is no UTF-8 as \xNN; CR LF as LF.
 */
#ifndef FCFH_AMT_CFG_REPORT_TRACE_H
#define FCFH_AMT_CFG_REPORT_TRACE_H

#include <stddef.h>

#include "amt_cfg/mask.h"
#include "common/amt/http.h"
#include "common/err.h"

struct trace;

/* Whose exchange it is: what trace_piece is given as context. */
struct trace_line {
    struct trace *trace;
    const char *host;
    const struct mask *mask; /* NULL: it knows no secrets */
};

/* Makes the file, or empties it, and gives it mode 0600; path is kept, not copied. ERR_CANTCREAT or
 * what errno says if that cannot be done; a symbolic link, and whatever is no regular file, is not
 * written to. */
enum err_code trace_open(struct trace **trace, const char *path, struct err *e);

/* An http_trace whose context is a struct trace_line, for any number of threads. After an error
 * nothing more is written. */
void trace_piece(void *context, enum http_trace_kind kind, const char *text, size_t len);

/* Frees it, and tells the first error that there was. NULL is fine. */
enum err_code trace_close(struct trace *trace, struct err *e);

#endif
