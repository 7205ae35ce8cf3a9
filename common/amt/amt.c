#include "common/amt/amt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"

enum {
    /* On a LAN it shows at once whether 16993 answers; a firewall that swallows the packet must not
       use up the second within which the technician wants to see the caller. */
    PROBE_MS = 500,
    /* At a configured port only a handshake tells. A server without TLS may wait for the rest of a
       request line that never comes. */
    HANDSHAKE_MS = 3000,
    BUSY_TRIES = 4,
    BUSY_PAUSE_MS = 300,
    PULLS_MAX = 64,
    /* A passing fault gets this long to pass. A machine that has answered twice in a row as badly
       as before no longer gets it: somebody is waiting for what it does tell. */
    RETRY_PAUSE_MS = 2000,
    FAILED_RETRIES_MAX = 2,
    SESSION_TIMEOUTS = 3,
};

/* What the client speaks. UNSURE is TLS that may turn out to be missing: then it becomes PLAIN;
 * with the first answer it becomes TLS. */
enum channel { PLAIN, UNSURE, TLS };

struct amt_session {
    struct http_engine *engine;
    struct http_client *client;
    const struct conf *conf;
    struct amt_peer peer;
    enum channel channel;
    long long deadline;
    unsigned message_id;
    struct amt_session_info known;
    int failed_retries; /* questions in a row that were asked again in vain */
    bool is_uncertain;  /* it is not known whether the last change was made: the next question waits
                         */
    unsigned pulls;
};

/* One question, from amt_ask or amt_get_challenge to its outcome. */
struct question {
    const struct wsman_request *request; /* NULL: a look */
    bool changes;
    long long end; /* by clock_ms() */
    struct amt_outcome *outcome;
    struct amt_reply *reply;
};

/* Whether a login may be sent to this address at all ([amt] networks). */
static bool is_allowed(const void *context, const struct addr *address)
{
    const struct conf *conf = context;
    for (size_t i = 0; i < conf->amt.network_count; i++)
        if (addr_net_has(&conf->amt.networks[i], address))
            return true;
    return false;
}

bool amt_is_final(enum amt_result result)
{
    return result >= AMT_NO_HOST;
}

const struct amt_session_info *amt_session_info(const struct amt_session *session)
{
    return &session->known;
}

void amt_forget_login(struct amt_session *session)
{
    http_forget_login(session->client);
}

/* An HTTP client for what the channel now is. */
static enum err_code renew_client(struct amt_session *s, struct err *e)
{
    bool tls = s->channel != PLAIN;
    uint16_t port = s->conf->amt.port;
    if (port == 0)
        port = tls ? AMT_PORT_TLS : AMT_PORT_PLAIN;
    struct http_peer peer = {
        .address = s->peer.address,
        .host = s->peer.host,
        .port = port,
        .tls = tls,
        .verify = s->conf->amt.verify,
        .legacy_tls = s->peer.legacy_tls,
        .ca_file = s->conf->amt.ca_file,
        .auth = s->peer.auth,
        .judge = s->peer.judge,
        .extend_wait = s->peer.extend_wait,
        .judge_context = s->peer.judge_context,
        .realm = s->known.realm,
        .user = s->peer.user,
        .password = s->peer.secret->text,
        .allowed = is_allowed,
        .allowed_context = s->conf,
        .trace = s->peer.trace,
        .trace_context = s->peer.trace_context,
    };
    struct http_client *fresh;
    enum err_code code = http_client_new(&fresh, s->engine, &peer, e);
    if (code != ERR_OK)
        return code;
    http_client_free(s->client);
    s->client = fresh;
    s->known.is_private = tls;
    s->known.port = port;
    return ERR_OK;
}

