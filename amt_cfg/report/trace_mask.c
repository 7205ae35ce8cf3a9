#include "amt_cfg/report/trace_mask.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---------------------------------------------------------------- text that grows */

enum err_code trace_text_add(struct trace_text *to, const char *text, size_t len, struct err *e)
{
    if (len > to->room - to->len) {
        size_t room = (to->len + len) * 2 + 256;
        char *larger = malloc(room); /* not realloc, which would leave a copy behind */
        if (larger == NULL)
            return err_nomem(e);
        if (to->len > 0)
            memcpy(larger, to->text, to->len);
        size_t kept = to->len;
        trace_text_free(to);
        *to = (struct trace_text){larger, kept, room};
    }
    if (len > 0)
        memcpy(to->text + to->len, text, len);
    to->len += len;
    return ERR_OK;
}

void trace_text_empty(struct trace_text *text)
{
    if (text->room > 0)
        explicit_bzero(text->text, text->room);
    text->len = 0;
}

void trace_text_free(struct trace_text *text)
{
    trace_text_empty(text);
    free(text->text);
    *text = (struct trace_text){NULL, 0, 0};
}

/* ---------------------------------------------------------------- what is hidden */

/* The two ways in which something is secret are looked for in the same text, so that neither can
 * hide the other's beginning: an element may hold what looks like a header, and the other way
 * round. */
struct mask {
    const char *in;
    bool *hidden; /* byte by byte */
};

static void hide(const struct mask *mask, const char *from, const char *to)
{
    memset(mask->hidden + (from - mask->in), true, (size_t)(to - from));
}

static const char blanks[] = " \t\r\n";

/* A place in text that is looked through. */
struct cursor {
    const char *at;
    const char *end;
};

static size_t left(const struct cursor *c)
{
    return (size_t)(c->end - c->at);
}

static bool starts_with(const struct cursor *c, const char *text)
{
    size_t len = strlen(text);
    return left(c) >= len && memcmp(c->at, text, len) == 0;
}

static bool is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

/* The end of what consists of, or of what does not consist of, the characters in set. */
static const char *span(const struct cursor *c, const char *set, bool in_set)
{
    const char *at = c->at;
    while (at < c->end && is_one_of(*at, set) == in_set)
        at++;
    return at;
}

/* ---------------------------------------------------------------- XML */

/* Whether a name that starts here is that of an element with a password, and where it ends. A
 * NUL is none of the characters that end a name, so that it cannot hide one. */
static bool is_password_name(const struct cursor *c, const char **end)
{
    static const char *const names[] = {"DigestPassword", "Password"};
    const char *name_end = span(c, " \t\r\n/<>=\"'", false);
    const char *local = c->at;
    for (const char *p = c->at; p < name_end; p++)
        if (*p == ':')
            local = p + 1;
    size_t len = (size_t)(name_end - local);
    *end = name_end;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (len == strlen(names[i]) && memcmp(local, names[i], len) == 0)
            return true;
    return false;
}

/* Goes behind the '>' of a start tag whose name has been passed. '<' stands in no tag: where one
 * does, that is where its content begins. False if the element has no content. */
static bool pass_tag(struct cursor *c)
{
    char quote = '\0';
    for (; c->at < c->end && *c->at != '<'; c->at++) {
        if (quote != '\0')
            quote = *c->at == quote ? '\0' : quote;
        else if (*c->at == '"' || *c->at == '\'')
            quote = *c->at;
        else if (*c->at == '>') {
            c->at++;
            return c->at[-2] != '/';
        }
    }
    return true;
}

static void pass_until(struct cursor *c, const char *text)
{
    const char *found = memmem(c->at, left(c), text, strlen(text));
    c->at = found != NULL ? found + strlen(text) : c->end;
}

