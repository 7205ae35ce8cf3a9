/* With libcurl. */
#include "common/amt/http.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <unistd.h>

#include "common/clock.h"

/* AMT's headers are some hundred bytes. */
#define HEADERS_MAX (32 * 1024)

#define HOST_SIZE 260 /* a name of DNS has at most 253 characters */

struct http_engine {
    CURLM *multi;
    struct curl_slist *headers;
    long clients;
    struct http_client *delayed; /* requests that wait for their time */
    struct http_client *probes;  /* that are under way */
};

struct http_client {
    struct http_engine *engine;
    struct http_peer peer;
    CURL *easy;
    bool running;             /* in the multi handle */
    struct http_client *next; /* in one of the engine's lists */
    long long start_at;
    long long connecting_since; /* 0 while a name is being looked up */

    char *request;
    size_t request_len;
    char path[32];
    struct http_limits limits;
    http_done *done;
    void *context;

    char *body;
    size_t body_len;
    size_t header_len;
    bool too_large;
    int refusals;             /* 401s in this transfer */
    int refusals_max;         /* the one that ends it */
    bool authorised;          /* the handle's nonce has been accepted before */
    bool probe;               /* this request only connects */
    bool forbidden;           /* an address was refused */
    bool body_traced;         /* of the request that is being sent */
    bool nonce_renewed;       /* this request was repeated with a fresh nonce */
    bool challenged;          /* the handle was asked for a log-in */
    long status;              /* of the answer that is coming */
    enum challenge challenge; /* of that answer; CHALLENGE_OTHER: none so far */
    const char *distrust;     /* why nothing was said to this machine; NULL: it was */
    bool tls_begun;           /* so there is a connection below it */
    struct http_answer answer;
    char error[CURL_ERROR_SIZE];
};

enum err_code http_engine_new(struct http_engine **engine, struct err *e)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return err_set(e, ERR_INTERNAL, "libcurl cannot be started");
    struct http_engine *result = calloc(1, sizeof *result);
    if (result == NULL)
        return err_nomem(e);
    result->multi = curl_multi_init();
    /* AMT was not seen with "Expect: 100-continue", which curl sends with larger bodies. */
    result->headers = curl_slist_append(NULL, "Expect:");
    struct curl_slist *more = NULL;
    if (result->headers != NULL)
        more =
            curl_slist_append(result->headers, "Content-Type: application/soap+xml;charset=UTF-8");
    if (result->multi == NULL || more == NULL) {
        http_engine_free(result);
        return err_nomem(e);
    }
    *engine = result;
    return ERR_OK;
}

void http_engine_free(struct http_engine *engine)
{
    if (engine == NULL)
        return;
    if (engine->multi != NULL)
        (void)curl_multi_cleanup(engine->multi);
    curl_slist_free_all(engine->headers);
    free(engine);
    curl_global_cleanup();
}

/* libcurl would keep the connections of clients that are gone, four times as many as it has
 * transfers: the process would run out of descriptors. */
static bool limit_connections(struct http_engine *engine)
{
    long most = engine->clients > 0 ? engine->clients : 1;
    return curl_multi_setopt(engine->multi, CURLMOPT_MAXCONNECTS, most) == CURLM_OK;
}

enum err_code http_client_new(struct http_client **client, struct http_engine *engine,
                              const struct http_peer *peer, struct err *e)
{
    struct http_client *result = calloc(1, sizeof *result);
    if (result == NULL)
        return err_nomem(e);
    result->engine = engine;
    result->peer = *peer;
    (void)snprintf(result->answer.realm, sizeof result->answer.realm, "%s", peer->realm);
    engine->clients++;
    if (!limit_connections(engine)) {
        http_client_free(result);
        return err_set(e, ERR_INTERNAL, "libcurl cannot be set up");
    }
    *client = result;
    return ERR_OK;
}

static void leave(struct http_client **list, struct http_client *client)
{
    while (*list != NULL && *list != client)
        list = &(*list)->next;
    if (*list == client)
        *list = client->next;
    client->next = NULL;
}

static void leave_lists(struct http_client *client)
{
    leave(&client->engine->delayed, client);
    leave(&client->engine->probes, client);
}

static void enter(struct http_client **list, struct http_client *client)
{
    client->next = *list;
    *list = client;
}

static void drop_request(struct http_client *client)
{
    if (client->request != NULL)
        explicit_bzero(client->request, client->request_len);
    free(client->request);
    client->request = NULL;
    client->request_len = 0;
}

