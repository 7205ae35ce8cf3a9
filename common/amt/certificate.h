/* Our own certificate and its key, as a server would show them, and what is wrong with them. */
#ifndef FCFH_COMMON_AMT_CERTIFICATE_H
#define FCFH_COMMON_AMT_CERTIFICATE_H

#include <stdbool.h>
#include <time.h>

#include "common/amt/tls_key.h"

struct certificate {
    bool readable; /* the text begins with a PEM certificate; otherwise nothing else is known */
    time_t from, until;
    char pin[TLS_KEY_SIZE]; /* of its public key */
};

void certificate_read(const char *pem, struct certificate *certificate);

/* A host name or an address. */
bool certificate_is_for(const char *pem, const char *host);

enum certificate_key {
    CERTIFICATE_KEY_FITS,
    CERTIFICATE_KEY_BAD, /* no key, or one with a passphrase */
    CERTIFICATE_KEY_OTHER
};

/* Whether the key belongs to the certificate. */
enum certificate_key certificate_try_key(const char *pem, const char *key_pem);

#endif
