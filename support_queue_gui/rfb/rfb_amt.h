/*
 * KVM of Intel AMT, once a redirection session is logged in: RFB as AMT speaks it, from the opening
 * to the framebuffer. No input, output or clock: bytes go in and come out. Numbers are big-endian.
 *
 * One picture, or what of it has changed, is asked for at a time. What AMT says besides pictures
 * and bells is ignored: texts, which its extensions use as well, and maps of colours.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_RFB_RFB_AMT_H
#define FCFH_SUPPORT_QUEUE_GUI_RFB_RFB_AMT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support_queue_gui/rfb/framebuffer.h"
#include "support_queue_gui/rfb/zrle.h"

enum {
    RFB_AMT_OUT_MAX = 4096,
    RFB_AMT_REASON_MAX = 160,
    RFB_AMT_BYTES_MAX = 9216000 /* of a picture; for a larger one AMT ends the session */
};

enum rfb_amt_state {
    RFB_AMT_OPENING,
    RFB_AMT_OPEN,
    RFB_AMT_REFUSED,        /* reason says by what, in AMT's words or ours */
    RFB_AMT_NO_SCREEN,      /* it has no pixels */
    RFB_AMT_PROTOCOL_ERROR, /* what came is not RFB as AMT speaks it: reason */
    RFB_AMT_NO_MEMORY
};

/* What came. Bits, of rfb_amt_feed. */
enum {
    RFB_AMT_NEWS_OPEN = 1,
    RFB_AMT_NEWS_SIZE = 2,    /* of the screen */
    RFB_AMT_NEWS_PICTURE = 4, /* what was asked for is there */
    RFB_AMT_NEWS_BELL = 8
};

/* What the bytes that come next are. */
enum rfb_amt_part {
    RFB_AMT_REPLY,
    RFB_AMT_BANNER,
    RFB_AMT_SECURITY_TYPES,
    RFB_AMT_SECURITY_TYPE, /* of RFB 3.3, which chooses by itself */
    RFB_AMT_SECURITY_RESULT,
    RFB_AMT_REASON_LEN,
    RFB_AMT_REASON,
    RFB_AMT_INIT,
    RFB_AMT_MESSAGE, /* the type of one */
    RFB_AMT_UPDATE,
    RFB_AMT_RECTANGLE,
    RFB_AMT_ZRLE_LEN,
    RFB_AMT_RAW_ROW,
    RFB_AMT_COLOURS,
    RFB_AMT_TEXT
};

/* state, reason, fb and bits are for reading; fb's changes are for the caller to take. */
struct rfb_amt {
    enum rfb_amt_state state;
    char reason[RFB_AMT_REASON_MAX];
    struct framebuffer fb;
    unsigned wanted_bits; /* 8, 16; 0: what the screen's size allows */
    unsigned bits;        /* of a pixel, now */
    bool asked;           /* for a picture that has not come yet */
    bool had_picture;     /* of this size */

    enum rfb_amt_part part;
    unsigned minor;                               /* of RFB 3, as AMT and we have it: 8, 7, 3 */
    unsigned char head[FRAMEBUFFER_SIDE_MAX * 2]; /* of this part, what has come */
    size_t head_len;
    uint64_t skip; /* bytes of no interest, before the part */
    uint32_t left; /* bytes of a rectangle in ZRLE, or of a reason, still to come */
    unsigned rectangles;
    struct framebuffer_box box;
    struct zrle zrle;

    unsigned char out[RFB_AMT_OUT_MAX];
    size_t out_len;
};

/* Asks for KVM: the message is then in out. A struct of all zeros is a rfb_amt before its first
 * session; an existing framebuffer stays until AMT tells the size. */
void rfb_amt_begin(struct rfb_amt *amt, unsigned wanted_bits);
void rfb_amt_free(struct rfb_amt *amt);

/* Reads what came; returns the news in it. Nothing is read in a state above RFB_AMT_OPEN. */
unsigned rfb_amt_feed(struct rfb_amt *amt, const unsigned char *bytes, size_t len);

/* Asks for the picture, or for what has changed since the last; does nothing while one is on its
 * way. */
void rfb_amt_request_update(struct rfb_amt *amt);

/* Input of a viewer; there must be room for it in out. */
enum { RFB_AMT_KEY_SIZE = 8, RFB_AMT_POINTER_SIZE = 6 };
size_t rfb_amt_room(const struct rfb_amt *amt);
void rfb_amt_key(struct rfb_amt *amt, bool down, uint32_t key);
void rfb_amt_pointer(struct rfb_amt *amt, unsigned char buttons, unsigned x, unsigned y);

/* The first len bytes of out are on their way. */
void rfb_amt_sent(struct rfb_amt *amt, size_t len);

#endif
