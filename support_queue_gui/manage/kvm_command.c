#include "support_queue_gui/manage/kvm_command.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/ask.h"
#include "common/clock.h"
#include "support_queue_gui/manage/kvm_password.h"
#include "support_queue_gui/manage/kvm_program.h"
#include "support_queue_gui/manage/kvm_server.h"
#include "support_queue_gui/manage/kvm_session.h"
#include "support_queue_gui/rfb/rfb_viewer.h"

enum {
    VIEWER_MS = 120000, /* a viewer may take so long to come */
    IDLE_MS = 1000,
    PROGRAM_MS = 100, /* wait while a program that was started has not come yet */
    INPUT = 2048
};

enum phase {
    PHASE_PICTURE, /* the first picture is waited for */
    PHASE_VIEWER,  /* the server is open for a viewer */
    PHASE_SHOWN,
    PHASE_OVER
};

struct kvm {
    struct manage *m;
    char **words; /* of the viewer */
    struct kvm_session session;
    enum phase phase;
    long long phase_end;
    bool blank; /* the screen is shown without a picture, which did not come */
    enum err_code code;
    struct err *e;

    struct kvm_password password;
    struct kvm_server server;
    unsigned wrong; /* wrong passwords that were reported */
    struct kvm_program program;
    int fd; /* the viewer's; -1: there is none */
    struct rfb_viewer viewer;
};

static void finish(struct kvm *k, enum err_code code)
{
    if (k->phase == PHASE_OVER)
        return;
    k->phase = PHASE_OVER;
    k->code = code;
}

/* ---------------------------------------------------------------- the viewer's way in */

static enum err_code print_address(const struct kvm *k, struct err *e)
{
    return ask_show(e,
                    "In a VNC viewer on this machine, within two minutes:\n\n    vncviewer "
                    "127.0.0.1::%u\n\nIts password, for this once: %s\n",
                    k->server.port, k->password.text);
}

/* Opens the port, and tells the person about it. */
static void open_server(struct kvm *k)
{
    enum err_code code = kvm_password_make(&k->password, k->e);
    if (code == ERR_OK)
        code = kvm_server_open(&k->server, k->password.text, k->e);
    if (code == ERR_OK && k->words[0] == NULL) {
        code = print_address(k, k->e);
    } else if (code == ERR_OK) {
        code = kvm_password_write(&k->password, k->e);
        if (code == ERR_OK)
            code = kvm_program_start(&k->program, k->words, k->password.file, k->server.port, k->e);
    }
    k->phase = PHASE_VIEWER;
    k->phase_end = clock_ms() + VIEWER_MS;
    if (code != ERR_OK)
        finish(k, code);
}

static void on_key(void *context, bool down, uint32_t key)
{
    struct kvm *k = context;
    rfb_amt_key(&k->session.amt, down, key);
    k->session.used = clock_ms();
}

static void on_pointer(void *context, unsigned char buttons, unsigned x, unsigned y)
{
    struct kvm *k = context;
    rfb_amt_pointer(&k->session.amt, buttons, x, y);
    k->session.used = clock_ms();
}

static void on_viewer(struct kvm *k, int fd)
{
    const struct rfb_viewer_input input = {on_key, on_pointer, k};
    k->fd = fd;
    kvm_password_wipe(&k->password);
    rfb_viewer_begin(&k->viewer, &k->session.amt.fb, &input, k->m->target.name);
    k->phase = PHASE_SHOWN;
    manage_print(k->m, "%s: the viewer shows it now; closing that ends KVM", k->m->target.name);
    manage_add_event(k->m, "KVM opened", "");
}

/* No viewer has come yet: says why, if that is known. */
static void check_no_viewer(struct kvm *k)
{
    char line[128];
    int status = k->program.status;
    if (k->server.wrong != k->wrong) {
        k->wrong = k->server.wrong;
        manage_print(k->m, "somebody connected with a wrong password, and was turned away");
    }
    /* Some viewers go on in the background when the program that was started has ended. */
    bool failed = k->program.name != NULL && k->program.pid == 0 && status != 0;
    if (!failed && clock_ms() < k->phase_end)
        return;
    kvm_program_last_line(&k->program, line, sizeof line);
    if (!failed)
        finish(k, err_set(k->e, ERR_UNAVAILABLE, "no viewer connected within two minutes"));
    else if (WIFEXITED(status))
        finish(k, err_set(k->e, ERR_UNAVAILABLE,
                          "%.60s ended with status %d before it was connected%s%s", k->program.name,
                          WEXITSTATUS(status), line[0] != '\0' ? ": " : "", line));
    else
        finish(k, err_set(k->e, ERR_UNAVAILABLE, "%.60s was ended by signal %d", k->program.name,
                          WTERMSIG(status)));
}

