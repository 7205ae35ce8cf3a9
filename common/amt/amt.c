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
    /* What may pass gets this long for it. A machine that has answered twice in a row as badly as
     * before is not given it any more: somebody waits for what it does tell. */
    AGAIN_PAUSE_MS = 2000,
    IN_VAIN_MAX = 2,
    SESSION_TIMEOUTS = 3,
};

/* What the client speaks. UNSURE is TLS that may turn out not to be there: then it becomes PLAIN,
 * with the first answer it becomes TLS. */
enum channel { PLAIN, UNSURE, TLS };

/* Of a list, as much as an answer had. */
struct piece {
    xml_doc *doc;
    const xml_node *items; /* the first, or NULL */
};

struct amt_session {
    struct http_engine *engine;
    struct http_client *client;
    const struct conf *conf;
    struct amt_peer peer;
    enum channel channel;
    bool looking; /* amt_look */
    long look_ms;
    long long look_end;
    long long deadline;
    unsigned message_id;
    struct amt_known known;

    enum wsman_operation operation; /* under way */
    char class_name[64];
    char asked[sizeof((struct amt_outcome *)0)->asked];
    char *text; /* of the request */
    size_t text_len;
    bool changes;
    int busy_tries;
    bool asked_again;  /* after a pause */
    int in_vain;       /* questions before this one that were asked again and came to nothing */
    bool is_uncertain; /* whether the change before this was made: the next question waits */
    struct piece pieces[PULLS_MAX];
    size_t piece_count;
    size_t list_len; /* bytes of them */
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

static void drop_pieces(struct amt_session *s)
{
    for (size_t i = 0; i < s->piece_count; i++)
        xml_free(s->pieces[i].doc);
    s->piece_count = 0;
    s->list_len = 0;
}

void amt_session_free(struct amt_session *session)
{
    if (session == NULL)
        return;
    drop_text(session);
    drop_pieces(session);
    http_client_free(session->client);
    free(session);
}

/*
 * The story of one question, from here to the end of the file: amt_ask builds the request;
 * send_request may first see whether there is TLS (on_probe); on_answer judges what came over HTTP
 * and on_soap what that says. A busy machine is asked again, a list is pulled piece by piece, and
 * what may pass is asked for again after a pause, a list from its beginning: all over send_request.
 * Every way ends in end or end_passing, once.
 */
static enum err_code send_request(struct amt_session *s, long delay_ms, struct err *e);
static void on_probe(void *context, const struct http_answer *answer);
static void on_answer(void *context, const struct http_answer *answer);
static void on_soap(struct amt_session *s, struct wsman_answer *soap, size_t len);
static void end_unreadable(struct amt_session *s, const char *reason);

static void tell(struct amt_session *s, enum amt_result result, bool passing, const char *reason)
{
    struct amt_outcome outcome = {.result = result, .passing = passing};
    (void)snprintf(outcome.asked, sizeof outcome.asked, "%s", s->asked);
    (void)snprintf(outcome.reason, sizeof outcome.reason, "%.*s", (int)sizeof outcome.reason - 1,
                   reason);
    drop_pieces(s);
    s->is_uncertain = passing && s->changes;
    s->done(s->context, &outcome);
}

static void end(struct amt_session *s, enum amt_result result, const char *reason)
{
    s->in_vain = 0;
    tell(s, result, false, reason);
}

static enum err_code build_request(struct amt_session *s, const struct wsman_request *request,
                                   struct err *e)
{
    drop_text(s);
    s->operation = request->operation;
    return wsman_build(request, s->message_id++, &s->text, &s->text_len, e);
}

/* The answer was lost, or tells of what may pass. A change is not made again for that: only who
 * asked for it can look whether it was made. */
static void end_passing(struct amt_session *s, enum amt_result result, const char *reason)
{
    const struct wsman_request from_the_start = {.operation = WSMAN_ENUMERATE,
                                                 .class_name = s->class_name};
    struct err e;
    bool again = !s->changes && !s->asked_again && s->in_vain < IN_VAIN_MAX;
    s->asked_again = true;
    drop_pieces(s);
    if (again && s->looking)
        s->look_end = clock_ms() + AGAIN_PAUSE_MS + s->look_ms;
    else if (again && s->operation == WSMAN_PULL)
        again = build_request(s, &from_the_start, &e) == ERR_OK;
    if (again && send_request(s, AGAIN_PAUSE_MS, &e) == ERR_OK)
        return;
    s->in_vain += !s->changes;
    tell(s, result, true, reason);
}

enum err_code amt_ask(struct amt_session *session, const struct wsman_request *request,
                      amt_instance *instance, amt_done *done, void *context, struct err *e)
{
    struct amt_session *s = session;
    s->looking = false;
    (void)snprintf(s->class_name, sizeof s->class_name, "%s", request->class_name);
    (void)snprintf(s->asked, sizeof s->asked, "%s%s%s", request->class_name,
                   request->operation == WSMAN_INVOKE ? "." : "",
                   request->operation == WSMAN_INVOKE ? request->method : "");
    s->changes = wsman_changes(request);
    s->busy_tries = 0;
    s->asked_again = false;
    drop_pieces(s);
    s->instance = instance;
    s->done = done;
    s->context = context;
    enum err_code code = build_request(s, request, e);
    long pause = s->is_uncertain ? AGAIN_PAUSE_MS : 0;
    s->is_uncertain = false;
    return code == ERR_OK ? send_request(s, pause, e) : code;
}

enum err_code amt_look(struct amt_session *session, long ms, amt_done *done, void *context,
                       struct err *e)
{
    session->looking = true;
    session->changes = false;
    session->asked_again = false;
    session->asked[0] = '\0';
    session->look_ms = ms;
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
    struct http_limits limits = {.delay_ms = delay_ms,
                                 .total_ms = s->conf->amt.timeout * 1000,
                                 .once = s->changes || s->operation == WSMAN_PULL};
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

/* With the name that it gives itself. */
static void end_not_amt(struct amt_session *s, const struct http_answer *answer,
                        enum amt_result result, const char *reason)
{
    char version[FACTS_VERSION_SIZE];
    char name[48];
    char text[sizeof((struct amt_outcome *)0)->reason];
    text_clean_visible(answer->server, name, sizeof name);
    bool named = name[0] != '\0' && !facts_read_server(answer->server, version);
    (void)snprintf(text, sizeof text, "%s%s%s%.130s", named ? "it calls itself '" : "",
                   named ? name : "", named ? "': " : "", reason);
    end(s, result, text);
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
    bool known = s->known.has_spoken || s->known.realm[0] != '\0';
    if (result == AMT_CUT)
        end_passing(s, known ? AMT_CUT : AMT_UNREACHABLE, answer->reason);
    else if (s->known.has_spoken && (result == AMT_UNREACHABLE || result == AMT_TLS))
        end_passing(s, result, answer->reason);
    else if (result == AMT_NO_LOGIN || result == AMT_CHALLENGE || result == AMT_NOT_AMT)
        end_not_amt(s, answer, result, answer->reason);
    else
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
    char status[64];
    (void)snprintf(status, sizeof status, "it answers with HTTP status %ld", answer->status);
    /* A fault comes with 400 or 500 and says more than they do. */
    bool may_be_fault = answer->status == 400 || answer->status == 500;
    if (answer->status / 100 == 5 && (s->looking || !may_be_fault)) {
        end_passing(s, AMT_BUSY, status);
        return;
    }
    if (answer->status / 100 != 2 && !may_be_fault) {
        bool asks = answer->realm[0] != '\0' || s->peer.auth == HTTP_AUTH_NEGOTIATE;
        end_not_amt(s, answer, asks ? AMT_NOT_AMT : AMT_NO_LOGIN, status);
        return;
    }
    if (answer->status / 100 == 2 && answer->len == 0 && may_be_empty(s->operation)) {
        end(s, AMT_ANSWERED, "");
        return;
    }
    struct wsman_answer soap;
    struct err e;
    if (wsman_read(answer->body, answer->len, &soap, &e) != ERR_OK) {
        if (answer->status == 500)
            end_passing(s, AMT_BUSY, status);
        else if (!s->known.has_spoken)
            end_not_amt(s, answer, AMT_NOT_AMT, e.text);
        else
            end_unreadable(s, e.text);
        return;
    }
    s->known.has_spoken = true;
    on_soap(s, &soap, answer->len);
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

/* An answer all the same: of a change it says that it may have been made. */
static void end_unreadable(struct amt_session *s, const char *reason)
{
    if (s->changes)
        end_passing(s, AMT_UNREADABLE, reason);
    else
        end(s, AMT_UNREADABLE, reason);
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
    else if (soap->fault == WSMAN_FAULT_PASSING)
        end_passing(s, AMT_FAULT, soap->fault_text);
    else
        end(s, results[soap->fault], soap->fault_text);
}

/* A piece of a list. What has come is handed out when the list is whole: it may have to begin anew.
 */
static void on_piece(struct amt_session *s, struct wsman_answer *soap, size_t len)
{
    char position[WSMAN_CONTEXT_SIZE];
    bool last = wsman_end_of_sequence(soap) || !wsman_context(soap, position);
    if ((s->piece_count + 1 == PULLS_MAX && !last) || len > HTTP_ANSWER_MAX - s->list_len) {
        end(s, AMT_FAULT, "its list does not end");
        return;
    }
    s->pieces[s->piece_count++] = (struct piece){soap->doc, wsman_items(soap)};
    soap->doc = NULL;
    s->list_len += len;
    if (!last) {
        pull(s, soap);
        return;
    }
    for (size_t i = 0; i < s->piece_count; i++)
        for (const xml_node *n = s->pieces[i].items; n != NULL; n = xml_next(n, NULL, NULL))
            s->instance(s->context, n);
    end(s, AMT_ANSWERED, "");
}

static void on_soap(struct amt_session *s, struct wsman_answer *soap, size_t len)
{
    if (soap->fault != WSMAN_FAULT_NONE) {
        on_fault(s, soap);
    } else if (s->operation == WSMAN_ENUMERATE) {
        pull(s, soap);
    } else if (s->operation == WSMAN_PULL) {
        on_piece(s, soap, len);
    } else if (soap->content == NULL && !may_be_empty(s->operation)) {
        end_unreadable(s, "its answer is an empty SOAP message");
    } else {
        if (soap->content != NULL && s->instance != NULL)
            s->instance(s->context, soap->content);
        end(s, AMT_ANSWERED, "");
    }
}
