/* What a machine sends in a Serial-over-LAN session, split as the first byte says, all the way to
 * the terminal: no string that commands a terminal arrives there. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "support_queue_gui/manage/output.h"
#include "support_queue_gui/manage/sol.h"

static struct output output;
static int string_escape; /* ESC was the last byte that reached the terminal */

static void on_data(void *context, const unsigned char *bytes, size_t len)
{
    unsigned char out[OUTPUT_GROWTH * 64 + OUTPUT_HELD];
    (void)context;
    for (size_t at = 0; at < len; at += 64) {
        size_t n = len - at < 64 ? len - at : 64;
        size_t made = output_feed(&output, bytes + at, n, out);
        if (made > OUTPUT_GROWTH * n + OUTPUT_HELD)
            abort();
        for (size_t i = 0; i < made; i++) {
            if (string_escape && memchr("]P_^Xk", out[i], 6) != NULL)
                abort();
            if (out[i] >= ' ' || out[i] == '\033')
                string_escape = out[i] == '\033';
        }
    }
}

void fuzz_one(const uint8_t *data, size_t size)
{
    static struct sol sol;
    if (size < 2)
        return;
    size_t piece = data[0] % 32 + 1;
    long long now = 0;
    string_escape = 0;
    output_begin(&output, (enum output_charset)(data[1] % 3), true, data[1] % 2 == 0);
    sol_drop_input(&sol);
    sol_begin(&sol, now);
    for (size_t at = 2; at < size; at += piece) {
        size_t n = size - at < piece ? size - at : piece;
        unsigned news = sol_feed(&sol, data + at, n, now, on_data, NULL);
        if ((news & SOL_NEWS_OPEN) != 0 && sol.state < SOL_OPEN)
            abort();
        (void)sol_queue_input(&sol, data + at, n);
        long wait = sol_tick(&sol, now, true);
        if (wait < 0 || wait > 1000 || sol.out_len > sizeof sol.out)
            abort();
        if (data[at] % 3 != 0)
            sol_sent(&sol, sol.out_len);
        now += data[at];
    }
    unsigned char rest[OUTPUT_HELD];
    char settle[OUTPUT_SETTLE_MAX];
    (void)output_flush_held(&output, rest);
    if (output_settle(&output, settle) >= sizeof settle)
        abort();
}
