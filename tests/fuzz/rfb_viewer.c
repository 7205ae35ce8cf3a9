/* What a viewer sends, from its first byte on, split as the first byte of the input says: AMT gets
 * no more of it than there is room for, and nothing is written beyond the buffers. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "support_queue_gui/rfb/rfb_viewer.h"
#include "support_queue_gui/rfb/rfb_welcome.h"

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
    static struct rfb_welcome welcome;
    size_t at = 0;
    rfb_welcome_begin(&welcome, response, response);
    while (at < size && welcome.state < RFB_WELCOME_IN) {
        size_t n = rfb_welcome_wants(&welcome);
        if (n == 0 || n > 16)
            abort();
        if (n > size - at)
            n = size - at;
        rfb_welcome_take(&welcome, data + at, n);
        at += n;
        if (welcome.out_len > sizeof welcome.out)
            abort();
        rfb_welcome_sent(&welcome, welcome.out_len);
    }
    return welcome.state == RFB_WELCOME_IN ? at : 0;
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
        rfb_viewer_take(&viewer, data + at, n);
        if (told > n + 8)
            abort();
        framebuffer_put(&fb,
                        &(struct framebuffer_box){
                            .x = data[at] % 36, .y = data[at] / 4, .width = 64, .height = 8},
                        changes);
        if (data[at] % 64 == 63 && !framebuffer_resize(&fb, 100 + data[at], 120, fb.pixel_size))
            abort();
        rfb_viewer_make(&viewer);
        if (viewer.out_len > sizeof viewer.out || viewer.out_at > viewer.out_len)
            abort();
        size_t sent = viewer.out_len - viewer.out_at;
        rfb_viewer_sent(&viewer, slow && sent > 7 ? 7 : sent);
    }
    rfb_viewer_free(&viewer);
    framebuffer_free(&fb);
}
