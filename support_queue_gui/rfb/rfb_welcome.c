#include "support_queue_gui/rfb/rfb_welcome.h"

#include <string.h>

#define BANNER "RFB 003.008\n"
#define WRONG  "the password is wrong"

enum { SECURITY_VNC = 2 };

static void say(struct rfb_welcome *w, const void *bytes, size_t len)
{
    if (len > sizeof w->out - w->out_len)
        return;
    memcpy(w->out + w->out_len, bytes, len);
    w->out_len += len;
}

void rfb_welcome_sent(struct rfb_welcome *welcome, size_t len)
{
    welcome->out_len -= len;
    memmove(welcome->out, welcome->out + len, welcome->out_len);
}

void rfb_welcome_begin(struct rfb_welcome *welcome,
                       const unsigned char challenge[RFB_CHALLENGE_SIZE],
                       const unsigned char response[RFB_CHALLENGE_SIZE])
{
    *welcome = (struct rfb_welcome){.state = RFB_WELCOME_BANNER};
    memcpy(welcome->challenge, challenge, RFB_CHALLENGE_SIZE);
    memcpy(welcome->response, response, RFB_CHALLENGE_SIZE);
    say(welcome, BANNER, RFB_BANNER_SIZE);
}

/* The size of the whole message that is coming. */
static size_t message_size(const struct rfb_welcome *w)
{
    switch (w->state) {
    case RFB_WELCOME_BANNER:
        return RFB_BANNER_SIZE;
    case RFB_WELCOME_TYPE:
    case RFB_WELCOME_INIT:
        return 1;
    case RFB_WELCOME_RESPONSE:
        return RFB_CHALLENGE_SIZE;
    default:
        return 0;
    }
}

size_t rfb_welcome_wants(const struct rfb_welcome *welcome)
{
    return message_size(welcome) - welcome->in_len;
}

static void challenge(struct rfb_welcome *w)
{
    say(w, w->challenge, RFB_CHALLENGE_SIZE);
    w->state = RFB_WELCOME_RESPONSE;
}

/* "RFB 003.00x\n"; some say 003.889 and mean 3.8, and what is unknown below 3.7 is 3.3. */
static void on_banner(struct rfb_welcome *w)
{
    static const unsigned char type33[4] = {0, 0, 0, SECURITY_VNC};
    static const unsigned char types[2] = {1, SECURITY_VNC};
    unsigned minor = 0;
    if (memcmp(w->in, "RFB ", 4) != 0 || w->in[7] != '.' || w->in[11] != '\n') {
        w->state = RFB_WELCOME_ALIEN;
        return;
    }
    for (size_t i = 8; i < 11; i++)
        minor = 10 * minor + (unsigned)(w->in[i] - '0') % 10;
    w->minor = minor >= 8 ? 8 : minor == 7 ? 7 : 3;
    if (w->minor == 3) {
        say(w, type33, sizeof type33);
        challenge(w);
    } else {
        say(w, types, sizeof types);
        w->state = RFB_WELCOME_TYPE;
    }
}

/* All bytes are compared, however early they differ. */
static void on_response(struct rfb_welcome *w)
{
    static const unsigned char good[4] = {0, 0, 0, 0};
    static const unsigned char bad[8] = {0, 0, 0, 1, 0, 0, 0, sizeof WRONG - 1};
    unsigned char differs = 0;
    for (size_t i = 0; i < RFB_CHALLENGE_SIZE; i++)
        differs |= w->in[i] ^ w->response[i];
    w->state = differs == 0 ? RFB_WELCOME_INIT : RFB_WELCOME_WRONG;
    if (differs == 0) {
        say(w, good, sizeof good);
    } else {
        say(w, bad, w->minor == 8 ? 8 : 4);
        say(w, WRONG, w->minor == 8 ? sizeof WRONG - 1 : 0);
    }
}

void rfb_welcome_take(struct rfb_welcome *welcome, const unsigned char *bytes, size_t len)
{
    size_t wanted = rfb_welcome_wants(welcome);
    size_t taken = len < wanted ? len : wanted;
    memcpy(welcome->in + welcome->in_len, bytes, taken);
    welcome->in_len += taken;
    if (taken < wanted)
        return;
    welcome->in_len = 0;
    switch (welcome->state) {
    case RFB_WELCOME_BANNER:
        on_banner(welcome);
        break;
    case RFB_WELCOME_TYPE:
        if (welcome->in[0] == SECURITY_VNC)
            challenge(welcome);
        else
            welcome->state = RFB_WELCOME_ALIEN;
        break;
    case RFB_WELCOME_RESPONSE:
        on_response(welcome);
        break;
    case RFB_WELCOME_INIT: /* whether it would share the screen: nobody else can have it */
        welcome->state = RFB_WELCOME_IN;
        break;
    default:
        break;
    }
}
