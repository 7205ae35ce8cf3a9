/*
 * What is masked for a trace: a secret that is planted where secrets occur never comes out,
 * whatever is around it, and wherever it is cut off.
 */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "amt_cfg/mask.h"
#include "amt_cfg/report/trace_head.h"

#define SECRET "7SwG0rdFish7"

/* Room for a place's own text, and for what is before, inside and after it. */
#define ROOM(size) (3 * (size) + 256)

static void add(char *to, size_t *used, const char *text, size_t len)
{
    memcpy(to + *used, text, len);
    *used += len;
}

static void add_text(char *to, size_t *used, const char *text)
{
    add(to, used, text, strlen(text));
}

/* No line of its own may be inserted between a header and its parameters. */
static void add_without_newlines(char *to, size_t *used, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (text[i] != '\n')
            add(to, used, text + i, 1);
}

enum place { BY_VALUE, BY_ENTITIES, IN_DIGEST, IN_TOKEN, AFTER_PARAMETERS, IN_CHALLENGE, PLACES };

static void plant(char *to, size_t *used, enum place place, const char *between, size_t len)
{
    switch (place) {
    case BY_VALUE:
        add_text(to, used, SECRET);
        break;
    case BY_ENTITIES:
        add_text(to, used, "7Sw&#71;0rd&#x46;ish7");
        break;
    case IN_DIGEST:
        add_text(to, used,
                 "\r\nAuthorization: Digest username=\"u\", nc=1, response=\"" SECRET
                 "\", cnonce=\"" SECRET "\"\r\n");
        break;
    case IN_TOKEN:
        add_text(to, used, "\nAuthorization: Basic " SECRET "\r\n");
        break;
    case AFTER_PARAMETERS:
        add_text(to, used, "\nProxy-Authorization: Digest ");
        add_without_newlines(to, used, between, len);
        add_text(to, used, ", response=\"" SECRET "\"\r\n");
        break;
    case IN_CHALLENGE:
        add_text(to, used, "\nWWW-Authenticate: Negotiate " SECRET "\r\n");
        break;
    case PLACES:
        break;
    }
}

static bool holds(const char *text, size_t len, const char *secret)
{
    return len > 0 && memmem(text, len, secret, strlen(secret)) != NULL;
}

/* Bytes: the place; where to cut the text off; the length of the text before; then that text, then
 * the text after. */
void fuzz_one(const uint8_t *data, size_t size)
{
    if (size < 3 || memmem(data, size, SECRET, strlen(SECRET)) != NULL)
        return;
    enum place place = (enum place)(data[0] % PLACES);
    size_t cut = data[1];
    const char *text = (const char *)data + 3;
    size_t len = size - 3;
    size_t before = data[2] < len ? data[2] : len;
    size_t used = 0;
    char *in = malloc(ROOM(size));
    if (in == NULL)
        abort();
    add(in, &used, text, before);
    plant(in, &used, place, text + before, len - before);
    add(in, &used, text + before, len - before);
    /* Of its exact size, so that reading or writing beyond its end is noticed. */
    size_t kept = used > cut ? used - cut : used;
    char *exact = malloc(kept > 0 ? kept : 1);
    char *out = malloc(kept * TRACE_HEAD_GROWTH + 1);
    if (exact == NULL || out == NULL)
        abort();
    memcpy(exact, in, kept);
    if (place == BY_VALUE || place == BY_ENTITIES) {
        struct mask mask = {.count = 0};
        mask_add(&mask, SECRET);
        size_t left = mask_bytes(&mask, exact, kept);
        if (left > kept || holds(exact, left, SECRET) ||
            holds(exact, left, "7Sw&#71;0rd&#x46;ish7"))
            abort();
    } else if (holds(out, trace_mask_head(exact, kept, out), SECRET)) {
        abort();
    }
    free(in);
    free(exact);
    free(out);
}
