#include "tests/standin/kvm_picture.h"

#include <stddef.h>
#include <string.h>

enum { FRAME_BITS = 16, KINDS = 8 };

static const struct kvm_format formats[] = {
    {"565", {16, 16, 0, 1, 0, 31, 0, 63, 0, 31, 11, 5, 0}, 2, 5, 6, 5, true, false},
    {"332", {8, 8, 0, 1, 0, 7, 0, 7, 0, 3, 5, 2, 0}, 1, 3, 3, 2, true, false},
    {"grey8", {8, 8, 0, 1, 0, 255, 0, 0, 0, 0, 0, 0, 0}, 1, 8, 0, 0, true, true},
    {"grey4", {8, 4, 0, 1, 0, 15, 0, 0, 0, 0, 0, 0, 0}, 1, 4, 0, 0, true, true},
    {"555", {16, 15, 0, 1, 0, 31, 0, 31, 0, 31, 10, 5, 0}, 2, 5, 5, 5, false, false},
    {"888", {32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0}, 4, 8, 8, 8, false, false},
};

enum { FORMATS = sizeof formats / sizeof *formats };

const struct kvm_format *kvm_format_named(const char *name)
{
    for (size_t i = 0; i < FORMATS; i++) {
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    }
    return NULL;
}

const struct kvm_format *kvm_format_find(const unsigned char wire[KVM_FORMAT_SIZE])
{
    for (size_t i = 0; i < FORMATS; i++) {
        if (memcmp(formats[i].wire, wire, 13) == 0) /* the rest is padding */
            return &formats[i];
    }
    return NULL;
}

unsigned kvm_picture_version(unsigned x, unsigned y, unsigned frame)
{
    unsigned column = x / KVM_TILE, row = y / KVM_TILE, phase = (column + 2 * row) % 4;

    return column == 0 && row == 0 ? frame : (frame + 3 - phase) / 4;
}

/* An arbitrary colour, always the same for the same numbers. */
static unsigned color_of(unsigned seed, unsigned number)
{
    unsigned mixed = seed * 2654435761U ^ number * 2246822519U;

    mixed ^= mixed >> 15;
    mixed *= 2654435761U;
    mixed ^= mixed >> 13;
    return mixed & 0xFFFFFF;
}

/* Each kind of tile suits one way of packing. */
unsigned kvm_picture_color(unsigned x, unsigned y, unsigned frame)
{
    unsigned column = x / KVM_TILE, row = y / KVM_TILE, u = x % KVM_TILE, v = y % KVM_TILE;
    unsigned version = kvm_picture_version(x, y, frame);
    unsigned seed = column * 131 + row * 65537 + version * 7919 + 1;

    if (y == 0 && x < FRAME_BITS)
        return frame >> (FRAME_BITS - 1 - x) & 1 ? 0xFFFFFF : 0;
    switch ((column + 3 * row) % KINDS) {
    case 0: /* one colour */
        return color_of(seed, 0);
    case 1: /* two */
        return color_of(seed, (u / 8 + v / 8) % 2);
    case 2: /* four */
        return color_of(seed, (u + v) / 3 % 4);
    case 3: /* sixteen */
        return color_of(seed, u * v / 32 % 16);
    case 4: /* lines, each of its own colour */
        return color_of(seed, v);
    case 5: /* no colour twice, or three times on end */
        return color_of(seed, (v * KVM_TILE + u) / 3);
    case 6:
        return color_of(seed, v * KVM_TILE + u);
    default: /* a gradient */
        return (u * 4 & 255) << 16 | (v * 4 & 255) << 8 | (version * 32 & 255);
    }
}

unsigned kvm_picture_pixel(const struct kvm_format *format, unsigned color)
{
    unsigned red = color >> 16, green = color >> 8 & 255, blue = color & 255;

    if (format->green == 0)
        return (red * 77 + green * 150 + blue * 29) >> 8 >> (8 - format->red);
    return red >> (8 - format->red) << (format->green + format->blue) |
           green >> (8 - format->green) << format->blue | blue >> (8 - format->blue);
}

/* An 8-bit value reduced to this many bits: the nearest one. */
static unsigned char widen(unsigned value, unsigned bits)
{
    unsigned most = (1U << bits) - 1;

    return (unsigned char)((value * 255 + most / 2) / most);
}

void kvm_picture_print(const struct kvm_format *format, unsigned width, unsigned height,
                       unsigned frame, FILE *out)
{
    fprintf(out, "P6\n%u %u\n255\n", width, height);
    for (unsigned y = 0; y < height; y++) {
        for (unsigned x = 0; x < width; x++) {
            unsigned pixel = kvm_picture_pixel(format, kvm_picture_color(x, y, frame));
            unsigned green = format->green, blue = format->blue;
            unsigned char rgb[3];

            rgb[0] = widen(pixel >> (green + blue), format->red);
            rgb[1] = green ? widen(pixel >> blue & ((1U << green) - 1), green) : rgb[0];
            rgb[2] = blue ? widen(pixel & ((1U << blue) - 1), blue) : rgb[0];
            fwrite(rgb, sizeof rgb, 1, out);
        }
    }
}
