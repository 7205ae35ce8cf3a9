/*
 * The record of every exchange with the machines, for --trace FILE: what was sent, what came, what
 * libcurl says of the connection, without what nobody may read later (trace_mask.h). One block of
 * text for each piece: a line
 *
 *     --- 2026-11-23T12:00:00.123Z pc1.example > request head
 *
 * or "> request body", "< answer head", "< answer body", "* note", and then the text: control
 * characters, such as nobody sees, and what is no UTF-8 as \xNN; CR LF as LF.
 */
#ifndef FCFH_AMT_CFG_REPORT_TRACE_H
#define FCFH_AMT_CFG_REPORT_TRACE_H

#include <stddef.h>

#include "common/amt/http.h"
#include "common/err.h"
#include "common/secret.h"

#define TRACE_SECRETS_MAX 4
#define TRACE_SECRET_MIN  4 /* shorter ones would be found everywhere */

struct trace;

/* Whose exchange it is: what trace_piece is given as context. */
struct trace_line {
    struct trace *trace;
    const char *host;
};

/* Makes the file, or empties it, and gives it mode 0600; path is kept, not copied. ERR_CANTCREAT or
 * what errno says if that cannot be done; a symbolic link, and whatever is no regular file, is not
 * written to. */
enum err_code trace_open(struct trace **trace, const char *path, struct err *e);

/* Texts that may not appear even where nothing says that they are secret: those of at least
 * TRACE_SECRET_MIN bytes become "***". They are kept, not copied, and may change; no more than
 * TRACE_SECRETS_MAX. */
void trace_set_secrets(struct trace *trace, const struct secret *const *secrets, size_t count);

/* An http_trace whose context is a struct trace_line. After an error nothing more is written. */
void trace_piece(void *context, enum http_trace_kind kind, const char *text, size_t len);

/* Frees it, and tells the first error that there was. NULL is fine. */
enum err_code trace_close(struct trace *trace, struct err *e);

#endif
