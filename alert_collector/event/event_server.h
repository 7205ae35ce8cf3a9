/*
 * The HTTP side of fcfh-listener: takes POSTs with digest authentication, with or without TLS, and
 * hands each whole body on. The only interface to libmicrohttpd that the rest of the project uses.
 *
 * One thread: everything happens within event_server_step. What strangers can do is limited: how
 * many connections there are, how long a request takes, how large it is, and how fast passwords can
 * be tried.
 */
#ifndef FCFH_ALERT_COLLECTOR_EVENT_EVENT_SERVER_H
#define FCFH_ALERT_COLLECTOR_EVENT_EVENT_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "alert_collector/event/event_request.h"
#include "common/err.h"

#define EVENT_SERVER_SOCKETS_MAX 8

enum { EVENT_SERVER_IDLE_S = 5 }; /* then a silent connection is closed */

struct event_server;

enum err_code event_server_new(struct event_server **server,
                               const struct event_server_options *options, struct err *e);
/* Closes all connections; all requests must have been answered. */
void event_server_free(struct event_server *server);

/* To be called once: accepts connections from the sockets, which are listening, do not block and
 * still belong to the caller. With is_private the connections use TLS, with the certificate of
 * event_tls.h. */
enum err_code event_server_listen(struct event_server *server, const int *sockets, size_t count,
                                  bool is_private, struct err *e);

/* Waits up to wait_ms for something to happen, and deals with it. It also waits for extra_fd to
 * become readable; *extra_ready says whether it is. */
enum err_code event_server_step(struct event_server *server, int extra_fd, long wait_ms,
                                bool *extra_ready, struct err *e);

/* Accepts no new connections; requests that have begun go on. */
void event_server_quiesce(struct event_server *server);
/* Whether a request is in progress. */
bool event_server_is_busy(const struct event_server *server);

#endif
