/* What a machine shows at its end of TLS: a certificate in DER. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/x509.h>

#include "common/amt/http_shown.h"

void fuzz_one(const uint8_t *data, size_t size)
{
    const unsigned char *at = data;
    struct http_shown shown = {.tls = true};
    X509 *certificate = d2i_X509(NULL, &at, (long)size);
    if (certificate == NULL)
        return;
    bool read = http_shown_read(&shown, certificate);
    if (read != tls_key_is_valid(shown.key) || read != (shown.key[0] != '\0'))
        abort();
    if (memchr(shown.names, '\0', sizeof shown.names) == NULL)
        abort();
    for (const char *c = shown.names; *c != '\0'; c++)
        if ((unsigned char)*c < ' ' || *c == 127)
            abort();
    static const char *const asked[] = {"pc1.corp.example", ".corp.example", "*.corp.example", "",
                                        "192.0.2.7",        "2001:db8::7"};
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++)
        if (http_shown_is_for(&shown, asked[i]) && !http_shown_may_be_for(&shown, asked[i]))
            abort();
    if (http_shown_is_for(&shown, "") || http_shown_is_for(&shown, ".corp.example"))
        abort();
    (void)http_shown_has_address(&shown);
    X509_free(certificate);
}
