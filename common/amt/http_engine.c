/* With libcurl: the life of a request, from http_post to its answer. */
#include <curl/curl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/amt/http_client.h"
#include "common/clock.h"

enum err_code http_engine_new(struct http_engine **engine, int stop_fd, struct err *e)
{
    (void)curl_global_sslset(CURLSSLBACKEND_OPENSSL, NULL, NULL); /* where there is a choice */
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return err_set(e, ERR_INTERNAL, "libcurl cannot be started");
    enum err_code code = http_tls_start(e);
    if (code != ERR_OK) {
        curl_global_cleanup();
        return code;
    }
    struct http_engine *result = calloc(1, sizeof *result);
    if (result == NULL)
        return err_nomem(e);
    result->stop_fd = stop_fd;
    result->wait_fd = -1;
    result->multi = curl_multi_init();
    /* It is not known how AMT handles "Expect: 100-continue", which curl sends with larger bodies.
     */
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

bool http_has_negotiate(void)
{
    return (curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_SPNEGO) != 0;
}

/* libcurl would keep connections of clients that are gone, up to four times its transfers: the
 * process would run out of descriptors. */
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
    result->answer.shown = &result->shown;
    (void)snprintf(result->answer.realm, sizeof result->answer.realm, "%s", peer->realm);
    engine->clients++;
    if (!limit_connections(engine)) {
        http_client_free(result);
        return err_set(e, ERR_INTERNAL, "libcurl cannot be set up");
    }
    *client = result;
    return ERR_OK;
}

static void drop_request(struct http_client *client)
{
    if (client->request != NULL)
        explicit_bzero(client->request, client->request_len);
    free(client->request);
    client->request = NULL;
    client->request_len = 0;
}

void http_transfer_drop(struct http_engine *engine, struct http_transfer *transfer)
{
    if (transfer->easy != NULL) {
        (void)curl_multi_remove_handle(engine->multi, transfer->easy);
        curl_easy_cleanup(transfer->easy);
    }
    transfer->easy = NULL;
}

static void drop_handle(struct http_client *client)
{
    http_transfer_drop(client->engine, &client->transfer);
    http_client_on_event(client, EVENT_DROP);
}

void http_client_free(struct http_client *client)
{
    if (client == NULL)
        return;
    drop_handle(client);
    client->engine->clients--;
    (void)limit_connections(client->engine); /* to fewer; a failure changes nothing */
    drop_request(client);
    http_tls_drop(client);
    free(client->body);
    free(client);
}

void http_forget_login(struct http_client *client)
{
    if (client->state == STATE_READY)
        drop_handle(client);
}

void http_engine_set_wait_callback(struct http_engine *engine, int fd, long ms,
                                   http_wait_callback *callback, void *context)
{
    engine->wait_fd = fd;
    engine->max_wait_ms = ms;
    engine->wait_callback = callback;
    engine->wait_context = context;
}

/* Whether the wait must end; if not, the caller's work meanwhile has been done. */
static bool is_stopped(const struct http_engine *engine)
{
    struct pollfd stop = {.fd = engine->stop_fd, .events = POLLIN};
    return poll(&stop, 1, 0) > 0 /* poll ignores a descriptor of -1 */ ||
           (engine->wait_callback != NULL && !engine->wait_callback(engine->wait_context));
}

static long shorter_wait(const struct http_engine *engine, long ms)
{
    return engine->wait_callback != NULL && engine->max_wait_ms < ms ? engine->max_wait_ms : ms;
}

static enum err_code interrupted(struct err *e)
{
    return err_set(e, ERR_TEMPFAIL, "interrupted");
}

enum err_code http_pause(const struct http_engine *engine, long ms, struct err *e)
{
    struct pollfd fds[] = {{.fd = engine->stop_fd, .events = POLLIN},
                           {.fd = engine->wait_fd, .events = POLLIN}};
    long long end = clock_ms() + ms;
    for (long long left = ms; left > 0; left = end - clock_ms()) {
        (void)poll(fds, 2, (int)shorter_wait(engine, (long)left));
        if (is_stopped(engine))
            return interrupted(e);
    }
    return ERR_OK;
}

/* When a transfer's time is up, by clock_ms(). The limits are ours and not libcurl's: libcurl
 * counts the look-up of a name as connecting, so that behind a slow name server every machine would
 * seem to have no TLS, and it counts the judge's time. */
