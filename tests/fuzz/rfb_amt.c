/* What a machine sends in a KVM session, split as the first byte says: its screen stays within its
 * bounds, and a viewer gets only complete messages. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

#include "support_queue_gui/rfb/rfb_amt.h"
#include "support_queue_gui/rfb/rfb_viewer.h"

static struct rfb_amt amt;
static struct rfb_viewer viewer;

static void on_key(void *context, bool down, uint32_t key)
{
    rfb_amt_key(context, down, key);
}

static void on_pointer(void *context, unsigned char buttons, unsigned x, unsigned y)
{
    rfb_amt_pointer(context, buttons, x, y);
}

/* Asks for the whole screen, and reads it. */
static void view(void)
{
    static const unsigned char ask[] = {3, 1, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF};
    rfb_viewer_feed(&viewer, ask, sizeof ask);
    do {
        rfb_viewer_build_update(&viewer);
        if (viewer.out_len > sizeof viewer.out || viewer.out_at > viewer.out_len)
            abort();
        rfb_viewer_sent(&viewer, viewer.out_len - viewer.out_at);
    } while (rfb_viewer_is_behind(&viewer));
}

void fuzz_one(const uint8_t *data, size_t size)
{
    static const struct rfb_viewer_input input = {on_key, on_pointer, &amt};
    static const unsigned char resizes[] = {2, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0x21};
    bool viewing = false;
    if (size < 2)
        return;
    size_t piece = data[0] % 64 + 1;
    rfb_amt_begin(&amt, data[1] % 3 * 8);
    for (size_t at = 2; at < size; at += piece) {
        size_t n = size - at < piece ? size - at : piece;
        unsigned news = rfb_amt_feed(&amt, data + at, n);
        if (amt.out_len > sizeof amt.out)
            abort();
        if ((news & RFB_AMT_NEWS_OPEN) != 0 && amt.state == RFB_AMT_OPEN) {
            rfb_viewer_begin(&viewer, &amt.fb, &input, "pc");
            rfb_viewer_feed(&viewer, resizes, sizeof resizes);
            viewing = true;
        }
        rfb_amt_request_update(&amt);
        rfb_amt_sent(&amt, amt.out_len);
        /* A large screen takes long; its changes are few. */
        if (viewing && amt.fb.width * amt.fb.height <= 1024 * 1024)
            view();
    }
    rfb_viewer_free(&viewer);
    rfb_amt_free(&amt);
}
