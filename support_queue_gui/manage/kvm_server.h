/*
 * A port for a viewer, of this machine alone, open until one viewer has shown the password.
 * Others may try meanwhile; when one is in, the port is closed.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_KVM_SERVER_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_KVM_SERVER_H

#include <poll.h>
#include <stdbool.h>

#include "common/err.h"
#include "support_queue_gui/rfb/rfb_handshake.h"

enum { KVM_SERVER_CLIENTS = 8, KVM_SERVER_FDS = KVM_SERVER_CLIENTS + 1 };

struct kvm_client {
    int fd; /* -1: nobody */
    long long end;
    struct rfb_handshake handshake;
};

struct kvm_server {
    int listener; /* -1: closed */
    unsigned port;
    const char *password;
    struct kvm_client clients[KVM_SERVER_CLIENTS];
    unsigned wrong; /* passwords */
};

/* password must outlive the server. */
enum err_code kvm_server_open(struct kvm_server *server, const char *password, struct err *e);
void kvm_server_close(struct kvm_server *server);

void kvm_server_poll(const struct kvm_server *server, struct pollfd fds[KVM_SERVER_FDS]);
/* To be called after poll. Returns the descriptor of the viewer that came in, which the caller
 * closes, or -1. */
int kvm_server_accept(struct kvm_server *server, const struct pollfd fds[KVM_SERVER_FDS]);

#endif