/* Whether an end tag of such an element stands here; if so, *after is behind it. */
static bool is_end_tag(const struct cursor *c, const char **after)
{
    struct cursor name = *c;
    const char *name_end;
    if (!starts_with(c, "</"))
        return false;
    name.at += 2;
    if (!is_password_name(&name, &name_end))
        return false;
    name.at = name_end;
    name.at = span(&name, blanks, true);
    if (name.at == name.end || *name.at != '>')
        return false;
    *after = name.at + 1;
    return true;
}

/* A start tag of such an element within one. */
static bool pass_start_tag(struct cursor *c, size_t *depth)
{
    struct cursor name = {c->at + 1, c->end};
    if (*c->at != '<' || !is_password_name(&name, &name.at))
        return false;
    if (pass_tag(&name))
        ++*depth;
    c->at = name.at;
    return true;
}

/* Goes to the end tag that belongs to the start tag that was passed, or to the end of all. Elements
 * within, CDATA and comments belong to the content. */
static void pass_content(struct cursor *c)
{
    size_t depth = 1;
    while (c->at < c->end) {
        const char *after;
        if (starts_with(c, "<![CDATA[")) {
            pass_until(c, "]]>");
        } else if (starts_with(c, "<!--")) {
            pass_until(c, "-->");
        } else if (is_end_tag(c, &after)) {
            if (--depth == 0)
                return;
            c->at = after;
        } else if (!pass_start_tag(c, &depth)) {
            c->at++;
        }
    }
}

/* Every '<' is looked at, in comments and wherever else too. */
static void hide_elements(const struct mask *mask, size_t len)
{
    struct cursor c = {mask->in, mask->in + len};
    while (c.at < c.end) {
        struct cursor name = {c.at + 1, c.end};
        if (*c.at++ != '<' || !is_password_name(&name, &name.at))
            continue;
        c.at = name.at;
        if (!pass_tag(&c))
            continue;
        const char *content = c.at;
        pass_content(&c);
        hide(mask, content, c.at);
    }
}

/* ---------------------------------------------------------------- headers */

/* The end of a header's value: a line's end that no blank follows. */
static const char *value_end(const struct cursor *c)
{
    const char *newline = c->at;
    while ((newline = memchr(newline, '\n', (size_t)(c->end - newline))) != NULL) {
        if (newline + 1 == c->end || (newline[1] != ' ' && newline[1] != '\t'))
            return newline > c->at && newline[-1] == '\r' ? newline - 1 : newline;
        newline++;
    }
    return c->end;
}

enum header { HEADER_OTHER, HEADER_SCHEME, HEADER_INFO };

/* Goes behind the colon of a header for authentication, if one stands here: one with a scheme, or
 * one that has parameters only. */
static enum header pass_header_name(struct cursor *c)
{
    static const struct {
        const char *name;
        enum header kind;
    } headers[] = {
        {"Authorization", HEADER_SCHEME},     {"Proxy-Authorization", HEADER_SCHEME},
        {"WWW-Authenticate", HEADER_SCHEME},  {"Proxy-Authenticate", HEADER_SCHEME},
        {"Authentication-Info", HEADER_INFO}, {"Proxy-Authentication-Info", HEADER_INFO}};
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        struct cursor after = *c;
        size_t len = strlen(headers[i].name);
        if (left(c) < len || strncasecmp(c->at, headers[i].name, len) != 0)
            continue;
        after.at += len;
        after.at = span(&after, " \t", true);
        if (after.at < after.end && *after.at == ':') {
            c->at = after.at + 1;
            return headers[i].kind;
        }
    }
    return HEADER_OTHER;
}

static bool is_in(const char *const *names, size_t count, const char *text, size_t len)
{
    for (size_t i = 0; i < count; i++)
        if (len == strlen(names[i]) && strncasecmp(text, names[i], len) == 0)
            return true;
    return false;
}

#define IS_IN(names, text, len) is_in((names), sizeof(names) / sizeof((names)[0]), (text), (len))

/* Goes behind a quoted text or a word; false for a quote that is left open. */
static bool pass_value(struct cursor *c)
{
    if (c->at == c->end || *c->at != '"') {
        c->at = span(c, ", \t\r\n\"", false);
        return true;
    }
    for (c->at++; c->at < c->end; c->at++) {
        if (*c->at == '\\' && left(c) > 1)
            c->at++;
        else if (*c->at == '"') {
            c->at++;
            return true;
        }
    }
    return false;
}

