#include "common/amt/digest_password.h"

#include <stdbool.h>
#include <string.h>

#include <openssl/evp.h>

enum { MD5_BYTES = 16 };

static bool add(EVP_MD_CTX *md, const char *text)
{
    return EVP_DigestUpdate(md, text, strlen(text)) == 1;
}

/* The context is wiped by libcrypto when it is freed. */
static bool md5(const char *user, const char *realm, const char *password,
                unsigned char out[EVP_MAX_MD_SIZE])
{
    unsigned int len = 0;
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    bool good = md != NULL && EVP_DigestInit_ex(md, EVP_md5(), NULL) == 1 && add(md, user) &&
                add(md, ":") && add(md, realm) && add(md, ":") && add(md, password) &&
                EVP_DigestFinal_ex(md, out, &len) == 1;
    EVP_MD_CTX_free(md);
    return good && len == MD5_BYTES;
}

enum err_code digest_password(const char *user, const char *realm, const struct secret *secret,
                              char out[DIGEST_PASSWORD_SIZE], struct err *e)
{
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned char text[DIGEST_PASSWORD_SIZE];
    bool good = md5(user, realm, secret->text, hash) &&
                EVP_EncodeBlock(text, hash, MD5_BYTES) == DIGEST_PASSWORD_SIZE - 1;
    if (good)
        memcpy(out, text, DIGEST_PASSWORD_SIZE);
    else
        memset(out, 0, DIGEST_PASSWORD_SIZE);
    explicit_bzero(hash, sizeof hash);
    explicit_bzero(text, sizeof text);
    return good ? ERR_OK : err_set(e, ERR_INTERNAL, "libcrypto does not compute MD5 here");
}
