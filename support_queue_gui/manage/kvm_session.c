#include "support_queue_gui/manage/kvm_session.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>

#include "common/amt/realm_names.h"
#include "common/clock.h"
#include "support_queue_gui/manage/consent_get.h"
#include "support_queue_gui/manage/redirection_peer.h"
#include "support_queue_gui/manage/redirection_ready.h"

enum {
    OPEN_TIMEOUTS = 3, /* in units of [amt] timeout, until the size of the screen is known */
    STEP_MS = 1000,
    PIECES = 16, /* in a row, before others have their turn */
    PIECE = 32 * 1024,
    OLD_BYTES_MAX = 1920 * 1200 * 2 /* of a picture from AMT 7 and 8 */
};

const char kvm_session_no_picture[] =
    "AMT shows no picture: is the PC on, is a monitor plugged in and on (without one, a dummy plug "
    "helps), is it connected to the Intel graphics, is the screen asleep (a key wakes it), "
    "or is it "
    "protected video?";

/* Without the right to read it, it stays unknown. */
static enum err_code read_timeout(struct kvm_session *kvm, struct err *e)
{
    const struct wsman_request request = request_get("IPS_KVMRedirectionSettingData");
    struct amt_reply reply;
    bool absent;
    enum err_code code = manage_call(kvm->m, &request, &absent, &reply, e);
    kvm->minutes = 0;
    if (code == ERR_OK && !absent)
        (void)wsman_number(amt_reply_instance(&reply, 0), "SessionTimeout", &kvm->minutes);
    amt_reply_free(&reply);
    return code == ERR_NOPERM ? ERR_OK : code;
}

enum err_code kvm_session_prepare(struct kvm_session *kvm, struct manage *m, struct err *e)
{
    kvm->m = m;
    enum err_code code = redirection_peer(m, "KVM", &kvm->peer, e);
    if (code == ERR_OK)
        code = redirection_ready(m, REDIRECTION_KVM, e);
    /* The right to open KVM may not include looking whether there is one: the session will tell. */
    if (code == ERR_NOPERM && !m->options->enable)
        code = ERR_OK;
    if (code == ERR_OK)
        code = consent_get(m, CONSENT_KVM, e);
    if (code == ERR_OK)
        code = read_timeout(kvm, e);
    return code;
}

/* ---------------------------------------------------------------- how it ends */

static enum err_code explain_end(const struct kvm_session *kvm, struct err *e)
{
    const char *name = kvm->m->target.name;
    const struct rfb_amt *amt = &kvm->amt;
    unsigned long long bytes =
        (unsigned long long)amt->fb.width * amt->fb.height * amt->fb.pixel_size;
    switch (amt->state) {
    case RFB_AMT_REFUSED:
        return err_about(e, ERR_UNAVAILABLE, name, "AMT refuses KVM: %s", amt->reason);
    case RFB_AMT_NO_SCREEN:
        return err_about(e, ERR_UNAVAILABLE, name, "%s", kvm_session_no_picture);
    case RFB_AMT_PROTOCOL_ERROR:
        return err_about(e, ERR_PROTOCOL, name, "this is not KVM of Intel AMT: %s", amt->reason);
    case RFB_AMT_NO_MEMORY:
        return err_nomem(e);
    case RFB_AMT_OPENING:
        return err_about(e, ERR_UNAVAILABLE, name,
                         "AMT closed KVM before it showed anything; if its user must consent, "
                         "first: %s consent",
                         kvm->m->target.command);
    case RFB_AMT_OPEN:
        break;
    }
    if (!kvm->has_picture && bytes > RFB_AMT_BYTES_MAX)
        return err_about(e, ERR_UNAVAILABLE, name,
                         "AMT closed KVM: a picture of %ux%u with %u bits is more than it sends; "
                         "%s",
                         amt->fb.width, amt->fb.height, amt->bits,
                         amt->bits == 16 ? "take --bits 8"
                                         : "a lower resolution must be set on the PC");
    if (!kvm->has_picture)
        return err_about(e, ERR_UNAVAILABLE, name, "%s%s", kvm_session_no_picture,
                         amt->bits == 16 && bytes > OLD_BYTES_MAX
                             ? " With AMT 7 and 8 this size needs --bits 8"
                             : "");
    if (kvm->minutes == 0)
        return err_about(e, ERR_UNAVAILABLE, name,
                         "the screen was lost: AMT closed the connection; open it again");
    const char *plural = kvm->minutes == 1 ? "" : "s";
    /* AMT's clock is not ours. */
    if (clock_ms() - kvm->used >= (long long)kvm->minutes * 60000 - 5000)
        return err_about(e, ERR_UNAVAILABLE, name,
                         "AMT ended KVM after %lu minute%s without a key or the mouse",
                         kvm->minutes, plural);
    return err_about(e, ERR_UNAVAILABLE, name,
                     "the screen was lost: AMT closed the connection, which it does by itself "
                     "after %lu minute%s without a key or the mouse; open it again",
                     kvm->minutes, plural);
}

/* ---------------------------------------------------------------- bytes */

enum err_code kvm_session_transmit(struct kvm_session *kvm, struct err *e)
{
    enum http_link_io io = HTTP_LINK_GOOD;
    while (io == HTTP_LINK_GOOD && kvm->amt.out_len > 0) {
        size_t sent;
        io = redirect_send(kvm->link, kvm->amt.out, kvm->amt.out_len, &sent);
        rfb_amt_sent(&kvm->amt, sent);
    }
    return io == HTTP_LINK_ENDED ? explain_end(kvm, e) : ERR_OK;
}