enum err_code amt_session_new(struct amt_session **session, struct http_engine *engine,
                              const struct conf *conf, const struct amt_peer *peer, struct err *e)
{
    static const enum channel channels[] = {
        [CONF_TLS_OFF] = PLAIN, [CONF_TLS_AUTO] = UNSURE, [CONF_TLS_ON] = TLS};
    struct amt_session *s = calloc(1, sizeof *s);
    if (s == NULL)
        return err_nomem(e);
    s->engine = engine;
    s->conf = conf;
    s->peer = *peer;
    s->channel = channels[conf->amt.tls];
    if (peer->before != NULL) {
        s->channel = peer->before->channel;
        (void)snprintf(s->known.realm, sizeof s->known.realm, "%s", peer->before->known.realm);
    }
    if (peer->tls_only)
        s->channel = TLS;
    s->peer.before = NULL;
    long timeouts = peer->timeouts > 0 ? peer->timeouts : SESSION_TIMEOUTS;
    s->deadline = clock_ms() + conf->amt.timeout * 1000 * timeouts;
    enum err_code code = renew_client(s, e);
    if (code != ERR_OK) {
        free(s);
        return code;
    }
    *session = s;
    return ERR_OK;
}

void amt_session_free(struct amt_session *session)
{
    if (session == NULL)
        return;
    http_client_free(session->client);
    free(session);
}

void amt_session_extend_deadline(struct amt_session *session, long long ms)
{
    session->deadline += ms;
}

/*
 * One question, from here to the end of the file, from the innermost step outwards:
 * exchange sends a request, and finds out first whether there is TLS; classify_answer classifies
 * what came over HTTP; ask_once asks, and pulls a list piece by piece; ask_with_retries asks a busy
 * machine again, and after a passing fault asks once more after a pause, for a list from its
 * beginning.
 */
static void set_outcome(struct question *q, enum amt_result result, bool passing,
                        const char *reason)
{
    q->outcome->result = result;
    q->outcome->transient = passing;
    (void)snprintf(q->outcome->reason, sizeof q->outcome->reason, "%.*s",
                   (int)sizeof q->outcome->reason - 1, reason);
}

static enum err_code no_time(struct err *e)
{
    return err_set(e, ERR_UNAVAILABLE, "the time for this machine is up");
}

static enum err_code set_limits(struct amt_session *s, const struct question *q, bool once,
                                struct http_limits *limits, struct err *e)
{
    long long left = (q->end < s->deadline ? q->end : s->deadline) - clock_ms();
    if (left <= 0)
        return no_time(e);
    *limits = (struct http_limits){.total_ms = s->conf->amt.timeout * 1000, .once = once};
    if (s->peer.extend_wait != NULL && s->known.realm[0] == '\0')
        limits->extend_wait_at = s->peer.extend_wait_at;
    if (limits->total_ms > left)
        limits->total_ms = (long)left;
    long most = s->channel != UNSURE     ? limits->total_ms
                : s->conf->amt.port == 0 ? PROBE_MS
                                         : HANDSHAKE_MS;
    limits->connect_ms = limits->total_ms < most ? limits->total_ms : most;
    return ERR_OK;
}

/* Finds out whether 16993 answers before anything is sent. False: nothing more can be done there,
 * and *answer says why. */
static enum err_code probe(struct amt_session *s, const struct http_limits *limits,
                           struct http_answer *answer, bool *go_on, struct err *e)
{
    enum err_code code = http_probe(s->client, limits, answer, e);
    *go_on = answer->result != HTTP_NO_HOST && answer->result != HTTP_ADDRESS_NOT_ALLOWED;
    if (code != ERR_OK || !*go_on)
        return code;
    s->channel = answer->result == HTTP_UNREACHABLE ? PLAIN : TLS;
    return s->channel == PLAIN ? renew_client(s, e) : ERR_OK;
}

