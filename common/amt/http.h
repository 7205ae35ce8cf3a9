/*
 * HTTP POSTs to a machine, each waited for, over libcurl. The only interface to libcurl that the
 * rest of the project uses. A caller that speaks to many machines at once uses a thread for each,
 * with an engine of its own: nothing here is shared between two engines.
 *
 * Nothing beyond what is asked for: no proxies, no redirects, no cookies; digest authentication, or
 * Negotiate where the caller wants it. A refused password is not tried again (AMT locks accounts);
 * an expired nonce is replaced once a request. Neither a body nor a log-in is sent before the
 * machine has asked for a log-in as AMT does, and never to a different realm than the first time. A
 * caller that sets a judge decides by what the machine shows, within the one exchange that a log-in
 * needs anyway.
 */
#ifndef FCFH_COMMON_AMT_HTTP_H
#define FCFH_COMMON_AMT_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/addr.h"
#include "common/amt/challenge.h"
#include "common/amt/http_shown.h"
#include "common/err.h"

#define HTTP_ANSWER_MAX  (1024 * 1024)
#define HTTP_SERVER_SIZE 128

enum http_result {
    HTTP_ANSWERED,            /* status, body and server hold the answer */
    HTTP_NO_HOST,             /* the name is not known, or the look-up did not end in time */
    HTTP_ADDRESS_NOT_ALLOWED, /* all its addresses are refused by http_allowed */
    HTTP_UNREACHABLE,         /* no connection */
    HTTP_TIMEOUT,             /* a connection, but no whole answer in time */
    HTTP_TLS,                 /* no TLS with this machine */
    HTTP_CERTIFICATE,         /* TLS, but its certificate is not trusted */
    HTTP_UNTRUSTED,           /* the judge refuses it, or its realm differs from before */
    HTTP_GOT_CHALLENGE,       /* only from http_get_challenge: it asks for a log-in as AMT does */
    HTTP_NO_LOGIN,            /* it answers without asking for a log-in */
    HTTP_BAD_CHALLENGE,       /* it does not ask for a log-in the way AMT does */
    HTTP_LOGIN_REFUSED,       /* the password or user is refused */
    HTTP_CONNECTION_LOST,     /* a connection that ended without a whole answer */
    HTTP_BAD_ANSWER           /* what came is not HTTP, or too large */
};

struct http_answer {
    enum http_result result;
    char reason[160]; /* for all but HTTP_ANSWERED: one line for people */
    long status;
    const char *body; /* valid until the client's next request; not ended by NUL */
    size_t len;
    char server[HTTP_SERVER_SIZE];    /* the Server header, or "" */
    char realm[CHALLENGE_REALM_SIZE]; /* for which the machine asked for a log-in, now or before; or
                                         "" */
    char address[ADDR_TEXT_SIZE];     /* that was spoken to, or "" */
    const struct http_shown
        *shown; /* owned by the client, until it is freed; NULL for http_probe */
};

/* Whether connecting to this address is allowed at all. */
typedef bool http_allowed(const void *context, const struct addr *address);

/* Receives what goes over the wire, piece by piece, for a record of it. Secrets are still in it. */
enum http_trace_kind {
    HTTP_TRACE_NOTE,         /* what libcurl says about the connection */
    HTTP_TRACE_REQUEST_HEAD, /* some lines of it */
    HTTP_TRACE_REQUEST_BODY, /* all of it */
    HTTP_TRACE_ANSWER_HEAD,  /* a line of it */
    HTTP_TRACE_ANSWER_BODY   /* all of it */
};
typedef void http_trace(void *context, enum http_trace_kind kind, const char *text, size_t len);

enum http_auth { HTTP_AUTH_DIGEST, HTTP_AUTH_NEGOTIATE };

#define HTTP_WHY_SIZE 160

/* Asked for each new connection when TLS is established, before the first byte of HTTP; there is no
 * realm yet. Asked again when a challenge like AMT's has come, before the log-in. Without TLS it is
 * only asked then; with Negotiate, which has no challenge, before the first byte. False: nothing
 * more is sent, and the answer is HTTP_UNTRUSTED with why as its reason. The judge may take its
 * time: it is not counted as the machine's. */
