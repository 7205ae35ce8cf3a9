/*
 * How a VNC viewer logs in: RFB 3.8, 3.7 or 3.3, with VNC's password, up to its ClientInit. No
 * input or output: bytes go in and come out.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_RFB_RFB_HANDSHAKE_H
#define FCFH_SUPPORT_QUEUE_GUI_RFB_RFB_HANDSHAKE_H

#include <stddef.h>

enum { RFB_CHALLENGE_SIZE = 16, RFB_BANNER_SIZE = 12 };

enum rfb_handshake_state {
    RFB_HANDSHAKE_BANNER, /* is waited for, as are the next three */
    RFB_HANDSHAKE_TYPE,
    RFB_HANDSHAKE_RESPONSE,
    RFB_HANDSHAKE_INIT,
    RFB_HANDSHAKE_DONE,          /* what comes next is for rfb_viewer.h */
    RFB_HANDSHAKE_BAD_PASSWORD,  /* out says so to the viewer */
    RFB_HANDSHAKE_PROTOCOL_ERROR /* it is not a viewer */
};

/* state and out are for reading. */
struct rfb_handshake {
    enum rfb_handshake_state state;
    unsigned minor; /* of the version that is spoken */
    unsigned char challenge[RFB_CHALLENGE_SIZE];
    unsigned char response[RFB_CHALLENGE_SIZE]; /* the right one */
    unsigned char in[RFB_CHALLENGE_SIZE];
    size_t in_len;
    unsigned char out[64];
    size_t out_len;
};

/* challenge is random; response is what the password makes of it. */
void rfb_handshake_begin(struct rfb_handshake *handshake,
                         const unsigned char challenge[RFB_CHALLENGE_SIZE],
                         const unsigned char response[RFB_CHALLENGE_SIZE]);
/* How many bytes it can take now, so that none of what follows is read. */
size_t rfb_handshake_wants(const struct rfb_handshake *handshake);
/* Reads what came, which must not be more than that. */
void rfb_handshake_feed(struct rfb_handshake *handshake, const unsigned char *bytes, size_t len);
/* The first len bytes of out are on their way. */
void rfb_handshake_sent(struct rfb_handshake *handshake, size_t len);

#endif