static void drop_handle(struct http_client *client)
{
    if (client->easy == NULL)
        return;
    if (client->running)
        (void)curl_multi_remove_handle(client->engine->multi, client->easy);
    client->running = false;
    curl_easy_cleanup(client->easy);
    client->easy = NULL;
    client->authorised = false;
    client->challenged = false;
}

void http_client_free(struct http_client *client)
{
    if (client == NULL)
        return;
    leave_lists(client);
    drop_handle(client);
    client->engine->clients--;
    (void)limit_connections(client->engine); /* to fewer: what fails changes nothing */
    drop_request(client);
    free(client->body);
    free(client);
}

bool http_has_negotiate(void)
{
    return (curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_SPNEGO) != 0;
}

/* The status of "HTTP/1.1 401 Unauthorized", or 0. */
static long status_of(const char *line, size_t len)
{
    const char *space = memchr(line, ' ', len);
    if (space == NULL || len - (size_t)(space - line) < 4)
        return 0;
    char digits[4] = {space[1], space[2], space[3], '\0'};
    return strspn(digits, "0123456789") == 3 ? strtol(digits, NULL, 10) : 0;
}

/* A new answer begins: what an earlier one in the same transfer (a 401) said is forgotten. */
static bool begin_answer(struct http_client *client, const char *line, size_t len)
{
    client->body_len = 0;
    client->header_len = 0;
    client->answer.server[0] = '\0';
    client->challenge = CHALLENGE_OTHER;
    client->status = status_of(line, len);
    return client->status != 401 || ++client->refusals < client->refusals_max;
}

/* libcurl takes any answer to its first question, which has no body yet, for leave to send the body
 * without a log-in: who never asks for one would be told everything. */
static void end_headers(struct http_client *client)
{
    if (client->status / 100 == 2 && !client->challenged)
        client->distrust = "it asks for no log-in";
}

/* If line is the header name, its value without blanks around it; else false. */
static bool header_is(const char *line, size_t len, const char *name, const char **value,
                      size_t *value_len)
{
    size_t name_len = strlen(name);
    if (len <= name_len || strncasecmp(line, name, name_len) != 0)
        return false;
    const char *start = line + name_len;
    const char *end = line + len;
    while (start < end && *start == ' ')
        start++;
    while (end > start && (end[-1] == '\r' || end[-1] == '\n'))
        end--;
    *value = start;
    *value_len = (size_t)(end - start);
    return true;
}

/* libcurl answers when it has read the whole 401. */
static void judge_challenge(struct http_client *client, const char *value, size_t len)
{
    static const char negotiate[] = "Negotiate";
    char realm[CHALLENGE_REALM_SIZE];
    if (client->peer.auth == HTTP_AUTH_NEGOTIATE) {
        if (len >= sizeof negotiate - 1 && strncasecmp(value, negotiate, sizeof negotiate - 1) == 0)
            client->challenged = true;
        return;
    }
    enum challenge challenge = challenge_parse(value, len, realm);
    if (client->status != 401 || challenge == CHALLENGE_OTHER)
        return;
    if (challenge == CHALLENGE_BAD || client->challenge == CHALLENGE_AMT) {
        client->distrust = "it asks for a log-in otherwise than AMT does";
    } else if (client->answer.realm[0] != '\0' && strcmp(client->answer.realm, realm) != 0) {
        client->distrust = "it asks for a log-in to another realm than before";
    } else {
        client->challenge = CHALLENGE_AMT;
        client->challenged = true;
        (void)snprintf(client->answer.realm, sizeof client->answer.realm, "%s", realm);
    }
}

static size_t take_header(char *line, size_t size, size_t count, void *context)
{
    struct http_client *client = context;
    size_t len = size * count;
    const char *value;
    size_t value_len;
    if (len > 5 && memcmp(line, "HTTP/", 5) == 0 && !begin_answer(client, line, len))
        return 0;
    client->header_len += len;
    if (client->header_len > HEADERS_MAX) {
        client->too_large = true;
        return 0;
    }
    if (header_is(line, len, "Server:", &value, &value_len))
        (void)snprintf(client->answer.server, sizeof client->answer.server, "%.*s", (int)value_len,
                       value);
    else if (header_is(line, len, "WWW-Authenticate:", &value, &value_len))
        judge_challenge(client, value, value_len);
    else if (client->status == 401 && (line[0] == ' ' || line[0] == '\t'))
        client->distrust = "a header of its 401 goes on in a second line";
    else if (line[0] == '\r' || line[0] == '\n')
        end_headers(client);
    return client->distrust == NULL ? len : 0;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct http_client *client = context;
    size_t len = size * count;
    if (len > HTTP_ANSWER_MAX - client->body_len) {
        client->too_large = true;
        return 0;
    }
    char *grown = realloc(client->body, client->body_len + len + 1);
    if (grown == NULL)
        return 0;
    client->body = grown;
    memcpy(client->body + client->body_len, bytes, len);
    client->body_len += len;
    return len;
}

