/*
 * bench_keys KEYS CLIENTS COUNT: makes a key and a certificate for each of the stand-in's machines
 * 1 to COUNT, KEYS/N.key and KEYS/N.pem, and writes their records in the register to the directory
 * CLIENTS. Prints the options that pass them to the stand-in.
 */
#include <err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>

static FILE *create(const char *dir, const char *name, unsigned long n, const char *end,
                    char path[4096])
{
    (void)snprintf(path, 4096, "%s/%s%0*lx%s", dir, name, name[0] != '\0' ? 12 : 1, n, end);
    FILE *file = fopen(path, "w");
    if (file == NULL)
        err(73, "%s", path);
    return file;
}

static void write_record(const char *dir, unsigned long n, EVP_PKEY *key)
{
    unsigned char *der = NULL, digest[32], text[64];
    char path[4096];
    int len = i2d_PUBKEY(key, &der);
    if (len <= 0 || EVP_Digest(der, (size_t)len, digest, NULL, EVP_sha256(), NULL) != 1)
        errx(70, "no digest of a key");
    OPENSSL_free(der);
    (void)EVP_EncodeBlock(text, digest, sizeof digest);
    FILE *file = create(dir, "5afe0016-c0de-4a11-8bad-", n, ".xml", path);
    if (fprintf(file,
                "<client version=\"1\"><uuid>5afe0016-c0de-4a11-8bad-%012lx</uuid>"
                "<tls since=\"2026-01-02T03:04:05Z\"/><key>sha256//%s</key>"
                "<learned time=\"2026-01-02T03:04:05Z\"/></client>\n",
                n, (const char *)text) < 0 ||
        fclose(file) != 0)
        err(73, "%s", path);
}

static void write_pem(const char *dir, unsigned long n, EVP_PKEY *key)
{
    char certificate[4096], secret[4096];
    X509 *x509 = X509_new();
    if (x509 == NULL || X509_set_version(x509, 2) != 1 ||
        ASN1_INTEGER_set(X509_get_serialNumber(x509), (long)n) != 1 ||
        X509_gmtime_adj(X509_getm_notBefore(x509), -86400) == NULL ||
        X509_gmtime_adj(X509_getm_notAfter(x509), 86400) == NULL ||
        X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_ASC,
                                   (const unsigned char *)"pc", -1, -1, 0) != 1 ||
        X509_set_issuer_name(x509, X509_get_subject_name(x509)) != 1 ||
        X509_set_pubkey(x509, key) != 1 || X509_sign(x509, key, EVP_sha256()) == 0)
        errx(70, "no certificate");
    FILE *file = create(dir, "", n, ".pem", certificate);
    if (PEM_write_X509(file, x509) != 1 || fclose(file) != 0)
        err(73, "%s", certificate);
    file = create(dir, "", n, ".key", secret);
    if (PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) != 1 || fclose(file) != 0)
        err(73, "%s", secret);
    X509_free(x509);
    (void)printf("--tls %s %s\n", certificate, secret);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        errx(64, "usage: bench_keys KEYS CLIENTS COUNT");
    const unsigned long count = strtoul(argv[3], NULL, 10);
    for (unsigned long n = 1; n <= count; n++) {
        EVP_PKEY *key = EVP_EC_gen("P-256");
        if (key == NULL)
            errx(70, "no key");
        write_pem(argv[1], n, key);
        write_record(argv[2], n, key);
        EVP_PKEY_free(key);
    }
    return fflush(stdout) == 0 ? 0 : 73;
}
