/* What a machine shows, held against what the register knows of a client. Pure. */
#ifndef FCFH_COMMON_AMT_TRUST_H
#define FCFH_COMMON_AMT_TRUST_H

#include <stdbool.h>

#include "common/amt/http_shown.h"
#include "common/amt/register.h"

enum trust {
    TRUST_KEY,         /* proved: the key that is known of this client and of no other, whatever the
                          certificate's dates */
    TRUST_CERTIFICATE, /* proved: another key, or the first, with a certificate of ca-file for a
                          name of this client and of no other, without a wildcard */
    TRUST_REALM,       /* nothing proves it and nothing speaks against it */
    /* No log-in: */
    TRUST_OTHER_KEY,
    TRUST_OTHER_REALM,
    TRUST_NO_TLS,         /* it had TLS before */
    TRUST_CERTIFICATE_BAD /* no key is known, and the certificate is not good either */
};

/* Before there is a challenge the realm counts as the right one: so this is to be asked again then.
 * verify: [amt] verify = ca, a client of whom no key is known needs a good certificate. */
enum trust trust_judge(const struct client_register *reg, const struct register_client *client,
                       const struct http_shown *shown, bool verify);

/* Whether a log-in may go there. */
bool trust_allows_login(enum trust trust);

/* Whose record it is: by a key that one client only has, else by a realm that one only has. NULL:
 * nobody can tell. */
const struct register_client *trust_find(const struct client_register *reg,
                                         const struct http_shown *shown);

#endif
