#include "common/amt/digest_password.h"

#include <string.h>

#include <openssl/evp.h>

#include "common/amt/digest_hash.h"

enum err_code digest_password(const char *user, const char *realm, const struct secret *secret,
                              char out[DIGEST_PASSWORD_SIZE], struct err *e)
{
    const char *const parts[] = {user, realm, secret->text};
    unsigned char hash[DIGEST_HASH_BYTES];
    unsigned char text[DIGEST_PASSWORD_SIZE];
    bool good = digest_hash(parts, 3, hash) &&
                EVP_EncodeBlock(text, hash, DIGEST_HASH_BYTES) == DIGEST_PASSWORD_SIZE - 1;
    if (good)
        memcpy(out, text, DIGEST_PASSWORD_SIZE);
    else
        memset(out, 0, DIGEST_PASSWORD_SIZE);
    explicit_bzero(hash, sizeof hash);
    explicit_bzero(text, sizeof text);
    return good ? ERR_OK : err_set(e, ERR_INTERNAL, "libcrypto does not compute MD5 here");
}
