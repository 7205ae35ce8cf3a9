/*
 * Takes out of HTTP and SOAP what nobody may read later: answers of digest authentication, tokens,
 * passwords. Pure. What it cannot make out is taken out too: rather too much than a password.
 */
#ifndef FCFH_AMT_CFG_REPORT_TRACE_MASK_H
#define FCFH_AMT_CFG_REPORT_TRACE_MASK_H

#include <stddef.h>

#include "common/err.h"

/* Text that grows; all zeros is an empty one. What it held is wiped when it moves or is let go. Not
 * ended by a NUL. */
struct trace_text {
    char *text;
    size_t len;
    size_t room;
};

/* ERR_INTERNAL: out of memory, and nothing is appended. */
enum err_code trace_text_add(struct trace_text *to, const char *text, size_t len, struct err *e);
/* Keeps the room. */
void trace_text_empty(struct trace_text *text);
void trace_text_free(struct trace_text *text);

/* Appends in[len] to out with "***" in place of
 * - what stands in an XML element whose local name is DigestPassword or Password, with whatever
 *   prefix, attributes and content, also where the end is cut off;
 * - in headers for authentication, whose name starts a line: everything after the scheme, but for
 *   Digest the values of username, realm, nonce, uri, qop, nc, algorithm, opaque, stale and domain.
 * ERR_INTERNAL: out of memory; what is in out is of no use then. */
enum err_code trace_mask(const char *in, size_t len, struct trace_text *out, struct err *e);

#endif
