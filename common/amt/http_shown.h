/* What a machine shows of itself before anything is sent to it, and before the log-in. With
 * libcrypto, and without input or output. */
#ifndef FCFH_COMMON_AMT_HTTP_SHOWN_H
#define FCFH_COMMON_AMT_HTTP_SHOWN_H

#include <stdbool.h>

#include "common/amt/challenge.h"
#include "common/amt/tls_key.h"

#define HTTP_NAMES_SIZE       256
#define HTTP_TLS_VERSION_SIZE 8

struct http_shown {
    bool tls;
    char tls_version[HTTP_TLS_VERSION_SIZE]; /* "1.2" */
    char key[TLS_KEY_SIZE];                  /* "" without TLS */
    bool chain_good; /* a CA of ca_file, or of the system's, signed the certificate, and it is in
                        date; else chain_trouble says what is wrong */
    char chain_trouble[96];
    bool own_ca;             /* ca_file is set; only then does chain_good prove anything */
    const void *certificate; /* X509 *, or NULL */
    /* What the certificate is for, as far as it fits; for people, so only visible characters. */
    char names[HTTP_NAMES_SIZE];
    /* The host names and wildcards that X509_check_host goes by, separated by blanks, as far as
     * they fit; the subject's comes first, if it is one of them. */
    char hosts[HTTP_NAMES_SIZE];
    char realm[CHALLENGE_REALM_SIZE]; /* of the challenge; "" while there is none */
};

/* Fills key, names and hosts from a certificate (X509 *). False: it has no readable key, or there
 * is no memory. */
bool http_shown_read(struct http_shown *shown, const void *certificate);

/* Replaces *to, which is all zeros or such a copy, with a copy that lives until http_shown_drop. */
void http_shown_copy(struct http_shown *to, const struct http_shown *from);
void http_shown_drop(struct http_shown *shown);

/* Whether the certificate is for this host name or this address. A wildcard name does not count. */
bool http_shown_is_for(const struct http_shown *shown, const char *name);

/* The same by the rules of browsers: *.corp.example is for pc.corp.example too. */
bool http_shown_may_be_for(const struct http_shown *shown, const char *host);

/* Whether the certificate names addresses, right or wrong. */
bool http_shown_has_address(const struct http_shown *shown);

#endif
