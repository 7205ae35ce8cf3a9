/* Whether redirection is switched on: Serial-over-LAN, storage, KVM, and the listener at 16994 and
 * 16995, without which none of them can be reached. Pure. */
#ifndef FCFH_COMMON_AMT_REDIRECTION_FLAGS_H
#define FCFH_COMMON_AMT_REDIRECTION_FLAGS_H

#include <stdbool.h>

#include "common/amt/request.h"
#include "common/amt/whole_object.h"

#define REDIRECTION_CLASS "AMT_RedirectionService"
#define REDIRECTION_KVM_CLASS                                                                      \
    "CIM_KVMRedirectionSAP" /* a machine without KVM has no such class                             \
                             */

struct redirection_flags {
    bool sol;
    bool storage; /* IDE-R, USB-R */
    bool kvm;
    bool listener;
};

/* Reads an instance of REDIRECTION_CLASS; false: it does not say. */
bool redirection_read(const xml_node *instance, struct redirection_flags *on);
/* Reads one of REDIRECTION_KVM_CLASS. */
bool redirection_read_kvm(const xml_node *instance, struct redirection_flags *on);

/* Send these in order, then put an object with the listener on. Whatever else is on stays on. */
void request_redirection(struct request *r, const struct redirection_flags *wanted);
void request_redirection_kvm(struct request *r, bool on);
/* object: the instance as read after that. */
struct wsman_request redirection_put_listener(struct whole_object *object,
                                              const struct redirection_flags *wanted);

#endif
