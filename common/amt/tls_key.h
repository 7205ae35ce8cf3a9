/* The public key at the other end of TLS, by its fingerprint: "sha256//" and the SHA-256 of its
 * SubjectPublicKeyInfo in base64, as libcurl writes it. */
#ifndef FCFH_COMMON_AMT_TLS_KEY_H
#define FCFH_COMMON_AMT_TLS_KEY_H

#include <stdbool.h>

#define TLS_KEY_SIZE 56 /* 8 characters, 44 of base64, the NUL */

/* True if the whole text is such a fingerprint. */
bool tls_key_is_valid(const char *text);

#endif
