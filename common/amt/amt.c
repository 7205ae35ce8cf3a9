#include "common/amt/amt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"

enum {
    /* Whether 16993 answers shows at once on a LAN; a firewall that swallows the question must not
     * use up the second in which the technician wants to see the caller. */
    PROBE_MS = 500,
    /* At a port of somebody's choice only a handshake tells. What speaks no TLS may wait for the
     * rest of a request line that never comes. */
    HANDSHAKE_MS = 3000,
    BUSY_TRIES = 4,
    BUSY_PAUSE_MS = 300,
    PULLS_MAX = 64,
    SESSION_TIMEOUTS = 3,
};

/* What the client speaks. UNSURE is TLS that may turn out not to be there: then it becomes PLAIN,
 * with the first answer it becomes TLS. */
enum channel { PLAIN, UNSURE, TLS };

struct amt_session {
    struct http_engine *engine;
    struct http_client *client;
    const struct conf *conf;
    struct amt_peer peer;
    enum channel channel;
    bool has_spoken; /* it has given an answer in SOAP */
    bool looking;    /* amt_look */
    long long look_end;
    long long deadline;
    unsigned message_id;
    struct amt_known known;

    enum wsman_operation operation; /* under way */
    char class_name[64];
    char *text; /* of the request */
    size_t text_len;
    int busy_tries;
    int pulls;
    amt_instance *instance;
    amt_done *done;
    void *context;
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

const struct amt_known *amt_known(const struct amt_session *session)
{
    return &session->known;
}

void amt_forget_login(struct amt_session *session)
{
    http_forget_login(session->client);
}

/* A client that speaks what the channel now is. */
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

static void drop_text(struct amt_session *s)
{
    if (s->text != NULL)
        explicit_bzero(s->text, s->text_len);
    free(s->text);
    s->text = NULL;
    s->text_len = 0;
}

void amt_session_free(struct amt_session *session)
{
    if (session == NULL)
        return;
    drop_text(session);
    http_client_free(session->client);
    free(session);
}

/*
 * The story of one question, from here to the end of the file: amt_ask builds the request;
 * send_request may first see whether there is TLS (on_probe); on_answer judges what came over HTTP
 * and on_soap what that says. A busy machine is asked again, a list is pulled piece by piece, both
 * over send_request. Every way ends in end, once.
 */
static enum err_code send_request(struct amt_session *s, long delay_ms, struct err *e);
static void on_probe(void *context, const struct http_answer *answer);
static void on_answer(void *context, const struct http_answer *answer);
static void on_soap(struct amt_session *s, const struct wsman_answer *soap);

static void end(struct amt_session *s, enum amt_result result, const char *reason)
{
    struct amt_outcome outcome = {.result = result};
    (void)snprintf(outcome.reason, sizeof outcome.reason, "%.*s", (int)sizeof outcome.reason - 1,
                   reason);
    s->done(s->context, &outcome);
}

static enum err_code build_request(struct amt_session *s, const struct wsman_request *request,
                                   struct err *e)
{
    drop_text(s);
    s->operation = request->operation;
    return wsman_build(request, s->message_id++, &s->text, &s->text_len, e);
}

enum err_code amt_ask(struct amt_session *session, const struct wsman_request *request,
                      amt_instance *instance, amt_done *done, void *context, struct err *e)
{
    struct amt_session *s = session;
    s->looking = false;
    (void)snprintf(s->class_name, sizeof s->class_name, "%s", request->class_name);
    s->busy_tries = 0;
    s->pulls = 0;
    s->instance = instance;
    s->done = done;
    s->context = context;
    enum err_code code = build_request(s, request, e);
    return code == ERR_OK ? send_request(s, 0, e) : code;
}

enum err_code amt_look(struct amt_session *session, long ms, amt_done *done, void *context,
                       struct err *e)
{
    session->looking = true;
    session->look_end = clock_ms() + ms;
    session->done = done;
    session->context = context;
    return send_request(session, 0, e);
}

/* Sends the request that is under way, after a pause. */
static enum err_code send_request(struct amt_session *s, long delay_ms, struct err *e)
{
    long long end_at = s->looking && s->look_end < s->deadline ? s->look_end : s->deadline;
    long long left = end_at - clock_ms() - delay_ms;
    if (left <= 0)
        return err_set(e, ERR_UNAVAILABLE, "no more time for this machine");
    struct http_limits limits = {.delay_ms = delay_ms, .total_ms = s->conf->amt.timeout * 1000};
    if (limits.total_ms > left)
        limits.total_ms = (long)left;
    bool probe = s->channel == UNSURE && s->conf->amt.port == 0;
    long most = s->channel != UNSURE ? limits.total_ms : probe ? PROBE_MS : HANDSHAKE_MS;
    limits.connect_ms = limits.total_ms < most ? limits.total_ms : most;
    if (probe)
        return http_probe(s->client, &limits, on_probe, s, e);
    if (s->looking)
        return http_look(s->client, WSMAN_PATH, &limits, on_answer, s, e);
    return http_post(s->client, WSMAN_PATH, s->text, s->text_len, &limits, on_answer, s, e);
}

static void send_or_end(struct amt_session *s, long delay_ms)
{
    struct err e;
    enum err_code code = send_request(s, delay_ms, &e);
    if (code != ERR_OK)
        end(s, code == ERR_UNAVAILABLE ? AMT_TIMEOUT : AMT_FAULT, e.text);
}

static void end_without_answer(struct amt_session *s, const struct http_answer *answer)
{
    static const enum amt_result results[] = {
        [HTTP_NO_HOST] = AMT_NO_HOST,
        [HTTP_FORBIDDEN] = AMT_FORBIDDEN,
        [HTTP_UNREACHABLE] = AMT_UNREACHABLE,
        [HTTP_TIMEOUT] = AMT_TIMEOUT,
        [HTTP_TLS] = AMT_TLS,
        [HTTP_CERTIFICATE] = AMT_CERTIFICATE,
        [HTTP_STRANGER] = AMT_STRANGER,
        [HTTP_LOOKED] = AMT_LOOKED,
        [HTTP_NO_LOGIN] = AMT_NO_LOGIN,
        [HTTP_CHALLENGE] = AMT_CHALLENGE,
        [HTTP_REFUSED] = AMT_PASSWORD,
        [HTTP_CUT] = AMT_CUT,
        [HTTP_BROKEN] = AMT_NOT_AMT,
    };
    enum amt_result result = results[answer->result];
    if (result == AMT_CUT && !s->has_spoken)
        result = AMT_NOT_AMT;
    end(s, result, answer->reason);
}

/* Whether 16993 answers has been seen, before anything was sent. */
static void on_probe(void *context, const struct http_answer *answer)
{
    struct amt_session *s = context;
    if (answer->result == HTTP_NO_HOST || answer->result == HTTP_FORBIDDEN) {
        end_without_answer(s, answer);
        return;
    }
    s->channel = answer->result == HTTP_UNREACHABLE ? PLAIN : TLS;
    if (s->channel == PLAIN && renew_client(s, NULL) != ERR_OK)
        end(s, AMT_FAULT, "out of memory");
    else
        send_or_end(s, 0);
}

/* These are answered with an empty message, or with nothing at all: the status says enough. */
static bool may_be_empty(enum wsman_operation operation)
{
    return operation == WSMAN_PUT || operation == WSMAN_CREATE || operation == WSMAN_DELETE ||
           operation == WSMAN_SUBSCRIBE || operation == WSMAN_UNSUBSCRIBE;
}

static void note_shown(struct amt_session *s, const struct http_shown *shown)
{
    struct amt_known *known = &s->known;
    (void)snprintf(known->key, sizeof known->key, "%s", shown->key);
    (void)snprintf(known->tls_version, sizeof known->tls_version, "%s", shown->tls_version);
    if (shown->realm[0] != '\0')
        (void)snprintf(known->realm, sizeof known->realm, "%s", shown->realm);
}

static void on_answer(void *context, const struct http_answer *answer)
{
    struct amt_session *s = context;
    note_shown(s, answer->shown);
    /* At a port of somebody's choice: no TLS there. A bad certificate is never a reason. */
    if (s->channel == UNSURE && (answer->result == HTTP_TLS || answer->result == HTTP_TIMEOUT ||
                                 answer->result == HTTP_UNREACHABLE)) {
        s->channel = PLAIN;
        if (renew_client(s, NULL) == ERR_OK) {
            send_or_end(s, 0);
            return;
        }
    }
    if (s->channel == UNSURE)
        s->channel = TLS;
    (void)snprintf(s->known.address, sizeof s->known.address, "%s", answer->address);
    if (answer->result != HTTP_ANSWERED) {
        end_without_answer(s, answer);
        return;
    }
    if (s->known.version[0] == '\0')
        (void)facts_read_server(answer->server, s->known.version);
    (void)snprintf(s->known.realm, sizeof s->known.realm, "%s", answer->realm);
    if (s->looking && answer->status / 100 == 5) {
        end(s, AMT_BUSY, "it answers with an error of its own");
        return;
    }
    /* A fault comes with 400 or 500 and says more than they do: any other status is not AMT's. */
    if (answer->status / 100 != 2 && answer->status != 400 && answer->status != 500) {
        char reason[64];
        (void)snprintf(reason, sizeof reason, "it answers with HTTP status %ld", answer->status);
        bool asks = answer->realm[0] != '\0' || s->peer.auth == HTTP_AUTH_NEGOTIATE;
        end(s, asks || answer->status / 100 == 5 ? AMT_NOT_AMT : AMT_NO_LOGIN, reason);
        return;
    }
    if (answer->status / 100 == 2 && answer->len == 0 && may_be_empty(s->operation)) {
        end(s, AMT_ANSWERED, "");
        return;
    }
    struct wsman_answer soap;
    struct err e;
    if (wsman_read(answer->body, answer->len, &soap, &e) != ERR_OK) {
        end(s, s->has_spoken ? AMT_UNREADABLE : AMT_NOT_AMT, e.text);
        return;
    }
    s->has_spoken = true;
    on_soap(s, &soap);
    wsman_free(&soap);
}

/* Asks for the next piece of a list, if the answer says where that begins. */
static void pull(struct amt_session *s, const struct wsman_answer *soap)
{
    char position[WSMAN_CONTEXT_SIZE];
    struct wsman_request request = {
        .operation = WSMAN_PULL, .class_name = s->class_name, .context = position};
    struct err e;
    if (!wsman_context(soap, position))
        end(s, AMT_FAULT, "an enumeration without a context");
    else if (build_request(s, &request, &e) != ERR_OK)
        end(s, AMT_FAULT, e.text);
    else
        send_or_end(s, 0);
}

static void on_fault(struct amt_session *s, const struct wsman_answer *soap)
{
    static const enum amt_result results[] = {
        [WSMAN_FAULT_ABSENT] = AMT_ABSENT,
        [WSMAN_FAULT_DENIED] = AMT_DENIED,
        [WSMAN_FAULT_BUSY] = AMT_BUSY,
        [WSMAN_FAULT_OTHER] = AMT_FAULT,
    };
    if (soap->fault == WSMAN_FAULT_BUSY && ++s->busy_tries < BUSY_TRIES)
        send_or_end(s, BUSY_PAUSE_MS);
    else
        end(s, results[soap->fault], soap->fault_text);
}

static void on_soap(struct amt_session *s, const struct wsman_answer *soap)
{
    char position[WSMAN_CONTEXT_SIZE];
    if (soap->fault != WSMAN_FAULT_NONE) {
        on_fault(s, soap);
    } else if (s->operation == WSMAN_ENUMERATE) {
        pull(s, soap);
    } else if (s->operation == WSMAN_PULL) {
        for (const xml_node *n = wsman_items(soap); n != NULL; n = xml_next(n, NULL, NULL))
            s->instance(s->context, n);
        if (wsman_end_of_sequence(soap) || !wsman_context(soap, position))
            end(s, AMT_ANSWERED, "");
        else if (++s->pulls < PULLS_MAX)
            pull(s, soap);
        else
            end(s, AMT_FAULT, "its list does not end");
    } else if (soap->content == NULL && !may_be_empty(s->operation)) {
        end(s, AMT_NOT_AMT, "its answer is an empty SOAP message");
    } else {
        if (soap->content != NULL && s->instance != NULL)
            s->instance(s->context, soap->content);
        end(s, AMT_ANSWERED, "");
    }
}