static void store_shown(struct amt_session *s, const struct http_shown *shown)
{
    struct amt_session_info *known = &s->known;
    (void)snprintf(known->key, sizeof known->key, "%s", shown->key);
    (void)snprintf(known->tls_version, sizeof known->tls_version, "%s", shown->tls_version);
    (void)snprintf(known->hosts, sizeof known->hosts, "%s", shown->hosts);
    if (shown->realm[0] != '\0')
        (void)snprintf(known->realm, sizeof known->realm, "%s", shown->realm);
}

/* Sends a request, text[len], or looks. The answer is valid until the next one. */
static enum err_code exchange(struct amt_session *s, const struct question *q, const char *text,
                              size_t len, bool once, struct http_answer *answer, struct err *e)
{
    struct http_limits limits;
    const struct http_answer *came;
    bool go_on = true;
    enum err_code code = set_limits(s, q, once, &limits, e);
    if (code == ERR_OK && s->channel == UNSURE && s->conf->amt.port == 0) {
        code = probe(s, &limits, answer, &go_on, e);
        if (code == ERR_OK && go_on)
            code = set_limits(s, q, once, &limits, e);
    }
    while (code == ERR_OK && go_on) {
        code = q->request == NULL ? http_get_challenge(s->client, WSMAN_PATH, &limits, &came, e)
                                  : http_post(s->client, WSMAN_PATH, text, len, &limits, &came, e);
        if (code != ERR_OK)
            break;
        *answer = *came;
        store_shown(s, answer->shown);
        /* At a configured port: no TLS there. A bad certificate is never a reason. */
        go_on =
            s->channel == UNSURE && (answer->result == HTTP_TLS || answer->result == HTTP_TIMEOUT ||
                                     answer->result == HTTP_UNREACHABLE);
        if (s->channel == UNSURE)
            s->channel = go_on ? PLAIN : TLS;
        if (go_on)
            code = renew_client(s, e);
        if (go_on && code == ERR_OK)
            code = set_limits(s, q, once, &limits, e);
    }
    return code;
}

/* With the name that it gives itself. */
static void set_not_amt(struct question *q, const struct http_answer *answer,
                        enum amt_result result, const char *reason)
{
    char version[FACTS_VERSION_SIZE];
    char name[48];
    char text[sizeof q->outcome->reason];
    text_clean_visible(answer->server, name, sizeof name);
    bool named = name[0] != '\0' && !facts_read_server(answer->server, version);
    (void)snprintf(text, sizeof text, "%s%s%s%.130s", named ? "it calls itself '" : "",
                   named ? name : "", named ? "': " : "", reason);
    set_outcome(q, result, false, text);
}

static void set_http_failure(struct amt_session *s, struct question *q,
                             const struct http_answer *answer)
{
    static const enum amt_result results[] = {
        [HTTP_NO_HOST] = AMT_NO_HOST,
        [HTTP_ADDRESS_NOT_ALLOWED] = AMT_ADDRESS_NOT_ALLOWED,
        [HTTP_UNREACHABLE] = AMT_UNREACHABLE,
        [HTTP_TIMEOUT] = AMT_TIMEOUT,
        [HTTP_TLS] = AMT_TLS,
        [HTTP_CERTIFICATE] = AMT_CERTIFICATE,
        [HTTP_UNTRUSTED] = AMT_UNTRUSTED,
        [HTTP_GOT_CHALLENGE] = AMT_GOT_CHALLENGE,
        [HTTP_NO_LOGIN] = AMT_NO_LOGIN,
        [HTTP_BAD_CHALLENGE] = AMT_BAD_CHALLENGE,
        [HTTP_LOGIN_REFUSED] = AMT_LOGIN_REFUSED,
        [HTTP_CONNECTION_LOST] = AMT_CONNECTION_LOST,
        [HTTP_BAD_ANSWER] = AMT_NOT_AMT,
    };
    enum amt_result result = results[answer->result];
    bool known = s->known.has_spoken || s->known.realm[0] != '\0';
    if (result == AMT_CONNECTION_LOST)
        set_outcome(q, known ? AMT_CONNECTION_LOST : AMT_UNREACHABLE, true, answer->reason);
    else if (s->known.has_spoken && (result == AMT_UNREACHABLE || result == AMT_TLS))
        set_outcome(q, result, true, answer->reason);
    else if (result == AMT_NO_LOGIN || result == AMT_BAD_CHALLENGE || result == AMT_NOT_AMT)
        set_not_amt(q, answer, result, answer->reason);
    else
        set_outcome(q, result, false, answer->reason);
}

