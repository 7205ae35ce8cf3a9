/* MD5 of the parts that digest authentication joins with colons. With libcrypto. */
#ifndef FCFH_COMMON_AMT_DIGEST_HASH_H
#define FCFH_COMMON_AMT_DIGEST_HASH_H

#include <stdbool.h>
#include <stddef.h>

enum { DIGEST_HASH_BYTES = 16, DIGEST_HASH_HEX_SIZE = 2 * DIGEST_HASH_BYTES + 1 };

/* MD5 of "parts[0]:parts[1]:...". The hash of a password is enough to log in: the caller wipes it.
 * False if libcrypto has no MD5, as where FIPS 140 is enforced. */
bool digest_hash(const char *const *parts, size_t count, unsigned char out[DIGEST_HASH_BYTES]);

/* The same as lower-case hexadecimal digits. */
bool digest_hash_hex(const char *const *parts, size_t count, char out[DIGEST_HASH_HEX_SIZE]);

#endif
