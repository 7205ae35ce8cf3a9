/* Removes from HTTP heads what nobody may read later. A pure function. */
#ifndef FCFH_AMT_CFG_REPORT_TRACE_HEAD_H
#define FCFH_AMT_CFG_REPORT_TRACE_HEAD_H

#include <stddef.h>

#define TRACE_HEAD_GROWTH 3 /* the result can be this many times as long as the head */

/* Copies head[len] to out, which has room for TRACE_HEAD_GROWTH times len; returns the length. In
 * headers for authentication "***" replaces everything after the scheme, except that with Digest it
 * replaces only the values of response, cnonce and rspauth. What cannot be parsed is removed too:
 * it is better to remove too much than to show a password. */
size_t trace_mask_head(const char *head, size_t len, char *out);

#endif