/* The host of a URL: a name, or an address as RFC 3986 and, for its zone, RFC 6874 have it. */
static void make_host(const struct http_peer *peer, char *host, size_t size)
{
    if (peer->host != NULL) {
        (void)snprintf(host, size, "%s", peer->host);
        return;
    }
    struct addr bare = peer->address;
    char text[ADDR_TEXT_SIZE];
    bare.zone[0] = '\0';
    addr_format(&bare, text);
    const char *zone = peer->address.zone;
    (void)snprintf(host, size, "%s%s%s%s%s", bare.v6 ? "[" : "", text, zone[0] != '\0' ? "%25" : "",
                   zone, bare.v6 ? "]" : "");
}

static void make_url(const struct http_client *client, char *url, size_t size)
{
    char host[HOST_SIZE];
    make_host(&client->peer, host, sizeof host);
    (void)snprintf(url, size, "%s://%s:%u%s", client->peer.tls && !client->probe ? "https" : "http",
                   host, client->peer.port, client->path);
}

/* Before each connection: what a name led to is known only now. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *to)
{
    struct http_client *client = context;
    struct addr address;
    (void)purpose;
    if (client->connecting_since == 0)
        client->connecting_since = clock_ms();
    if (client->peer.allowed != NULL &&
        (!addr_from_sockaddr(&to->addr, &address) ||
         !client->peer.allowed(client->peer.allowed_context, &address))) {
        client->forbidden = true;
        return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

/* Before a handshake: a connection is there. */
static CURLcode note_tls(CURL *easy, void *tls_context, void *context)
{
    struct http_client *client = context;
    (void)easy;
    (void)tls_context;
    client->tls_begun = true;
    return CURLE_OK;
}

static int take_trace(CURL *easy, curl_infotype type, char *text, size_t len, void *context)
{
    struct http_client *client = context;
    http_trace *trace = client->peer.trace;
    void *to = client->peer.trace_context;
    (void)easy;
    if (type == CURLINFO_TEXT) {
        trace(to, HTTP_TRACE_NOTE, text, len);
    } else if (type == CURLINFO_HEADER_OUT) {
        trace(to, HTTP_TRACE_REQUEST_HEAD, text, len);
        client->body_traced = false;
    } else if (type == CURLINFO_HEADER_IN) {
        trace(to, HTTP_TRACE_ANSWER_HEAD, text, len);
    } else if (type == CURLINFO_DATA_OUT && !client->body_traced) {
        trace(to, HTTP_TRACE_REQUEST_BODY, client->request, client->request_len);
        client->body_traced = true;
    }
    return 0;
}

static bool set_tls(CURL *easy, const struct http_peer *peer)
{
    /* The certificate names the machine's host name. Who was asked by address does not know it
     * before the machine has told it: then the UUID tells which machine it is. */
    long host = peer->verify && peer->host != NULL ? 2L : 0L;
    bool good =
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, peer->verify ? 1L : 0L) == CURLE_OK &&
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, host) == CURLE_OK;
    if (good && peer->ca_file[0] != '\0')
        good = curl_easy_setopt(easy, CURLOPT_CAINFO, peer->ca_file) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_CAPATH, NULL) == CURLE_OK;
    /* AMT up to 11 has TLS 1.0 or 1.1 and RSA key exchange, which OpenSSL keeps for level 0. */
    if (good && peer->legacy_tls)
        good =
            curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_0) == CURLE_OK &&
            curl_easy_setopt(easy, CURLOPT_SSL_CIPHER_LIST, "ALL:!aNULL:!eNULL:@SECLEVEL=0") ==
                CURLE_OK;
    return good;
}

