#include "common/amt/tls_key.h"

#include <string.h>

bool tls_key_is_valid(const char *text)
{
    static const char prefix[] = "sha256//";
    static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    enum { DIGITS = 43 }; /* of 32 bytes; the last has two spare bits, which are 0 */
    if (strncmp(text, prefix, strlen(prefix)) != 0)
        return false;
    text += strlen(prefix);
    if (strspn(text, base64) != DIGITS || strcmp(text + DIGITS, "=") != 0)
        return false;
    return (strchr(base64, text[DIGITS - 1]) - base64) % 4 == 0;
}
