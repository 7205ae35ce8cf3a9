/* With libcurl: every option of a handle, and the meaning of its result. */
#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "common/amt/http_client.h"
#include "common/clock.h"

#define HOST_SIZE 260 /* a DNS name has at most 253 characters */

/* 0 would be libcurl's own default. */
#define LONGEST_MS (24L * 60 * 60 * 1000)

#define SET(option, value) (curl_easy_setopt(easy, (option), (value)) == CURLE_OK)

/* The host of a URL: a name, or an address in the form of RFC 3986 and, for its zone, RFC 6874. */
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

/* Called before each connection: only now is it known where a name leads. */
static curl_socket_t on_open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *to)
{
    struct http_transfer *transfer = context;
    const struct http_peer *peer = transfer->peer;
    struct addr address;
    (void)purpose;
    if (transfer->once && transfer->unanswered) {
        transfer->lost = true;
        return CURL_SOCKET_BAD;
    }
    if (transfer->connecting_since == 0 || transfer->speaks)
        transfer->connecting_since = clock_ms();
    transfer->speaks = false; /* a 401 often ends the connection */
    if (peer->allowed != NULL && (!addr_from_sockaddr(&to->addr, &address) ||
                                  !peer->allowed(peer->allowed_context, &address))) {
        transfer->forbidden = true;
        return CURL_SOCKET_BAD;
    }
    int fd = socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
    if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM))
        transfer->own_errno = errno; /* others only mean that this host has no IPv6 */
    return fd;
}

static int on_trace(CURL *easy, curl_infotype type, char *text, size_t len, void *context)
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

/* No limit of libcurl's: see http_transfer_run. */
bool http_set_connection(struct http_client *client, struct http_transfer *transfer,
                         enum http_use use)
{
    CURL *easy = transfer->easy;
    char host[HOST_SIZE];
    char url[HOST_SIZE + 64];
    make_host(&client->peer, host, sizeof host);
    (void)snprintf(url, sizeof url, "%s://%s:%u%s",
                   client->peer.tls && use != HTTP_USE_PROBE ? "https" : "http", host,
                   client->peer.port, use != HTTP_USE_WHOLE ? "" : client->path);
    return SET(CURLOPT_URL, url) && SET(CURLOPT_NOSIGNAL, 1L) && SET(CURLOPT_PROXY, "") &&
           SET(CURLOPT_PROTOCOLS_STR, "http,https") &&
           SET(CURLOPT_CONNECT_ONLY, use != HTTP_USE_WHOLE ? 1L : 0L) &&
           SET(CURLOPT_CONNECTTIMEOUT_MS, LONGEST_MS) &&
           SET(CURLOPT_ERRORBUFFER, transfer->error) &&
           SET(CURLOPT_OPENSOCKETFUNCTION, on_open_socket) &&
           SET(CURLOPT_OPENSOCKETDATA, transfer) &&
#if LIBCURL_VERSION_NUM >= 0x075700       /* 7.87.0 */
           SET(CURLOPT_QUICK_EXIT, 1L) && /* Ctrl-C must not wait for a name server */
#endif
           (client->peer.trace == NULL ||
            (SET(CURLOPT_VERBOSE, 1L) && SET(CURLOPT_DEBUGFUNCTION, on_trace) &&
             SET(CURLOPT_DEBUGDATA, client)));
}

bool http_set_login(struct http_client *client)
{
    const struct http_peer *peer = &client->peer;
    CURL *easy = client->transfer.easy;
    bool negotiate = peer->auth == HTTP_AUTH_NEGOTIATE;
    unsigned long scheme = negotiate ? CURLAUTH_NEGOTIATE : CURLAUTH_DIGEST;
    /* For Negotiate libcurl insists on a user, and then asks GSSAPI for the real one. */
    const char *user = negotiate ? "" : peer->user;
    const char *password = negotiate ? "" : peer->password;
    bool no = client->challenge_only;
    return SET(CURLOPT_HTTPAUTH, no ? CURLAUTH_NONE : scheme) &&
           SET(CURLOPT_USERNAME, no ? NULL : user) && SET(CURLOPT_PASSWORD, no ? NULL : password) &&
           /* Negotiate logs in a connection, not a request (RFC 4559): if it stayed open, libcurl
              would send another client's requests as this user. */
           SET(CURLOPT_FORBID_REUSE, negotiate ? 1L : 0L) && SET(CURLOPT_FOLLOWLOCATION, 0L) &&
           http_set_tls(client);
}

bool http_set_request(struct http_client *client)
{
    CURL *easy = client->transfer.easy;
    return SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) &&
           SET(CURLOPT_HTTPHEADER, client->engine->headers) && SET(CURLOPT_POST, 1L) &&
           SET(CURLOPT_POSTFIELDS, client->request) &&
           SET(CURLOPT_POSTFIELDSIZE, (long)client->request_len) &&
           /* The challenge may come before libcurl 8.14 notices that there is no body to send: it
              would close the connection. */
           SET(CURLOPT_KEEP_SENDING_ON_ERROR, client->challenge_only ? 1L : 0L) &&
           SET(CURLOPT_HEADERFUNCTION, http_on_header) && SET(CURLOPT_HEADERDATA, client) &&
           SET(CURLOPT_WRITEFUNCTION, http_on_body) && SET(CURLOPT_WRITEDATA, client);
}

static enum http_result result_of(const struct http_transfer *transfer, CURLcode code)
{
    switch (code) {
    case CURLE_OK:
        return HTTP_ANSWERED;
    case CURLE_COULDNT_RESOLVE_HOST:
        return HTTP_NO_HOST;
    case CURLE_COULDNT_CONNECT:
    case CURLE_INTERFACE_FAILED:
        return transfer->lost        ? HTTP_CONNECTION_LOST
               : transfer->forbidden ? HTTP_ADDRESS_NOT_ALLOWED
                                     : HTTP_UNREACHABLE;
    case CURLE_OPERATION_TIMEDOUT: {
        /* libcurl's connect times are 0 on a reused connection and until TLS is established; the
         * address is known as soon as there is a connection, but in 8.14 not before TLS either. */
        const char *ip = NULL;
        (void)curl_easy_getinfo(transfer->easy, CURLINFO_PRIMARY_IP, &ip);
        if ((ip != NULL && ip[0] != '\0') || transfer->tls_begun)
            return HTTP_TIMEOUT;
        return transfer->connecting_since != 0 ? HTTP_UNREACHABLE : HTTP_NO_HOST;
    }
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CERTPROBLEM:
        return HTTP_TLS;
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
        return HTTP_CONNECTION_LOST;
    default:
        return HTTP_BAD_ANSWER;
    }
}

void http_set_result(const struct http_transfer *transfer, int code,
                     const struct http_rejection *rejection, struct http_answer *answer)
{
    const char *text = transfer->error;
    bool objected = rejection != NULL && rejection->text != NULL;
    answer->result = objected ? rejection->result : result_of(transfer, (CURLcode)code);
    if (objected)
        text = rejection->text;
    else if (answer->result == HTTP_ADDRESS_NOT_ALLOWED)
        text = "the address is in none of [amt] networks";
    else if (transfer->lost)
        text = "the connection ended without an answer";
    else if (text[0] == '\0')
        text = curl_easy_strerror((CURLcode)code);
    (void)snprintf(answer->reason, sizeof answer->reason, "%.*s", (int)sizeof answer->reason - 1,
                   answer->result == HTTP_ANSWERED ? "" : text);
}
