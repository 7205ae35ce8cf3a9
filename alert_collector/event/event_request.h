/*
 * A request's way through the event server, from its headers to its answer. The handler of events
 * gets it once its body is there, and answers it.
 */
#ifndef FCFH_ALERT_COLLECTOR_EVENT_EVENT_REQUEST_H
#define FCFH_ALERT_COLLECTOR_EVENT_EVENT_REQUEST_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "alert_collector/event/event_link.h"
#include "alert_collector/event/event_trouble.h"
#include "common/addr.h"
#include "common/err.h"

enum { EVENT_SERVER_LOGIN_MS = 2000 }; /* before the answer to a failed log-in */

struct event_request;

/* A request whose body is there. It must be answered, at once or later. */
typedef void event_request_handler(void *context, struct event_request *request);

const struct addr *event_request_from(const struct event_request *request);
const char *event_request_body(const struct event_request *request, size_t *len);

/* Answers with status and no body, or with text[len], which was allocated with malloc and then
 * belongs to the server. With 503 the sender is asked to try again later. */
void event_request_answer(struct event_request *request, unsigned status, char *text, size_t len);

/* All of it must outlive the server. */
struct event_server_options {
    const struct addr_net *networks; /* from which requests may come */
    size_t network_count;
    const char *path; /* "" for any */
    const char *user; /* "" for no authentication */
    const char *password;
    event_request_handler *on_request;
    event_trouble_log *log;
    void *context; /* of on_request */
};

/* The rest is only for event_server.c. */

struct MHD_Connection;
struct MHD_Response;

/* What all requests of a server have in common. */
struct event_requests {
    struct event_server_options options;
    struct MHD_Response *empty;
    char message[256]; /* the last message of libmicrohttpd */
    unsigned begun;    /* requests in progress */
    unsigned challenges;
    bool resumed;                               /* one was resumed since libmicrohttpd last ran */
    struct event_request *first_due, *last_due; /* answers that are delayed */
};

enum err_code event_requests_init(struct event_requests *all,
                                  const struct event_server_options *options, struct err *e);
void event_requests_free(struct event_requests *all);

/* When the first delayed answer is due, in ms of clock_ms; LLONG_MAX if there is no such answer. */
long long event_requests_next_due(const struct event_requests *all);
void event_requests_answer_due(struct event_requests *all, long long now);
/* Sends an answer that is being delayed on this link. */
void event_requests_send_delayed(struct event_requests *all, const struct event_link *link);

/* libmicrohttpd calls this for the headers (*request is NULL then), for each part of the body (then
 * *len > 0, and it becomes 0), at its end, and when a suspended connection is resumed. False: the
 * connection is to be closed. */
bool event_request_step(struct event_requests *all, struct MHD_Connection *connection,
                        struct event_link *link, const char *path, const char *method,
                        const char *data, size_t *len, struct event_request **request);
void event_request_end(struct event_request *request, bool is_complete);

/* A logger for libmicrohttpd; context is the struct event_requests. */
__attribute__((format(printf, 2, 0))) void
event_requests_on_message(void *context, const char *format, va_list args);

#endif