static long long end_of(const struct http_transfer *t, const struct http_limits *limits,
                        long long began)
{
    long long end = began + limits->total_ms + t->waited;
    bool connects = !t->speaks && t->connecting_since != 0;
    if (connects && t->connecting_since + limits->connect_ms < end)
        end = t->connecting_since + limits->connect_ms;
    return end;
}

/* A machine that has shown nothing yet may get more time. False: it does not. */
static bool grant_more_time(struct http_client *client, struct http_limits *limits, long long began)
{
    const struct http_peer *peer = &client->peer;
    limits->extend_wait_at = 0;
    if (peer->extend_wait == NULL || client->shown.realm[0] != '\0')
        return true;
    long long now = clock_ms();
    long more = peer->extend_wait(peer->judge_context);
    limits->total_ms = (long)(now - began) + more;
    return more > 0;
}

/* Whether the transfer's time has ended, else in how many ms to look again. */
static bool is_over(struct http_client *client, const struct http_transfer *transfer,
                    struct http_limits *limits, long long began, long *wait_ms)
{
    enum { MOST_MS = 60 * 1000 };
    long long now = clock_ms();
    if (limits->extend_wait_at != 0 && now >= limits->extend_wait_at &&
        !grant_more_time(client, limits, began))
        return true;
    long long next = end_of(transfer, limits, began);
    if (next <= now)
        return true;
    if (limits->extend_wait_at != 0 && limits->extend_wait_at < next)
        next = limits->extend_wait_at;
    *wait_ms = next - now < MOST_MS ? (long)(next - now) : MOST_MS;
    return false;
}

enum err_code http_transfer_run(struct http_client *client, struct http_transfer *transfer,
                                const struct http_limits *limits, int *result, struct err *e)
{
    const struct http_engine *engine = client->engine;
    struct curl_waitfd fds[2];
    unsigned fd_count = 0;
    struct http_limits until = *limits;
    long long began = clock_ms();
    bool done = false;
    long wait_ms;
    if (engine->stop_fd >= 0)
        fds[fd_count++] = (struct curl_waitfd){.fd = engine->stop_fd, .events = CURL_WAIT_POLLIN};
    if (engine->wait_fd >= 0)
        fds[fd_count++] = (struct curl_waitfd){.fd = engine->wait_fd, .events = CURL_WAIT_POLLIN};
    CURLMcode code = curl_multi_add_handle(engine->multi, transfer->easy);
    while (code == CURLM_OK && !done) {
        const CURLMsg *message;
        int count;
        code = curl_multi_perform(engine->multi, &count);
        while (code == CURLM_OK &&
               (message = curl_multi_info_read(engine->multi, &count)) != NULL) {
            if (message->msg == CURLMSG_DONE && message->easy_handle == transfer->easy) {
                *result = (int)message->data.result;
                done = true;
            }
        }
        if (code != CURLM_OK || done)
            break;
        if (is_stopped(engine)) {
            (void)curl_multi_remove_handle(engine->multi, transfer->easy);
            return interrupted(e);
        }
        if (is_over(client, transfer, &until, began, &wait_ms)) {
            *result = CURLE_OPERATION_TIMEDOUT;
            (void)snprintf(transfer->error, sizeof transfer->error, "no %s within %.1f s",
                           transfer->speaks ? "answer" : "connection",
                           (double)(clock_ms() - began - transfer->waited) / 1000);
            done = true;
        } else {
            code = curl_multi_poll(engine->multi, fds, fd_count, (int)shorter_wait(engine, wait_ms),
                                   NULL);
        }
    }
    if (code != CURLM_OK)
        return err_set(e, ERR_INTERNAL, "libcurl: %s", curl_multi_strerror(code));
    if (*result == CURLE_OK || transfer->own_errno == 0)
        return ERR_OK;
    /* Not the machine's fault, which must not look as if it did not answer. */
    (void)curl_multi_remove_handle(engine->multi, transfer->easy);
    return err_set(e, ERR_INTERNAL, "no memory or socket for this connection: %s",
                   strerror(transfer->own_errno));
}

/* Says why a 401 is the machine's last word. */
static void refuse(struct http_client *client)
{
    bool negotiate = client->peer.auth == HTTP_AUTH_NEGOTIATE;
    const char *reason;
    if (client->state == STATE_ASKING) {
        client->answer.result = HTTP_BAD_CHALLENGE;
        reason = negotiate ? "it does not offer Negotiate (Kerberos)"
                           : "it does not offer a log-in by digest";
    } else if (!negotiate && client->transfer.requests < 2) { /* so there was no log-in */
        client->answer.result = HTTP_BAD_CHALLENGE;
        reason = "its challenge cannot be used to log in";
    } else {
        client->answer.result = HTTP_LOGIN_REFUSED;
        reason = negotiate ? "Kerberos ticket missing or refused" : "user or password refused";
    }
    (void)snprintf(client->answer.reason, sizeof client->answer.reason, "%s", reason);
}

