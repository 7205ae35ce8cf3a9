/* A relay between client and machine: what arrives is passed on to another machine, and logged. */
#ifndef TESTS_STANDIN_RELAY_H
#define TESTS_STANDIN_RELAY_H

#include "tests/standin/server.h"

/* Serves a connection until one of its two ends is gone. */
void relay_serve(const struct listener *listener, int fd);

#endif