static bool set_security(CURL *easy, const struct http_peer *peer)
{
    bool negotiate = peer->auth == HTTP_AUTH_NEGOTIATE;
    return curl_easy_setopt(easy, CURLOPT_HTTPAUTH,
                            negotiate ? CURLAUTH_NEGOTIATE : CURLAUTH_DIGEST) == CURLE_OK &&
           /* A connection is logged in by Negotiate, not a request (RFC 4559): left open, libcurl
            * would send what another client asks as this one. */
           curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, negotiate ? 1L : 0L) == CURLE_OK &&
           /* For Negotiate libcurl wants a user, and then asks GSSAPI for the one it has. */
           curl_easy_setopt(easy, CURLOPT_USERNAME, negotiate ? "" : peer->user) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PASSWORD, negotiate ? "" : peer->password) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
           set_tls(easy, peer);
}

/* Ctrl-C shall not wait for a name server. */
static bool set_quick_exit(CURL *easy)
{
#if LIBCURL_VERSION_NUM >= 0x075700 /* 7.87.0 */
    return curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L) == CURLE_OK;
#else
    (void)easy;
    return true;
#endif
}

static bool set_trace(struct http_client *client)
{
    return client->peer.trace == NULL ||
           (curl_easy_setopt(client->easy, CURLOPT_VERBOSE, 1L) == CURLE_OK &&
            curl_easy_setopt(client->easy, CURLOPT_DEBUGFUNCTION, take_trace) == CURLE_OK &&
            curl_easy_setopt(client->easy, CURLOPT_DEBUGDATA, client) == CURLE_OK);
}

static bool set_transfer(struct http_client *client)
{
    CURL *easy = client->easy;
    char url[HOST_SIZE + 64];
    make_url(client, url, sizeof url);
    return curl_easy_setopt(easy, CURLOPT_URL, url) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HTTPHEADER, client->engine->headers) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_POST, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_POSTFIELDS, client->request) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)client->request_len) == CURLE_OK &&
           /* A probe's is its own affair: see end_slow_probes. */
           curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                            client->probe ? client->limits.total_ms : client->limits.connect_ms) ==
               CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, client->limits.total_ms) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, client->error) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HEADERDATA, client) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEDATA, client) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, client) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PRIVATE, client) == CURLE_OK && set_quick_exit(easy) &&
           set_trace(client);
}

/* Hands the request to libcurl. The handle is kept from request to request, and with it the
 * connection and the nonce. */
static enum err_code start(struct http_client *client, struct err *e)
{
    if (client->easy == NULL) {
        client->easy = curl_easy_init();
        if (client->easy == NULL || !set_security(client->easy, &client->peer) ||
            curl_easy_setopt(client->easy, CURLOPT_CONNECT_ONLY, client->probe ? 1L : 0L) !=
                CURLE_OK)
            return err_set(e, ERR_INTERNAL, "libcurl cannot be set up");
        /* libcurl has these with OpenSSL, not with every library. */
        (void)curl_easy_setopt(client->easy, CURLOPT_SSL_CTX_FUNCTION, note_tls);
        (void)curl_easy_setopt(client->easy, CURLOPT_SSL_CTX_DATA, client);
    }
    client->error[0] = '\0';
    client->body_len = 0;
    client->header_len = 0;
    client->too_large = false;
    client->distrust = NULL;
    client->forbidden = false;
    client->connecting_since = 0;
    client->tls_begun = false;
    client->answer.address[0] = '\0';
    client->refusals = 0;
    /* With a nonce at hand the first 401 may say that it is stale; without one, the first only asks
     * who we are. Either way one more attempt is made, by libcurl, and no third. */
    client->refusals_max = client->authorised ? 2 : 3;
    if (!set_transfer(client) ||
        curl_multi_add_handle(client->engine->multi, client->easy) != CURLM_OK)
        return err_set(e, ERR_INTERNAL, "libcurl cannot be set up");
    client->running = true;
    return ERR_OK;
}

void http_forget_login(struct http_client *client)
{
    if (!client->running)
        drop_handle(client);
}

enum err_code http_probe(struct http_client *client, const struct http_limits *limits,
                         http_done *done, void *context, struct err *e)
{
    drop_handle(client); /* a handle that has spoken TLS does more than connect */
    drop_request(client);
    client->path[0] = '\0';
    client->limits = *limits;
    client->done = done;
    client->context = context;
    client->nonce_renewed = false;
    client->probe = true;
    enum err_code code = start(client, e);
    if (code == ERR_OK)
        enter(&client->engine->probes, client);
    return code;
}