typedef bool http_judge(void *context, const struct http_shown *shown, char why[HTTP_WHY_SIZE]);

/* Asked once, when the machine has shown nothing by http_limits.extend_wait_at: how much longer to
 * wait, in ms; 0: give up. */
typedef long http_extend_wait(void *context);

/* Everything pointed to must outlive the client. */
struct http_peer {
    struct addr address;
    const char *host; /* NULL, or a name to look up instead of using the address */
    uint16_t port;
    bool tls;
    bool verify; /* without a judge: refuse a certificate that nobody in ca_file signed, or that is
                    for another host or address */
    bool legacy_tls;               /* accept TLS 1.0 and its ciphers */
    const char *ca_file;           /* "": the system's */
    http_judge *judge;             /* NULL: verify decides */
    http_extend_wait *extend_wait; /* NULL: what http_limits has */
    void *judge_context;           /* of both */
    enum http_auth auth;
    const char *realm; /* the realm to log in to, or "": the first one seen */
    const char *user; /* for digest; Negotiate uses the Kerberos ticket of the user who runs this */
    const char *password;
    http_allowed *allowed; /* NULL: any address */
    const void *allowed_context;
    http_trace *trace; /* NULL: no record */
    void *trace_context;
};

/* Whether libcurl's TLS is of a kind that we can inspect, by the name libcurl gives it. */
bool http_tls_is_supported(const char *ssl_version);

/* Whether this libcurl can do Negotiate. */
bool http_has_negotiate(void);

struct http_engine;
struct http_client;

/* For one thread: the connections of its clients. The first engine must be made before there are
 * threads. stop_fd: every wait ends with ERR_TEMPFAIL as soon as it is readable; -1: never. */
enum err_code http_engine_new(struct http_engine **engine, int stop_fd, struct err *e);
/* During a wait, called whenever fd (-1: none) becomes readable, and at least every ms. False: ends
 * the wait as stop_fd does. */
typedef bool http_wait_callback(void *context);
void http_engine_set_wait_callback(struct http_engine *engine, int fd, long ms,
                                   http_wait_callback *callback, void *context);
/* After the clients. */
void http_engine_free(struct http_engine *engine);

enum err_code http_client_new(struct http_client **client, struct http_engine *engine,
                              const struct http_peer *peer, struct err *e);
void http_client_free(struct http_client *client);

/* How long a request may take, in milliseconds; connect_ms is part of total_ms. And whether libcurl
 * may send it a second time, as it does when a connection that was already open ends without an
 * answer. */
struct http_limits {
    long connect_ms;
    long total_ms;
    long long extend_wait_at; /* by clock_ms(); 0: there is nobody to ask */
    bool once; /* it may not: the request may have been carried out, or its result handed out */
};

/* Sends body to path and waits for the answer, which is valid until the client's next request. body
 * is copied, and the copy wiped. ERR_TEMPFAIL: interrupted; then only http_client_free may follow.
 */
enum err_code http_post(struct http_client *client, const char *path, const char *body, size_t len,
                        const struct http_limits *limits, const struct http_answer **answer,
                        struct err *e);

/* Like http_post, but sends no body: the machine is asked for a challenge, which is not answered.
 * The good result is HTTP_GOT_CHALLENGE. */
enum err_code http_get_challenge(struct http_client *client, const char *path,
                                 const struct http_limits *limits,
                                 const struct http_answer **answer, struct err *e);

/* Only connects, without TLS and without sending anything: the result is HTTP_ANSWERED,
 * HTTP_UNREACHABLE or one about the name. connect_ms begins when the name has been looked up. */
enum err_code http_probe(struct http_client *client, const struct http_limits *limits,
                         struct http_answer *answer, struct err *e);

/* The nonce is known to be invalid: the next request asks for a new one at once. */
void http_forget_login(struct http_client *client);

/* Waits. ERR_TEMPFAIL: interrupted. */
enum err_code http_pause(const struct http_engine *engine, long ms, struct err *e);

#endif