/* These are answered with an empty message or with nothing at all: the status says enough. */
static bool may_be_empty(enum wsman_operation operation)
{
    return operation == WSMAN_PUT || operation == WSMAN_CREATE || operation == WSMAN_DELETE ||
           operation == WSMAN_SUBSCRIBE || operation == WSMAN_UNSUBSCRIBE;
}

/* Still an answer: after a change it says that the change may have been made. */
static void set_unreadable(struct question *q, const char *reason)
{
    set_outcome(q, AMT_UNREADABLE, q->changes, reason);
}

static void set_fault(struct question *q, const struct wsman_answer *soap)
{
    static const enum amt_result results[] = {
        [WSMAN_FAULT_ABSENT] = AMT_ABSENT,   [WSMAN_FAULT_DENIED] = AMT_DENIED,
        [WSMAN_FAULT_BUSY] = AMT_BUSY,       [WSMAN_FAULT_OTHER] = AMT_FAULT,
        [WSMAN_FAULT_TRANSIENT] = AMT_FAULT,
    };
    set_outcome(q, results[soap->fault], soap->fault == WSMAN_FAULT_TRANSIENT, soap->fault_text);
}

/* Classifies what came over HTTP. True: a SOAP message without a fault, which the caller frees;
 * otherwise the outcome is set. */
static bool classify_answer(struct amt_session *s, struct question *q,
                            enum wsman_operation operation, const struct http_answer *answer,
                            struct wsman_answer *soap)
{
    char status[64];
    struct err e;
    (void)snprintf(s->known.address, sizeof s->known.address, "%s", answer->address);
    if (answer->result != HTTP_ANSWERED) {
        set_http_failure(s, q, answer);
        return false;
    }
    if (s->known.version[0] == '\0')
        (void)facts_read_server(answer->server, s->known.version);
    (void)snprintf(s->known.realm, sizeof s->known.realm, "%s", answer->realm);
    (void)snprintf(status, sizeof status, "it answers with HTTP status %ld", answer->status);
    /* A fault comes with status 400 or 500 and says more than the status does. */
    bool may_be_fault = answer->status == 400 || answer->status == 500;
    if (answer->status / 100 == 5 && (q->request == NULL || !may_be_fault)) {
        set_outcome(q, AMT_BUSY, true, status);
        return false;
    }
    if (answer->status / 100 != 2 && !may_be_fault) {
        bool asks = answer->realm[0] != '\0' || s->peer.auth == HTTP_AUTH_NEGOTIATE;
        set_not_amt(q, answer, asks ? AMT_NOT_AMT : AMT_NO_LOGIN, status);
        return false;
    }
    if (answer->status / 100 == 2 && answer->len == 0 && may_be_empty(operation)) {
        set_outcome(q, AMT_ANSWERED, false, "");
        return false;
    }
    enum err_code code = wsman_read(answer->body, answer->len, soap, &e);
    if (code != ERR_OK) {
        if (code == ERR_INTERNAL && !q->changes) /* here, not there: perhaps there is memory soon */
            set_outcome(q, AMT_BUSY, true, e.text);
        else if (answer->status == 500)
            set_outcome(q, AMT_BUSY, true, status);
        else if (!s->known.has_spoken)
            set_not_amt(q, answer, AMT_NOT_AMT, e.text);
        else
            set_unreadable(q, e.text);
        return false;
    }
    s->known.has_spoken = true;
    if (soap->fault == WSMAN_FAULT_NONE)
        return true;
    set_fault(q, soap);
    wsman_free(soap);
    return false;
}

