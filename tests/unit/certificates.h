/* Certificates for tests: each has a key of its own and is signed by itself. */
#ifndef FCFH_TESTS_UNIT_CERTIFICATES_H
#define FCFH_TESTS_UNIT_CERTIFICATES_H

#include <openssl/evp.h>
#include <openssl/x509v3.h>

static inline X509 *make_certificate(const char *common_name, const char *alternative_names)
{
    X509 *certificate = X509_new();
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509_NAME *subject = X509_get_subject_name(certificate);
    if (common_name != NULL)
        (void)X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                         (const unsigned char *)common_name, -1, -1, 0);
    if (alternative_names != NULL) {
        X509_EXTENSION *names =
            X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, alternative_names);
        (void)X509_add_ext(certificate, names, -1);
        X509_EXTENSION_free(names);
    }
    (void)X509_set_version(certificate, X509_VERSION_3);
    (void)ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    (void)X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
    (void)X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    (void)X509_set_pubkey(certificate, key);
    (void)X509_sign(certificate, key, EVP_sha256());
    EVP_PKEY_free(key);
    return certificate;
}

#endif
