/*
 * A conversation with one Intel AMT machine: with TLS or without, one request at a time, each
 * waited for, and a time limit on the whole. For many machines, use a thread each.
 */
#ifndef FCFH_COMMON_AMT_AMT_H
#define FCFH_COMMON_AMT_AMT_H

#include <stdbool.h>

#include "common/amt/amt_reply.h"
#include "common/amt/facts.h"
#include "common/amt/http.h"
#include "common/amt/wsman.h"
#include "common/conf.h"
#include "common/err.h"
#include "common/secret.h"

/* Where AMT listens, unless [amt] port says otherwise. */
enum { AMT_PORT_PLAIN = 16992, AMT_PORT_TLS = 16993 };

struct amt_session;

/* Whom to ask, and as whom. Everything pointed to must outlive the session. */
struct amt_peer {
    struct addr address;
    const char *host; /* NULL, or a name in place of the address */
    const char *user;
    const struct secret *secret;
    enum http_auth auth;
    bool legacy_tls;
    bool tls_only; /* it is known to have TLS: no probing, never plain, whatever [amt] tls says */
    http_judge *judge;             /* NULL: [amt] verify decides */
    http_extend_wait *extend_wait; /* NULL, or asked if nothing was shown by extend_wait_at */
    void *judge_context;           /* of both */
    long long extend_wait_at;      /* by clock_ms() */
    const struct amt_session
        *before; /* NULL, or a session with the same machine that knows its realm and whether there
                    is TLS; needed only during amt_session_new */
    long timeouts;     /* the limit on the whole conversation, in units of amt.timeout; 0: three */
    unsigned pieces;   /* in which a list may come; 0: as many as any list has */
    unsigned pulls;    /* of the whole conversation; 0: any number */
    http_trace *trace; /* NULL: no record */
    void *trace_context;
};

/* conf's [amt] says how; it must outlive the session. The time for the whole conversation starts
 * now. */
enum err_code amt_session_new(struct amt_session **session, struct http_engine *engine,
                              const struct conf *conf, const struct amt_peer *peer, struct err *e);
void amt_session_free(struct amt_session *session);

/* Asks anything but WSMAN_PULL, which follows WSMAN_ENUMERATE automatically, and returns when the
 * answer has come; reply must be empty, and must be freed even after an error. ERR_TEMPFAIL: the
 * engine's stop_fd is readable, and the session is only good for amt_session_free now.
 * ERR_UNAVAILABLE: the time for the whole conversation is over. */
enum err_code amt_ask(struct amt_session *session, const struct wsman_request *request,
                      struct amt_reply *reply, struct err *e);

/* Looks who is there, without a log-in and for at most ms, and once more if the first look ends
 * with a passing fault: the outcome is AMT_GOT_CHALLENGE, and amt_session_info tells the realm and,
 * with TLS, the key. The judge is asked as always, and what it refuses is known too. Questions may
 * follow over the same connection. Errors as for amt_ask. */
enum err_code amt_get_challenge(struct amt_session *session, long ms, struct amt_outcome *outcome,
                                struct err *e);

/* The time that the caller spends waiting for something else does not count. */
void amt_session_extend_deadline(struct amt_session *session, long long ms);

/* AMT forgets all log-ins when its accounts change: the next question begins with a new log-in. */
void amt_forget_login(struct amt_session *session);

/* Whether the outcome is about the machine rather than about this one question. */
bool amt_is_final(enum amt_result result);

/* What the conversation has shown so far; "" for what it has not. */
struct amt_session_info {
    bool has_spoken;                         /* it has given an answer in SOAP */
    char version[FACTS_VERSION_SIZE];        /* of AMT, from the Server header of an answer */
    char realm[CHALLENGE_REALM_SIZE];        /* of the digest challenge */
    char key[TLS_KEY_SIZE];                  /* of the other end of TLS */
    char tls_version[HTTP_TLS_VERSION_SIZE]; /* "1.2" */
    char hosts[HTTP_NAMES_SIZE];             /* that its certificate is for */
    char address[ADDR_TEXT_SIZE];            /* that was spoken to */
    uint16_t port;                           /* at it */
    bool is_private;                         /* nobody else can read what is said */
};
const struct amt_session_info *amt_session_info(const struct amt_session *session);

#endif
