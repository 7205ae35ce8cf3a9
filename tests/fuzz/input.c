/* What a terminal sends. However the reads split it, the result is the same keys, except for how
 * they arrived; a key is a character or has a name, and a line that is typed accepts all of
 * them. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "support_queue_gui/screen/input.h"
#include "support_queue_gui/screen/prompt.h"

struct typed {
    size_t count;
    uint64_t hash; /* FNV-1a over the keys */
    struct prompt prompt;
};

static void take(struct input *input, const char *bytes, size_t len, struct typed *typed)
{
    struct press press;
    input_feed(input, bytes, len, 1000); /* no time passes: an ESC waits for what follows */
    while (input_next(input, &press)) {
        if (press.key <= 0 || press.key > SPECIAL_LAST)
            abort();
        typed->count++;
        typed->hash = (typed->hash ^ (uint64_t)press.key) * 1099511628211u;
        if (press.line < 0 || press.line > 9998 || press.column < 0 || press.column > 9998)
            abort();
        (void)prompt_key(&typed->prompt, press.key);
        if (strlen(typed->prompt.text) >= PROMPT_SIZE ||
            typed->prompt.cursor > strlen(typed->prompt.text))
            abort();
    }
}

void fuzz_one(const uint8_t *data, size_t size)
{
    static struct input whole;
    static struct input pieces;
    struct typed at_once = {.count = 0};
    struct typed one_by_one = {.count = 0};
    const char *bytes = (const char *)data;
    if (size > INPUT_READ_MAX)
        size = INPUT_READ_MAX;
    whole = (struct input){.mouse = true};
    pieces = (struct input){.mouse = true};
    take(&whole, bytes, size, &at_once);
    for (size_t i = 0; i < size; i++)
        take(&pieces, bytes + i, 1, &one_by_one);
    if (at_once.count != one_by_one.count || at_once.hash != one_by_one.hash ||
        strcmp(at_once.prompt.text, one_by_one.prompt.text) != 0)
        abort();
}
