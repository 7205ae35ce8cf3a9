#include "support_queue_gui/rfb/rfb_handshake.h"

#include <string.h>

#define BANNER "RFB 003.008\n"
#define WRONG  "the password is wrong"

enum { SECURITY_VNC = 2 };

static void append_bytes(struct rfb_handshake *w, const void *bytes, size_t len)
{
    if (len > sizeof w->out - w->out_len)
        return;
    memcpy(w->out + w->out_len, bytes, len);
    w->out_len += len;
}

void rfb_handshake_sent(struct rfb_handshake *handshake, size_t len)
{
    handshake->out_len -= len;
    memmove(handshake->out, handshake->out + len, handshake->out_len);
}

void rfb_handshake_begin(struct rfb_handshake *handshake,
                         const unsigned char challenge[RFB_CHALLENGE_SIZE],
                         const unsigned char response[RFB_CHALLENGE_SIZE])
{
    *handshake = (struct rfb_handshake){.state = RFB_HANDSHAKE_BANNER};
    memcpy(handshake->challenge, challenge, RFB_CHALLENGE_SIZE);
    memcpy(handshake->response, response, RFB_CHALLENGE_SIZE);
    append_bytes(handshake, BANNER, RFB_BANNER_SIZE);
}

/* The size of the whole message that is coming. */
static size_t message_size(const struct rfb_handshake *w)
{
    switch (w->state) {
    case RFB_HANDSHAKE_BANNER:
        return RFB_BANNER_SIZE;
    case RFB_HANDSHAKE_TYPE:
    case RFB_HANDSHAKE_INIT:
        return 1;
    case RFB_HANDSHAKE_RESPONSE:
        return RFB_CHALLENGE_SIZE;
    default:
        return 0;
    }
}

size_t rfb_handshake_wants(const struct rfb_handshake *handshake)
{
    return message_size(handshake) - handshake->in_len;
}

static void challenge(struct rfb_handshake *w)
{
    append_bytes(w, w->challenge, RFB_CHALLENGE_SIZE);
    w->state = RFB_HANDSHAKE_RESPONSE;
}

/* "RFB 003.00x\n"; some say 003.889 and mean 3.8, and what is unknown below 3.7 is 3.3. */
static void on_banner(struct rfb_handshake *w)
{
    static const unsigned char type33[4] = {0, 0, 0, SECURITY_VNC};
    static const unsigned char types[2] = {1, SECURITY_VNC};
    unsigned minor = 0;
    if (memcmp(w->in, "RFB ", 4) != 0 || w->in[7] != '.' || w->in[11] != '\n') {
        w->state = RFB_HANDSHAKE_PROTOCOL_ERROR;
        return;
    }
    for (size_t i = 8; i < 11; i++)
        minor = 10 * minor + (unsigned)(w->in[i] - '0') % 10;
    w->minor = minor >= 8 ? 8 : minor == 7 ? 7 : 3;
    if (w->minor == 3) {
        append_bytes(w, type33, sizeof type33);
        challenge(w);
    } else {
        append_bytes(w, types, sizeof types);
        w->state = RFB_HANDSHAKE_TYPE;
    }
}

/* All bytes are compared, however early they differ. */
static void on_response(struct rfb_handshake *w)
{
    static const unsigned char good[4] = {0, 0, 0, 0};
    static const unsigned char bad[8] = {0, 0, 0, 1, 0, 0, 0, sizeof WRONG - 1};
    unsigned char differs = 0;
    for (size_t i = 0; i < RFB_CHALLENGE_SIZE; i++)
        differs |= w->in[i] ^ w->response[i];
    w->state = differs == 0 ? RFB_HANDSHAKE_INIT : RFB_HANDSHAKE_BAD_PASSWORD;
    if (differs == 0) {
        append_bytes(w, good, sizeof good);
    } else {
        append_bytes(w, bad, w->minor == 8 ? 8 : 4);
        append_bytes(w, WRONG, w->minor == 8 ? sizeof WRONG - 1 : 0);
    }
}

void rfb_handshake_feed(struct rfb_handshake *handshake, const unsigned char *bytes, size_t len)
{
    size_t wanted = rfb_handshake_wants(handshake);
    size_t taken = len < wanted ? len : wanted;
    memcpy(handshake->in + handshake->in_len, bytes, taken);
    handshake->in_len += taken;
    if (taken < wanted)
        return;
    handshake->in_len = 0;
    switch (handshake->state) {
    case RFB_HANDSHAKE_BANNER:
        on_banner(handshake);
        break;
    case RFB_HANDSHAKE_TYPE:
        if (handshake->in[0] == SECURITY_VNC)
            challenge(handshake);
        else
            handshake->state = RFB_HANDSHAKE_PROTOCOL_ERROR;
        break;
    case RFB_HANDSHAKE_RESPONSE:
        on_response(handshake);
        break;
    case RFB_HANDSHAKE_INIT: /* whether it would share the screen: nobody else can have it */
        handshake->state = RFB_HANDSHAKE_DONE;
        break;
    default:
        break;
    }
}
