/* The sockets that the machines listen on. */
#ifndef TESTS_STANDIN_LISTEN_H
#define TESTS_STANDIN_LISTEN_H

#include <stdbool.h>

#include "tests/standin/server.h"

/* Ends the program with a message when a socket cannot be had. */
void listen_everywhere(struct server *server);
/* From here on epoll_fd reports, with a listener as its data, where a connection can be
 * accepted. */
void listen_watch(int epoll_fd);
/* The next connection, or -1. */
int listen_accept(const struct listener *listener);
/* Closes all listening sockets. */
void listen_stop(void);
void listen_free(void);

/* Opens or closes the redirection ports of a machine. */
void listen_redirection(const struct machine *machine, bool on);
/* Takes the whole machine off the network, and back again. */
void listen_network(const struct machine *machine, bool on);

#endif
