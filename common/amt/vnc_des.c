#include "common/amt/vnc_des.h"

#include <string.h>

#include <openssl/evp.h>

/* OpenSSL has single DES only with its old algorithms loaded, and triple DES always: with one key
 * three times they are the same. */
enum { KEYS = 3 };

static unsigned char reversed(unsigned char byte)
{
    unsigned char result = 0;
    for (unsigned bit = 0; bit < 8; bit++)
        if ((byte & 1U << bit) != 0)
            result |= (unsigned char)(0x80U >> bit);
    return result;
}

bool vnc_des(const unsigned char key[VNC_DES_KEY], const unsigned char *in, size_t len,
             unsigned char *out)
{
    unsigned char keys[KEYS * VNC_DES_KEY];
    int made = 0;
    for (size_t i = 0; i < sizeof keys; i++)
        keys[i] = reversed(key[i % VNC_DES_KEY]);
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    bool good = cipher != NULL &&
                EVP_EncryptInit_ex(cipher, EVP_des_ede3_ecb(), NULL, keys, NULL) == 1 &&
                EVP_CIPHER_CTX_set_padding(cipher, 0) == 1 &&
                EVP_EncryptUpdate(cipher, out, &made, in, (int)len) == 1 && made == (int)len;
    EVP_CIPHER_CTX_free(cipher);
    explicit_bzero(keys, sizeof keys);
    return good;
}

bool vnc_des_hide(const char *password, unsigned char out[VNC_DES_BLOCK])
{
    static const unsigned char known[VNC_DES_KEY] = {0x17, 0x52, 0x6B, 0x06,
                                                     0x23, 0x4E, 0x58, 0x07};
    unsigned char block[VNC_DES_BLOCK] = {0};
    memcpy(block, password, strnlen(password, sizeof block));
    bool good = vnc_des(known, block, sizeof block, out);
    explicit_bzero(block, sizeof block);
    return good;
}