/* One request and its answer. *good: soap must be freed, and holds no fault; otherwise the outcome
 * is set. */
static enum err_code send_request(struct amt_session *s, struct question *q,
                                  const struct wsman_request *request, struct wsman_answer *soap,
                                  size_t *len, bool *good, struct err *e)
{
    struct http_answer answer = {.result = HTTP_ANSWERED};
    char *text = NULL;
    size_t text_len = 0;
    *good = false;
    enum err_code code = wsman_build(request, s->message_id++, &text, &text_len, e);
    if (code == ERR_OK)
        code = exchange(s, q, text, text_len, q->changes || request->operation == WSMAN_PULL,
                        &answer, e);
    if (code == ERR_OK)
        *good = classify_answer(s, q, request->operation, &answer, soap);
    *len = answer.len;
    if (text != NULL)
        explicit_bzero(text, text_len);
    free(text);
    return code;
}

static enum err_code add_items(struct amt_reply *reply, const xml_node *first, struct err *e)
{
    for (const xml_node *n = first; n != NULL; n = xml_next(n, NULL, NULL))
        if (!amt_reply_add(reply, n))
            return err_nomem(e);
    return ERR_OK;
}

static bool may_pull(const struct amt_session *s, unsigned pieces)
{
    unsigned most = s->peer.pieces > 0 ? s->peer.pieces : PULLS_MAX;
    return pieces < most && (s->peer.pulls == 0 || s->pulls < s->peer.pulls);
}

/* Reads a list, from the answer that says where it begins. Its items count only when the list is
 * whole, because it may have to begin again. */
static enum err_code pull_all(struct amt_session *s, struct question *q, struct wsman_answer *soap,
                              struct err *e)
{
    char position[WSMAN_CONTEXT_SIZE];
    const struct wsman_request pull = {
        .operation = WSMAN_PULL, .class_name = q->request->class_name, .context = position};
    struct wsman_answer piece;
    size_t room = HTTP_ANSWER_MAX;
    size_t len = 0;
    bool good;
    if (!wsman_context(soap, position)) {
        set_outcome(q, AMT_FAULT, false, "the enumeration has no context");
        return ERR_OK;
    }
    for (unsigned pieces = 0; len <= room && may_pull(s, pieces); pieces++) {
        room -= len;
        s->pulls++;
        enum err_code code = send_request(s, q, &pull, &piece, &len, &good, e);
        if (code != ERR_OK || !good)
            return code;
        bool last = wsman_end_of_sequence(&piece) || !wsman_context(&piece, position);
        code = add_items(q->reply, wsman_items(&piece), e);
        wsman_free(&piece);
        if (code != ERR_OK)
            return code;
        if (last && len <= room) {
            set_outcome(q, AMT_ANSWERED, false, "");
            return ERR_OK;
        }
    }
    if (s->peer.pulls > 0)
        s->pulls =
            s->peer.pulls; /* a machine that never ends one list will not end the next one either */
    set_outcome(q, AMT_FAULT, false, "its enumeration does not end");
    return ERR_OK;
}

/* Asks the question once. What came before it was cut short is discarded. */
static enum err_code ask_once(struct amt_session *s, struct question *q, struct err *e)
{
    struct http_answer answer = {.result = HTTP_ANSWERED};
    struct wsman_answer soap;
    size_t len;
    bool good;
    if (q->request == NULL) {
        enum err_code code = exchange(s, q, "", 0, false, &answer, e);
        if (code == ERR_OK && classify_answer(s, q, WSMAN_GET, &answer, &soap)) {
            wsman_free(&soap);
            set_not_amt(q, &answer, AMT_NO_LOGIN, "it does not ask for a log-in");
        }
        return code;
    }
    enum err_code code = send_request(s, q, q->request, &soap, &len, &good, e);
    if (code != ERR_OK || !good)
        return code;
    if (q->request->operation == WSMAN_ENUMERATE) {
        code = pull_all(s, q, &soap, e);
    } else if (soap.content == NULL && !may_be_empty(q->request->operation)) {
        set_unreadable(q, "its answer is an empty SOAP message");
    } else {
        set_outcome(q, AMT_ANSWERED, false, "");
        if (soap.content != NULL && !amt_reply_add(q->reply, soap.content))
            code = err_nomem(e);
    }
    wsman_free(&soap);
    return code;
}

