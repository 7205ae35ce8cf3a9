/* This file uses GnuTLS, as libmicrohttpd does. */
#include "alert_collector/event/event_tls.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "alert_collector/event/event_link.h"
#include "common/clock.h"

enum {
    CHAIN_MAX = 16,
    KEPT_MS = 2 * EVENT_SERVER_REQUEST_S * 1000, /* no handshake takes that long */
};

struct certificate {
    struct certificate *before;
    long long until; /* when a newer one replaced it, in ms of clock_ms */
    gnutls_pcert_st chain[CHAIN_MAX];
    unsigned length;
    gnutls_privkey_t key;
};

static struct certificate *shown; /* the newest; handshakes may still use the others */

static void free_from(struct certificate **from)
{
    while (*from != NULL) {
        struct certificate *c = *from;
        *from = c->before;
        for (unsigned i = 0; i < c->length; i++)
            gnutls_pcert_deinit(&c->chain[i]);
        if (c->key != NULL)
            gnutls_privkey_deinit(c->key);
        free(c);
    }
}

static gnutls_datum_t datum(const char *text)
{
    return (gnutls_datum_t){.data = (unsigned char *)(uintptr_t)text,
                            .size = (unsigned)strlen(text)};
}

static int read_pair(struct certificate *c, const gnutls_datum_t *certificate,
                     const gnutls_datum_t *key)
{
    const unsigned flags = GNUTLS_X509_CRT_LIST_SORT | GNUTLS_X509_CRT_LIST_IMPORT_FAIL_IF_EXCEED;
    gnutls_certificate_credentials_t both; /* checks that they belong together */
    int result = gnutls_certificate_allocate_credentials(&both);
    if (result < 0)
        return result;
    result = gnutls_certificate_set_x509_key_mem(both, certificate, key, GNUTLS_X509_FMT_PEM);
    gnutls_certificate_free_credentials(both);
    unsigned length = CHAIN_MAX;
    if (result >= 0)
        result = gnutls_pcert_list_import_x509_raw(c->chain, &length, certificate,
                                                   GNUTLS_X509_FMT_PEM, flags);
    if (result >= 0)
        c->length = length;
    if (result >= 0)
        result = gnutls_privkey_init(&c->key);
    if (result >= 0)
        result = gnutls_privkey_import_x509_raw(c->key, key, GNUTLS_X509_FMT_PEM, NULL, 0);
    return result;
}

enum err_code event_tls_set_certificate(const char *certificate, const char *key, struct err *e)
{
    const gnutls_datum_t certificate_text = datum(certificate);
    const gnutls_datum_t key_text = datum(key);
    struct certificate *made = calloc(1, sizeof *made);
    if (made == NULL)
        return err_nomem(e);
    int result = read_pair(made, &certificate_text, &key_text);
    if (result < 0) {
        free_from(&made);
        return err_set(e, ERR_CONFIG, "certificate and key cannot be used together for TLS: %s",
                       gnutls_strerror(result));
    }
    const long long now = clock_ms();
    made->before = shown;
    if (shown != NULL)
        shown->until = now;
    shown = made;
    struct certificate **old = &shown->before;
    while (*old != NULL && now - (*old)->until < KEPT_MS)
        old = &(*old)->before;
    free_from(old);
    return ERR_OK;
}

void event_tls_free(void)
{
    free_from(&shown);
}

static int on_get_certificate(gnutls_session_t session, const gnutls_datum_t *authorities,
                              int authority_count, const gnutls_pk_algorithm_t *algorithms,
                              int algorithm_count, gnutls_pcert_st **chain, unsigned *length,
                              gnutls_privkey_t *key)
{
    (void)session;
    (void)authorities;
    (void)authority_count;
    (void)algorithms;
    (void)algorithm_count;
    if (shown == NULL)
        return -1;
    *chain = shown->chain;
    *length = shown->length;
    *key = shown->key;
    return 0;
}

void *event_tls_callback(void)
{
    return (void *)(uintptr_t)on_get_certificate;
}
