#include "common/amt/http_shown.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include "common/addr.h"
#include "common/text.h"

enum { HASH_BYTES = 32, HASH_BASE64 = 44 };

static bool read_key(const X509 *certificate, char key[TLS_KEY_SIZE])
{
    unsigned char *spki = NULL;
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned char text[HASH_BASE64 + 1];
    unsigned int hash_len = 0;
    int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &spki);
    bool good = len > 0 &&
                EVP_Digest(spki, (size_t)len, hash, &hash_len, EVP_sha256(), NULL) == 1 &&
                hash_len == HASH_BYTES && EVP_EncodeBlock(text, hash, HASH_BYTES) == HASH_BASE64;
    OPENSSL_free(spki);
    key[0] = '\0';
    if (good)
        (void)snprintf(key, TLS_KEY_SIZE, "sha256//%s", (const char *)text);
    return good;
}

/* Adds a name. What does not fit is left out. */
static void add_name(char names[HTTP_NAMES_SIZE], const char *name)
{
    char clean[HTTP_NAMES_SIZE];
    size_t used = strlen(names);
    text_clean_visible(name, clean, sizeof clean);
    bool is_new = strcmp(names, clean) != 0; /* most often the common name is there twice */
    if (!is_new || clean[0] == '\0')
        return;
    size_t room = HTTP_NAMES_SIZE - used;
    int len = snprintf(names + used, room, "%s%s", used > 0 ? ", " : "", clean);
    if (len < 0 || (size_t)len >= room)
        names[used] = '\0';
}

static void add_string(char names[HTTP_NAMES_SIZE], const ASN1_STRING *string)
{
    unsigned char *text = NULL;
    int len = ASN1_STRING_to_UTF8(&text, string);
    if (len > 0 && strlen((const char *)text) == (size_t)len)
        add_name(names, (const char *)text);
    OPENSSL_free(text);
}

static bool address_of(const ASN1_OCTET_STRING *bytes, struct addr *address)
{
    int len = ASN1_STRING_length(bytes);
    *address = (struct addr){.v6 = len == 16};
    if (len != 4 && len != 16)
        return false;
    memcpy(address->bytes, ASN1_STRING_get0_data(bytes), (size_t)len);
    return true;
}

static GENERAL_NAMES *alternative_names(const void *certificate)
{
    return X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
}

static void read_names(const X509 *certificate, char names[HTTP_NAMES_SIZE])
{
    X509_NAME *subject = X509_get_subject_name(certificate);
    int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    names[0] = '\0';
    if (at >= 0)
        add_string(names, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
    GENERAL_NAMES *all = alternative_names(certificate);
    for (int i = 0; i < sk_GENERAL_NAME_num(all); i++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(all, i);
        struct addr address;
        char text[ADDR_TEXT_SIZE];
        if (name->type == GEN_DNS) {
            add_string(names, name->d.dNSName);
        } else if (name->type == GEN_IPADD && address_of(name->d.iPAddress, &address)) {
            addr_format(&address, text);
            add_name(names, text);
        }
    }
    GENERAL_NAMES_free(all);
}

static bool host_is_among(const char *hosts, const char *host)
{
    size_t len = strlen(host);
    for (const char *at = hosts; *at != '\0'; at += strspn(at, " ")) {
        size_t word = strcspn(at, " ");
        if (word == len && memcmp(at, host, len) == 0)
            return true;
        at += word;
    }
    return false;
}

/* Adds a host name, perhaps with a wildcard; what is not a name, or does not fit, is left out. */
static void add_host(char hosts[HTTP_NAMES_SIZE], const ASN1_STRING *string)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.*";
    unsigned char *text = NULL;
    int len = ASN1_STRING_to_UTF8(&text, string);
    size_t used = strlen(hosts);
    if (len > 0 && strspn((const char *)text, allowed) == (size_t)len &&
        !host_is_among(hosts, (const char *)text) && used + (size_t)len + 2 <= HTTP_NAMES_SIZE)
        (void)snprintf(hosts + used, HTTP_NAMES_SIZE - used, "%s%s", used > 0 ? " " : "",
                       (const char *)text);
    OPENSSL_free(text);
}

/* The subject counts if no alternative name is a host name, or if one of them is the same. */
static bool subject_counts(const ASN1_STRING *common, const GENERAL_NAMES *all)
{
    bool counts = true;
    for (int i = 0; i < sk_GENERAL_NAME_num(all); i++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(all, i);
        const ASN1_STRING *host = name->type == GEN_DNS ? name->d.dNSName : NULL;
        if (host != NULL && ASN1_STRING_length(host) == ASN1_STRING_length(common) &&
            memcmp(ASN1_STRING_get0_data(host), ASN1_STRING_get0_data(common),
                   (size_t)ASN1_STRING_length(host)) == 0)
            return true;
        counts = counts && host == NULL;
    }
    return counts;
}

static void read_hosts(const X509 *certificate, char hosts[HTTP_NAMES_SIZE])
{
    X509_NAME *subject = X509_get_subject_name(certificate);
    int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    GENERAL_NAMES *all = alternative_names(certificate);
    hosts[0] = '\0';
    if (at >= 0 && subject_counts(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)), all))
        add_host(hosts, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
    for (int i = 0; i < sk_GENERAL_NAME_num(all); i++)
        if (sk_GENERAL_NAME_value(all, i)->type == GEN_DNS)
            add_host(hosts, sk_GENERAL_NAME_value(all, i)->d.dNSName);
    GENERAL_NAMES_free(all);
}

bool http_shown_read(struct http_shown *shown, const void *certificate)
{
    shown->certificate = certificate;
    read_names(certificate, shown->names);
    read_hosts(certificate, shown->hosts);
    return read_key(certificate, shown->key);
}

void http_shown_copy(struct http_shown *to, const struct http_shown *from)
{
    X509 *certificate = (X509 *)from->certificate;
    if (certificate != NULL && X509_up_ref(certificate) != 1)
        certificate = NULL;
    http_shown_drop(to);
    *to = *from;
    to->certificate = certificate;
}

void http_shown_drop(struct http_shown *shown)
{
    X509_free((X509 *)shown->certificate);
    *shown = (struct http_shown){.tls = false};
}

/* libcrypto takes a name that begins with a dot to mean everything below it. */
static bool is_for_host(const struct http_shown *shown, const char *host, unsigned flags)
{
    return host[0] != '\0' && host[0] != '.' &&
           X509_check_host((X509 *)shown->certificate, host, 0, flags, NULL) == 1;
}

bool http_shown_is_for(const struct http_shown *shown, const char *name)
{
    struct addr address;
    if (shown->certificate == NULL)
        return false;
    if (addr_parse(name, &address))
        return X509_check_ip((X509 *)shown->certificate, address.bytes, address.v6 ? 16 : 4, 0) ==
               1;
    return is_for_host(shown, name, X509_CHECK_FLAG_NO_WILDCARDS);
}

bool http_shown_may_be_for(const struct http_shown *shown, const char *host)
{
    struct addr address;
    return http_shown_is_for(shown, host) ||
           (shown->certificate != NULL && !addr_parse(host, &address) &&
            is_for_host(shown, host, 0));
}

bool http_shown_has_address(const struct http_shown *shown)
{
    bool found = false;
    if (shown->certificate == NULL)
        return false;
    GENERAL_NAMES *all = alternative_names(shown->certificate);
    for (int i = 0; i < sk_GENERAL_NAME_num(all); i++)
        found = sk_GENERAL_NAME_value(all, i)->type == GEN_IPADD || found;
    GENERAL_NAMES_free(all);
    return found;
}
