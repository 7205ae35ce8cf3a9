/*
 * HTTP POSTs to a machine, each waited for, over libcurl. The only interface to libcurl that the
 * rest of the project uses. Who speaks to many machines at once does it in a thread each, with an
 * engine of its own: nothing here is shared between two of them.
 *
 * Never more than asked for: no proxies, no redirects, no cookies; digest authentication, or
 * Negotiate where that is asked for. A refused password is not tried again (AMT locks accounts); a
 * nonce that has died is replaced once for a request. No body leaves, and no log-in, before the
 * machine has asked for one as AMT does, and never in another realm than the first time. Whoever
 * gives a judge decides by what the machine shows, within the one exchange that a log-in needs
 * anyway.
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
    HTTP_ANSWERED,    /* status, body and server hold what came */
    HTTP_NO_HOST,     /* the name is not known, or nobody tells in time whether it is */
    HTTP_FORBIDDEN,   /* all its addresses are refused by http_allowed */
    HTTP_UNREACHABLE, /* no connection */
    HTTP_TIMEOUT,     /* a connection, no whole answer in time */
    HTTP_TLS,         /* no TLS with this machine */
    HTTP_CERTIFICATE, /* TLS, but its certificate is not to be trusted */
    HTTP_STRANGER,    /* the judge says no, or its realm is another than before */
    HTTP_LOOKED,      /* of http_look alone: it asks for a log-in as AMT does */
    HTTP_NO_LOGIN,    /* it answers without asking for a log-in */
    HTTP_CHALLENGE,   /* it asks for a log-in otherwise than AMT does */
    HTTP_REFUSED,     /* the password or user is refused */
    HTTP_CUT,         /* a connection that ended without a whole answer */
    HTTP_BROKEN       /* what came is no HTTP, or too large */
};

struct http_answer {
    enum http_result result;
    char reason[160]; /* for all but HTTP_ANSWERED: one line for people */
    long status;
    const char *body; /* the client's own until its next request; not ended by NUL */
    size_t len;
    char server[HTTP_SERVER_SIZE]; /* the Server header, or "" */
    char
        realm[CHALLENGE_REALM_SIZE]; /* that the machine asked a log-in for, now or before; or "" */
    char address[ADDR_TEXT_SIZE];    /* that was spoken to, or "" */
    const struct http_shown *shown;  /* the client's, until it is freed; NULL for http_probe */
};

/* Whether there may be a connection to this address at all. */
typedef bool http_allowed(const void *context, const struct addr *address);

/* What goes over the wire, piece by piece, for a record of it. Secrets are still in it. */
enum http_trace_kind {
    HTTP_TRACE_NOTE,         /* what libcurl says of the connection */
    HTTP_TRACE_REQUEST_HEAD, /* some lines of it */
    HTTP_TRACE_REQUEST_BODY, /* all of it */
    HTTP_TRACE_ANSWER_HEAD,  /* a line of it */
    HTTP_TRACE_ANSWER_BODY   /* all of it */
};
typedef void http_trace(void *context, enum http_trace_kind kind, const char *text, size_t len);

enum http_auth { HTTP_AUTH_DIGEST, HTTP_AUTH_NEGOTIATE };

#define HTTP_WHY_SIZE 160

/* Asked when TLS stands, before the first byte of HTTP, for each new connection; there is no realm
 * then. And asked when a challenge of AMT's form has come, before the log-in. Without TLS only the
 * latter, but for Negotiate, which has no challenge: there before the first byte. False: nothing
 * more is sent, and the answer is HTTP_STRANGER with why as its reason. The judge may take its
 * time: that does not count as the machine's. */
typedef bool http_judge(void *context, const struct http_shown *shown, char why[HTTP_WHY_SIZE]);

/* Asked once, when the machine has shown nothing by http_limits.patience_at: how long it may take
 * from then on, in ms; 0: no longer. */
typedef long http_patience(void *context);

/* All that is pointed to must outlive the client. */
struct http_peer {
    struct addr address;
    const char *host; /* NULL, or a name that is looked up in place of the address */
    uint16_t port;
    bool tls;
    bool verify;             /* where there is no judge: refuse a certificate that nobody in ca_file
                                signed, or that is for another host or address */
    bool legacy_tls;         /* accept TLS 1.0 and what ciphers it had */
    const char *ca_file;     /* "": the system's */
    http_judge *judge;       /* NULL: verify decides */
    http_patience *patience; /* NULL: what http_limits has */
    void *judge_context;     /* of both */
    enum http_auth auth;
    const char *realm; /* the one to log in to, or "": the first that is asked for */
    const char *user;  /* of digest; Negotiate takes the Kerberos ticket of whoever runs this */
    const char *password;
    http_allowed *allowed; /* NULL: any address */
    const void *allowed_context;
    http_trace *trace; /* NULL: no record */
    void *trace_context;
};

/* Whether libcurl has TLS of a kind that can be looked into, by the name it gives that. */
bool http_tls_is_ours(const char *ssl_version);

/* Whether this libcurl can do Negotiate. */
bool http_has_negotiate(void);

struct http_engine;
struct http_client;

/* For one thread: the connections of its clients. The first one is to be made before there are
 * threads. stop_fd: whatever is waited for ends with ERR_TEMPFAIL as soon as that is readable; -1:
 * never. */
enum err_code http_engine_new(struct http_engine **engine, int stop_fd, struct err *e);
/* While something is waited for: called each time that fd (-1: none) becomes readable, and every ms
 * at the least. False: ends that as stop_fd does. */
typedef bool http_meanwhile(void *context);
void http_engine_meanwhile(struct http_engine *engine, int fd, long ms, http_meanwhile *meanwhile,
                           void *context);
/* After the clients. */
void http_engine_free(struct http_engine *engine);

enum err_code http_client_new(struct http_client **client, struct http_engine *engine,
                              const struct http_peer *peer, struct err *e);
void http_client_free(struct http_client *client);

/* How long a request may take, in milliseconds; connect_ms is part of total_ms. And whether it may
 * go out a second time by itself, which libcurl does when a connection that was open already ends
 * without an answer. */
struct http_limits {
    long connect_ms;
    long total_ms;
    long long patience_at; /* by clock_ms(); 0: there is none to ask */
    bool once;             /* it may not: what it asks for may have been done, or handed out */
};

/* Sends body to path and waits for the answer, which is the client's until its next request. body
 * is copied, and the copy wiped. ERR_TEMPFAIL: interrupted; then only http_client_free may follow.
 */
enum err_code http_post(struct http_client *client, const char *path, const char *body, size_t len,
                        const struct http_limits *limits, const struct http_answer **answer,
                        struct err *e);

/* As http_post, but nothing is said: the machine is asked for a challenge, and that is not
 * answered. The good result is HTTP_LOOKED. */
enum err_code http_look(struct http_client *client, const char *path,
                        const struct http_limits *limits, const struct http_answer **answer,
                        struct err *e);

/* Only connects, without TLS and without a word: the result is HTTP_ANSWERED, HTTP_UNREACHABLE or
 * what is known of a name. connect_ms begins when the name has been looked up. */
enum err_code http_probe(struct http_client *client, const struct http_limits *limits,
                         struct http_answer *answer, struct err *e);

/* The nonce is known to have died: the next request asks for a new one at once. */
void http_forget_login(struct http_client *client);

/* Waits. ERR_TEMPFAIL: interrupted. */
enum err_code http_pause(const struct http_engine *engine, long ms, struct err *e);

#endif
