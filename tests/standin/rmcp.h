/* Answers to the presence pings of RMCP (ASF), UDP port 623. */
#ifndef TESTS_STANDIN_RMCP_H
#define TESTS_STANDIN_RMCP_H

#include "tests/standin/server.h"

/* Ends the program with a message when the socket cannot be had. */
void rmcp_listen(union address address);
/* A thread of its own answers until server->stop_fd says that it should stop. */
void rmcp_start(const struct server *server);
void rmcp_stop(void);

#endif
