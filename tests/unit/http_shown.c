#include "tests/unit/unit.h"

#include "common/amt/http_client.h"
#include "common/amt/http_shown.h"
#include "tests/unit/certificates.h"

#include <openssl/pem.h>

/* A certificate as openssl(1) made it, and its pin as
 * `openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64` has it. */
static const char pem[] = "-----BEGIN CERTIFICATE-----\n"
                          "MIIBkTCCATegAwIBAgIUbhy/DNHTVIaelCUWpbLrDwtLUM4wCgYIKoZIzj0EAwIw\n"
                          "HjEcMBoGA1UEAwwTcGMwMDAxLmNvcnAuZXhhbXBsZTAeFw0yNjExMjYwMjEzMTla\n"
                          "Fw0zNjExMjMwMjEzMTlaMB4xHDAaBgNVBAMME3BjMDAwMS5jb3JwLmV4YW1wbGUw\n"
                          "WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQBajC4KVjEryH/e4s3MuFCJ5q0eRk7\n"
                          "KimPMX4Dcp4YNvi43Qg2N0AI6Lrtr0X5m4nE07ds78d1V3yaMX5uywgLo1MwUTAd\n"
                          "BgNVHQ4EFgQUHJnOsEu2IIyDsIWLBzf95SpUzncwHwYDVR0jBBgwFoAUHJnOsEu2\n"
                          "IIyDsIWLBzf95SpUzncwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBF\n"
                          "AiBN5CPGJd8Rn0RMnw/aUILkwsf2Xf6wQsg8vwKk+D41NAIhAOkwakVpPkZUbtwf\n"
                          "X0THFO3VJbvEQraif+81RsFkTrUO\n"
                          "-----END CERTIFICATE-----\n";
static const char pin[] = "sha256//sXlHICJnEzmIWdizxPr05HGe25yP+QGiVB4NBOhsdW8=";

static void the_key_is_the_pin_that_openssl_makes(void **state)
{
    (void)state;
    struct http_shown shown = {.tls = true};
    BIO *in = BIO_new_mem_buf(pem, -1);
    X509 *certificate = PEM_read_bio_X509(in, NULL, NULL, NULL);
    assert_non_null(certificate);
    assert_true(http_shown_read(&shown, certificate));
    assert_string_equal(shown.key, pin);
    assert_true(tls_key_is_valid(shown.key));
    assert_string_equal(shown.names, "pc0001.corp.example");
    X509_free(certificate);
    BIO_free(in);
}

static void a_name_is_meant_without_a_wildcard(void **state)
{
    (void)state;
    static const struct {
        const char *cn, *names, *asked;
        bool is, may;
    } rows[] = {
        {"pc1.corp.example", NULL, "pc1.corp.example", true, true},
        {"PC1.Corp.Example", NULL, "pc1.corp.example", true, true},
        {"pc1.corp.example", NULL, "pc2.corp.example", false, false},
        {"pc1.corp.example", NULL, "corp.example", false, false},
        {"pc1.corp.example", NULL, ".corp.example", false, false},
        {"pc1.corp.example", NULL, "", false, false},
        {"x", "DNS:pc1.corp.example,DNS:pc2.corp.example", "pc2.corp.example", true, true},
        {"pc1.corp.example", "DNS:pc2.corp.example", "pc1.corp.example", false, false},
        {"x", "DNS:*.corp.example", "pc1.corp.example", false, true},
        {"*.corp.example", NULL, "pc1.corp.example", false, true},
        {"x", "DNS:*.corp.example", "a.b.corp.example", false, false},
        {"x", "IP:192.0.2.7", "192.0.2.7", true, true},
        {"x", "IP:192.0.2.7", "192.0.2.8", false, false},
        {"x", "IP:2001:db8::7", "2001:db8:0::7", true, true},
        {"x", "IP:2001:db8::7", "2001:db8::8", false, false},
        {"192.0.2.7", NULL, "192.0.2.7", false, false}, /* a text is not an address */
        {"x", "DNS:192.0.2.7", "192.0.2.7", false, false},
        {NULL, NULL, "pc1", false, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct http_shown shown = {.tls = true};
        X509 *certificate = make_certificate(rows[i].cn, rows[i].names);
        assert_true(http_shown_read(&shown, certificate));
        if (http_shown_is_for(&shown, rows[i].asked) != rows[i].is ||
            http_shown_may_be_for(&shown, rows[i].asked) != rows[i].may)
            fail_msg("row %zu: %s %s", i, shown.names, rows[i].asked);
        assert_int_equal(http_shown_has_address(&shown),
                         rows[i].names != NULL && strncmp(rows[i].names, "IP:", 3) == 0);
        X509_free(certificate);
    }
    struct http_shown none = {.tls = false};
    assert_false(http_shown_is_for(&none, "pc1"));
    assert_false(http_shown_may_be_for(&none, "pc1"));
    assert_false(http_shown_has_address(&none));
}

static void names_are_for_people(void **state)
{
    (void)state;
    struct http_shown shown = {.tls = true};
    X509 *certificate = make_certificate("evil\033[2J\xe2\x80\xae", "DNS:a.example,IP:192.0.2.7");
    assert_true(http_shown_read(&shown, certificate));
    assert_string_equal(shown.names, "evil?[2J?, a.example, 192.0.2.7");
    X509_free(certificate);
    char many[4000] = "DNS:pc.example";
    for (int i = 0; i < 100; i++)
        strcat(many, ",DNS:another-name.example");
    certificate = make_certificate("pc", many);
    assert_true(http_shown_read(&shown, certificate));
    assert_true(strlen(shown.names) < sizeof shown.names);
    assert_holds(shown.names, "pc, pc.example, another-name.example");
    X509_free(certificate);
}

static void every_certificate_has_a_key_of_its_own(void **state)
{
    (void)state;
    struct http_shown one = {.tls = true}, two = {.tls = true};
    X509 *a = make_certificate("a", NULL), *b = make_certificate("a", NULL);
    assert_true(http_shown_read(&one, a) && http_shown_read(&two, b));
    assert_string_not_equal(one.key, two.key);
    X509_free(a);
    X509_free(b);
    X509 *empty = X509_new();
    assert_false(http_shown_read(&one, empty));
    assert_string_equal(one.key, "");
    X509_free(empty);
}

static void only_our_openssl_can_be_looked_into(void **state)
{
    (void)state;
    char same[64], other[64];
    unsigned major = (unsigned)(OpenSSL_version_num() >> 28);
    (void)snprintf(same, sizeof same, "OpenSSL/%u.0.19", major);
    (void)snprintf(other, sizeof other, "OpenSSL/%u.1.1w", major - 1);
    assert_true(http_tls_is_supported(same));
    assert_false(http_tls_is_supported(other));
    static const char *const foreign[] = {
        "GnuTLS/3.7.9", "(OpenSSL/3.0.19) GnuTLS/3.7.9", "", "LibreSSL/3.8.2", "BoringSSL",
        "NSS/3.87"};
    for (size_t i = 0; i < COUNT(foreign); i++)
        assert_false(http_tls_is_supported(foreign[i]));
    assert_false(http_tls_is_supported(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_key_is_the_pin_that_openssl_makes),
        cmocka_unit_test(a_name_is_meant_without_a_wildcard),
        cmocka_unit_test(names_are_for_people),
        cmocka_unit_test(every_certificate_has_a_key_of_its_own),
        cmocka_unit_test(only_our_openssl_can_be_looked_into),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
