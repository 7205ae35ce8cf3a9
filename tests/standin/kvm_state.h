/* The state of a KVM session, for its parts: what AMT and the client agreed on, and what was
 * shown. */
#ifndef TESTS_STANDIN_KVM_STATE_H
#define TESTS_STANDIN_KVM_STATE_H

#include <zlib.h>

#include "tests/standin/kvm_options.h"
#include "tests/standin/kvm_picture.h"
#include "tests/standin/wire.h"

/* RFB's messages, in each direction. */
enum { RFB_FORMAT = 0, RFB_ENCODINGS = 2, RFB_REQUEST = 3, RFB_KEY = 4, RFB_POINTER = 5 };
enum { RFB_CLIENT_TEXT = 6 };
enum { RFB_UPDATE = 0, RFB_COLOR_MAP = 1, RFB_BELL = 2, RFB_TEXT = 3 };
enum { RFB_RAW = 0, RFB_TIGHT = 7, RFB_ZRLE = 16, RFB_DESKTOP_SIZE = -223 };
enum { RFB_RECTANGLE_SIZE = 12, RFB_UPDATE_HEAD = 4 };

struct kvm {
    struct wire *wire;
    const struct kvm_options *options;
    struct machine *machine;
    bool watches; /* the PC's screen is this session's */
    bool over;    /* AMT ends it */
    bool mute;

    const struct kvm_format *format;
    bool black; /* no true colour was asked for */
    bool zrle, resizes;

    size_t size; /* which of the sizes */
    unsigned width, height;
    bool resized; /* since it was announced */
    unsigned key_frames;
    long long clock_began; /* 0: not yet */
    bool dark;             /* the PC is off */
    bool field;            /* the picture is the one that asks for the user's code */
    unsigned code, digits, wrong;

    bool asked, incremental; /* a picture is asked for, of this part */
    unsigned x, y, asked_width, asked_height;
    unsigned *shown; /* of each tile, what the client has: see tile_state */
    bool greeted;    /* the first picture was sent */
    bool told;       /* and logged */
    z_stream zlib;
    bool zlib_begun;

    long long used; /* the last key or movement */
    int typed_fd;
    unsigned long random;
};

/* Big-endian, as RFB has it. */
void kvm_put16(unsigned char *at, unsigned value);
void kvm_put32(unsigned char *at, unsigned long value);
unsigned kvm_get16(const char *at);
unsigned long kvm_get32(const char *at);

void kvm_send(struct kvm *kvm, const void *bytes, size_t size);
/* The same bytes again and again, as long as the client reads them (but not more than 256 MiB). */
void kvm_send_endless(struct kvm *kvm, const void *bytes, size_t size);
/* Waits until this many bytes have arrived; false at the end, also that of the session. */
bool kvm_need(struct kvm *kvm, size_t size);

/* kvm_opening.c: until a picture can be asked for; false: it does not get that far. */
bool kvm_open(struct kvm *kvm);

/* kvm_input.c: what the client says. */
void kvm_take_messages(struct kvm *kvm);

/* kvm_update.c */
void kvm_begin_screen(struct kvm *kvm); /* of the size that it has now */
void kvm_next_size(struct kvm *kvm);
unsigned kvm_frame(const struct kvm *kvm);
/* Whether this many bytes a pixel are more than AMT manages at this size. */
bool kvm_is_too_large(const struct kvm *kvm);
/* Sends what was asked for, if there is anything new. */
void kvm_update(struct kvm *kvm);
void kvm_send_rectangle(struct kvm *kvm, unsigned x, unsigned y, unsigned width, unsigned height,
                        int encoding);
void kvm_send_update_head(struct kvm *kvm, unsigned count);
/* Adds to `out` what ZRLE has of this data, with its length before it. */
void kvm_pack(struct kvm *kvm, const void *data, size_t size, struct text *out);
void kvm_send_text(struct kvm *kvm, const void *bytes, size_t size);

/* kvm_hostile.c: what no AMT would send, before the first picture. False: nothing should follow. */
bool kvm_misbehave(struct kvm *kvm);

#endif
