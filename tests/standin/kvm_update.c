#include "tests/standin/kvm_state.h"

#include <stdlib.h>
#include <string.h>

#include "tests/standin/kvm_tile.h"
#include "tests/standin/pc.h"

enum { BYTES_MOST = 9216000, STORED_MOST = 65535, TILE_PIXELS = KVM_TILE * KVM_TILE };
enum { NEVER = 0xFFFFFFFF, DARK = 0x40000000, FIELD = 0x20000000, FIELD_COLOR = 0x203040 };

static const char channel[] = "\0KvmDataChannel"; /* with the zero byte at its end, too */

static unsigned columns(const struct kvm *kvm)
{
    return (kvm->width + KVM_TILE - 1) / KVM_TILE;
}

static unsigned rows(const struct kvm *kvm)
{
    return (kvm->height + KVM_TILE - 1) / KVM_TILE;
}

static void forget_shown(struct kvm *kvm)
{
    for (size_t i = 0; i < (size_t)columns(kvm) * rows(kvm); i++)
        kvm->shown[i] = NEVER;
}

void kvm_begin_screen(struct kvm *kvm)
{
    const struct kvm_size *size = &kvm->options->sizes[kvm->size];

    kvm->width = size->width;
    kvm->height = size->height;
    kvm->shown = xrealloc(kvm->shown, (size_t)columns(kvm) * rows(kvm), sizeof *kvm->shown);
    forget_shown(kvm);
    kvm->told = false;
}

void kvm_next_size(struct kvm *kvm)
{
    kvm->size = (kvm->size + 1) % kvm->options->size_count;
    kvm_begin_screen(kvm);
    kvm->resized = true;
    if (!kvm->resizes || kvm_is_too_large(kvm))
        kvm->over = true;
}

bool kvm_is_too_large(const struct kvm *kvm)
{
    return (size_t)kvm->width * kvm->height * kvm->format->bytes > BYTES_MOST;
}

unsigned kvm_frame(const struct kvm *kvm)
{
    long long time = kvm->clock_began != 0 ? pc_clock() - kvm->clock_began : 0;

    return kvm->key_frames + (unsigned)(time * kvm->options->fps / 1000);
}

/* Two tiles with the same state look alike. */
static unsigned tile_state(const struct kvm *kvm, unsigned x, unsigned y, unsigned frame)
{
    if (kvm->dark)
        return DARK;
    return kvm->field ? FIELD : kvm_picture_version(x, y, frame);
}

static unsigned pixel_at(const struct kvm *kvm, unsigned x, unsigned y, unsigned frame)
{
    if (kvm->black || kvm->dark)
        return 0;
    return kvm_picture_pixel(kvm->format,
                             kvm->field ? FIELD_COLOR : kvm_picture_color(x, y, frame));
}

void kvm_send_update_head(struct kvm *kvm, unsigned count)
{
    unsigned char head[RFB_UPDATE_HEAD] = {RFB_UPDATE};

    kvm_put16(head + 2, count);
    kvm_send(kvm, head, sizeof head);
}

void kvm_send_rectangle(struct kvm *kvm, unsigned x, unsigned y, unsigned width, unsigned height,
                        int encoding)
{
    unsigned char head[RFB_RECTANGLE_SIZE];

    kvm_put16(head, x);
    kvm_put16(head + 2, y);
    kvm_put16(head + 4, width);
    kvm_put16(head + 6, height);
    kvm_put32(head + 8, (unsigned long)encoding & 0xFFFFFFFF);
    kvm_send(kvm, head, sizeof head);
}

void kvm_send_text(struct kvm *kvm, const void *bytes, size_t size)
{
    unsigned char head[8] = {RFB_TEXT};

    kvm_put32(head + 4, size);
    kvm_send(kvm, head, sizeof head);
    kvm_send(kvm, bytes, size);
}

/* As it is: a block of deflate that is stored. */
static void store(struct kvm *kvm, const unsigned char *data, size_t size, struct text *out)
{
    if (!kvm->zlib_begun)
        text_add(out, "\x78\x9C", 2);
    while (size > 0) {
        unsigned part = size < STORED_MOST ? (unsigned)size : STORED_MOST;
        unsigned char head[5] = {0};

        put_u16(head + 1, part);
        put_u16(head + 3, ~part & 65535);
        text_add(out, head, sizeof head);
        text_add(out, data, part);
        data += part;
        size -= part;
    }
}

static void deflate_all(struct kvm *kvm, const unsigned char *data, size_t size, struct text *out)
{
    unsigned char buffer[4096];

    if (!kvm->zlib_begun && deflateInit(&kvm->zlib, Z_DEFAULT_COMPRESSION) != Z_OK)
        abort();
    kvm->zlib.next_in = (unsigned char *)data;
    kvm->zlib.avail_in = (unsigned)size;
    do {
        kvm->zlib.next_out = buffer;
        kvm->zlib.avail_out = sizeof buffer;
        deflate(&kvm->zlib, Z_SYNC_FLUSH);
        text_add(out, buffer, sizeof buffer - kvm->zlib.avail_out);
    } while (kvm->zlib.avail_out == 0);
}

