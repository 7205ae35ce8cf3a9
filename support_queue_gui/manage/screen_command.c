#include "support_queue_gui/manage/screen_command.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/file.h"
#include "common/replace_file.h"
#include "support_queue_gui/manage/kvm_session.h"
#include "support_queue_gui/rfb/png_picture.h"

enum {
    PICTURE_TIMEOUTS = 3, /* in units of [amt] timeout */
    /* In text mode AMT sends a black screen for one second of eight. */
    DARK_MS = 3000,
    LOOK_AGAIN_MS = 250
};

struct png {
    char *bytes;
    size_t len;
    size_t size;
};

static bool add_bytes(void *context, const unsigned char *bytes, size_t len)
{
    struct png *png = context;
    if (len > png->size - png->len) {
        size_t size = 2 * png->size + len;
        char *grown = realloc(png->bytes, size);
        if (grown == NULL)
            return false;
        png->bytes = grown;
        png->size = size;
    }
    memcpy(png->bytes + png->len, bytes, len);
    png->len += len;
    return true;
}

/* Whether the file can be put there, before anybody is asked for anything. */
static enum err_code check_place(const char *file, struct err *e)
{
    struct replace place;
    if (strcmp(file, "-") == 0)
        return isatty(STDOUT_FILENO)
                   ? err_set(e, ERR_USAGE, "a picture cannot go to a terminal: name a file")
                   : ERR_OK;
    enum err_code code = replace_begin(&place, file, e);
    if (code != ERR_OK)
        return code;
    code = replace_check(&place, e);
    replace_end(&place);
    return code;
}

static enum err_code put_file(const char *file, const struct png *png, struct err *e)
{
    /* The picture shows what the PC's user had on the screen: it is for this user alone. */
    static const struct replace_as as = {.mode = 0600, .mode_most = 0600, .owner = NULL};
    struct replace place;
    if (strcmp(file, "-") == 0)
        return file_write_all(STDOUT_FILENO, png->bytes, png->len)
                   ? ERR_OK
                   : err_errno(e, ERR_TEMPFAIL, "standard output");
    enum err_code code = replace_begin(&place, file, e);
    if (code != ERR_OK)
        return code;
    code = replace_write(&place, png->bytes, png->len, &as, e);
    replace_end(&place);
    return code;
}

static enum err_code save(const struct kvm_session *kvm, const char *file, struct err *e)
{
    struct png png = {.bytes = NULL};
    enum err_code code =
        png_picture(&kvm->amt.fb, add_bytes, &png) ? put_file(file, &png, e) : err_nomem(e);
    free(png.bytes);
    return code;
}

/* Waits until all of the screen has come, and is not of one colour. */
static enum err_code wait_for_picture(struct kvm_session *kvm, struct err *e)
{
    struct manage *m = kvm->m;
    long long end = clock_ms() + m->conf.amt.timeout * 1000LL * PICTURE_TIMEOUTS;
    long long dark_end = 0;
    enum err_code code = ERR_OK;
    for (;;) {
        unsigned news;
        bool again;
        rfb_amt_request_update(&kvm->amt);
        code = kvm_session_transmit(kvm, e);
        if (code == ERR_OK)
            code = kvm_session_receive(kvm, &news, &again, e);
        if (code != ERR_OK)
            return code;
        long long now = clock_ms();
        const struct framebuffer *fb = &kvm->amt.fb;
        bool whole = kvm->amt.had_picture && framebuffer_is_complete(fb);
        bool dark = whole && framebuffer_is_plain(fb);
        if (dark && dark_end == 0)
            dark_end = now + DARK_MS;
        if (whole && (!dark || now >= dark_end))
            return ERR_OK;
        if (now >= end)
            return kvm->has_picture ? err_about(e, ERR_TEMPFAIL, m->target.name,
                                                "AMT sends only a part of its screen; try again")
                                    : err_about(e, ERR_UNAVAILABLE, m->target.name, "%s",
                                                kvm_session_no_picture);
        if (again)
            continue;
        struct pollfd fds[] = {{.fd = m->stop_fd, .events = POLLIN},
                               {.fd = redirect_fd(kvm->link),
                                .events = (short)(POLLIN | (kvm->amt.out_len > 0 ? POLLOUT : 0))}};
        (void)poll(fds, 2, LOOK_AGAIN_MS);
        if (fds[0].revents != 0)
            return err_set(e, ERR_TEMPFAIL, "interrupted");
    }
}

enum err_code screen_command(struct manage *m, struct manage_command *command, struct err *e)
{
    static struct kvm_session kvm; /* large */
    enum err_code code = check_place(command->word, e);
    if (code == ERR_OK)
        code = kvm_session_prepare(&kvm, m, e);
    if (code == ERR_OK)
        code = kvm_session_open(&kvm, e);
    if (code == ERR_OK)
        code = wait_for_picture(&kvm, e);
    if (code == ERR_OK)
        code = save(&kvm, command->word, e);
    if (code == ERR_OK)
        manage_add_event(m, "Picture of the screen", "");
    if (code == ERR_OK && strcmp(command->word, "-") != 0)
        manage_print(m, "%s: its screen, %ux%u, is in %.200s", m->target.name, kvm.amt.fb.width,
                     kvm.amt.fb.height, command->word);
    kvm_session_close(&kvm);
    return code;
}