static void drop_instances(struct amt_reply *reply)
{
    struct amt_outcome outcome = reply->outcome;
    amt_reply_free(reply);
    reply->outcome = outcome;
}

/* The answer was lost, or tells of a passing fault. A change is not repeated for that: only the
 * caller can look whether it was made. */
static enum err_code ask_with_retries(struct amt_session *s, struct question *q, long look_ms,
                                      struct err *e)
{
    bool asked_again = false;
    int busy = 0;
    for (;;) {
        enum err_code code = ask_once(s, q, e);
        bool passing = q->outcome->transient;
        if (code == ERR_OK && q->outcome->result == AMT_ANSWERED)
            break;
        drop_instances(q->reply);
        if (code == ERR_UNAVAILABLE && (asked_again || busy > 0)) {
            set_outcome(q, AMT_TIMEOUT, false, e->text);
            break;
        }
        if (code != ERR_OK)
            return code;
        long pause = passing ? RETRY_PAUSE_MS : BUSY_PAUSE_MS;
        bool is_busy = q->outcome->result == AMT_BUSY && !passing && ++busy < BUSY_TRIES;
        bool again =
            passing && !q->changes && !asked_again && s->failed_retries < FAILED_RETRIES_MAX;
        if (!(is_busy || again) || s->deadline - clock_ms() <= pause)
            break;
        asked_again = asked_again || again;
        code = http_pause(s->engine, pause, e);
        if (code != ERR_OK)
            return code;
        if (q->request == NULL)
            q->end = clock_ms() + look_ms;
    }
    s->failed_retries = q->outcome->transient ? s->failed_retries + !q->changes : 0;
    s->is_uncertain = q->outcome->transient && q->changes;
    return ERR_OK;
}

enum err_code amt_ask(struct amt_session *session, const struct wsman_request *request,
                      struct amt_reply *reply, struct err *e)
{
    struct amt_session *s = session;
    struct question q = {.request = request,
                         .changes = wsman_is_change(request),
                         .end = s->deadline,
                         .outcome = &reply->outcome,
                         .reply = reply};
    bool invokes = request->operation == WSMAN_INVOKE;
    (void)snprintf(reply->outcome.asked, sizeof reply->outcome.asked, "%s%s%s", request->class_name,
                   invokes ? "." : "", invokes ? request->method : "");
    if (s->is_uncertain) {
        s->is_uncertain = false;
        if (s->deadline - clock_ms() <= RETRY_PAUSE_MS)
            return no_time(e);
        enum err_code code = http_pause(s->engine, RETRY_PAUSE_MS, e);
        if (code != ERR_OK)
            return code;
    }
    enum err_code code = ask_with_retries(s, &q, 0, e);
    reply->realm = s->known.realm;
    reply->version = s->known.version;
    reply->address = s->known.address;
    reply->is_private = s->known.is_private;
    return code;
}

enum err_code amt_get_challenge(struct amt_session *session, long ms, struct amt_outcome *outcome,
                                struct err *e)
{
    struct amt_reply nothing = {.count = 0};
    struct question q = {.end = clock_ms() + ms, .outcome = &nothing.outcome, .reply = &nothing};
    enum err_code code = ask_with_retries(session, &q, ms, e);
    *outcome = nothing.outcome;
    return code;
}
