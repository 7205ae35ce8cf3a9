/* With libcurl and libssl: how TLS is set up, and what is checked once it is established. */
#include <curl/curl.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/amt/http_client.h"
#include "common/amt/tls_store.h"

#define SET(option, value) (curl_easy_setopt(easy, (option), (value)) == CURLE_OK)

bool http_tls_is_supported(const char *ssl_version)
{
    static const char name[] = "OpenSSL/";
    if (ssl_version == NULL || strncmp(ssl_version, name, sizeof name - 1) != 0)
        return false;
    /* What libcurl hands us belongs to its OpenSSL, and ours has to read it. */
    unsigned long major = strtoul(ssl_version + sizeof name - 1, NULL, 10);
    return major == OpenSSL_version_num() >> 28;
}

enum err_code http_tls_start(struct err *e)
{
    const char *have = curl_version_info(CURLVERSION_NOW)->ssl_version;
    if (http_tls_is_supported(have))
        return ERR_OK;
    return err_set(e, ERR_INTERNAL,
                   "this libcurl was built with %.40s: fcfh needs the one with OpenSSL %lu (on "
                   "Debian libcurl4-openssl-dev); install that and rebuild",
                   have != NULL ? have : "no TLS", OpenSSL_version_num() >> 28);
}

/* Called before a handshake: there is a connection. */
static CURLcode on_tls(CURL *easy, void *tls_context, void *context)
{
    struct http_client *client = context;
    SSL_CTX *tls = tls_context;
    (void)easy;
    client->transfer.tls_begun = true;
    /* The certificate that was checked must stay the same to the end. */
    (void)SSL_CTX_set_options(tls, SSL_OP_NO_RENEGOTIATION);
    /* Even current firmware does not announce secure renegotiation (RFC 5746), which OpenSSL 3
     * insists on. As there is no renegotiation, there is nothing to secure. */
    (void)SSL_CTX_set_options(tls, SSL_OP_LEGACY_SERVER_CONNECT);
    (void)SSL_CTX_set_mode(tls, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (client->store != NULL)
        SSL_CTX_set1_cert_store(tls, client->store);
    return CURLE_OK;
}

static void forget_shown(struct http_client *client)
{
    X509_free((X509 *)client->shown.certificate);
    client->shown = (struct http_shown){.tls = false};
}

void http_tls_drop(struct http_client *client)
{
    forget_shown(client);
    tls_store_free(client->store);
    client->store = NULL;
}

/* Notes what the other end shows. False: nothing can be read. */
static bool read_peer_certificate(struct http_client *client, const SSL *ssl)
{
    struct http_shown *shown = &client->shown;
    X509 *certificate = SSL_get_peer_certificate(ssl); /* a reference of our own */
    if (certificate != NULL && certificate == shown->certificate) {
        X509_free(certificate); /* the same connection, or one that resumes its session */
        return true;
    }
    forget_shown(client);
    client->approved = false;
    shown->tls = true;
    const char *version = SSL_get_version(ssl); /* "TLSv1", "TLSv1.2" */
    if (strncmp(version, "TLSv", 4) == 0)
        (void)snprintf(shown->tls_version, sizeof shown->tls_version, "%.5s%s", version + 4,
                       version[4] != '\0' && version[5] == '\0' ? ".0" : "");
    long trouble = SSL_get_verify_result(ssl);
    shown->own_ca = client->peer.ca_file[0] != '\0';
    shown->chain_good = client->store != NULL && trouble == X509_V_OK;
    if (client->store == NULL)
        (void)snprintf(shown->chain_trouble, sizeof shown->chain_trouble, "%s",
                       client->store_trouble);
    else if (!shown->chain_good)
        (void)snprintf(shown->chain_trouble, sizeof shown->chain_trouble, "%s",
                       X509_verify_cert_error_string(trouble));
    return certificate != NULL && http_shown_read(shown, certificate);
}

/* Without a judge, the certificate must be for the name that was asked for. If only an address is
 * known, the certificate may be for any name; but if it names addresses, this one must be among
 * them. */
static void check_certificate(struct http_client *client)
{
    const struct http_shown *shown = &client->shown;
    const struct http_peer *peer = &client->peer;
    char address[ADDR_TEXT_SIZE];
    struct addr bare = peer->address;
    bare.zone[0] = '\0';
    addr_format(&bare, address);
    const char *asked = peer->host != NULL ? peer->host : address;
    bool named = peer->host != NULL
                     ? http_shown_may_be_for(shown, asked)
                     : !http_shown_has_address(shown) || http_shown_is_for(shown, asked);
    if (shown->chain_good && named)
        return;
    if (shown->chain_good)
        (void)snprintf(client->why, sizeof client->why, "it does not name '%.60s' but %.60s", asked,
                       shown->names);
    http_reject(client, HTTP_CERTIFICATE, shown->chain_good ? client->why : shown->chain_trouble);
}

/* libcurl calls this when the handshake is done, before it sends the first byte of a request. */
static int on_request(void *context, char *to_ip, char *from_ip, int to_port, int from_port)
{
    struct http_client *client = context;
    struct curl_tlssessioninfo *tls = NULL;
    (void)to_ip;
    (void)from_ip;
    (void)to_port;
    (void)from_port;
    if (client->peer.tls) {
        if (curl_easy_getinfo(client->transfer.easy, CURLINFO_TLS_SSL_PTR, &tls) != CURLE_OK ||
            tls->backend != CURLSSLBACKEND_OPENSSL || tls->internals == NULL ||
            !read_peer_certificate(client, tls->internals))
            http_reject(client, HTTP_CERTIFICATE, "it shows none that is readable");
        else if (client->peer.judge == NULL && client->peer.verify)
            check_certificate(client);
    }
    /* With Kerberos there is no challenge before the ticket is sent. */
    if (client->rejection.text == NULL && !client->approved &&
        (client->peer.tls || client->peer.auth == HTTP_AUTH_NEGOTIATE))
        client->approved = http_ask_judge(client);
    client->transfer.speaks = true;
    client->transfer.requests++;
    client->transfer.unanswered = true;
    return client->rejection.text == NULL ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

/* libcurl does not check the certificate: what it would refuse may hold the key that we know. */
bool http_set_tls(struct http_client *client)
{
    const struct http_peer *peer = &client->peer;
    CURL *easy = client->transfer.easy;
    struct err e;
    if (peer->tls && client->store == NULL &&
        tls_store_get(peer->ca_file, &client->store, &e) != ERR_OK)
        (void)snprintf(client->store_trouble, sizeof client->store_trouble, "%.*s",
                       (int)sizeof client->store_trouble - 1, e.text);
    bool good = SET(CURLOPT_SSL_VERIFYPEER, 0L) && SET(CURLOPT_SSL_VERIFYHOST, 0L) &&
                SET(CURLOPT_CAINFO, NULL) && SET(CURLOPT_CAPATH, NULL) &&
                SET(CURLOPT_SSL_CTX_FUNCTION, on_tls) && SET(CURLOPT_SSL_CTX_DATA, client) &&
                SET(CURLOPT_PREREQFUNCTION, on_request) && SET(CURLOPT_PREREQDATA, client) &&
                /* Resuming sessions pays only if each request has its own connection. */
                SET(CURLOPT_SSL_SESSIONID_CACHE, peer->auth == HTTP_AUTH_NEGOTIATE ? 1L : 0L);
    /* AMT up to 11 has TLS 1.0 or 1.1 with RSA key exchange, which OpenSSL allows only at level 0.
     */
    if (good && peer->legacy_tls)
        good = SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_0) &&
               SET(CURLOPT_SSL_CIPHER_LIST, "ALL:!aNULL:!eNULL:@SECLEVEL=0");
    return good;
}
