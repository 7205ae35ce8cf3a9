/* What a viewer sends, from its first byte on, split as the first byte of the input says: AMT gets
 * no more of it than there is room for, and nothing is written beyond the buffers. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "support_queue_gui/rfb/rfb_handshake.h"
#include "support_queue_gui/rfb/rfb_viewer.h"

static struct rfb_viewer viewer;
static struct framebuffer fb;
static size_t told; /* bytes for AMT */

static void on_key(void *context, bool down, uint32_t key)
{
    (void)context;
    (void)down;
    (void)key;
    told += 8;
}

static void on_pointer(void *context, unsigned char buttons, unsigned x, unsigned y)
{
    (void)context;
    (void)buttons;
    (void)x;
    (void)y;
    told += 6;
}

/* Returns how much was read before it was let in, or 0. */
static size_t come_in(const uint8_t *data, size_t size, const unsigned char *response)
{
    static struct rfb_handshake handshake;
    size_t at = 0;
    rfb_handshake_begin(&handshake, response, response);
    while (at < size && handshake.state < RFB_HANDSHAKE_DONE) {
        size_t n = rfb_handshake_wants(&handshake);
        if (n == 0 || n > 16)
            abort();
        if (n > size - at)
            n = size - at;
        rfb_handshake_feed(&handshake, data + at, n);
        at += n;
        if (handshake.out_len > sizeof handshake.out)
            abort();
        rfb_handshake_sent(&handshake, handshake.out_len);
    }
    return handshake.state == RFB_HANDSHAKE_DONE ? at : 0;
}

void fuzz_one(const uint8_t *data, size_t size)
{
    static const unsigned char response[] = "................";
    static const struct rfb_viewer_input input = {on_key, on_pointer, NULL};
    static const unsigned char changes[2 * 64 * 8] = {1, 2, 3, 4, 5};
    if (size < 3)
        return;
    size_t piece = data[0] % 64 + 1;
    bool slow = data[1] % 2 != 0;
    size_t at = come_in(data + 2, size - 2, response);
    if (at == 0)
        return;
    if (!framebuffer_resize(&fb, 100 + data[1], 100, data[1] % 4 < 2 ? 1 : 2))
        abort();
    rfb_viewer_begin(&viewer, &fb, &input, "pc");
    for (at += 2; at < size; at += piece) {
        size_t n = size - at < piece ? size - at : piece;
        told = 0;
        rfb_viewer_feed(&viewer, data + at, n);
        if (told > n + 8)
            abort();
        framebuffer_put(&fb,
                        &(struct framebuffer_box){
                            .x = data[at] % 36, .y = data[at] / 4, .width = 64, .height = 8},
                        changes);
        if (data[at] % 64 == 63 && !framebuffer_resize(&fb, 100 + data[at], 120, fb.pixel_size))
            abort();
        rfb_viewer_build_update(&viewer);
        if (viewer.out_len > sizeof viewer.out || viewer.out_at > viewer.out_len)
            abort();
        size_t sent = viewer.out_len - viewer.out_at;
        rfb_viewer_sent(&viewer, slow && sent > 7 ? 7 : sent);
    }
    rfb_viewer_free(&viewer);
    framebuffer_free(&fb);
}
