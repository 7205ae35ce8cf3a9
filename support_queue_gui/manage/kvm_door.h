/*
 * Where a viewer comes in: a port of this machine alone, until one viewer has shown the password.
 * Others may try meanwhile; when one is in, the port is closed.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_KVM_DOOR_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_KVM_DOOR_H

#include <poll.h>
#include <stdbool.h>

#include "common/err.h"
#include "support_queue_gui/rfb/rfb_welcome.h"

enum { KVM_DOOR_GUESTS = 8, KVM_DOOR_FDS = KVM_DOOR_GUESTS + 1 };

struct kvm_guest {
    int fd; /* -1: nobody */
    long long end;
    struct rfb_welcome welcome;
};

struct kvm_door {
    int listener; /* -1: closed */
    unsigned port;
    const char *password;
    struct kvm_guest guests[KVM_DOOR_GUESTS];
    unsigned wrong; /* passwords */
};

/* password must outlive the door. */
enum err_code kvm_door_open(struct kvm_door *door, const char *password, struct err *e);
void kvm_door_close(struct kvm_door *door);

void kvm_door_poll(const struct kvm_door *door, struct pollfd fds[KVM_DOOR_FDS]);
/* To be called after poll. Returns the descriptor of the viewer that came in, which the caller
 * closes, or -1. */
int kvm_door_serve(struct kvm_door *door, const struct pollfd fds[KVM_DOOR_FDS]);

#endif
