/* Sends the call for help as a WS-Event to those who subscribed to it. */
#ifndef TESTS_STANDIN_EVENTS_H
#define TESTS_STANDIN_EVENTS_H

#include "tests/standin/server.h"

/* Before there are threads. */
bool events_open(void);
/* Each returns at once: what is to be sent, another thread sends. */
void events_post(const struct server *server, struct machine *machine);
void events_post_all(const struct server *server);
/* After the stand-in was told to stop; false when something still is being sent then. */
bool events_close(unsigned seconds);

#endif
