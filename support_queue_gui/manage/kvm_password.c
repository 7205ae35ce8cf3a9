#include "support_queue_gui/manage/kvm_password.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "common/amt/vnc_des.h"
#include "common/file.h"

/* Without letters and digits that look alike. */
static const char letters[] = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
enum { LETTERS = sizeof letters - 1, EVEN = 256 / LETTERS * LETTERS };

enum err_code kvm_password_make(struct kvm_password *password, struct err *e)
{
    size_t len = 0;
    while (len < KVM_PASSWORD_LEN) {
        unsigned char byte;
        if (getrandom(&byte, 1, 0) != 1)
            return err_errno(e, ERR_INTERNAL, "random numbers");
        if (byte < EVEN) /* each letter is as likely as another */
            password->text[len++] = letters[byte % LETTERS];
    }
    password->text[len] = '\0';
    return ERR_OK;
}

static enum err_code make_directory(struct kvm_password *password, struct err *e)
{
    static const char *const variables[] = {"XDG_RUNTIME_DIR", "TMPDIR"};
    enum { PLACES = sizeof variables / sizeof variables[0] };
    for (size_t i = 0; i <= PLACES; i++) {
        const char *place = i < PLACES ? getenv(variables[i]) : "/tmp";
        if (place == NULL || place[0] != '/')
            continue;
        int len =
            snprintf(password->directory, sizeof password->directory, "%s/fcfh-kvm-XXXXXX", place);
        if (len > 0 && (size_t)len < sizeof password->directory &&
            mkdtemp(password->directory) != NULL)
            return ERR_OK;
    }
    password->directory[0] = '\0';
    return err_errno(e, ERR_CANTCREAT, "/tmp");
}

enum err_code kvm_password_write(struct kvm_password *password, struct err *e)
{
    unsigned char hidden[VNC_DES_BLOCK];
    enum err_code code = make_directory(password, e);
    if (code != ERR_OK)
        return code;
    if (!vnc_des_hide(password->text, hidden))
        return err_set(e, ERR_INTERNAL, "libcrypto has no DES");
    (void)snprintf(password->file, sizeof password->file, "%s/passwd", password->directory);
    int fd = open(password->file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0 || !file_write_all(fd, (const char *)hidden, sizeof hidden))
        code = err_errno(e, ERR_CANTCREAT, "%s", password->file);
    if (fd >= 0 && close(fd) != 0 && code == ERR_OK)
        code = err_errno(e, ERR_CANTCREAT, "%s", password->file);
    explicit_bzero(hidden, sizeof hidden);
    return code;
}

void kvm_password_remove(struct kvm_password *password)
{
    if (password->file[0] != '\0')
        (void)unlink(password->file);
    if (password->directory[0] != '\0')
        (void)rmdir(password->directory);
    password->file[0] = password->directory[0] = '\0';
}

void kvm_password_wipe(struct kvm_password *password)
{
    kvm_password_remove(password);
    explicit_bzero(password->text, sizeof password->text);
}
