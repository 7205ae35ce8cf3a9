/* The password of an account in the form that AMT wants (AMT_AuthorizationService, DigestPassword).
 * With libcrypto. */
#ifndef FCFH_COMMON_AMT_DIGEST_PASSWORD_H
#define FCFH_COMMON_AMT_DIGEST_PASSWORD_H

#include "common/err.h"
#include "common/secret.h"

#define DIGEST_PASSWORD_SIZE 25 /* 16 bytes in base64 and the NUL */

/* Base64 of the 16 bytes of MD5("user:realm:password"). It is enough to log in: the caller wipes
 * it. realm is the one in the machine's challenge. ERR_INTERNAL if libcrypto has no MD5, as where
 * FIPS 140 is enforced; out is all zeros then. */
enum err_code digest_password(const char *user, const char *realm, const struct secret *secret,
                              char out[DIGEST_PASSWORD_SIZE], struct err *e);

#endif
