#include "support_queue_gui/rfb/rfb_format.h"

#include <string.h>

const struct rfb_format rfb_format_rgb332 = {
    .bits = 8, .depth = 8, .true_colour = true, .max = {7, 7, 3}, .shift = {5, 2, 0}};
const struct rfb_format rfb_format_rgb565 = {
    .bits = 16, .depth = 16, .true_colour = true, .max = {31, 63, 31}, .shift = {11, 5, 0}};
const struct rfb_format rfb_format_rgb888 = {
    .bits = 32, .depth = 24, .true_colour = true, .max = {255, 255, 255}, .shift = {16, 8, 0}};

void rfb_format_put(const struct rfb_format *format, unsigned char out[RFB_FORMAT_SIZE])
{
    memset(out, 0, RFB_FORMAT_SIZE);
    out[0] = format->bits;
    out[1] = format->depth;
    out[2] = format->big_endian ? 1 : 0;
    out[3] = format->true_colour ? 1 : 0;
    for (size_t i = 0; i < RFB_CHANNELS; i++) {
        out[4 + 2 * i] = (unsigned char)(format->max[i] >> 8);
        out[5 + 2 * i] = (unsigned char)format->max[i];
        out[10 + i] = format->shift[i];
    }
}

bool rfb_format_read(const unsigned char in[RFB_FORMAT_SIZE], struct rfb_format *format)
{
    *format = (struct rfb_format){
        .bits = in[0], .depth = in[1], .big_endian = in[2] != 0, .true_colour = in[3] != 0};
    if (in[0] != 8 && in[0] != 16 && in[0] != 32)
        return false;
    if (!format->true_colour)
        return true;
    for (size_t i = 0; i < RFB_CHANNELS; i++) {
        format->max[i] = (uint16_t)(in[4 + 2 * i] << 8 | in[5 + 2 * i]);
        format->shift[i] = in[10 + i];
        if (format->shift[i] >= format->bits)
            return false;
    }
    return true;
}

uint32_t rfb_scale(uint32_t value, uint32_t max_in, uint32_t max_out)
{
    return (value * max_out + max_in / 2) / max_in;
}

/* A pixel's value with its bytes in the order in which put_pixel writes them. */
static uint32_t in_order(uint32_t value, const struct rfb_format *to)
{
    if (!to->big_endian || to->bits == 8)
        return value;
    if (to->bits == 16)
        return (value >> 8 & 0xFF) | (value & 0xFF) << 8;
    return value >> 24 | (value >> 8 & 0xFF00) | (value & 0xFF00) << 8 | value << 24;
}

void rfb_converter_begin(struct rfb_converter *converter, unsigned from_size,
                         const struct rfb_format *to)
{
    const struct rfb_format *from = from_size == 1 ? &rfb_format_rgb332 : &rfb_format_rgb565;
    struct rfb_format target = *to;
    if (!to->true_colour) {
        memcpy(target.max, rfb_format_rgb332.max, sizeof target.max);
        memcpy(target.shift, rfb_format_rgb332.shift, sizeof target.shift);
    }
    *converter = (struct rfb_converter){.from_size = from_size, .to_size = to->bits / 8U};
    for (size_t channel = 0; channel < RFB_CHANNELS; channel++) {
        uint32_t max = from->max[channel];
        for (uint32_t value = 0; value <= max; value++)
            converter->part[channel][value] = in_order(
                rfb_scale(value, max, target.max[channel]) << target.shift[channel], &target);
    }
    for (uint32_t pixel = 0; from_size == 1 && pixel < 256; pixel++)
        for (size_t channel = 0; channel < RFB_CHANNELS; channel++)
            converter->whole[pixel] |=
                converter->part[channel][pixel >> from->shift[channel] & from->max[channel]];
}

static void put_pixel(unsigned char *out, uint32_t value, unsigned size)
{
    out[0] = (unsigned char)value;
    if (size == 1)
        return;
    out[1] = (unsigned char)(value >> 8);
    if (size == 2)
        return;
    out[2] = (unsigned char)(value >> 16);
    out[3] = (unsigned char)(value >> 24);
}

void rfb_convert(const struct rfb_converter *converter, const unsigned char *in, size_t pixels,
                 unsigned char *out)
{
    unsigned size = converter->to_size;
    if (converter->from_size == 1) {
        for (size_t i = 0; i < pixels; i++, out += size)
            put_pixel(out, converter->whole[in[i]], size);
        return;
    }
    for (size_t i = 0; i < pixels; i++, out += size) {
        uint32_t pixel = in[2 * i] | (uint32_t)in[2 * i + 1] << 8;
        put_pixel(out,
                  converter->part[RFB_RED][pixel >> 11] |
                      converter->part[RFB_GREEN][pixel >> 5 & 63] |
                      converter->part[RFB_BLUE][pixel & 31],
                  size);
    }
}
