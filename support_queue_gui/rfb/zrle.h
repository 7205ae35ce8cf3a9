/*
 * ZRLE (RFC 6143, 7.7.6): rectangles of tiles, packed in one zlib stream that lasts for the
 * whole session. Bytes go in as they come, pixels of one or two bytes come out into a framebuffer.
 * Pure, but for memory. With zlib.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_RFB_ZRLE_H
#define FCFH_SUPPORT_QUEUE_GUI_RFB_ZRLE_H

#include <stdbool.h>
#include <stddef.h>

#include <zlib.h>

#include "support_queue_gui/rfb/framebuffer.h"

enum {
    ZRLE_TILE = 64,
    ZRLE_TILE_BYTES = ZRLE_TILE * ZRLE_TILE * 2,
    ZRLE_PALETTE_MAX = 127,
    ZRLE_PLAIN = 16 * 1024 /* unpacked and not read yet; what is needed at once is less */
};

enum zrle_step { ZRLE_KIND, ZRLE_PALETTE, ZRLE_PIXELS, ZRLE_RUN_PIXEL, ZRLE_RUN_LENGTH };

struct zrle {
    z_stream stream;
    bool begun;
    struct framebuffer *fb;
    struct framebuffer_box box;  /* of the rectangle */
    struct framebuffer_box tile; /* that comes next; its height is 0 when the rectangle is whole */
    enum zrle_step step;
    unsigned char kind; /* of the tile, as its first byte says */
    size_t colours;     /* in palette */
    unsigned char palette[ZRLE_PALETTE_MAX * 2];
    unsigned char run_pixel[2];
    size_t run_len;
    size_t painted; /* pixels of the tile */
    unsigned char pixels[ZRLE_TILE_BYTES];
    unsigned char plain[ZRLE_PLAIN];
    size_t plain_at;
    size_t plain_len;
    size_t beyond; /* bytes that the rectangle had too many */
};

/* A struct of all zeros is a zrle before its session. Whatever came before, a new stream begins.
 * False: there is no memory. */
bool zrle_begin(struct zrle *zrle);
void zrle_end(struct zrle *zrle);

/* What comes now is a rectangle, which is within fb. */
void zrle_rectangle(struct zrle *zrle, struct framebuffer *fb, const struct framebuffer_box *box);
/* Takes its next bytes. False: they are not ZRLE. */
bool zrle_feed(struct zrle *zrle, const unsigned char *bytes, size_t len);
/* After the last bytes: whether that was all of it. */
bool zrle_is_whole(const struct zrle *zrle);

#endif
