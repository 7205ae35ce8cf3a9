#include "common/amt/redirection_flags.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* AMT_RedirectionService: EnabledState and RequestedState are this and a bit for each. */
enum { NONE = 32768, STORAGE_BIT = 1, SOL_BIT = 2 };
/* CIM_KVMRedirectionSAP */
enum { KVM_ON = 2, KVM_OFF = 3, KVM_ON_WITHOUT_SESSION = 6 };

static unsigned long state_of(const struct redirection_flags *on)
{
    return NONE + (on->storage ? STORAGE_BIT : 0) + (on->sol ? SOL_BIT : 0);
}

bool redirection_read(const xml_node *instance, struct redirection_flags *on)
{
    char listener[8];
    unsigned long state;
    wsman_value(instance, "ListenerEnabled", listener, sizeof listener);
    if (!wsman_number(instance, "EnabledState", &state) || state < NONE || listener[0] == '\0')
        return false;
    on->sol = (state & SOL_BIT) != 0;
    on->storage = (state & STORAGE_BIT) != 0;
    on->listener = strcasecmp(listener, "true") == 0;
    return true;
}

bool redirection_read_kvm(const xml_node *instance, struct redirection_flags *on)
{
    unsigned long state;
    unsigned long wanted;
    if (!wsman_number(instance, "EnabledState", &state))
        return false;
    on->kvm =
        state == KVM_ON || (state == KVM_ON_WITHOUT_SESSION &&
                            wsman_number(instance, "RequestedState", &wanted) && wanted == KVM_ON);
    return true;
}

void request_redirection(struct request *r, const struct redirection_flags *wanted)
{
    request_begin(r, WSMAN_INVOKE, REDIRECTION_CLASS, "RequestStateChange");
    request_add_number(r, "RequestedState", state_of(wanted), 0);
}

void request_redirection_kvm(struct request *r, bool on)
{
    request_begin(r, WSMAN_INVOKE, REDIRECTION_KVM_CLASS, "RequestStateChange");
    request_add_number(r, "RequestedState", on ? KVM_ON : KVM_OFF, 0);
}

struct wsman_request redirection_put_listener(struct whole_object *object,
                                              const struct redirection_flags *wanted)
{
    char state[16];
    (void)snprintf(state, sizeof state, "%lu", state_of(wanted));
    (void)whole_object_set(object, "EnabledState", state);
    (void)whole_object_set(object, "ListenerEnabled", wanted->listener ? "true" : "false");
    return whole_object_put(object);
}
