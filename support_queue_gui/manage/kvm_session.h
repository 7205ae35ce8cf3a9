/*
 * A KVM session with the target, from what must be asked and switched on beforehand to its end, and
 * what ended it, in words.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_KVM_SESSION_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_KVM_SESSION_H

#include "common/amt/redirect.h"
#include "support_queue_gui/manage/manage.h"
#include "support_queue_gui/rfb/rfb_amt.h"

struct kvm_session {
    struct manage *m;
    struct http_peer peer;
    struct redirect *link; /* NULL: none */
    struct rfb_amt amt;
    bool has_picture;      /* something of the screen has come */
    unsigned long minutes; /* AMT ends it after so many without a key or the mouse; 0: not known */
    long long used;        /* clock_ms() of the last of these */
};

/* Asks AMT for all that is needed beforehand: that KVM is on, and consent. */
enum err_code kvm_session_prepare(struct kvm_session *kvm, struct manage *m, struct err *e);
/* Returns when the size of the screen is known. */
enum err_code kvm_session_open(struct kvm_session *kvm, struct err *e);
void kvm_session_close(struct kvm_session *kvm);

/* Reads some of what there is, and sets rfb_amt's bits of news; *again: there may be more, which
 * poll does not show. An error: the session has ended. */
enum err_code kvm_session_receive(struct kvm_session *kvm, unsigned *news, bool *again,
                                  struct err *e);
/* Sends what there is to send, as much as can be sent now. */
enum err_code kvm_session_transmit(struct kvm_session *kvm, struct err *e);

/* What keeps AMT from showing a picture, for people. */
extern const char kvm_session_no_picture[];

#endif
