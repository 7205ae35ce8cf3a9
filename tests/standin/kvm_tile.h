/* One tile of ZRLE, before zlib: what RFC 6143 calls its sub-encodings. */
#ifndef TESTS_STANDIN_KVM_TILE_H
#define TESTS_STANDIN_KVM_TILE_H

#include "tests/standin/text.h"

/* pixels: width * height values of so many bytes each. How it is done is one of the words of
 * --kvm-tiles; turn: which of several ways, where all are to be seen. */
void kvm_tile_add(struct text *out, const unsigned *pixels, unsigned width, unsigned height,
                  unsigned bytes, const char *how, unsigned turn);
/* Adds a pixel, the lowest byte first. */
void kvm_pixel_add(struct text *out, unsigned pixel, unsigned bytes);

#endif
