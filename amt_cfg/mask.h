/*
 * Hides what must never be readable in anything that is printed or written: passwords, and the
 * hashes of them that are as good as a password. They are found by their value, wherever and in
 * whatever form they occur: as they are, with characters written as XML entities, or in base64.
 * Pure functions, fixed size.
 */
#ifndef FCFH_AMT_CFG_MASK_H
#define FCFH_AMT_CFG_MASK_H

#include <stdbool.h>
#include <stddef.h>

#include "common/secret.h"

#define MASK_STARS "***"
#define MASK_LEAST 4 /* bytes; shorter secrets would be found everywhere, and are not hidden */
#define MASK_MAX   12

/* All zeros hides nothing. It holds the secrets themselves: wipe it with mask_wipe. */
struct mask {
    struct {
        char text[(SECRET_SIZE + 2) / 3 * 4 + 1];
        bool any_case;
    } values[MASK_MAX];
    size_t count;
};

/* Adds a password: itself and its base64. At most MASK_MAX / 2 passwords and hashes are kept: three
 * passwords, the administrator's hash and two of the limited user's. */
void mask_add(struct mask *mask, const char *password);
/* Adds the hash of a password that logs in to a machine with this realm: its base64 and its
 * hexadecimal digits. */
void mask_add_login(struct mask *mask, const char *user, const char *realm,
                    const struct secret *password);
void mask_wipe(struct mask *mask);

/* Puts MASK_STARS in place of each secret in text[len]; returns the new length, which is never
 * greater. */
size_t mask_bytes(const struct mask *mask, char *text, size_t len);
/* The same for a string. */
void mask_text(const struct mask *mask, char *text);
/* The same for a string that was put into size bytes: if it fills them, it may have been cut in the
 * middle of a secret. With size 0 it may have been cut in any case. */
void mask_cut_text(const struct mask *mask, char *text, size_t size);

#endif
