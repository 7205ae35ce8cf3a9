/*
 * The test picture that the PC's screen has: a function of place and frame, so that whoever knows
 * the frame can tell each pixel. And the formats of pixels in which AMT gives it away.
 */
#ifndef TESTS_STANDIN_KVM_PICTURE_H
#define TESTS_STANDIN_KVM_PICTURE_H

#include <stdbool.h>
#include <stdio.h>

enum { KVM_TILE = 64, KVM_FORMAT_SIZE = 16 };

struct kvm_format {
    const char *name;
    unsigned char wire[KVM_FORMAT_SIZE]; /* as RFB has it */
    unsigned bytes;                      /* a pixel */
    unsigned red, green, blue;           /* how many bits each has; all in red: grey */
    bool taken;                          /* AMT takes it as SetPixelFormat */
    bool grey;                           /* only where it has grey */
};

const struct kvm_format *kvm_format_named(const char *name); /* NULL: there is none */
/* The format that a SetPixelFormat asks for, or NULL. */
const struct kvm_format *kvm_format_find(const unsigned char wire[KVM_FORMAT_SIZE]);

/* How often the tile that contains this pixel has changed up to this frame. */
unsigned kvm_picture_version(unsigned x, unsigned y, unsigned frame);
/* 0xRRGGBB, as the PC itself would show it. */
unsigned kvm_picture_color(unsigned x, unsigned y, unsigned frame);
/* The pixel's value in this format. */
unsigned kvm_picture_pixel(const struct kvm_format *format, unsigned color);

/* What a viewer should show, with 8 bits a colour, as a PPM. */
void kvm_picture_print(const struct kvm_format *format, unsigned width, unsigned height,
                       unsigned frame, FILE *out);

#endif
