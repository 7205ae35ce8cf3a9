#include "amt_cfg/mask.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/amt/digest_password.h"
#include "common/hex.h"

static const char digits64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void add(struct mask *mask, const char *text, bool any_case)
{
    if (strlen(text) < MASK_LEAST || mask->count == MASK_MAX)
        return;
    (void)snprintf(mask->values[mask->count].text, sizeof mask->values[0].text, "%s", text);
    mask->values[mask->count++].any_case = any_case;
}

void mask_add(struct mask *mask, const char *password)
{
    char base64[sizeof mask->values[0].text];
    size_t len = strnlen(password, SECRET_SIZE - 1);
    char *out = base64;
    if (len < MASK_LEAST)
        return;
    for (size_t i = 0; i < len; i += 3, out += 4) {
        unsigned char b[3] = {0};
        memcpy(b, password + i, len - i < 3 ? len - i : 3);
        out[0] = digits64[b[0] >> 2];
        out[1] = digits64[(b[0] << 4 | b[1] >> 4) & 63];
        out[2] = len - i > 1 ? digits64[(b[1] << 2 | b[2] >> 6) & 63] : '=';
        out[3] = len - i > 2 ? digits64[b[2] & 63] : '=';
    }
    *out = '\0';
    add(mask, password, false);
    add(mask, base64, false);
    explicit_bzero(base64, sizeof base64);
}

void mask_add_login(struct mask *mask, const char *user, const char *realm,
                    const struct secret *password)
{
    char base64[DIGEST_PASSWORD_SIZE];
    char hex[33] = "";
    unsigned bits = 0;
    if (digest_password(user, realm, password, base64, NULL) != ERR_OK)
        return; /* without MD5 nobody can have made it */
    for (size_t i = 0, used = 0; base64[i] != '='; i++) {
        bits = bits << 6 | (unsigned)(strchr(digits64, base64[i]) - digits64);
        if (i % 4 == 0)
            continue;
        hex_put(hex + used, (unsigned char)(bits >> (6 - i % 4 * 2)), HEX_LOWER);
        used += 2;
    }
    add(mask, base64, false);
    add(mask, hex, true);
    explicit_bzero(base64, sizeof base64);
    explicit_bzero(hex, sizeof hex);
}

void mask_wipe(struct mask *mask)
{
    explicit_bzero(mask, sizeof *mask);
}

/* The character that text begins with, which may be written as an entity, and the length of
 * that. */
static char first_char(const char *text, size_t len, size_t *used)
{
    static const struct {
        const char *name;
        char c;
    } entities[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
    char number[12];
    *used = 1;
    if (text[0] != '&')
        return text[0];
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++) {
        size_t name_len = strlen(entities[i].name);
        if (len >= name_len && memcmp(text, entities[i].name, name_len) == 0) {
            *used = name_len;
            return entities[i].c;
        }
    }
    (void)snprintf(number, sizeof number, "%.*s", (int)(len < 11 ? len : 11), text);
    if (number[1] == '#') {
        bool hex = number[2] == 'x';
        char *end;
        unsigned long c = strtoul(number + (hex ? 3 : 2), &end, hex ? 16 : 10);
        if (*end == ';' && c > 0 && c < 128) {
            *used = (size_t)(end + 1 - number);
            return (char)c;
        }
    }
    return '&';
}

/* How many bytes at the start of text[len] are the value; 0: it is not there. If the text may have
 * been cut, a text that ends in the middle of the value counts too. */
static size_t match(const char *text, size_t len, const char *value, bool any_case, bool may_be_cut)
{
    size_t value_len = strlen(value);
    size_t at = 0;
    if (len >= value_len && memcmp(text, value, value_len) == 0)
        return value_len; /* this also finds a value that contains "&amp;" */
    for (size_t i = 0; i < value_len; i++) {
        size_t used;
        if (at == len)
            return may_be_cut && i >= MASK_LEAST ? len : 0;
        char c = first_char(text + at, len - at, &used);
        if (c != value[i] && !(any_case && tolower((unsigned char)c) == value[i]))
            return 0;
        at += used;
    }
    return at;
}

static size_t hide(const struct mask *mask, char *text, size_t len, bool may_be_cut)
{
    size_t kept = 0;
    for (size_t at = 0; at < len;) {
        size_t longest = 0;
        for (size_t i = 0; i < mask->count; i++) {
            size_t found = match(text + at, len - at, mask->values[i].text,
                                 mask->values[i].any_case, may_be_cut);
            longest = found > longest ? found : longest;
        }
        if (longest == 0) {
            text[kept++] = text[at++];
            continue;
        }
        memcpy(text + kept, MASK_STARS, sizeof MASK_STARS - 1);
        kept += sizeof MASK_STARS - 1;
        at += longest;
    }
    return kept;
}

size_t mask_bytes(const struct mask *mask, char *text, size_t len)
{
    return hide(mask, text, len, false);
}

void mask_text(const struct mask *mask, char *text)
{
    text[hide(mask, text, strlen(text), false)] = '\0';
}

void mask_cut_text(const struct mask *mask, char *text, size_t size)
{
    enum { CHARACTER_MOST = 4 }; /* bytes of one in UTF-8; no character is cut in two */
    size_t len = strlen(text);
    text[hide(mask, text, len, len + CHARACTER_MOST >= size)] = '\0';
}
