#include "amt_cfg/report/trace_head.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static const char blanks[] = " \t\r\n";

/* A place in the head, and the end of the part that is looked at. */
struct cursor {
    const char *at;
    const char *end;
    char **out;
};

static bool is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

/* Skips all characters that are in set, or all that are not. */
static const char *span(const char *at, const char *end, const char *set, bool in_set)
{
    while (at < end && is_one_of(*at, set) == in_set)
        at++;
    return at;
}

/* Copies what comes before `to`, and goes there. */
static void copy_to(struct cursor *c, const char *to)
{
    memcpy(*c->out, c->at, (size_t)(to - c->at));
    *c->out += to - c->at;
    c->at = to;
}

static void hide_to(struct cursor *c, const char *to)
{
    if (c->at < to) {
        memcpy(*c->out, "***", 3);
        *c->out += 3;
    }
    c->at = to;
}

static bool is_in(const char *const *names, size_t count, const char *text, size_t len)
{
    for (size_t i = 0; i < count; i++)
        if (len == strlen(names[i]) && strncasecmp(text, names[i], len) == 0)
            return true;
    return false;
}

#define IS_IN(names, text, len) is_in((names), sizeof(names) / sizeof((names)[0]), (text), (len))

/* Returns the end of a quoted text or a word; NULL for a quote that is not closed. */
static const char *value_end(const char *at, const char *end)
{
    if (at == end || *at != '"')
        return span(at, end, ", \t\r\n\"", false);
    for (at++; at < end; at++) {
        if (*at == '\\' && at + 1 < end)
            at++;
        else if (*at == '"')
            return at + 1;
    }
    return NULL;
}

/* Writes the parameters of Digest. From the first thing that is not a parameter, everything is
 * hidden. */
static void put_parameters(struct cursor c)
{
    static const char *const open[] = {"username", "realm",     "nonce",  "uri",   "qop",
                                       "nc",       "algorithm", "opaque", "stale", "domain"};
    static const char *const hidden[] = {"response", "cnonce", "rspauth"};
    for (;;) {
        copy_to(&c, span(c.at, c.end, ", \t\r\n", true));
        const char *name_end = span(c.at, c.end, " \t\r\n=,\"", false);
        size_t len = (size_t)(name_end - c.at);
        bool readable = IS_IN(open, c.at, len);
        const char *value = span(name_end, c.end, blanks, true);
        const char *after = NULL;
        if ((readable || IS_IN(hidden, c.at, len)) && value < c.end && *value == '=') {
            value = span(value + 1, c.end, blanks, true);
            after = value_end(value, c.end);
        }
        const char *next = after != NULL ? span(after, c.end, blanks, true) : NULL;
        if (next == NULL || (next < c.end && *next != ',')) {
            hide_to(&c, c.end);
            return;
        }
        copy_to(&c, value);
        if (readable)
            copy_to(&c, after);
        else
            hide_to(&c, after);
    }
}

/* Writes the value of a header that begins with a scheme. */
static void put_login(struct cursor c)
{
    static const char *const schemes[] = {"Digest", "Negotiate", "Basic", "Kerberos", "NTLM"};
    copy_to(&c, span(c.at, c.end, blanks, true));
    const char *scheme_end = span(c.at, c.end, blanks, false);
    size_t len = (size_t)(scheme_end - c.at);
    bool digest = is_in(schemes, 1, c.at, len);
    if (IS_IN(schemes, c.at, len))
        copy_to(&c, span(scheme_end, c.end, blanks, true));
    if (digest)
        put_parameters(c);
    else
        hide_to(&c, c.end);
}

/* Where a header ends: at a line end that no blank follows. */
static const char *header_end(const char *at, const char *end)
{
    while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        if (at + 1 == end || (at[1] != ' ' && at[1] != '\t'))
            return at;
        at++;
    }
    return end;
}

size_t trace_mask_head(const char *head, size_t len, char *out)
{
    static const char *const logins[] = {"Authorization", "Proxy-Authorization", "WWW-Authenticate",
                                         "Proxy-Authenticate"};
    static const char *const infos[] = {"Authentication-Info", "Proxy-Authentication-Info"};
    const char *start = out;
    struct cursor c = {head, head + len, &out};
    while (c.at < c.end) {
        const char *newline = header_end(c.at, c.end);
        const char *name_end = span(c.at, newline, ": \t\r\n", false);
        const char *colon = span(name_end, newline, " \t", true);
        size_t name_len = (size_t)(name_end - c.at);
        bool login = IS_IN(logins, c.at, name_len);
        if (colon < newline && *colon == ':' && (login || IS_IN(infos, c.at, name_len))) {
            const char *value_stop = newline[-1] == '\r' ? newline - 1 : newline;
            copy_to(&c, colon + 1);
            struct cursor value = {c.at, value_stop, c.out};
            if (login)
                put_login(value);
            else
                put_parameters(value);
            c.at = value_stop;
        }
        copy_to(&c, newline < c.end ? newline + 1 : newline);
    }
    return (size_t)(out - start);
}
