/*
 * The password of one viewer: random, and in a file of the format that vncpasswd writes, which only
 * this user may read. After a crash the file remains, with a password for a port that is closed.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_KVM_PASSWORD_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_KVM_PASSWORD_H

#include <limits.h>

#include "common/err.h"

enum { KVM_PASSWORD_LEN = 8 };

struct kvm_password {
    char text[KVM_PASSWORD_LEN + 1];
    char directory[PATH_MAX - 16]; /* "": it is not there */
    char file[PATH_MAX];           /* "": this is not there either */
};

/* A struct of all zeros is a password before this call. */
enum err_code kvm_password_make(struct kvm_password *password, struct err *e);
enum err_code kvm_password_write(struct kvm_password *password, struct err *e);
/* Removes the file; the password still counts. */
void kvm_password_remove(struct kvm_password *password);
void kvm_password_wipe(struct kvm_password *password);

#endif
