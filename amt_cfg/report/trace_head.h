/* Takes out of the heads of HTTP what nobody may read later. Pure. */
#ifndef FCFH_AMT_CFG_REPORT_TRACE_HEAD_H
#define FCFH_AMT_CFG_REPORT_TRACE_HEAD_H

#include <stddef.h>

#define TRACE_HEAD_GROWTH 3 /* so many times as long as the head can it be afterwards */

/* Copies head[len] to out, which has room for TRACE_HEAD_GROWTH times len; says how much. In
 * headers for authentication "***" stands for all that is behind the scheme, but for Digest only
 * for the values of response, cnonce and rspauth. What cannot be made out is taken out, too: rather
 * too much than a password. */
size_t trace_mask_head(const char *head, size_t len, char *out);

#endif
