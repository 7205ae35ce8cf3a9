/* Sends the call for help as a WS-Event to those who subscribed to it. */
#ifndef TESTS_STANDIN_EVENTS_H
#define TESTS_STANDIN_EVENTS_H

#include "tests/standin/server.h"

/* To be called before there are threads. */
bool events_open(void);
/* Each returns at once: another thread does the sending. */
void events_post(const struct server *server, struct machine *machine);
void events_post_all(const struct server *server);
/* To be called after the stand-in was stopped; false if something is still being sent. */
bool events_close(unsigned seconds);

#endif
