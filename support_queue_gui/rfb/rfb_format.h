/* How pixels are represented in RFB (RFC 6143), and how to convert them. Pure. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_RFB_RFB_FORMAT_H
#define FCFH_SUPPORT_QUEUE_GUI_RFB_RFB_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RFB_FORMAT_SIZE = 16 }; /* of one in a message */

enum rfb_channel { RFB_RED, RFB_GREEN, RFB_BLUE, RFB_CHANNELS };

struct rfb_format {
    unsigned char bits; /* 8, 16, 32 */
    unsigned char depth;
    bool big_endian;
    bool true_colour; /* else a pixel is the number of a colour in a map */
    uint16_t max[RFB_CHANNELS];
    unsigned char shift[RFB_CHANNELS];
};

/* What AMT can send, the least significant byte first; and what is offered to viewers. */
extern const struct rfb_format rfb_format_rgb332;
extern const struct rfb_format rfb_format_rgb565;
extern const struct rfb_format rfb_format_rgb888;

void rfb_format_put(const struct rfb_format *format, unsigned char out[RFB_FORMAT_SIZE]);
/* False: pixels cannot be represented like that. */
bool rfb_format_read(const unsigned char in[RFB_FORMAT_SIZE], struct rfb_format *format);

/* From AMT's pixels, of one byte or two, to those of a format. */
struct rfb_converter {
    unsigned from_size;
    unsigned to_size;
    uint32_t whole[256];             /* for each pixel of one byte */
    uint32_t part[RFB_CHANNELS][64]; /* for each value of a channel of two */
};

/* A map of colours gets those of rgb332 in the order of its pixels. */
void rfb_converter_begin(struct rfb_converter *converter, unsigned from_size,
                         const struct rfb_format *to);
void rfb_convert(const struct rfb_converter *converter, const unsigned char *in, size_t pixels,
                 unsigned char *out);

/* A value of a channel as one of 0 to max_out. */
uint32_t rfb_scale(uint32_t value, uint32_t max_in, uint32_t max_out);

#endif