/* ---------------------------------------------------------------- the viewer that is in */

/* How many bytes of the viewer may be read: what they become must have room on its way to AMT, and
 * so must a message that was begun before. */
static size_t input_room(const struct kvm *k)
{
    size_t room = rfb_amt_room(&k->session.amt);
    room = room > RFB_AMT_KEY_SIZE ? room - RFB_AMT_KEY_SIZE : 0;
    return room < INPUT ? room : INPUT;
}

static bool is_disconnected(ssize_t len)
{
    return len == 0 || (len < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

static void recv_from_viewer(struct kvm *k)
{
    unsigned char bytes[INPUT];
    size_t room = input_room(k);
    if (room == 0)
        return;
    ssize_t len = recv(k->fd, bytes, room, MSG_DONTWAIT);
    if (len > 0)
        rfb_viewer_feed(&k->viewer, bytes, (size_t)len);
    explicit_bzero(bytes, sizeof bytes);
    if (is_disconnected(len))
        finish(k, ERR_OK);
}

/* The viewer does not start with half a picture. */
static bool may_be_shown(const struct kvm *k)
{
    const struct rfb_amt *amt = &k->session.amt;
    return amt->had_picture || k->blank || rfb_viewer_is_behind(&k->viewer) ||
           k->viewer.width != amt->fb.width || k->viewer.height != amt->fb.height;
}

static void send_to_viewer(struct kvm *k)
{
    struct rfb_viewer *viewer = &k->viewer;
    for (;;) {
        if (may_be_shown(k))
            rfb_viewer_build_update(viewer);
        if (viewer->out_at == viewer->out_len)
            break;
        ssize_t len = send(k->fd, viewer->out + viewer->out_at, viewer->out_len - viewer->out_at,
                           MSG_DONTWAIT | MSG_NOSIGNAL);
        if (is_disconnected(len))
            finish(k, ERR_OK);
        if (len <= 0)
            break;
        rfb_viewer_sent(viewer, (size_t)len);
    }
}

static void check_viewer(struct kvm *k)
{
    const struct framebuffer *fb = &k->session.amt.fb;
    switch (k->viewer.state) {
    case RFB_VIEWER_OPEN:
        break;
    case RFB_VIEWER_CANNOT_RESIZE:
        finish(k, err_about(k->e, ERR_UNAVAILABLE, k->m->target.name,
                            "its screen has %ux%u pixels now, and this viewer cannot change its "
                            "size; open it again",
                            fb->width, fb->height));
        break;
    case RFB_VIEWER_PROTOCOL_ERROR:
        finish(k, err_set(k->e, ERR_PROTOCOL, "the viewer sends something that is not RFB 3.8"));
        break;
    case RFB_VIEWER_NO_MEMORY:
        finish(k, err_nomem(k->e));
        break;
    }
}

/* ---------------------------------------------------------------- AMT */

/* No more is asked for before the viewer has taken the last. */
static bool is_more_wanted(const struct kvm *k)
{
    if (k->phase != PHASE_SHOWN)
        return !k->session.amt.had_picture;
    return !rfb_viewer_is_behind(&k->viewer) &&
           (k->viewer.wants_update || !framebuffer_is_changed(&k->session.amt.fb));
}

/* Returns whether there is more to read at once. */
static bool recv_from_amt(struct kvm *k)
{
    const struct framebuffer *fb = &k->session.amt.fb;
    unsigned news;
    bool again = false;
    enum err_code code = kvm_session_receive(&k->session, &news, &again, k->e);
    if (code != ERR_OK)
        finish(k, code);
    if ((news & RFB_AMT_NEWS_SIZE) != 0)
        manage_print(k->m, "%s: its screen has %ux%u pixels now", k->m->target.name, fb->width,
                     fb->height);
    if ((news & RFB_AMT_NEWS_BELL) != 0 && k->phase == PHASE_SHOWN)
        rfb_viewer_bell(&k->viewer);
    return again && code == ERR_OK;
}

static void send_to_amt(struct kvm *k)
{
    if (is_more_wanted(k))
        rfb_amt_request_update(&k->session.amt);
    enum err_code code = kvm_session_transmit(&k->session, k->e);
    if (code != ERR_OK)
        finish(k, code);
}

/* ---------------------------------------------------------------- the loop */

static void check_first_picture(struct kvm *k)
{
    k->blank = !k->session.has_picture && clock_ms() >= k->phase_end;
    if (k->blank)
        manage_print(k->m, "%s: %s", k->m->target.name, kvm_session_no_picture);
    if (k->blank || k->session.has_picture)
        open_server(k);
}

static void wait_and_serve(struct kvm *k, bool at_once)
{
    enum { STOP, SESSION, OUTPUT, VIEWER, SERVER, COUNT = SERVER + KVM_SERVER_FDS };
    bool waits = k->program.pid > 0 && k->phase == PHASE_VIEWER;
    bool hears = k->fd >= 0 && input_room(k) > 0;
    bool tells = k->fd >= 0 && k->viewer.out_at < k->viewer.out_len;
    struct pollfd fds[COUNT] = {
        [STOP] = {.fd = k->m->stop_fd, .events = POLLIN},
        [SESSION] = {.fd = redirect_fd(k->session.link),
                     .events = (short)(POLLIN | (k->session.amt.out_len > 0 ? POLLOUT : 0))},
        [OUTPUT] = {.fd = k->program.output, .events = POLLIN},
        [VIEWER] = {.fd = k->fd, .events = (short)((hears ? POLLIN : 0) | (tells ? POLLOUT : 0))},
    };
    kvm_server_poll(&k->server, fds + SERVER);
    (void)poll(fds, COUNT, at_once ? 0 : waits ? PROGRAM_MS : IDLE_MS);
    if (fds[STOP].revents != 0)
        finish(k, err_set(k->e, ERR_TEMPFAIL, "interrupted"));
    if (fds[OUTPUT].revents != 0 || waits)
        kvm_program_poll(&k->program);
    if (k->fd >= 0 && (fds[VIEWER].revents & (POLLIN | POLLHUP | POLLERR)) != 0)
        recv_from_viewer(k);
    int fd = k->phase == PHASE_VIEWER ? kvm_server_accept(&k->server, fds + SERVER) : -1;
    if (fd >= 0)
        on_viewer(k, fd);
    else if (k->phase == PHASE_VIEWER)
        check_no_viewer(k);
}

static void run(struct kvm *k)
{
    k->phase = PHASE_PICTURE;
    k->phase_end = clock_ms() + k->m->conf.amt.timeout * 1000LL;
    bool again = true;
    while (k->phase != PHASE_OVER) {
        send_to_amt(k);
        if (k->phase != PHASE_OVER)
            wait_and_serve(k, again);
        if (k->phase != PHASE_OVER)
            again = recv_from_amt(k);
        if (k->phase == PHASE_PICTURE)
            check_first_picture(k);
        if (k->phase == PHASE_SHOWN)
            send_to_viewer(k);
        check_viewer(k);
    }
}

/* ---------------------------------------------------------------- from options to an exit status
 */

static void print_opened(const struct kvm *k)
{
    const struct rfb_amt *amt = &k->session.amt;
    char end[96] = "";
    if (k->session.minutes > 0)
        (void)snprintf(end, sizeof end,
                       "; AMT ends it after %lu minute%s without a key or the mouse",
                       k->session.minutes, k->session.minutes == 1 ? "" : "s");
    manage_print(k->m, "%s: %ux%u, %u bits a pixel%s", k->m->target.name, amt->fb.width,
                 amt->fb.height, amt->bits, end);
}

static void close_all(struct kvm *k)
{
    kvm_server_close(&k->server);
    kvm_password_wipe(&k->password);
    if (k->fd >= 0)
        (void)close(k->fd);
    k->fd = -1;
    kvm_session_close(&k->session);
    kvm_program_end(&k->program, k->code != ERR_OK);
    rfb_viewer_free(&k->viewer);
}

enum err_code kvm_command(struct manage *m, struct manage_command *command, struct err *e)
{
    static struct kvm k = {.fd = -1, .server = {.listener = -1}, .program = {.output = -1}};
    char *found[] = {(char *)kvm_program_find(), NULL};
    k.m = m;
    k.e = e;
    k.words = command->viewer[0] != NULL ? command->viewer : found;
    for (size_t i = 0; i < KVM_SERVER_CLIENTS; i++)
        k.server.clients[i].fd = -1;
    if (k.words[0] == NULL && !ask_is_possible())
        return err_set(e, ERR_USAGE,
                       "there is no viewer, and no terminal to name the port on: kvm -- VIEWER");
    if (k.words[0] != NULL && !kvm_program_exists(k.words[0]))
        return err_set(e, ERR_UNAVAILABLE, "the viewer %.100s does not exist, or is not a program",
                       k.words[0]);
    k.code = kvm_session_prepare(&k.session, m, e);
    if (k.code == ERR_OK)
        k.code = kvm_session_open(&k.session, e);
    if (k.code == ERR_OK) {
        print_opened(&k);
        run(&k);
    }
    close_all(&k);
    if (k.code == ERR_OK)
        manage_print(m, "%s: KVM is closed", m->target.name);
    return k.code;
}