enum err_code kvm_session_receive(struct kvm_session *kvm, unsigned *news, bool *again,
                                  struct err *e)
{
    static unsigned char piece[PIECE];
    *news = 0;
    *again = true;
    for (int i = 0; i < PIECES && *again; i++) {
        size_t len;
        enum http_link_io io = redirect_receive(kvm->link, piece, sizeof piece, &len);
        if (io == HTTP_LINK_AGAIN)
            *again = false;
        else if (io == HTTP_LINK_GOOD)
            *news |= rfb_amt_feed(&kvm->amt, piece, len);
        if (kvm->amt.rectangles > 0 || kvm->amt.fb.unseen < framebuffer_boxes_max(&kvm->amt.fb))
            kvm->has_picture = true;
        if (kvm->amt.state > RFB_AMT_OPEN || io == HTTP_LINK_ENDED)
            return explain_end(kvm, e);
    }
    return ERR_OK;
}

/* ---------------------------------------------------------------- from the connection to the size
 */

/* A machine that is cut off sends nothing, and KVM has no heartbeats. */
static void enable_keepalive(int fd)
{
    static const struct {
        int level, option, value;
    } rows[] = {{SOL_SOCKET, SO_KEEPALIVE, 1},
                {IPPROTO_TCP, TCP_KEEPIDLE, 10},
                {IPPROTO_TCP, TCP_KEEPINTVL, 5},
                {IPPROTO_TCP, TCP_KEEPCNT, 3},
                {IPPROTO_TCP, TCP_USER_TIMEOUT, 25000}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0];
         i++) /* without these options it only hangs longer */
        (void)setsockopt(fd, rows[i].level, rows[i].option, &rows[i].value, sizeof rows[i].value);
}

static enum err_code log_in(struct kvm_session *kvm, struct err *e)
{
    struct manage *m = kvm->m;
    struct err why;
    bool open = false;
    enum err_code code =
        redirect_new(&kvm->link, REDIRECT_KVM, &kvm->peer, m->conf.amt.timeout * 1000, &why);
    while (code == ERR_OK && !open) {
        struct pollfd stop = {.fd = m->stop_fd, .events = POLLIN};
        if (poll(&stop, 1, 0) > 0)
            return err_set(e, ERR_TEMPFAIL, "interrupted");
        code = redirect_step(kvm->link, m->stop_fd, STEP_MS, &open, &why);
    }
    if (code == ERR_OK)
        return ERR_OK;
    if (kvm->link != NULL && redirect_outcome(kvm->link)->result == REDIRECT_BUSY)
        return err_about(e, ERR_TEMPFAIL, m->target.name,
                         "somebody else has its screen now (KVM); AMT shows it to one at a time: "
                         "end that session, or try again later");
    return err_about(e, code, m->target.name, "%s", why.text);
}

/* Firmware up to 6.2 may fail the first time; a password is not sent twice for that. */
static bool may_try_again(const struct kvm_session *kvm)
{
    if (kvm->link == NULL)
        return false;
    const struct redirect_outcome *outcome = redirect_outcome(kvm->link);
    return !outcome->logged_in &&
           (outcome->result == REDIRECT_FAILED || outcome->result == REDIRECT_CONNECTION_LOST);
}

static enum err_code wait_for_size(struct kvm_session *kvm, struct err *e)
{
    struct manage *m = kvm->m;
    long long end = clock_ms() + m->conf.amt.timeout * 1000LL * OPEN_TIMEOUTS;
    enum err_code code = ERR_OK;
    while (code == ERR_OK && kvm->amt.state == RFB_AMT_OPENING) {
        unsigned news;
        bool again = false;
        code = kvm_session_transmit(kvm, e);
        if (code == ERR_OK)
            code = kvm_session_receive(kvm, &news, &again, e);
        long long left = end - clock_ms();
        if (code != ERR_OK || again || kvm->amt.state != RFB_AMT_OPENING)
            continue;
        if (left <= 0)
            return err_about(e, ERR_TEMPFAIL, m->target.name,
                             "AMT does not open KVM in time; if its user must consent, first: "
                             "%s consent",
                             m->target.command);
        struct pollfd fds[] = {{.fd = m->stop_fd, .events = POLLIN},
                               {.fd = redirect_fd(kvm->link),
                                .events = (short)(POLLIN | (kvm->amt.out_len > 0 ? POLLOUT : 0))}};
        (void)poll(fds, 2, left < STEP_MS ? (int)left : STEP_MS);
        if (fds[0].revents != 0)
            return err_set(e, ERR_TEMPFAIL, "interrupted");
    }
    return code;
}

enum err_code kvm_session_open(struct kvm_session *kvm, struct err *e)
{
    const char *bits = kvm->m->options->bits;
    enum err_code code = log_in(kvm, e);
    if (code != ERR_OK && may_try_again(kvm)) {
        redirect_free(kvm->link);
        kvm->link = NULL;
        code = log_in(kvm, e);
    }
    if (code != ERR_OK)
        return code;
    enable_keepalive(redirect_fd(kvm->link));
    rfb_amt_begin(&kvm->amt, bits == NULL ? 0 : bits[0] == '8' ? 8 : 16);
    code = wait_for_size(kvm, e);
    kvm->used = clock_ms();
    return code;
}

void kvm_session_close(struct kvm_session *kvm)
{
    redirect_free(kvm->link);
    kvm->link = NULL;
    rfb_amt_free(&kvm->amt);
}
