#include "support_queue_gui/rfb/zrle.h"

#include <string.h>

/* The first byte of a tile. */
enum {
    KIND_RAW = 0,
    KIND_SOLID = 1,
    KIND_PACKED_MOST = 16, /* from 2 on so many colours, and pixels of 1, 2 or 4 bits */
    KIND_RUNS = 128,
    KIND_PALETTE_RUNS = 130 /* from here on with so many colours above 128 */
};

enum { RUN_OF_MANY = 0x80, RUN_GOES_ON = 255 };

enum { BEYOND_MOST = 4096 }; /* bytes after a rectangle */

bool zrle_begin(struct zrle *zrle)
{
    zrle_end(zrle);
    zrle->stream = (z_stream){.next_in = NULL};
    zrle->begun = inflateInit(&zrle->stream) == Z_OK;
    return zrle->begun;
}

void zrle_end(struct zrle *zrle)
{
    if (zrle->begun)
        (void)inflateEnd(&zrle->stream);
    zrle->begun = false;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* From the left to the right, then from the top down. */
static void begin_tile(struct zrle *zrle, unsigned x, unsigned y)
{
    const struct framebuffer_box *box = &zrle->box;
    if (x == box->x + box->width) {
        x = box->x;
        y += ZRLE_TILE;
    }
    zrle->tile = (struct framebuffer_box){.x = x, .y = y};
    if (box->width > 0 && y < box->y + box->height) {
        zrle->tile.width = least(ZRLE_TILE, box->x + box->width - x);
        zrle->tile.height = least(ZRLE_TILE, box->y + box->height - y);
    }
    zrle->step = ZRLE_KIND;
    zrle->painted = 0;
}

void zrle_rectangle(struct zrle *zrle, struct framebuffer *fb, const struct framebuffer_box *box)
{
    zrle->fb = fb;
    zrle->box = *box;
    zrle->plain_at = zrle->plain_len = zrle->beyond = 0;
    begin_tile(zrle, box->x, box->y);
}

bool zrle_is_whole(const struct zrle *zrle)
{
    return zrle->tile.height == 0;
}

/* ---------------------------------------------------------------- a tile */

static size_t tile_pixels(const struct zrle *zrle)
{
    return (size_t)zrle->tile.width * zrle->tile.height;
}

/* Bits of a pixel in a tile with a palette. */
static unsigned packed_bits(const struct zrle *zrle)
{
    return zrle->colours <= 2 ? 1 : zrle->colours <= 4 ? 2 : 4;
}

static size_t packed_row(const struct zrle *zrle)
{
    return (zrle->tile.width * packed_bits(zrle) + 7) / 8;
}

/* How many bytes the next step reads. */
static size_t step_size(const struct zrle *zrle)
{
    size_t size = zrle->fb->pixel_size;
    switch (zrle->step) {
    case ZRLE_PALETTE:
        return zrle->colours * size;
    case ZRLE_PIXELS:
        return zrle->colours > 0 ? packed_row(zrle) * zrle->tile.height : tile_pixels(zrle) * size;
    case ZRLE_RUN_PIXEL:
        return zrle->colours > 0 ? 1 : size;
    case ZRLE_KIND:
    case ZRLE_RUN_LENGTH:
        break;
    }
    return 1;
}

static void finish_tile(struct zrle *zrle)
{
    framebuffer_put(zrle->fb, &zrle->tile, zrle->pixels);
    begin_tile(zrle, zrle->tile.x + zrle->tile.width, zrle->tile.y);
}

/* Paints count equal pixels, from where the last ended. False: the tile has no room for them. */
static bool paint(struct zrle *zrle, const unsigned char *pixel, size_t count)
{
    size_t size = zrle->fb->pixel_size;
    if (count > tile_pixels(zrle) - zrle->painted)
        return false;
    unsigned char *to = zrle->pixels + zrle->painted * size;
    if (size == 1)
        memset(to, pixel[0], count);
    for (size_t i = 0; size == 2 && i < count; i++, to += 2) {
        to[0] = pixel[0];
        to[1] = pixel[1];
    }
    zrle->painted += count;
    return true;
}

static bool paint_run(struct zrle *zrle, size_t count)
{
    if (!paint(zrle, zrle->run_pixel, count))
        return false;
    zrle->step = ZRLE_RUN_PIXEL;
    if (zrle->painted == tile_pixels(zrle))
        finish_tile(zrle);
    return true;
}

static bool choose_colour(struct zrle *zrle, size_t number)
{
    size_t size = zrle->fb->pixel_size;
    if (number >= zrle->colours)
        return false;
    memcpy(zrle->run_pixel, zrle->palette + number * size, size);
    return true;
}

static bool read_kind(struct zrle *zrle, unsigned char kind)
{
    zrle->kind = kind;
    zrle->colours = 0;
    zrle->step = ZRLE_PALETTE;
    if (kind == KIND_RAW)
        zrle->step = ZRLE_PIXELS;
    else if (kind <= KIND_PACKED_MOST) /* and KIND_SOLID, which has one */
        zrle->colours = kind;
    else if (kind == KIND_RUNS)
        zrle->step = ZRLE_RUN_PIXEL;
    else if (kind >= KIND_PALETTE_RUNS)
        zrle->colours = kind - KIND_RUNS;
    else
        return false;
    return true;
}

static bool read_palette(struct zrle *zrle, const unsigned char *bytes)
{
    memcpy(zrle->palette, bytes, zrle->colours * zrle->fb->pixel_size);
    zrle->step = zrle->kind >= KIND_RUNS ? ZRLE_RUN_PIXEL : ZRLE_PIXELS;
    if (zrle->kind != KIND_SOLID)
        return true;
    (void)choose_colour(zrle, 0);
    return paint_run(zrle, tile_pixels(zrle));
}

static bool read_packed(struct zrle *zrle, const unsigned char *bytes)
{
    unsigned bits = packed_bits(zrle);
    for (unsigned y = 0; y < zrle->tile.height; y++, bytes += packed_row(zrle))
        for (unsigned x = 0; x < zrle->tile.width; x++) {
            unsigned at = x * bits;
            unsigned number = bytes[at / 8] >> (8 - bits - at % 8) & ((1U << bits) - 1);
            if (!choose_colour(zrle, number) || !paint(zrle, zrle->run_pixel, 1))
                return false;
        }
    finish_tile(zrle);
    return true;
}

static bool read_pixels(struct zrle *zrle, const unsigned char *bytes)
{
    if (zrle->colours > 0)
        return read_packed(zrle, bytes);
    memcpy(zrle->pixels, bytes, tile_pixels(zrle) * zrle->fb->pixel_size);
    finish_tile(zrle);
    return true;
}

static bool read_run_pixel(struct zrle *zrle, const unsigned char *bytes)
{
    zrle->run_len = 1;
    if (zrle->colours == 0) {
        memcpy(zrle->run_pixel, bytes, zrle->fb->pixel_size);
    } else {
        if (!choose_colour(zrle, bytes[0] % RUN_OF_MANY))
            return false;
        if (bytes[0] < RUN_OF_MANY)
            return paint_run(zrle, 1);
    }
    zrle->step = ZRLE_RUN_LENGTH;
    return true;
}

static bool read_run_length(struct zrle *zrle, unsigned char byte)
{
    zrle->run_len += byte;
    if (byte == RUN_GOES_ON)
        return zrle->run_len <= tile_pixels(zrle);
    return paint_run(zrle, zrle->run_len);
}

static bool take_step(struct zrle *zrle, const unsigned char *bytes)
{
    switch (zrle->step) {
    case ZRLE_KIND:
        return read_kind(zrle, bytes[0]);
    case ZRLE_PALETTE:
        return read_palette(zrle, bytes);
    case ZRLE_PIXELS:
        return read_pixels(zrle, bytes);
    case ZRLE_RUN_PIXEL:
        return read_run_pixel(zrle, bytes);
    case ZRLE_RUN_LENGTH:
        return read_run_length(zrle, bytes[0]);
    }
    return false;
}

/* Does as many steps as there are bytes for. What is left moves to the start of plain. */
static bool read_plain(struct zrle *zrle)
{
    while (!zrle_is_whole(zrle)) {
        size_t size = step_size(zrle);
        if (zrle->plain_len - zrle->plain_at < size)
            break;
        const unsigned char *bytes = zrle->plain + zrle->plain_at;
        zrle->plain_at += size;
        if (!take_step(zrle, bytes))
            return false;
    }
    zrle->plain_len -= zrle->plain_at;
    memmove(zrle->plain, zrle->plain + zrle->plain_at, zrle->plain_len);
    zrle->plain_at = 0;
    return true;
}

bool zrle_feed(struct zrle *zrle, const unsigned char *bytes, size_t len)
{
    z_stream *stream = &zrle->stream;
    stream->next_in = (unsigned char *)bytes; /* which zlib does not change */
    stream->avail_in = (uInt)len;
    for (;;) {
        size_t room = sizeof zrle->plain - zrle->plain_len;
        stream->next_out = zrle->plain + zrle->plain_len;
        stream->avail_out = (uInt)room;
        int result = inflate(stream, Z_SYNC_FLUSH);
        zrle->plain_len += room - stream->avail_out;
        bool full = stream->avail_out == 0;
        /* Z_BUF_ERROR: there was nothing to do. */
        if ((result != Z_OK && result != Z_BUF_ERROR) || !read_plain(zrle))
            return false;
        /* A rectangle should have no more bytes, but other programs tolerate some. */
        if (zrle_is_whole(zrle)) {
            zrle->beyond += zrle->plain_len;
            zrle->plain_len = 0;
            if (zrle->beyond > BEYOND_MOST)
                return false;
        }
        if (stream->avail_in == 0 && !full)
            return true;
    }
}
