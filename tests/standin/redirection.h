/* One connection to a redirection port, from its first message to its end. */
#ifndef TESTS_STANDIN_REDIRECTION_H
#define TESTS_STANDIN_REDIRECTION_H

#include "tests/standin/server.h"

/* Does not close the descriptor. */
void redirection_serve(const struct listener *listener, int fd);

#endif
