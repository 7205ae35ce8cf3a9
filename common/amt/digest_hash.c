#include "common/amt/digest_hash.h"

#include <string.h>

#include <openssl/evp.h>

#include "common/hex.h"

/* The context is wiped by libcrypto when it is freed. */
bool digest_hash(const char *const *parts, size_t count, unsigned char out[DIGEST_HASH_BYTES])
{
    unsigned char hash[EVP_MAX_MD_SIZE] = {0};
    unsigned int len = 0;
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    bool good = md != NULL && EVP_DigestInit_ex(md, EVP_md5(), NULL) == 1;
    for (size_t i = 0; good && i < count; i++)
        good = (i == 0 || EVP_DigestUpdate(md, ":", 1) == 1) &&
               EVP_DigestUpdate(md, parts[i], strlen(parts[i])) == 1;
    good = good && EVP_DigestFinal_ex(md, hash, &len) == 1 && len == DIGEST_HASH_BYTES;
    EVP_MD_CTX_free(md);
    memcpy(out, hash, DIGEST_HASH_BYTES);
    explicit_bzero(hash, sizeof hash);
    return good;
}

bool digest_hash_hex(const char *const *parts, size_t count, char out[DIGEST_HASH_HEX_SIZE])
{
    unsigned char hash[DIGEST_HASH_BYTES];
    bool good = digest_hash(parts, count, hash);
    for (size_t i = 0; i < DIGEST_HASH_BYTES; i++)
        hex_put(out + 2 * i, hash[i], HEX_LOWER);
    out[DIGEST_HASH_HEX_SIZE - 1] = '\0';
    explicit_bzero(hash, sizeof hash);
    return good;
}