void kvm_pack(struct kvm *kvm, const void *data, size_t size, struct text *out)
{
    size_t at = out->size;
    unsigned char length[4];

    text_add(out, "\0\0\0\0", 4);
    if (kvm->options->packed)
        deflate_all(kvm, data, size, out);
    else
        store(kvm, data, size, out);
    kvm->zlib_begun = true;
    kvm_put32(length, out->size - at - 4);
    memcpy(out->data + at, length, 4);
}

static void send_tile(struct kvm *kvm, unsigned x, unsigned y, unsigned frame)
{
    unsigned width = kvm->width - x < KVM_TILE ? kvm->width - x : KVM_TILE;
    unsigned height = kvm->height - y < KVM_TILE ? kvm->height - y : KVM_TILE;
    unsigned turn = x / KVM_TILE / 2 + y / KVM_TILE + frame, count = 0;
    unsigned *pixels = xmalloc(TILE_PIXELS * sizeof *pixels);
    bool mixed = strcmp(kvm->options->encoding, "mixed") == 0 && turn % 3 == 0;
    bool zrle = kvm->zrle && !mixed && strcmp(kvm->options->encoding, "raw") != 0;
    struct text data = {0}, out = {0};

    for (unsigned row = 0; row < height; row++) {
        for (unsigned column = 0; column < width; column++)
            pixels[count++] = pixel_at(kvm, x + column, y + row, frame);
    }
    if (zrle) {
        kvm_tile_add(&data, pixels, width, height, kvm->format->bytes, kvm->options->tiles, turn);
        kvm_pack(kvm, data.data, data.size, &out);
    } else {
        for (unsigned i = 0; i < count; i++)
            kvm_pixel_add(&out, pixels[i], kvm->format->bytes);
    }
    kvm_send_rectangle(kvm, x, y, width, height, zrle ? RFB_ZRLE : RFB_RAW);
    kvm_send(kvm, out.data, out.size);
    text_free(&data);
    text_free(&out);
    free(pixels);
}

/* What AMT says before its first picture. */
static void send_first_update(struct kvm *kvm)
{
    static const unsigned char bell = RFB_BELL;

    kvm->greeted = true;
    kvm->clock_began = pc_clock();
    kvm_send(kvm, &bell, 1);
    kvm_send_text(kvm, channel, sizeof channel);
    if (!kvm_misbehave(kvm))
        kvm->mute = true;
}

static bool is_wanted(const struct kvm *kvm, unsigned x, unsigned y)
{
    return x < kvm->x + kvm->asked_width && x + KVM_TILE > kvm->x &&
           y < kvm->y + kvm->asked_height && y + KVM_TILE > kvm->y;
}

/* Sends each tile that is new and wanted, if send is set; returns how many there are. */
static unsigned go_through(struct kvm *kvm, unsigned frame, bool send)
{
    unsigned count = 0;

    for (unsigned row = 0; row < rows(kvm); row++) {
        for (unsigned column = 0; column < columns(kvm) && !kvm->wire->dead; column++) {
            unsigned x = column * KVM_TILE, y = row * KVM_TILE;
            unsigned state = tile_state(kvm, x, y, frame);
            unsigned *shown = &kvm->shown[row * columns(kvm) + column];

            if (!is_wanted(kvm, x, y) || (kvm->incremental && *shown == state))
                continue;
            count++;
            if (!send)
                continue;
            send_tile(kvm, x, y, frame);
            *shown = state;
        }
    }
    return count;
}

static void tell_update(struct kvm *kvm)
{
    char size[32];

    if (!kvm->told) {
        snprintf(size, sizeof size, "%ux%u", kvm->width, kvm->height);
        wire_log(kvm->wire, 0, true, "Update", size, NULL);
    }
    kvm->told = true;
}

void kvm_update(struct kvm *kvm)
{
    unsigned frame, count;

    if (!kvm->asked || kvm->mute || kvm->over || kvm->wire->dead)
        return;
    if (kvm_is_too_large(kvm)) {
        kvm->over = true;
        return;
    }
    if (!kvm->greeted)
        send_first_update(kvm);
    if (kvm->mute || kvm->over)
        return;
    if (kvm->resized) {
        kvm->resized = false;
        kvm->asked = false;
        kvm_send_update_head(kvm, 1);
        kvm_send_rectangle(kvm, 0, 0, kvm->width, kvm->height, RFB_DESKTOP_SIZE);
        return;
    }
    frame = kvm_frame(kvm);
    count = go_through(kvm, frame, false);
    if (count == 0)
        return;
    kvm->asked = false;
    tell_update(kvm);
    kvm_send_update_head(kvm, count);
    go_through(kvm, frame, true);
}