/* Judges how the transfer ended. False: the log-in that worked before has expired, and another one
 * is needed. */
static bool finish(struct http_client *client, CURLcode code)
{
    struct http_answer *answer = &client->answer;
    struct http_transfer *transfer = &client->transfer;
    const struct http_peer *peer = &client->peer;
    const char *ip = NULL;
    if (curl_easy_getinfo(transfer->easy, CURLINFO_PRIMARY_IP, &ip) == CURLE_OK && ip != NULL)
        (void)snprintf(answer->address, sizeof answer->address, "%s", ip);
    (void)curl_multi_remove_handle(client->engine->multi, transfer->easy);
    if (peer->trace != NULL && client->body_len > 0)
        peer->trace(peer->trace_context, HTTP_TRACE_ANSWER_BODY, client->body, client->body_len);

    /* Where no further attempt may be made, we ended the transfer ourselves, in the middle. */
    if (client->state == STATE_REFUSED && client->rejection.text == NULL)
        code = CURLE_OK;
    http_set_result(transfer, (int)code, &client->rejection, answer);
    answer->status = answer->result == HTTP_ANSWERED ? client->status : 0;
    answer->body = client->body != NULL ? client->body : "";
    answer->len = client->body_len;
    if (answer->status == 401 && client->challenge_only && client->challenge == CHALLENGE_AMT) {
        answer->result = HTTP_GOT_CHALLENGE;
    } else if (answer->status == 401) {
        /* A nonce that worked before and is refused now has expired; AMT says stale="false" even
         * then. A new handle has none, so this happens only once. */
        if (client->state == STATE_RESUMED || client->state == STATE_STALE) {
            drop_handle(client);
            return false;
        }
        refuse(client);
    }
    if (answer->result == HTTP_ANSWERED)
        http_client_on_event(client, EVENT_ANSWER);
    else
        drop_handle(client);
    return true;
}

/* One transfer of the request; *again: send it once more, with a new log-in. */
static enum err_code transfer(struct http_client *client, const struct http_limits *limits,
                              bool *again, struct err *e)
{
    struct http_transfer *t = &client->transfer;
    CURL *easy = t->easy != NULL ? t->easy : curl_easy_init();
    int result = CURLE_OK;
    *t = (struct http_transfer){.peer = &client->peer, .easy = easy, .once = limits->once};
    client->rejection = (struct http_rejection){.text = NULL};
    client->shown.realm[0] = '\0';
    client->in_head = false;
    client->status = 0;
    client->body_len = 0;
    client->header_len = 0;
    client->answer.address[0] = '\0';
    if (easy == NULL || (client->state == STATE_IDLE && !http_set_login(client)) ||
        !http_set_connection(client, t, HTTP_USE_WHOLE) || !http_set_request(client))
        return err_set(e, ERR_INTERNAL, "libcurl cannot be set up");
    http_client_on_event(client, EVENT_SENT);
    enum err_code code = http_transfer_run(client, t, limits, &result, e);
    if (code == ERR_OK)
        *again = !finish(client, (CURLcode)result);
    return code;
}

static enum err_code ask(struct http_client *client, const char *path, const char *body, size_t len,
                         const struct http_limits *limits, const struct http_answer **answer,
                         struct err *e)
{
    bool again = true;
    char *copy = malloc(len + 1);
    if (copy == NULL)
        return err_nomem(e);
    memcpy(copy, body, len);
    drop_request(client);
    client->request = copy;
    client->request_len = len;
    (void)snprintf(client->path, sizeof client->path, "%s", path);
    enum err_code code = ERR_OK;
    while (code == ERR_OK && again)
        code = transfer(client, limits, &again, e);
    *answer = &client->answer;
    return code;
}

enum err_code http_post(struct http_client *client, const char *path, const char *body, size_t len,
                        const struct http_limits *limits, const struct http_answer **answer,
                        struct err *e)
{
    client->challenge_only = false;
    return ask(client, path, body, len, limits, answer, e);
}

enum err_code http_get_challenge(struct http_client *client, const char *path,
                                 const struct http_limits *limits,
                                 const struct http_answer **answer, struct err *e)
{
    http_forget_login(client);
    client->challenge_only = true;
    return ask(client, path, "", 0, limits, answer, e);
}
