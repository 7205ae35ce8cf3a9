/* One connection, from its first request to its end. */
#ifndef TESTS_STANDIN_HTTP_H
#define TESTS_STANDIN_HTTP_H

#include "tests/standin/server.h"

/* Does not close the descriptor. */
void http_serve(const struct listener *listener, int fd);

#endif
