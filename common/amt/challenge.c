#include "common/amt/challenge.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* A piece of a header. */
struct span {
    const char *at;
    size_t len;
};

enum parameter { REALM, NONCE, QOP, ALGORITHM, USERHASH, OTHER };

/* How many characters at its front are all in the set, or all outside it. */
static size_t count(const struct span *text, const char *set, bool in)
{
    size_t n = 0;
    while (n < text->len && text->at[n] != '\0' && (strchr(set, text->at[n]) != NULL) == in)
        n++;
    return n;
}

static struct span cut(struct span *text, size_t len)
{
    struct span front = {text->at, len};
    text->at += len;
    text->len -= len;
    return front;
}

static void skip_blanks(struct span *text)
{
    (void)cut(text, count(text, " \t", true));
}

static bool is(const struct span *span, const char *word)
{
    return span->len == strlen(word) && strncasecmp(span->at, word, span->len) == 0;
}

/* libcurl cuts longer values and goes on within them; AMT's longest is a realm of 39 characters. */
#define PARAMETER_MOST 255

/* Reads name=value or name="value" and the comma after it. Refuses a blank that libcurl would take
 * for part of the name or the value. */
static bool read_parameter(struct span *text, struct span *name, struct span *value)
{
    static const char ends[] = " \t,=\"\\";
    *name = cut(text, count(text, ends, false));
    if (name->len == 0 || text->len == 0 || cut(text, 1).at[0] != '=')
        return false;
    bool quoted = text->len > 0 && text->at[0] == '"';
    (void)cut(text, quoted ? 1 : 0);
    *value = cut(text, count(text, quoted ? "\"\\" : ends, false));
    if (quoted && (text->len == 0 || cut(text, 1).at[0] != '"'))
        return false;
    if (quoted)
        skip_blanks(text);
    if (name->len > PARAMETER_MOST || value->len > PARAMETER_MOST)
        return false;
    if (text->len == 0)
        return true;
    if (cut(text, 1).at[0] != ',')
        return false;
    skip_blanks(text);
    return text->len > 0;
}

static enum parameter parameter_of(const struct span *name)
{
    static const char *const names[] = {[REALM] = "realm",
                                        [NONCE] = "nonce",
                                        [QOP] = "qop",
                                        [ALGORITHM] = "algorithm",
                                        [USERHASH] = "userhash"};
    enum parameter parameter = REALM;
    while (parameter < OTHER && !is(name, names[parameter]))
        parameter++;
    return parameter;
}

bool challenge_is_realm(const char *text, size_t len)
{
    static const char prefix[] = "Digest:";
    struct span digits = {text, len};
    return len == CHALLENGE_REALM_SIZE - 1 &&
           memcmp(cut(&digits, sizeof prefix - 1).at, prefix, sizeof prefix - 1) == 0 &&
           count(&digits, "0123456789ABCDEFabcdef", true) == digits.len;
}

/* AMT 16 says "auth-int, auth". */
bool challenge_has_auth(const char *text, size_t len)
{
    struct span list = {text, len};
    while (list.len > 0) {
        (void)cut(&list, count(&list, " \t,", true));
        struct span word = cut(&list, count(&list, ",", false));
        if (is(&word, "auth"))
            return true;
        if (word.len == 0)
            return false;
    }
    return false;
}

static bool is_separator(char c)
{
    return memchr(" \t\r\n\v\f,", c, 8) != NULL; /* NUL too */
}

/* One header may hold several challenges, and libcurl finds them even within quotes; an old libcurl
 * takes whatever begins like this for digest. */
static bool names_digest(const char *value, size_t len)
{
    static const char word[] = "digest";
    const size_t word_len = sizeof word - 1;
    for (size_t i = 0; i + word_len <= len; i++)
        if (strncasecmp(value + i, word, word_len) == 0 &&
            (i == 0 || is_separator(value[i - 1]) || i + word_len == len ||
             is_separator(value[i + word_len])))
            return true;
    return false;
}

enum challenge challenge_parse(const char *value, size_t len, char realm[CHALLENGE_REALM_SIZE])
{
    struct span text = {value, len};
    struct span values[OTHER + 1] = {{NULL, 0}};
    realm[0] = '\0';
    struct span scheme = cut(&text, count(&text, " \t", false));
    if (!is(&scheme, "digest"))
        return names_digest(value, len) ? CHALLENGE_BAD : CHALLENGE_OTHER;
    skip_blanks(&text);
    do {
        struct span name, said;
        if (!read_parameter(&text, &name, &said))
            return CHALLENGE_BAD;
        enum parameter parameter = parameter_of(&name);
        if (parameter != OTHER && values[parameter].at != NULL)
            return CHALLENGE_BAD;
        values[parameter] = said;
    } while (text.len > 0);
    if (values[REALM].at == NULL || !challenge_is_realm(values[REALM].at, values[REALM].len) ||
        values[NONCE].len == 0 || !challenge_has_auth(values[QOP].at, values[QOP].len) ||
        is(&values[USERHASH], "true") ||
        (values[ALGORITHM].at != NULL && !is(&values[ALGORITHM], "MD5")))
        return CHALLENGE_BAD;
    (void)snprintf(realm, CHALLENGE_REALM_SIZE, "%.*s", (int)values[REALM].len, values[REALM].at);
    return CHALLENGE_AMT;
}
