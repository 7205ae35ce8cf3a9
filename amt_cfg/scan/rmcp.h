/*
 * RMCP's presence ping (ASF 2.0), to which AMT answers without a log-in: it shows that there is
 * AMT, but not whether we can connect to it. Pure functions.
 */
#ifndef FCFH_AMT_CFG_SCAN_RMCP_H
#define FCFH_AMT_CFG_SCAN_RMCP_H

#include <stdbool.h>
#include <stddef.h>

enum { RMCP_PORT = 623, RMCP_PING_SIZE = 12, RMCP_PONG_SIZE = 28 };

extern const unsigned char rmcp_ping[RMCP_PING_SIZE];

/* Whether these bytes are the answer of an Intel machine. */
bool rmcp_is_amt(const unsigned char *bytes, size_t size);

#endif