/* Goes over `name = value` up to the next comma, and says where the value begins and whether it may
 * be read. False if that is not what stands here, or the name is not known. */
static bool pass_parameter(struct cursor *c, const char **value, bool *readable)
{
    static const char *const open[] = {"username", "realm",     "nonce",  "uri",   "qop",
                                       "nc",       "algorithm", "opaque", "stale", "domain"};
    static const char *const hidden[] = {"response", "cnonce", "rspauth"};
    const char *name = c->at;
    c->at = span(c, " \t\r\n=,\"", false);
    size_t len = (size_t)(c->at - name);
    *readable = IS_IN(open, name, len);
    if (!*readable && !IS_IN(hidden, name, len))
        return false;
    c->at = span(c, blanks, true);
    if (c->at == c->end || *c->at != '=')
        return false;
    c->at++;
    c->at = span(c, blanks, true);
    *value = c->at;
    if (!pass_value(c))
        return false;
    const char *next = span(c, blanks, true);
    return next == c->end || *next == ',';
}

/* The parameters of Digest. From the first thing on that is no parameter, all is hidden. */
static void hide_parameters(const struct mask *mask, struct cursor c)
{
    for (;;) {
        const char *value = NULL;
        bool readable = false;
        c.at = span(&c, ", \t\r\n", true);
        const char *start = c.at;
        if (c.at == c.end)
            return;
        if (!pass_parameter(&c, &value, &readable)) {
            hide(mask, start, c.end);
            return;
        }
        if (!readable)
            hide(mask, value, c.at);
    }
}

/* From behind the colon to the value's end. */
static void hide_value(const struct mask *mask, struct cursor c)
{
    static const char *const schemes[] = {"Digest", "Negotiate", "Basic", "Kerberos", "NTLM"};
    c.at = span(&c, blanks, true);
    const char *scheme = c.at;
    c.at = span(&c, blanks, false);
    size_t len = (size_t)(c.at - scheme);
    c.at = span(&c, blanks, true);
    if (is_in(schemes, 1, scheme, len)) /* Digest */
        hide_parameters(mask, c);
    else
        hide(mask, IS_IN(schemes, scheme, len) ? c.at : scheme, c.end);
}

static void hide_headers(const struct mask *mask, size_t len)
{
    struct cursor c = {mask->in, mask->in + len};
    while (c.at < c.end) {
        enum header kind = pass_header_name(&c);
        if (kind != HEADER_OTHER) {
            struct cursor value = {c.at, value_end(&c)};
            if (kind == HEADER_INFO)
                hide_parameters(mask, value);
            else
                hide_value(mask, value);
            c.at = value.end;
        }
        const char *newline = memchr(c.at, '\n', left(&c));
        c.at = newline != NULL ? newline + 1 : c.end;
    }
}

/* ---------------------------------------------------------------- both */

static enum err_code write_masked(const struct mask *mask, size_t len, struct trace_text *out,
                                  struct err *e)
{
    enum err_code code = ERR_OK;
    for (size_t at = 0; at < len && code == ERR_OK;) {
        size_t start = at;
        while (at < len && mask->hidden[at] == mask->hidden[start])
            at++;
        if (mask->hidden[start])
            code = trace_text_add(out, "***", 3, e);
        else
            code = trace_text_add(out, mask->in + start, at - start, e);
    }
    return code;
}

enum err_code trace_mask(const char *in, size_t len, struct trace_text *out, struct err *e)
{
    if (len == 0)
        return ERR_OK;
    struct mask mask = {in, calloc(len, sizeof(bool))};
    if (mask.hidden == NULL)
        return err_nomem(e);
    hide_elements(&mask, len);
    hide_headers(&mask, len);
    enum err_code code = write_masked(&mask, len, out, e);
    free(mask.hidden);
    return code;
}
