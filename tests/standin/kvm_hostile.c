#include "tests/standin/kvm_state.h"

#include <stdlib.h>
#include <string.h>

#include "tests/standin/kvm_tile.h"

enum { FLOOD = 100000, RESIZES = 500, BOMB_BYTES = 128 << 20 };

/* A tile's data within ZRLE, at the upper left. */
static void send_tile(struct kvm *kvm, const void *data, size_t size)
{
    struct text out = {0};

    kvm_pack(kvm, data, size, &out);
    kvm_send_update_head(kvm, 1);
    kvm_send_rectangle(kvm, 0, 0, KVM_TILE, KVM_TILE, RFB_ZRLE);
    kvm_send(kvm, out.data, out.size);
    text_free(&out);
}

/* A length that has nothing to do with the data that follow. */
static void send_length(struct kvm *kvm, unsigned long length, size_t follows)
{
    unsigned char head[4];
    static const char zeros[65536];

    kvm_put32(head, length);
    kvm_send_update_head(kvm, 1);
    kvm_send_rectangle(kvm, 0, 0, KVM_TILE, KVM_TILE, RFB_ZRLE);
    kvm_send(kvm, head, sizeof head);
    if (follows == SIZE_MAX)
        kvm_send_endless(kvm, zeros, sizeof zeros);
    else
        kvm_send(kvm, zeros, follows);
}

static void send_long_tile(struct kvm *kvm)
{
    struct text data = {0};

    for (unsigned i = 0; i < 1 + KVM_TILE * KVM_TILE * 2 + 1000; i++)
        text_add(&data, "\0", 1);
    send_tile(kvm, data.data, data.size);
    text_free(&data);
}

/* Runs that are longer than the tile: by one pixel, or without end. */
static void send_run(struct kvm *kvm, bool endless)
{
    struct text data = {0};
    unsigned long left = KVM_TILE * KVM_TILE;

    text_add(&data, "\x80", 1);
    kvm_pixel_add(&data, 7, kvm->format->bytes);
    for (; endless ? data.size < 4 << 20 : left >= 255; left -= 255)
        text_add(&data, "\xFF", 1);
    kvm_pixel_add(&data, endless ? 0 : (unsigned)left, 1);
    send_tile(kvm, data.data, data.size);
    text_free(&data);
}

/* A little data that expands to a great deal. */
static void send_bomb(struct kvm *kvm)
{
    static unsigned char zeros[1 << 16], buffer[1 << 16];
    struct text out = {0};
    unsigned char head[4];
    z_stream zlib = {0};

    if (deflateInit(&zlib, Z_BEST_COMPRESSION) != Z_OK)
        abort();
    for (size_t done = 0; done < BOMB_BYTES; done += sizeof zeros) {
        zlib.next_in = zeros;
        zlib.avail_in = sizeof zeros;
        do {
            zlib.next_out = buffer;
            zlib.avail_out = sizeof buffer;
            deflate(&zlib, Z_NO_FLUSH);
            text_add(&out, buffer, sizeof buffer - zlib.avail_out);
        } while (zlib.avail_in > 0);
    }
    deflateEnd(&zlib);
    kvm_put32(head, out.size);
    kvm_send_update_head(kvm, 1);
    kvm_send_rectangle(kvm, 0, 0, KVM_TILE, KVM_TILE, RFB_ZRLE);
    kvm_send(kvm, head, sizeof head);
    kvm_send(kvm, out.data, out.size);
    text_free(&out);
}

static void send_resize(struct kvm *kvm, unsigned width, unsigned height)
{
    kvm_send_update_head(kvm, 1);
    kvm_send_rectangle(kvm, 0, 0, width, height, RFB_DESKTOP_SIZE);
}

/* A rectangle whose data, zeros, have no end. */
static void send_raw(struct kvm *kvm, unsigned x, unsigned y, unsigned width, unsigned height)
{
    static const char zeros[65536];

    kvm_send_update_head(kvm, 1);
    kvm_send_rectangle(kvm, x, y, width, height, RFB_RAW);
    kvm_send_endless(kvm, zeros, sizeof zeros);
}

static void send_empty(struct kvm *kvm, unsigned count)
{
    static const char rectangle[RFB_RECTANGLE_SIZE]; /* raw, too */
    struct text all = {0};

    kvm_send_update_head(kvm, count);
    while (count-- > 0)
        text_add(&all, rectangle, sizeof rectangle);
    kvm_send(kvm, all.data, all.size);
    text_free(&all);
}

static void send_texts(struct kvm *kvm)
{
    static const char message[] = "\3\0\0\0\0\0\0\4text";
    struct text all = {0};

    for (unsigned i = 0; i < FLOOD; i++)
        text_add(&all, message, sizeof message - 1);
    kvm_send(kvm, all.data, all.size);
    text_free(&all);
}

