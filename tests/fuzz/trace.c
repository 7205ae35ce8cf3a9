/*
 * What is masked for a trace: a secret that is planted where secrets stand never comes out,
 * whatever stands around it, and wherever it is cut off.
 */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "amt_cfg/report/trace_mask.h"

#define SECRET "7SwG0rdFish7"

static void add(struct trace_text *to, const char *text, size_t len)
{
    if (trace_text_add(to, text, len, NULL) != ERR_OK)
        abort();
}

static void add_text(struct trace_text *to, const char *text)
{
    add(to, text, strlen(text));
}

/* No line of its own can be put between a header and its parameters. */
static void add_without_newlines(struct trace_text *to, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (text[i] != '\n')
            add(to, text + i, 1);
}

enum place { IN_ELEMENT, IN_CDATA, IN_DIGEST, IN_TOKEN, AFTER_PARAMETERS, IN_CHALLENGE, PLACES };

static void plant(struct trace_text *to, enum place place, const char *between, size_t len)
{
    switch (place) {
    case IN_ELEMENT:
        add_text(to, "<x:DigestPassword>" SECRET "</x:DigestPassword>");
        break;
    case IN_CDATA:
        add_text(to, "<Password a=\"b\"><![CDATA[" SECRET "]]></Password>");
        break;
    case IN_DIGEST:
        add_text(to, "\r\nAuthorization: Digest username=\"u\", nc=1, response=\"" SECRET
                     "\", cnonce=\"" SECRET "\"\r\n");
        break;
    case IN_TOKEN:
        add_text(to, "\nAuthorization: Basic " SECRET "\r\n");
        break;
    case AFTER_PARAMETERS:
        add_text(to, "\nProxy-Authorization: Digest ");
        add_without_newlines(to, between, len);
        add_text(to, ", response=\"" SECRET "\"\r\n");
        break;
    case IN_CHALLENGE:
        add_text(to, "\nWWW-Authenticate: Negotiate " SECRET "\r\n");
        break;
    case PLACES:
        break;
    }
}

/* Bytes: the place; where to cut the text off; how long what stands before is; and that, and then
 * what stands behind. */
void fuzz_one(const uint8_t *data, size_t size)
{
    struct trace_text in = {NULL, 0, 0};
    struct trace_text out = {NULL, 0, 0};
    if (size < 3 || memmem(data, size, SECRET, strlen(SECRET)) != NULL)
        return;
    enum place place = (enum place)(data[0] % PLACES);
    size_t cut = data[1];
    const char *text = (const char *)data + 3;
    size_t len = size - 3;
    size_t before = data[2] < len ? data[2] : len;
    add(&in, text, before);
    plant(&in, place, text + before, len - before);
    add(&in, text + before, len - before);
    /* Of its exact size, so that reading on is seen. */
    size_t kept = in.len > cut ? in.len - cut : in.len;
    char *exact = malloc(kept);
    if (exact == NULL)
        abort();
    memcpy(exact, in.text, kept);
    if (trace_mask(exact, kept, &out, NULL) != ERR_OK)
        abort();
    if (out.len > 0 && memmem(out.text, out.len, SECRET, strlen(SECRET)) != NULL)
        abort();
    free(exact);
    trace_text_free(&in);
    trace_text_free(&out);
}
