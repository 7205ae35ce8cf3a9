/* With libcrypto. */
#include "common/amt/certificate.h"

#include <stdio.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>

/* Never asks for a passphrase. */
static int no_passphrase(char *out, int size, int writing, void *context)
{
    (void)out;
    (void)size;
    (void)writing;
    (void)context;
    return -1;
}

/* The caller frees the result; NULL if there is none. */
static X509 *read_first(const char *pem)
{
    BIO *in = BIO_new_mem_buf(pem, -1);
    X509 *x509 = in != NULL ? PEM_read_bio_X509(in, NULL, no_passphrase, NULL) : NULL;
    BIO_free(in);
    ERR_clear_error();
    return x509;
}

static bool read_time(const ASN1_TIME *from, time_t *to)
{
    struct tm tm;
    if (ASN1_TIME_to_tm(from, &tm) != 1)
        return false;
    *to = timegm(&tm);
    return true;
}

static bool read_pin(const X509 *x509, char pin[TLS_KEY_SIZE])
{
    unsigned char *der = NULL;
    unsigned char digest[SHA256_DIGEST_LENGTH];
    char base64[64];
    int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509), &der);
    if (len <= 0)
        return false;
    (void)SHA256(der, (size_t)len, digest);
    OPENSSL_free(der);
    (void)EVP_EncodeBlock((unsigned char *)base64, digest, sizeof digest);
    return snprintf(pin, TLS_KEY_SIZE, "sha256//%s", base64) < TLS_KEY_SIZE;
}

void certificate_read(const char *pem, struct certificate *certificate)
{
    X509 *x509 = read_first(pem);
    *certificate = (struct certificate){.readable = false};
    certificate->readable = x509 != NULL &&
                            read_time(X509_get0_notBefore(x509), &certificate->from) &&
                            read_time(X509_get0_notAfter(x509), &certificate->until) &&
                            read_pin(x509, certificate->pin);
    X509_free(x509);
}

bool certificate_is_for(const char *pem, const char *host)
{
    X509 *x509 = read_first(pem);
    bool good = x509 != NULL && (X509_check_host(x509, host, 0, 0, NULL) == 1 ||
                                 X509_check_ip_asc(x509, host, 0) == 1);
    X509_free(x509);
    ERR_clear_error();
    return good;
}

enum certificate_key certificate_try_key(const char *pem, const char *key_pem)
{
    BIO *in = BIO_new_mem_buf(key_pem, -1);
    EVP_PKEY *key = in != NULL ? PEM_read_bio_PrivateKey(in, NULL, no_passphrase, NULL) : NULL;
    X509 *x509 = read_first(pem);
    enum certificate_key answer = CERTIFICATE_KEY_BAD;
    if (key != NULL)
        answer = x509 != NULL && X509_check_private_key(x509, key) == 1 ? CERTIFICATE_KEY_FITS
                                                                        : CERTIFICATE_KEY_OTHER;
    BIO_free(in);
    EVP_PKEY_free(key);
    X509_free(x509);
    ERR_clear_error();
    return answer;
}