enum err_code http_post(struct http_client *client, const char *path, const char *body, size_t len,
                        const struct http_limits *limits, http_done *done, void *context,
                        struct err *e)
{
    char *copy = malloc(len + 1);
    if (copy == NULL)
        return err_nomem(e);
    memcpy(copy, body, len);
    drop_request(client);
    client->request = copy;
    client->request_len = len;
    (void)snprintf(client->path, sizeof client->path, "%s", path);
    client->limits = *limits;
    client->done = done;
    client->context = context;
    client->nonce_renewed = false;
    client->probe = false;
    if (limits->delay_ms <= 0)
        return start(client, e);
    client->start_at = clock_ms() + limits->delay_ms;
    enter(&client->engine->delayed, client);
    return ERR_OK;
}

static enum http_result result_of(CURLcode code, const struct http_client *client)
{
    switch (code) {
    case CURLE_OK:
        return HTTP_ANSWERED;
    case CURLE_COULDNT_RESOLVE_HOST:
        return HTTP_NO_HOST;
    case CURLE_COULDNT_CONNECT:
    case CURLE_INTERFACE_FAILED:
        return client->forbidden ? HTTP_FORBIDDEN : HTTP_UNREACHABLE;
    case CURLE_OPERATION_TIMEDOUT:
        /* libcurl's times of connecting are 0 on a connection that is used again, and until TLS
         * stands; the address is there as soon as there is a connection, but in 8.14 not before
         * TLS stands, either. */
        if (client->answer.address[0] != '\0' || client->tls_begun)
            return HTTP_TIMEOUT;
        return client->connecting_since != 0 ? HTTP_UNREACHABLE : HTTP_NO_HOST;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
        return HTTP_CERTIFICATE;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CERTPROBLEM:
        return HTTP_TLS;
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
        return HTTP_CUT;
    default:
        return HTTP_BROKEN;
    }
}

static void set_reason(struct http_client *client, CURLcode code)
{
    const char *text = client->error[0] != '\0' ? client->error : curl_easy_strerror(code);
    if (client->too_large)
        text = "the answer is too large";
    if (client->distrust != NULL)
        text = client->distrust;
    if (client->answer.result == HTTP_FORBIDDEN)
        text = "its address is in none of the networks where a login may go";
    (void)snprintf(client->answer.reason, sizeof client->answer.reason, "%.*s",
                   (int)sizeof client->answer.reason - 1, text);
}

static void set_refused(struct http_client *client)
{
    long offered = 0;
    (void)curl_easy_getinfo(client->easy, CURLINFO_HTTPAUTH_AVAIL, &offered);
    bool negotiate = client->peer.auth == HTTP_AUTH_NEGOTIATE;
    unsigned long ours = negotiate ? CURLAUTH_NEGOTIATE : CURLAUTH_DIGEST;
    bool tried = ((unsigned long)offered & ours) != 0 || client->refusals >= client->refusals_max;
    client->answer.result = tried ? HTTP_REFUSED : HTTP_BROKEN;
    const char *refused =
        negotiate ? "Kerberos ticket missing or refused" : "user or password refused";
    const char *other = negotiate ? "it does not offer Negotiate (Kerberos)"
                                  : "it wants another log-in than digest";
    (void)snprintf(client->answer.reason, sizeof client->answer.reason, "%s",
                   tried ? refused : other);
}

static void note_address(struct http_client *client)
{
    const char *ip = NULL;
    if (curl_easy_getinfo(client->easy, CURLINFO_PRIMARY_IP, &ip) == CURLE_OK && ip != NULL)
        (void)snprintf(client->answer.address, sizeof client->answer.address, "%s", ip);
}

static void trace_answer(const struct http_client *client)
{
    if (client->peer.trace != NULL && client->body_len > 0)
        client->peer.trace(client->peer.trace_context, HTTP_TRACE_ANSWER_BODY, client->body,
                           client->body_len);
}

/* A nonce that served before and is refused now has died; AMT says stale="false" even then. */
static bool renew_nonce(struct http_client *client)
{
    if (!client->authorised || client->nonce_renewed)
        return false;
    client->nonce_renewed = true;
    drop_handle(client);
    return start(client, NULL) == ERR_OK;
}

static void finish_probe(struct http_client *client, CURLcode code)
{
    leave(&client->engine->probes, client);
    client->answer.result = result_of(code, client);
    if (client->answer.result != HTTP_ANSWERED)
        set_reason(client, code);
    if (client->answer.result != HTTP_ANSWERED && client->answer.result != HTTP_NO_HOST &&
        client->answer.result != HTTP_FORBIDDEN)
        client->answer.result = HTTP_UNREACHABLE;
    drop_handle(client); /* and with it the connection */
    client->done(client->context, &client->answer);
}

