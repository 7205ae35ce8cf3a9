#include "support_queue_gui/rfb/rfb_amt.h"

#include <stdio.h>
#include <string.h>

#include "support_queue_gui/rfb/rfb_format.h"

/* Messages of a redirection session. */
enum { OPEN_KVM = 0x40, KVM_OPENED = 0x41, OPEN_SIZE = 8 };

enum { BANNER_SIZE = 12, MINOR_AT = 10 };

/* Of out, what a viewer's input may fill: the rest is for what keeps the session going. */
enum { INPUT_MAX = RFB_AMT_OUT_MAX - 256 };

enum { SECURITY_NONE = 1, RECTANGLE_SIZE = 12, INIT_SIZE = 24 };

/* Types of messages to AMT, and from it. */
enum { SET_FORMAT = 0, SET_ENCODINGS = 2, ASK = 3, KEY = 4, POINTER = 5 };
enum { UPDATE = 0, COLOURS = 1, BELL = 2, TEXT = 3 };

enum { RAW = 0, ZRLE = 16, DESKTOP_SIZE = -223 };

static unsigned read16(const unsigned char *in)
{
    return (unsigned)in[0] << 8 | in[1];
}

static uint32_t read32(const unsigned char *in)
{
    return (uint32_t)read16(in) << 16 | read16(in + 2);
}

static void put16(unsigned char *out, unsigned value)
{
    out[0] = (unsigned char)(value >> 8);
    out[1] = (unsigned char)value;
}

static void put32(unsigned char *out, uint32_t value)
{
    put16(out, value >> 16);
    put16(out + 2, value & 0xFFFF);
}

/* ---------------------------------------------------------------- what is sent */

size_t rfb_amt_room(const struct rfb_amt *amt)
{
    return amt->out_len < INPUT_MAX ? INPUT_MAX - amt->out_len : 0;
}

/* NULL: AMT has not taken what was sent before. */
static unsigned char *add(struct rfb_amt *amt, size_t size)
{
    if (sizeof amt->out - amt->out_len < size)
        return NULL;
    unsigned char *message = amt->out + amt->out_len;
    memset(message, 0, size);
    amt->out_len += size;
    return message;
}

static void append_bytes(struct rfb_amt *amt, const void *bytes, size_t len)
{
    unsigned char *message = add(amt, len);
    if (message != NULL)
        memcpy(message, bytes, len);
}

void rfb_amt_sent(struct rfb_amt *amt, size_t len)
{
    amt->out_len -= len;
    memmove(amt->out, amt->out + len, amt->out_len);
    explicit_bzero(amt->out + amt->out_len, len); /* keys may be a password */
}

void rfb_amt_request_update(struct rfb_amt *amt)
{
    if (amt->state != RFB_AMT_OPEN || amt->asked)
        return;
    unsigned char *message = add(amt, 10);
    if (message == NULL)
        return;
    message[0] = ASK;
    message[1] = amt->had_picture ? 1 : 0;
    put16(message + 6, amt->fb.width);
    put16(message + 8, amt->fb.height);
    amt->asked = true;
}

void rfb_amt_key(struct rfb_amt *amt, bool down, uint32_t key)
{
    unsigned char *message = amt->state == RFB_AMT_OPEN ? add(amt, RFB_AMT_KEY_SIZE) : NULL;
    if (message == NULL)
        return;
    message[0] = KEY;
    message[1] = down ? 1 : 0;
    put32(message + 4, key);
}

void rfb_amt_pointer(struct rfb_amt *amt, unsigned char buttons, unsigned x, unsigned y)
{
    unsigned char *message = amt->state == RFB_AMT_OPEN ? add(amt, RFB_AMT_POINTER_SIZE) : NULL;
    if (message == NULL)
        return;
    message[0] = POINTER;
    message[1] = buttons;
    put16(message + 2, x < amt->fb.width ? x : amt->fb.width - 1);
    put16(message + 4, y < amt->fb.height ? y : amt->fb.height - 1);
}

