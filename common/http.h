/*
 * HTTP POSTs to many machines side by side, one request at a time for each, over libcurl. The only
 * interface to libcurl that the rest of the project uses.
 *
 * Never more than asked for: no proxies, no redirects, no cookies, no names looked up; digest
 * authentication only. A refused password is not tried again (AMT locks accounts); a nonce that has
 * died is replaced once for a request.
 */
#ifndef FCFH_COMMON_HTTP_H
#define FCFH_COMMON_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/addr.h"
#include "common/err.h"

#define HTTP_ANSWER_MAX  (1024 * 1024)
#define HTTP_SERVER_SIZE 128

enum http_result {
    HTTP_ANSWERED,    /* status, body and server hold what came */
    HTTP_UNREACHABLE, /* no connection */
    HTTP_TIMEOUT,     /* a connection, no whole answer in time */
    HTTP_TLS,         /* no TLS with this machine */
    HTTP_CERTIFICATE, /* TLS, but its certificate is not to be trusted */
    HTTP_REFUSED,     /* the password or user is refused */
    HTTP_BROKEN       /* what came is no HTTP, too large, cut off */
};

struct http_answer {
    enum http_result result;
    char reason[160]; /* for all but HTTP_ANSWERED: one line for people */
    long status;
    const char *body; /* the answer's own until the next request of the client; not ended by NUL */
    size_t len;
    char server[HTTP_SERVER_SIZE]; /* the Server header, or "" */
};

typedef void http_done(void *context, const struct http_answer *answer);

/* Texts are copied where they must be kept; password is not, and must outlive the client. */
struct http_peer {
    struct addr address;
    uint16_t port;
    bool tls;
    bool verify;         /* check the certificate against ca_file, or the system's if that is "" */
    const char *ca_file; /* must outlive the client */
    const char *user;    /* must outlive the client */
    const char *password;
};

struct http_engine;
struct http_client;

enum err_code http_engine_new(struct http_engine **engine, struct err *e);
/* After the clients. */
void http_engine_free(struct http_engine *engine);

enum err_code http_client_new(struct http_client **client, struct http_engine *engine,
                              const struct http_peer *peer, struct err *e);
/* Also ends a request that is under way; done is not called for it then. */
void http_client_free(struct http_client *client);

/* How long a request may take, in milliseconds; connect_ms is part of total_ms. */
struct http_limits {
    long delay_ms; /* to wait before it is sent at all */
    long connect_ms;
    long total_ms;
};

/* Sends body to path; done is called from http_engine_step, never from here. body is copied. One
 * request at a time for a client: another one may be started from within done. */
enum err_code http_post(struct http_client *client, const char *path, const char *body, size_t len,
                        const struct http_limits *limits, http_done *done, void *context,
                        struct err *e);

/* Only connects, without TLS and without a word: done gets HTTP_ANSWERED or HTTP_UNREACHABLE. */
enum err_code http_probe(struct http_client *client, const struct http_limits *limits,
                         http_done *done, void *context, struct err *e);

/* Waits up to wait_ms for something to happen, also on extra_fd (-1: none) to become readable, and
 * deals with it. */
enum err_code http_engine_step(struct http_engine *engine, int extra_fd, long wait_ms,
                               struct err *e);

#endif