static void finish(struct http_client *client, CURLcode code)
{
    struct http_answer *answer = &client->answer;
    note_address(client);
    (void)curl_multi_remove_handle(client->engine->multi, client->easy);
    client->running = false;
    if (client->probe) {
        finish_probe(client, code);
        return;
    }
    answer->status = 0;
    answer->reason[0] = '\0';
    trace_answer(client);
    bool ended_by_401 = code == CURLE_WRITE_ERROR && client->distrust == NULL &&
                        client->refusals >= client->refusals_max;
    answer->result = ended_by_401 ? HTTP_ANSWERED : result_of(code, client);
    if (ended_by_401)
        answer->status = 401;
    else if (answer->result == HTTP_ANSWERED)
        (void)curl_easy_getinfo(client->easy, CURLINFO_RESPONSE_CODE, &answer->status);
    else
        set_reason(client, code);
    if (answer->result == HTTP_ANSWERED && answer->status == 401) {
        if (!ended_by_401 && renew_nonce(client))
            return;
        set_refused(client);
    } else if (answer->result == HTTP_ANSWERED) {
        client->authorised = true;
    }
    answer->body = client->body != NULL ? client->body : "";
    answer->len = client->body_len;
    client->done(client->context, answer);
}

static void start_delayed(struct http_engine *engine)
{
    long long now = clock_ms();
    struct http_client **at = &engine->delayed;
    while (*at != NULL) {
        struct http_client *client = *at;
        if (client->start_at > now) {
            at = &client->next;
            continue;
        }
        *at = client->next;
        client->next = NULL;
        struct err e;
        if (start(client, &e) != ERR_OK) {
            client->answer = (struct http_answer){.result = HTTP_BROKEN, .body = ""};
            (void)snprintf(client->answer.reason, sizeof client->answer.reason, "%.150s", e.text);
            client->done(client->context, &client->answer);
            return; /* done may have changed the list */
        }
    }
}

static long long probe_end(const struct http_client *client)
{
    return client->connecting_since + client->limits.connect_ms;
}

/* libcurl's limit on connecting begins with the look-up of the name: a slow name server would make
 * every machine look as if it had no TLS. */
static void end_slow_probes(struct http_engine *engine)
{
    long long now = clock_ms();
    struct http_client *client = engine->probes;
    while (client != NULL && (client->connecting_since == 0 || probe_end(client) > now))
        client = client->next;
    if (client != NULL) /* one at a time: done may change the list */
        finish(client, CURLE_OPERATION_TIMEDOUT);
}

static long time_to_next(const struct http_engine *engine, long wait_ms)
{
    long long now = clock_ms();
    for (const struct http_client *c = engine->delayed; c != NULL; c = c->next) {
        long long left = c->start_at > now ? c->start_at - now : 0;
        if (left < wait_ms)
            wait_ms = (long)left;
    }
    for (const struct http_client *c = engine->probes; c != NULL; c = c->next) {
        /* Nobody says when a name has been found. */
        long long left = c->connecting_since == 0 ? c->limits.connect_ms : probe_end(c) - now;
        if (left < wait_ms)
            wait_ms = left > 0 ? (long)left : 0;
    }
    return wait_ms;
}

enum err_code http_engine_step(struct http_engine *engine, int extra_fd, long wait_ms,
                               struct err *e)
{
    int running;
    start_delayed(engine);
    end_slow_probes(engine);
    CURLMcode code = curl_multi_perform(engine->multi, &running);
    const CURLMsg *message;
    int left;
    bool finished = false;
    while (code == CURLM_OK && (message = curl_multi_info_read(engine->multi, &left)) != NULL) {
        struct http_client *client = NULL;
        if (message->msg != CURLMSG_DONE)
            continue;
        (void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&client);
        finished = true;
        finish(client, message->data.result);
    }
    if (code == CURLM_OK && !finished) {
        struct curl_waitfd extra = {.fd = extra_fd, .events = CURL_WAIT_POLLIN};
        code = curl_multi_poll(engine->multi, &extra, extra_fd >= 0 ? 1 : 0,
                               (int)time_to_next(engine, wait_ms), NULL);
    }
    if (code != CURLM_OK)
        return err_set(e, ERR_INTERNAL, "libcurl: %s", curl_multi_strerror(code));
    return ERR_OK;
}