static void set_encodings(struct rfb_amt *amt)
{
    static const int32_t encodings[] = {ZRLE, RAW, DESKTOP_SIZE};
    enum { COUNT = sizeof encodings / sizeof encodings[0] };
    unsigned char *message = add(amt, 4 + 4 * COUNT);
    if (message == NULL)
        return;
    message[0] = SET_ENCODINGS;
    put16(message + 2, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        put32(message + 4 + 4 * i, (uint32_t)encodings[i]);
}

static bool set_format(struct rfb_amt *amt)
{
    unsigned char *message = add(amt, 4 + RFB_FORMAT_SIZE);
    if (message == NULL)
        return false;
    message[0] = SET_FORMAT;
    rfb_format_put(amt->bits == 8 ? &rfb_format_rgb332 : &rfb_format_rgb565, message + 4);
    return true;
}

/* ---------------------------------------------------------------- what comes */

void rfb_amt_begin(struct rfb_amt *amt, unsigned wanted_bits)
{
    static const unsigned char message[OPEN_SIZE] = {OPEN_KVM};
    amt->state = RFB_AMT_OPENING;
    amt->reason[0] = '\0';
    amt->wanted_bits = wanted_bits;
    amt->bits = 0;
    amt->asked = amt->had_picture = false;
    amt->part = RFB_AMT_REPLY;
    amt->head_len = 0;
    amt->skip = 0;
    amt->left = 0;
    amt->rectangles = 0;
    amt->out_len = 0;
    append_bytes(amt, message, sizeof message);
    if (!zrle_begin(&amt->zrle))
        amt->state = RFB_AMT_NO_MEMORY;
}

void rfb_amt_free(struct rfb_amt *amt)
{
    zrle_end(&amt->zrle);
    framebuffer_free(&amt->fb);
    explicit_bzero(amt->out, sizeof amt->out);
}

static unsigned end(struct rfb_amt *amt, enum rfb_amt_state state, const char *reason)
{
    amt->state = state;
    (void)snprintf(amt->reason, sizeof amt->reason, "%.*s", RFB_AMT_REASON_MAX - 1, reason);
    return 0;
}

static unsigned protocol_error(struct rfb_amt *amt, const char *reason)
{
    return end(amt, RFB_AMT_PROTOCOL_ERROR, reason);
}

/* How many bytes the part that is coming has, as far as they are kept. */
static size_t part_size(const struct rfb_amt *amt)
{
    switch (amt->part) {
    case RFB_AMT_REPLY:
        /* A refusal may be short. */
        return amt->head_len >= 2 && amt->head[1] != 0 ? 2 : OPEN_SIZE;
    case RFB_AMT_BANNER:
        return BANNER_SIZE;
    case RFB_AMT_SECURITY_TYPES:
        return amt->head_len == 0 ? 1 : 1 + (size_t)amt->head[0];
    case RFB_AMT_SECURITY_TYPE:
    case RFB_AMT_SECURITY_RESULT:
    case RFB_AMT_REASON_LEN:
    case RFB_AMT_ZRLE_LEN:
        return 4;
    case RFB_AMT_REASON:
        return amt->left < RFB_AMT_REASON_MAX - 1 ? amt->left : RFB_AMT_REASON_MAX - 1;
    case RFB_AMT_INIT:
        return INIT_SIZE;
    case RFB_AMT_UPDATE:
        return 3;
    case RFB_AMT_RECTANGLE:
        return RECTANGLE_SIZE;
    case RFB_AMT_RAW_ROW:
        return (size_t)amt->box.width * amt->fb.pixel_size;
    case RFB_AMT_COLOURS:
        return 5;
    case RFB_AMT_TEXT:
        return 7;
    case RFB_AMT_MESSAGE:
        break;
    }
    return 1;
}

/* The pixels of a screen of this size. */
static unsigned resize(struct rfb_amt *amt, unsigned width, unsigned height)
{
    unsigned bits = amt->wanted_bits;
    if (width == 0 || height == 0)
        return end(amt, RFB_AMT_NO_SCREEN, "");
    if (!framebuffer_size_is_valid(width, height))
        return protocol_error(amt, "it tells of a screen that is larger than AMT can show");
    if (bits == 0)
        bits = width * height > RFB_AMT_BYTES_MAX / 2 ? 8 : 16;
    if (!framebuffer_resize(&amt->fb, width, height, bits / 8))
        return end(amt, RFB_AMT_NO_MEMORY, "");
    amt->had_picture = false;
    /* Nothing of another format is under way: what was asked for is what comes now. */
    bool other = bits != amt->bits;
    amt->bits = bits;
    if (other && !set_format(amt))
        return protocol_error(amt, "its screen changes faster than it reads");
    return RFB_AMT_NEWS_SIZE;
}

static unsigned on_init(struct rfb_amt *amt)
{
    amt->skip = read32(amt->head + 20); /* the name */
    amt->part = RFB_AMT_MESSAGE;
    set_encodings(amt);
    unsigned news = resize(amt, read16(amt->head), read16(amt->head + 2));
    if (news != 0) {
        amt->state = RFB_AMT_OPEN;
        news |= RFB_AMT_NEWS_OPEN;
    }
    return news;
}

static unsigned next_rectangle(struct rfb_amt *amt)
{
    if (--amt->rectangles > 0) {
        amt->part = RFB_AMT_RECTANGLE;
        return 0;
    }
    amt->part = RFB_AMT_MESSAGE;
    amt->asked = false;
    amt->had_picture = amt->fb.unseen < framebuffer_boxes_max(&amt->fb);
    return RFB_AMT_NEWS_PICTURE;
}

static unsigned on_rectangle(struct rfb_amt *amt)
{
    int32_t encoding = (int32_t)read32(amt->head + 8);
    amt->box = (struct framebuffer_box){.x = read16(amt->head),
                                        .y = read16(amt->head + 2),
                                        .width = read16(amt->head + 4),
                                        .height = read16(amt->head + 6)};
    if (encoding == DESKTOP_SIZE) {
        unsigned news = resize(amt, amt->box.width, amt->box.height);
        return news != 0 ? news | next_rectangle(amt) : 0;
    }
    if (!framebuffer_contains(&amt->fb, &amt->box))
        return protocol_error(amt, "it draws beyond the screen");
    if (encoding == ZRLE) {
        amt->part = RFB_AMT_ZRLE_LEN;
        return 0;
    }
    if (encoding != RAW)
        return protocol_error(amt, "it uses an encoding that was not asked for");
    amt->part = RFB_AMT_RAW_ROW;
    return amt->box.width == 0 || amt->box.height == 0 ? next_rectangle(amt) : 0;
}

static unsigned on_raw_row(struct rfb_amt *amt)
{
    struct framebuffer_box row = amt->box;
    row.height = 1;
    framebuffer_put(&amt->fb, &row, amt->head);
    amt->box.y++;
    return --amt->box.height == 0 ? next_rectangle(amt) : 0;
}

static unsigned on_message(struct rfb_amt *amt)
{
    switch (amt->head[0]) {
    case UPDATE:
        amt->part = RFB_AMT_UPDATE;
        return 0;
    case COLOURS:
        amt->part = RFB_AMT_COLOURS;
        return 0;
    case BELL:
        return RFB_AMT_NEWS_BELL;
    case TEXT:
        amt->part = RFB_AMT_TEXT;
        return 0;
    default:
        return protocol_error(amt, "it sends a message that RFB does not have");
    }
}

/* 004.000 is answered with 003.008, as other programs do. */
static unsigned on_banner(struct rfb_amt *amt)
{
    unsigned char banner[BANNER_SIZE];
    memcpy(banner, amt->head, sizeof banner);
    if (memcmp(banner, "RFB 00", 6) != 0)
        return protocol_error(amt, "it sends something that is not RFB");
    amt->minor = memcmp(banner, "RFB 003.007", 11) == 0   ? 7
                 : memcmp(banner, "RFB 003.003", 11) == 0 ? 3
                                                          : 8;
    memcpy(banner, "RFB 003.00", MINOR_AT);
    banner[MINOR_AT] = (unsigned char)('0' + amt->minor);
    append_bytes(amt, banner, sizeof banner);
    amt->part = amt->minor == 3 ? RFB_AMT_SECURITY_TYPE : RFB_AMT_SECURITY_TYPES;
    return 0;
}

static unsigned on_let_in(struct rfb_amt *amt)
{
    static const unsigned char shared = 1;
    append_bytes(amt, &shared, 1); /* leave other sessions alone, though AMT has but one */
    amt->part = RFB_AMT_INIT;
    return 0;
}

static unsigned wants_password(struct rfb_amt *amt)
{
    return end(amt, RFB_AMT_REFUSED, "it wants another password for KVM, which is not sent");
}

static unsigned on_security_types(struct rfb_amt *amt)
{
    static const unsigned char none = SECURITY_NONE;
    if (amt->head[0] == 0) { /* AMT says why */
        amt->part = RFB_AMT_REASON_LEN;
        return 0;
    }
    if (memchr(amt->head + 1, SECURITY_NONE, amt->head[0]) == NULL)
        return wants_password(amt);
    append_bytes(amt, &none, 1);
    if (amt->minor < 8)
        return on_let_in(amt);
    amt->part = RFB_AMT_SECURITY_RESULT;
    return 0;
}

static unsigned on_security_type(struct rfb_amt *amt)
{
    uint32_t type = read32(amt->head);
    amt->part = RFB_AMT_REASON_LEN;
    return type == SECURITY_NONE ? on_let_in(amt) : type != 0 ? wants_password(amt) : 0;
}

/* The part is whole. */
static unsigned on_part(struct rfb_amt *amt)
{
    const unsigned char *head = amt->head;
    switch (amt->part) {
    case RFB_AMT_REPLY:
        if (head[0] != KVM_OPENED)
            return protocol_error(amt, "it does not answer as KVM does");
        if (head[1] != 0)
            return end(amt, RFB_AMT_REFUSED, "AMT does not open it");
        amt->part = RFB_AMT_BANNER;
        return 0;
    case RFB_AMT_BANNER:
        return on_banner(amt);
    case RFB_AMT_SECURITY_TYPE:
        return on_security_type(amt);
    case RFB_AMT_SECURITY_TYPES:
        return on_security_types(amt);
    case RFB_AMT_SECURITY_RESULT:
        if (read32(head) != 0) {
            amt->part = RFB_AMT_REASON_LEN;
            return 0;
        }
        return on_let_in(amt);
    case RFB_AMT_REASON_LEN:
        amt->left = read32(head);
        amt->part = RFB_AMT_REASON;
        return amt->left == 0 ? end(amt, RFB_AMT_REFUSED, "AMT refuses it") : 0;
    case RFB_AMT_REASON:
        amt->head[part_size(amt)] = '\0';
        return end(amt, RFB_AMT_REFUSED, (const char *)head);
    case RFB_AMT_INIT:
        return on_init(amt);
    case RFB_AMT_MESSAGE:
        return on_message(amt);
    case RFB_AMT_UPDATE:
        amt->rectangles = read16(head + 1);
        amt->part = RFB_AMT_RECTANGLE;
        if (amt->rectangles > 0)
            return 0;
        amt->rectangles = 1; /* nothing has changed */
        return next_rectangle(amt);
    case RFB_AMT_RECTANGLE:
        return on_rectangle(amt);
    case RFB_AMT_ZRLE_LEN:
        amt->left = read32(head);
        zrle_rectangle(&amt->zrle, &amt->fb, &amt->box);
        if (amt->left > 0)
            return 0;
        return zrle_is_whole(&amt->zrle) ? next_rectangle(amt)
                                         : protocol_error(amt, "a part of the picture is missing");
    case RFB_AMT_RAW_ROW:
        return on_raw_row(amt);
    case RFB_AMT_COLOURS:
        amt->skip = 6 * (uint64_t)read16(head + 3);
        break;
    case RFB_AMT_TEXT:
        amt->skip = read32(head + 3);
        break;
    }
    amt->part = RFB_AMT_MESSAGE;
    return 0;
}

static unsigned take_zrle(struct rfb_amt *amt, const unsigned char *bytes, size_t len)
{
    if (!zrle_feed(&amt->zrle, bytes, len))
        return protocol_error(amt, "a part of the picture cannot be read");
    amt->left -= (uint32_t)len;
    if (amt->left > 0)
        return 0;
    return zrle_is_whole(&amt->zrle) ? next_rectangle(amt)
                                     : protocol_error(amt, "a part of the picture is missing");
}

unsigned rfb_amt_feed(struct rfb_amt *amt, const unsigned char *bytes, size_t len)
{
    unsigned news = 0;
    while (len > 0 && amt->state <= RFB_AMT_OPEN) {
        bool packed = amt->part == RFB_AMT_ZRLE_LEN && amt->left > 0;
        size_t want = amt->skip > 0 ? (size_t)amt->skip
                      : packed      ? amt->left
                                    : part_size(amt) - amt->head_len;
        size_t n = len < want ? len : want;
        if (amt->skip > 0) {
            amt->skip -= n;
        } else if (packed) {
            news |= take_zrle(amt, bytes, n);
        } else {
            memcpy(amt->head + amt->head_len, bytes, n);
            amt->head_len += n;
            if (amt->head_len >= part_size(amt)) { /* its first bytes may have changed the size */
                amt->head_len = 0;
                news |= on_part(amt);
            }
        }
        bytes += n;
        len -= n;
    }
    return news;
}
