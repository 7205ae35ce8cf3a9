#include "tests/standin/kvm_tile.h"

#include <string.h>

enum { RAW = 0, SOLID = 1, PLAIN_RLE = 128, PALETTE_RLE = 128 };
enum { PACKED_MOST = 16, PALETTE_MOST = 127, WAYS = 4 };

struct tile {
    const unsigned *pixels;
    unsigned width, height, bytes;
    unsigned palette[PALETTE_MOST];
    unsigned colors; /* PALETTE_MOST + 1: more */
};

void kvm_pixel_add(struct text *out, unsigned pixel, unsigned bytes)
{
    char byte[4] = {(char)(pixel & 255), (char)(pixel >> 8 & 255), (char)(pixel >> 16 & 255),
                    (char)(pixel >> 24)};

    text_add(out, byte, bytes);
}

static void add_byte(struct text *out, unsigned value)
{
    kvm_pixel_add(out, value, 1);
}

static unsigned find_color(const struct tile *tile, unsigned pixel)
{
    unsigned i = 0;

    while (i < tile->colors && tile->palette[i] != pixel)
        i++;
    return i;
}

static void count_colors(struct tile *tile)
{
    tile->colors = 0;
    for (unsigned i = 0; i < tile->width * tile->height; i++) {
        if (find_color(tile, tile->pixels[i]) < tile->colors)
            continue;
        if (tile->colors == PALETTE_MOST) {
            tile->colors++;
            return;
        }
        tile->palette[tile->colors++] = tile->pixels[i];
    }
}

static void add_palette(const struct tile *tile, struct text *out)
{
    for (unsigned i = 0; i < tile->colors; i++)
        kvm_pixel_add(out, tile->palette[i], tile->bytes);
}

static void add_raw(const struct tile *tile, struct text *out)
{
    add_byte(out, RAW);
    for (unsigned i = 0; i < tile->width * tile->height; i++)
        kvm_pixel_add(out, tile->pixels[i], tile->bytes);
}

static void add_solid(const struct tile *tile, struct text *out)
{
    add_byte(out, SOLID);
    add_palette(tile, out);
}

/* Every line ends with a whole byte. */
static void add_packed(const struct tile *tile, struct text *out)
{
    unsigned bits = tile->colors == 2 ? 1 : tile->colors <= 4 ? 2 : 4;

    add_byte(out, tile->colors);
    add_palette(tile, out);
    for (unsigned y = 0; y < tile->height; y++) {
        unsigned byte = 0, used = 0;

        for (unsigned x = 0; x < tile->width; x++) {
            byte = byte << bits | find_color(tile, tile->pixels[y * tile->width + x]);
            used += bits;
            if (used == 8) {
                add_byte(out, byte);
                byte = used = 0;
            }
        }
        if (used > 0)
            add_byte(out, byte << (8 - used));
    }
}

static void add_run(struct text *out, unsigned length)
{
    for (length--; length >= 255; length -= 255)
        add_byte(out, 255);
    add_byte(out, length);
}

static void add_rle(const struct tile *tile, bool with_palette, struct text *out)
{
    unsigned count = tile->width * tile->height;

    add_byte(out, with_palette ? PALETTE_RLE + tile->colors : PLAIN_RLE);
    if (with_palette)
        add_palette(tile, out);
    for (unsigned i = 0, length; i < count; i += length) {
        unsigned pixel = tile->pixels[i];

        for (length = 1; i + length < count && tile->pixels[i + length] == pixel;)
            length++;
        if (!with_palette)
            kvm_pixel_add(out, pixel, tile->bytes);
        else
            add_byte(out, find_color(tile, pixel) | (length > 1 ? 128 : 0));
        if (!with_palette || length > 1)
            add_run(out, length);
    }
}

/* The packing with this number; false when this tile cannot use it. */
static bool add_way(const struct tile *tile, unsigned way, struct text *out)
{
    switch (way) {
    case 0:
        add_raw(tile, out);
        return true;
    case 1:
        add_rle(tile, false, out);
        return true;
    case 2:
        if (tile->colors < 2 || tile->colors > PALETTE_MOST)
            return false;
        add_rle(tile, true, out);
        return true;
    default:
        if (tile->colors > PACKED_MOST)
            return false;
        if (tile->colors == 1)
            add_solid(tile, out);
        else
            add_packed(tile, out);
        return true;
    }
}

void kvm_tile_add(struct text *out, const unsigned *pixels, unsigned width, unsigned height,
                  unsigned bytes, const char *how, unsigned turn)
{
    struct tile tile = {.pixels = pixels, .width = width, .height = height, .bytes = bytes};
    struct text best = {0};

    if (strcmp(how, "raw") == 0) {
        add_raw(&tile, out);
        return;
    }
    if (strcmp(how, "rle") == 0) {
        add_rle(&tile, false, out);
        return;
    }
    count_colors(&tile);
    if (strcmp(how, "all") == 0) {
        while (!add_way(&tile, turn++ % WAYS, out))
            ;
        return;
    }
    for (unsigned way = 0; way < WAYS; way++) {
        struct text tried = {0};

        if (add_way(&tile, way, &tried) && (best.size == 0 || tried.size < best.size)) {
            text_free(&best);
            best = tried;
        } else {
            text_free(&tried);
        }
    }
    text_add(out, best.data, best.size);
    text_free(&best);
}
