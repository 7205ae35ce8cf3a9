/*
 * The HTTP side of fcfh-listener: takes POSTs with digest authentication, with or without TLS, and
 * hands each whole body on. The only interface to libmicrohttpd that the rest of the project uses.
 *
 * One thread: everything happens within event_server_step. What strangers can do is bounded: how
 * many connections there are, how long a request takes, how large it is, how fast passwords can be
 * tried.
 */
#ifndef FCFH_ALERT_COLLECTOR_EVENT_EVENT_SERVER_H
#define FCFH_ALERT_COLLECTOR_EVENT_EVENT_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/addr.h"
#include "common/err.h"

/* The realm is this, a blank and a number of eight digits, which is another each time. */
#define EVENT_SERVER_REALM "Fast Call for Help"

#define EVENT_SERVER_SOCKETS_MAX     8
#define EVENT_SERVER_CONNECTIONS_MAX 512 /* on all sockets together */
#define EVENT_SERVER_PEER_MAX        8   /* of one address at one socket */

enum {
    EVENT_SERVER_IDLE_S = 5,      /* a connection on which nothing comes */
    EVENT_SERVER_REQUEST_S = 10,  /* from the connection, or the last answer, to a whole request */
    EVENT_SERVER_LOGIN_MS = 2000, /* before the answer to a failed log-in */
};

/* What the log should know of, each with a limit of its own. */
enum event_trouble {
    TROUBLE_NETWORK, /* not from one of networks */
    TROUBLE_LOGIN,   /* wrong user or password, or not by digest */
    TROUBLE_NONCE,   /* a log-in that had its time, or never came */
    TROUBLE_REQUEST, /* another path or method, too large, cut off, too slow */
    TROUBLE_EVENT,   /* no event that we understand */
    TROUBLE_HTTP,    /* what libmicrohttpd says */
    TROUBLE_COUNT
};

/* from is NULL where it is not known. text is one line, not cleaned. */
typedef void event_trouble_log(void *context, enum event_trouble trouble, const struct addr *from,
                               const char *text);

/* A request whose body is there. It must be answered, at once or later. */
struct event_request;
typedef void event_take(void *context, struct event_request *request);

/* All of it must outlive the server. */
struct event_server_options {
    const struct addr_net *networks; /* whence requests may come */
    size_t network_count;
    const char *path; /* "" for any */
    const char *user; /* "" for no authentication */
    const char *password;
    event_take *take;
    event_trouble_log *log;
    void *context;
};

struct event_server;

enum err_code event_server_new(struct event_server **server,
                               const struct event_server_options *options, struct err *e);
/* Closes all connections; all requests must have been answered. */
void event_server_free(struct event_server *server);

/* Listens on the sockets, which stay the caller's. certificate and key are the text of PEM files,
 * both NULL for HTTP; they are not needed afterwards. Called again, new connections get the new
 * certificate and those that are there keep theirs; after an error everything is as it was. All
 * requests that were taken must have been answered. */
enum err_code event_server_listen(struct event_server *server, const int *sockets, size_t count,
                                  const char *certificate, const char *key, struct err *e);

/* Waits up to wait_ms for something to happen, also on extra_fd to become readable, which
 * *extra_ready tells, and deals with the rest. */
enum err_code event_server_step(struct event_server *server, int extra_fd, long wait_ms,
                                bool *extra_ready, struct err *e);

/* Takes no new connections; what has been begun goes on. */
void event_server_quiesce(struct event_server *server);
/* Whether a request is under way. */
bool event_server_is_busy(const struct event_server *server);

const struct addr *event_request_from(const struct event_request *request);
const char *event_request_body(const struct event_request *request, size_t *len);

/* status without a body, or with text[len], which becomes the server's (malloc). With 503 the
 * sender is asked to come again. */
void event_request_answer(struct event_request *request, unsigned status, char *text, size_t len);

#endif
