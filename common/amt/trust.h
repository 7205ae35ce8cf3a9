/* Compares what a machine shows with what the register knows of a client. Pure. */
#ifndef FCFH_COMMON_AMT_TRUST_H
#define FCFH_COMMON_AMT_TRUST_H

#include <stdbool.h>

#include "common/amt/http_shown.h"
#include "common/amt/register.h"

enum trust {
    TRUST_KEY,         /* proved: it is the known key of this client and of no other, whatever the
                          certificate's dates */
    TRUST_CERTIFICATE, /* proved: a different or first key, with a certificate of ca-file for a name
                          of this client and of no other, without a wildcard */
    TRUST_REALM,       /* nothing proves it and nothing speaks against it */
    /* No log-in: */
    TRUST_OTHER_KEY,
    TRUST_OTHER_REALM,
    TRUST_NO_TLS,         /* it had TLS before */
    TRUST_CERTIFICATE_BAD /* no key is known, and the certificate is not good either */
};

/* Before there is a challenge the realm counts as right, so ask again when there is one. verify:
 * with [amt] verify = ca, a client without a known key needs a good certificate. */
enum trust trust_judge(const struct client_register *reg, const struct register_client *client,
                       const struct http_shown *shown, bool verify);

/* Whether a log-in may be sent. */
bool trust_allows_login(enum trust trust);

/* Whose record it is: by a key that only one client has, else by a realm that only one has. NULL:
 * it cannot be told. */
const struct register_client *trust_find(const struct client_register *reg,
                                         const struct http_shown *shown);

#endif
