/* With libcurl: a raw connection, without HTTP. */
#include <curl/curl.h>
#include <stdio.h>

#include "common/amt/http_client.h"
#include "common/amt/http_link.h"
#include "common/clock.h"

#define SET(option, value) (curl_easy_setopt(easy, (option), (value)) == CURLE_OK)

enum err_code http_link(struct http_client *client, long ms, struct err *e)
{
    struct http_transfer *transfer = &client->transfer;
    http_transfer_drop(client->engine, transfer);
    CURL *easy = curl_easy_init();
    *transfer = (struct http_transfer){.peer = &client->peer, .easy = easy};
    client->link_end = clock_ms() + ms;
    client->rejection = (struct http_rejection){.text = NULL};
    client->shown.realm[0] = '\0';
    if (easy != NULL && http_set_connection(client, transfer, HTTP_USE_LINK) &&
        http_set_tls(client) && SET(CURLOPT_SSL_ENABLE_ALPN, 0L) && /* it is no HTTP */
        curl_multi_add_handle(client->engine->multi, easy) == CURLM_OK)
        return ERR_OK;
    return err_set(e, ERR_INTERNAL, "libcurl cannot be set up");
}

/* The handle stays in the engine: without it libcurl would not find the connection again. */
static void finish(struct http_client *client, CURLcode code)
{
    struct http_answer *answer = &client->answer;
    const char *ip = NULL;
    if (curl_easy_getinfo(client->transfer.easy, CURLINFO_PRIMARY_IP, &ip) == CURLE_OK &&
        ip != NULL)
        (void)snprintf(answer->address, sizeof answer->address, "%s", ip);
    /* Nobody has looked at it, so it is not known whom it leads to. */
    if (code == CURLE_OK && client->peer.tls && !client->shown.tls)
        http_reject(client, HTTP_CERTIFICATE, "it shows none that is readable");
    http_set_result(&client->transfer, (int)code, &client->rejection, answer);
    answer->body = "";
    answer->len = 0;
    if (answer->result != HTTP_ANSWERED)
        http_transfer_drop(client->engine, &client->transfer);
}

enum err_code http_link_step(struct http_client *client, int extra_fd, long wait_ms,
                             const struct http_answer **answer, struct err *e)
{
    struct curl_waitfd extra = {.fd = extra_fd, .events = CURL_WAIT_POLLIN};
    void *multi = client->engine->multi;
    const CURLMsg *message;
    int count;
    CURLMcode code = curl_multi_perform(multi, &count);
    *answer = NULL;
    while (code == CURLM_OK && (message = curl_multi_info_read(multi, &count)) != NULL) {
        if (message->msg != CURLMSG_DONE)
            continue;
        finish(client, message->data.result);
        *answer = &client->answer;
        return ERR_OK;
    }
    long long left = client->link_end + client->transfer.waited - clock_ms();
    if (code == CURLM_OK && left <= 0) {
        finish(client, CURLE_OPERATION_TIMEDOUT);
        *answer = &client->answer;
        return ERR_OK;
    }
    if (code == CURLM_OK)
        code = curl_multi_poll(multi, &extra, extra_fd >= 0 ? 1 : 0,
                               (int)(left < wait_ms ? left : wait_ms), NULL);
    return code == CURLM_OK ? ERR_OK
                            : err_set(e, ERR_INTERNAL, "libcurl: %s", curl_multi_strerror(code));
}

bool http_link_may_log_in(struct http_client *client, const char *realm, char why[HTTP_WHY_SIZE])
{
    (void)snprintf(client->shown.realm, sizeof client->shown.realm, "%s", realm);
    bool good = http_ask_judge(client);
    (void)snprintf(why, HTTP_WHY_SIZE, "%s", good ? "" : client->why);
    return good;
}

int http_link_fd(struct http_client *client)
{
    curl_socket_t fd = CURL_SOCKET_BAD;
    if (client->transfer.easy == NULL ||
        curl_easy_getinfo(client->transfer.easy, CURLINFO_ACTIVESOCKET, &fd) != CURLE_OK)
        return -1;
    return fd == CURL_SOCKET_BAD ? -1 : fd;
}

static enum http_link_io result_of(CURLcode code)
{
    return code == CURLE_OK      ? HTTP_LINK_GOOD
           : code == CURLE_AGAIN ? HTTP_LINK_AGAIN
                                 : HTTP_LINK_ENDED;
}

enum http_link_io http_link_send(struct http_client *client, const void *bytes, size_t len,
                                 size_t *sent)
{
    *sent = 0;
    return result_of(curl_easy_send(client->transfer.easy, bytes, len, sent));
}

enum http_link_io http_link_receive(struct http_client *client, void *bytes, size_t size,
                                    size_t *received)
{
    *received = 0;
    CURLcode code = curl_easy_recv(client->transfer.easy, bytes, size, received);
    /* No bytes and no reason to wait: the other end has closed it. */
    return code == CURLE_OK && *received == 0 ? HTTP_LINK_ENDED : result_of(code);
}
