/* MD5 of what digest authentication joins with colons. With libcrypto. */
#ifndef FCFH_COMMON_AMT_DIGEST_HASH_H
#define FCFH_COMMON_AMT_DIGEST_HASH_H

#include <stdbool.h>
#include <stddef.h>

enum { DIGEST_HASH_BYTES = 16, DIGEST_HASH_HEX_SIZE = 2 * DIGEST_HASH_BYTES + 1 };

/* Of "parts[0]:parts[1]:...". Whoever has the result of a password can log in: the caller wipes it.
 * False if libcrypto has no MD5, as where FIPS 140 is enforced. */
bool digest_hash(const char *const *parts, size_t count, unsigned char out[DIGEST_HASH_BYTES]);

/* The same in lower-case hexadecimal digits. */
bool digest_hash_hex(const char *const *parts, size_t count, char out[DIGEST_HASH_HEX_SIZE]);

#endif