static void send_bells(struct kvm *kvm)
{
    static char bells[FLOOD];

    memset(bells, RFB_BELL, sizeof bells);
    kvm_send(kvm, bells, sizeof bells);
}

static void send_endless_text(struct kvm *kvm)
{
    static const unsigned char head[8] = {RFB_TEXT, 0, 0, 0, 255, 255, 255, 255};

    kvm_send(kvm, head, sizeof head);
    kvm_send_endless(kvm, "text without end", 16);
}

static void send_color_map(struct kvm *kvm)
{
    static const unsigned char map[6 + 6] = {RFB_COLOR_MAP, 0, 0, 0, 0, 1};

    kvm_send(kvm, map, sizeof map);
}

static void send_endless_rectangles(struct kvm *kvm)
{
    while (!kvm->wire->dead)
        send_empty(kvm, 65535);
}

static void resize_often(struct kvm *kvm)
{
    for (unsigned i = 0; i < RESIZES && !kvm->wire->dead; i++)
        send_resize(kvm, 640 + i % 640, 480 + i % 480);
    send_resize(kvm, kvm->width, kvm->height);
}

static void reset(struct kvm *kvm)
{
    kvm_send_update_head(kvm, 1);
    kvm_send_rectangle(kvm, 0, 0, kvm->width, kvm->height, RFB_RAW);
    kvm_send(kvm, "half of it", 10);
    stream_reset(&kvm->wire->stream);
    kvm->wire->dead = true;
}

static void stop(struct kvm *kvm)
{
    kvm_send_update_head(kvm, 1);
    kvm_send_rectangle(kvm, 0, 0, kvm->width, kvm->height, RFB_RAW);
    kvm_send(kvm, "half of it", 10);
}

bool kvm_misbehave(struct kvm *kvm)
{
    const struct kvm_options *options = kvm->options;

    if (kvm_fault(options, "bell-flood"))
        send_bells(kvm);
    if (kvm_fault(options, "text-flood"))
        send_texts(kvm);
    if (kvm_fault(options, "rectangles"))
        send_empty(kvm, 65535);
    if (kvm_fault(options, "resize-flood"))
        resize_often(kvm);
    if (kvm_fault(options, "rectangle-empty")) {
        kvm_send_update_head(kvm, 1);
        kvm_send_rectangle(kvm, 0, 0, 0, 0, RFB_ZRLE);
        kvm_send(kvm, "\0\0\0\0", 4);
    }
    if (kvm_fault(options, "text-huge"))
        send_endless_text(kvm);
    if (kvm_fault(options, "colour-map"))
        send_color_map(kvm);
    if (kvm_fault(options, "message"))
        kvm_send(kvm, "\xFF\xFF\xFF\xFF", 4);
    if (kvm_fault(options, "length-huge"))
        send_length(kvm, 0xFFFFFFFF, SIZE_MAX);
    if (kvm_fault(options, "length-short"))
        send_length(kvm, 1, 4096);
    if (kvm_fault(options, "length-long"))
        send_long_tile(kvm);
    if (kvm_fault(options, "zlib-bad"))
        send_length(kvm, 4096, 4096);
    if (kvm_fault(options, "zlib-bomb"))
        send_bomb(kvm);
    if (kvm_fault(options, "tile-type"))
        send_tile(kvm, "\x11\0\0\0\0\0\0\0", 8);
    if (kvm_fault(options, "palette-index"))
        send_tile(kvm, "\x83\0\0\1\1\2\2\x55\x56\x57\x58\x59", 12);
    if (kvm_fault(options, "run-long"))
        send_run(kvm, false);
    if (kvm_fault(options, "run-endless"))
        send_run(kvm, true);
    if (kvm_fault(options, "outside"))
        send_raw(kvm, kvm->width - 1, kvm->height - 1, KVM_TILE, KVM_TILE);
    if (kvm_fault(options, "rectangle-huge"))
        send_raw(kvm, 0, 0, 65535, 65535);
    if (kvm_fault(options, "raw-huge"))
        send_raw(kvm, 65535, 65535, 65535, 65535);
    if (kvm_fault(options, "rectangles-endless"))
        send_endless_rectangles(kvm);
    if (kvm_fault(options, "encoding")) {
        kvm_send_update_head(kvm, 1);
        kvm_send_rectangle(kvm, 0, 0, KVM_TILE, KVM_TILE, RFB_TIGHT);
    }
    if (kvm_fault(options, "resize-zero"))
        send_resize(kvm, 0, 0);
    if (kvm_fault(options, "resize-huge"))
        send_resize(kvm, 65535, 65535);
    if (kvm_fault(options, "lost"))
        reset(kvm);
    if (kvm_fault(options, "stop"))
        stop(kvm);
    return !kvm_fault(options, "stop");
}
