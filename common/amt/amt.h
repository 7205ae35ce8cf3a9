/*
 * A conversation with one Intel AMT machine: TLS or not, one request at a time, a bound on all of
 * it together. Many conversations share one http_engine and go on side by side.
 */
#ifndef FCFH_COMMON_AMT_AMT_H
#define FCFH_COMMON_AMT_AMT_H

#include <stdbool.h>

#include "common/amt/facts.h"
#include "common/amt/http.h"
#include "common/amt/wsman.h"
#include "common/conf.h"
#include "common/err.h"
#include "common/secret.h"

/* Where AMT listens, unless [amt] port says otherwise. */
enum { AMT_PORT_PLAIN = 16992, AMT_PORT_TLS = 16993 };

/* What became of a question. */
enum amt_result {
    AMT_ANSWERED,
    AMT_ABSENT,     /* the firmware has no such class */
    AMT_DENIED,     /* the account may not read it */
    AMT_FAULT,      /* refused for another reason */
    AMT_UNREADABLE, /* what has answered before gave an answer that cannot be read */
    AMT_LOOKED,     /* of amt_look: it asks for a log-in as AMT does */
    AMT_NO_HOST,    /* from here on there is no point in asking more */
    AMT_FORBIDDEN,  /* no login may go to its address */
    AMT_UNREACHABLE,
    AMT_TIMEOUT,
    AMT_TLS,
    AMT_CERTIFICATE, /* TLS, with a certificate that is not to be trusted */
    AMT_PASSWORD,
    AMT_STRANGER,  /* the judge says no; the reason is what he says of it */
    AMT_NO_LOGIN,  /* what answers asks for no log-in: so it is not AMT */
    AMT_CHALLENGE, /* what answers asks for one otherwise than AMT does */
    AMT_NOT_AMT,   /* what answers does not speak WS-Management */
    AMT_CUT,       /* it did, but broke the connection off in the middle */
    AMT_BUSY       /* with somebody else, or with itself */
};

struct amt_outcome {
    enum amt_result result;
    bool passing;     /* it may be otherwise the next time, and says nothing of the machine. A
                         question was asked twice then, after a pause. A change may have been made or
                         not: that is to be looked at, for which the next question waits. */
    char asked[96];   /* what for: "CIM_Chassis", "AMT_AuthorizationService.RemoveUserAclEntry" */
    char reason[200]; /* one line for people; "" for AMT_ANSWERED */
};

/* Called once for every instance, when all have come, then once at the end. Another question may be
 * asked from within amt_done. */
typedef void amt_instance(void *context, const xml_node *instance);
typedef void amt_done(void *context, const struct amt_outcome *outcome);

struct amt_session;

/* Whom to ask, and as whom. All that is pointed to must outlive the session. */
struct amt_peer {
    struct addr address;
    const char *host; /* NULL, or a name in place of the address */
    const char *user;
    const struct secret *secret;
    enum http_auth auth;
    bool legacy_tls;
    bool tls_only;     /* it is known to have TLS: no probing, and never without, whatever [amt] tls
                          says */
    http_judge *judge; /* NULL: [amt] verify decides */
    void *judge_context;
    const struct amt_session *before; /* one with the same machine that knows its realm and whether
                                         there is TLS; needed for amt_session_new only; or NULL */
    long timeouts;     /* what the whole conversation may take, in units of amt.timeout; 0: three */
    http_trace *trace; /* NULL: no record */
    void *trace_context;
};

/* How: [amt] of conf, which must outlive the session. The time for the whole conversation starts
 * now. */
enum err_code amt_session_new(struct amt_session **session, struct http_engine *engine,
                              const struct conf *conf, const struct amt_peer *peer, struct err *e);
void amt_session_free(struct amt_session *session);

/* Asks anything but WSMAN_PULL, which follows WSMAN_ENUMERATE by itself. What request points to is
 * not needed any more afterwards. done is called later, from http_engine_step, unless an error is
 * returned. */
enum err_code amt_ask(struct amt_session *session, const struct wsman_request *request,
                      amt_instance *instance, amt_done *done, void *context, struct err *e);

/* Looks who is there, without a log-in and for at most ms, and once more if the first look ends
 * with what may pass: ends with AMT_LOOKED, and amt_known tells the realm and, with TLS, the key.
 * The judge is asked as always, and what he refuses is known too. Questions may follow, over the
 * same connection. */
enum err_code amt_look(struct amt_session *session, long ms, amt_done *done, void *context,
                       struct err *e);

/* AMT forgets all log-ins when its accounts change: the next question begins with a new one. */
void amt_forget_login(struct amt_session *session);

/* Whether the outcome tells of the machine and not of the one question. */
bool amt_is_final(enum amt_result result);

/* What the conversation has shown so far; "" for what it has not. */
struct amt_known {
    bool has_spoken;                         /* it has given an answer in SOAP */
    char version[FACTS_VERSION_SIZE];        /* of AMT, from the Server header of an answer */
    char realm[CHALLENGE_REALM_SIZE];        /* of the digest challenge */
    char key[TLS_KEY_SIZE];                  /* at the other end of TLS */
    char tls_version[HTTP_TLS_VERSION_SIZE]; /* "1.2" */
    char address[ADDR_TEXT_SIZE];            /* that was spoken to */
    uint16_t port;                           /* at it */
    bool is_private;                         /* what is said is hidden from others on the way */
};
const struct amt_known *amt_known(const struct amt_session *session);

#endif
