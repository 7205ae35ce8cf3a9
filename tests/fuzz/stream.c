/* The output of snmptrapd -Lo. Whether it arrives whole or byte by byte, the same traps come out;
 * with a mark, there are no more traps than marks. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "alert_collector/trap/stream.h"

struct taken {
    size_t count;
    uint64_t hash; /* FNV-1a over the texts and their lengths */
};

static void take(void *context, const char *text, size_t len)
{
    struct taken *taken = context;
    struct trap trap;
    struct err e;
    if (len > TRAP_TEXT_MAX)
        abort();
    taken->count++;
    for (size_t i = 0; i < len; i++)
        taken->hash = (taken->hash ^ (unsigned char)text[i]) * 1099511628211u;
    taken->hash = (taken->hash ^ len) * 1099511628211u;
    (void)trap_parse(text, len, &trap, &e);
}

static long long no_time(void)
{
    return 0;
}

void fuzz_one(const uint8_t *data, size_t size)
{
    static struct stream stream;
    struct taken whole = {0};
    struct taken pieces = {0};
    const char *text = (const char *)data;
    const char *mark = size > 0 && data[0] == 'M' ? "Mark1234" : NULL; /* in the corpus too */
    stream_init(&stream, mark, no_time, take, &whole);
    stream_feed(&stream, text, size);
    stream_flush(&stream);
    stream_init(&stream, mark, no_time, take, &pieces);
    for (size_t at = 0, step = 1; at < size; at += step, step = 1 + step % 7)
        stream_feed(&stream, text + at, step < size - at ? step : size - at);
    stream_flush(&stream);
    size_t marks = 0;
    const char *at = text;
    while (mark != NULL && (at = memmem(at, size - (size_t)(at - text), mark, 8)) != NULL)
        marks++, at += 8;
    if (mark != NULL && whole.count > 2 * marks) /* what overflows is handed over as well */
        abort();
    if (memcmp(&whole, &pieces, sizeof whole) != 0)
        abort();
}
