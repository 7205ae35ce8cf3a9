/* With libcurl: the life of a request, from http_post to what http_done is told. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/amt/http_client.h"
#include "common/clock.h"

enum err_code http_engine_new(struct http_engine **engine, struct err *e)
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

bool http_has_negotiate(void)
{
    return (curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_SPNEGO) != 0;
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

void http_list_enter(struct http_client **list, struct http_client *client)
{
    client->next = *list;
    *list = client;
}

void http_list_leave(struct http_client **list, struct http_client *client)
{
    while (*list != NULL && *list != client)
        list = &(*list)->next;
    if (*list == NULL)
        return;
    *list = client->next;
    client->next = NULL;
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
    http_client_on(client, EVENT_DROP);
}

void http_client_free(struct http_client *client)
{
    if (client == NULL)
        return;
    http_list_leave(&client->engine->delayed, client);
    http_probe_drop(client);
    drop_handle(client);
    client->engine->clients--;
    (void)limit_connections(client->engine); /* to fewer: what fails changes nothing */
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

/* Hands the request to libcurl. */
static enum err_code start(struct http_client *client, struct err *e)
{
    struct http_transfer *transfer = &client->transfer;
    CURL *easy = transfer->easy != NULL ? transfer->easy : curl_easy_init();
    *transfer =
        (struct http_transfer){.peer = &client->peer, .easy = easy, .once = client->limits.once};
    client->objection = (struct http_objection){.text = NULL};
    client->shown.realm[0] = '\0';
    client->in_head = false;
    client->status = 0;
    client->body_len = 0;
    client->header_len = 0;
    client->answer.address[0] = '\0';
    if (easy == NULL || (client->state == STATE_IDLE && !http_set_login(client)) ||
        !http_set_connection(client, transfer, &client->limits) || !http_set_request(client) ||
        curl_multi_add_handle(client->engine->multi, easy) != CURLM_OK)
        return err_set(e, ERR_INTERNAL, "libcurl cannot be set up");
    http_client_on(client, EVENT_SENT);
    return ERR_OK;
}

static enum err_code begin(struct http_client *client, const char *path, const char *body,
                           size_t len, const struct http_limits *limits, http_done *done,
                           void *context, struct err *e)
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
    if (limits->delay_ms <= 0)
        return start(client, e);
    client->start_at = clock_ms() + limits->delay_ms;
    http_list_enter(&client->engine->delayed, client);
    return ERR_OK;
}

enum err_code http_post(struct http_client *client, const char *path, const char *body, size_t len,
                        const struct http_limits *limits, http_done *done, void *context,
                        struct err *e)
{
    client->looking = false;
    return begin(client, path, body, len, limits, done, context, e);
}

enum err_code http_look(struct http_client *client, const char *path,
                        const struct http_limits *limits, http_done *done, void *context,
                        struct err *e)
{
    http_forget_login(client);
    client->looking = true;
    return begin(client, path, "", 0, limits, done, context, e);
}

static void start_delayed(struct http_engine *engine)
{
    long long now = clock_ms();
    struct http_client *next;
    struct err e;
    for (struct http_client *client = engine->delayed; client != NULL; client = next) {
        next = client->next;
        if (client->start_at > now)
            continue;
        http_list_leave(&engine->delayed, client);
        if (start(client, &e) == ERR_OK)
            continue;
        client->answer.result = HTTP_BROKEN;
        client->answer.body = "";
        client->answer.len = 0;
        (void)snprintf(client->answer.reason, sizeof client->answer.reason, "%.150s", e.text);
        client->done(client->context, &client->answer);
        return; /* done may have changed the list */
    }
}

/* In words, why a 401 is the machine's last one. */
static void refuse(struct http_client *client)
{
    bool negotiate = client->peer.auth == HTTP_AUTH_NEGOTIATE;
    const char *reason;
    if (client->state == STATE_ASKING) {
        client->answer.result = HTTP_CHALLENGE;
        reason = negotiate ? "it does not offer Negotiate (Kerberos)"
                           : "it wants another log-in than digest";
    } else if (!negotiate && client->transfer.requests < 2) { /* so there was no log-in */
        client->answer.result = HTTP_CHALLENGE;
        reason = "its challenge cannot be used to log in";
    } else {
        client->answer.result = HTTP_REFUSED;
        reason = negotiate ? "Kerberos ticket missing or refused" : "user or password refused";
    }
    (void)snprintf(client->answer.reason, sizeof client->answer.reason, "%s", reason);
}

static void finish(struct http_client *client, CURLcode code)
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

    /* Where no more attempt may be made it was we who ended the transfer, in the middle. */
    if (client->state == STATE_REFUSED && client->objection.text == NULL)
        code = CURLE_OK;
    http_explain(transfer, (int)code, &client->objection, answer);
    answer->status = answer->result == HTTP_ANSWERED ? client->status : 0;
    answer->body = client->body != NULL ? client->body : "";
    answer->len = client->body_len;
    if (answer->status == 401 && client->looking && client->challenge == CHALLENGE_AMT) {
        answer->result = HTTP_LOOKED;
    } else if (answer->status == 401) {
        /* A nonce that served before and is refused now has died; AMT says stale="false" even then.
         * On a new handle there is none: so this happens once. */
        if (client->state == STATE_RESUMED || client->state == STATE_STALE) {
            drop_handle(client);
            if (start(client, NULL) == ERR_OK)
                return;
        }
        refuse(client);
    }
    if (answer->result == HTTP_ANSWERED)
        http_client_on(client, EVENT_ANSWER);
    else
        drop_handle(client);
    client->done(client->context, answer);
}

static long time_to_next(const struct http_engine *engine, long wait_ms)
{
    long long now = clock_ms();
    for (const struct http_client *c = engine->delayed; c != NULL; c = c->next) {
        long long left = c->start_at > now ? c->start_at - now : 0;
        if (left < wait_ms)
            wait_ms = (long)left;
    }
    return http_probe_wait(engine, wait_ms);
}

enum err_code http_engine_step(struct http_engine *engine, int extra_fd, long wait_ms,
                               struct err *e)
{
    int running;
    start_delayed(engine);
    http_probe_end_slow(engine);
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
        if (message->easy_handle == client->probe.transfer.easy)
            http_probe_finish(client, (int)message->data.result);
        else if (client->linked)
            http_link_finish(client, (int)message->data.result);
        else
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
