#include "tests/standin/redirection_service.h"

#include <stdlib.h>
#include <string.h>

#include "tests/standin/call.h"
#include "tests/standin/listen.h"

enum { ALL_OFF = 32768, ALL_ON = 32771, KVM_ON = 2, KVM_OFF = 3, KVM_IDLE = 6 };
enum { DONE = 0, UNKNOWN_ERROR = 2, INVALID_PARAMETER = 5 };

static const char name[] = "Intel(r) AMT Redirection Service";
static const char kvm_name[] = "KVM Redirection Service Access Point";

void redirection_init(struct redirection_state *state, const struct options *options)
{
    bool on = options->remote.redirection;

    state->enabled = on ? ALL_ON : ALL_OFF;
    state->listener = on;
    state->kvm_by_mebx = !options->remote.kvm_mebx_off;
    state->kvm = on && state->kvm_by_mebx;
    state->kvm_timeout = options->kvm.session_timeout;
    state->changed = false;
}

void redirection_print(const struct redirection_state *state, const char *where, struct text *out)
{
    if (state->changed)
        text_printf(out, "%s redirection %u listener=%d kvm=%d\n", where, state->enabled,
                    state->listener, state->kvm);
}

void redirection_fill(struct instance *instance, const struct machine *machine, unsigned index)
{
    const struct redirection_state *state = &machine->config.redirection;

    (void)index;
    instance_text(instance, "CreationClassName", "AMT_RedirectionService");
    instance_text(instance, "ElementName", name);
    instance_number(instance, "EnabledState", state->enabled);
    instance_flag(instance, "ListenerEnabled", state->listener);
    instance_text(instance, "Name", name);
    instance_text(instance, "SystemCreationClassName", "CIM_ComputerSystem");
    instance_text(instance, "SystemName", "Intel(r) AMT");
}

void redirection_fill_kvm(struct instance *instance, const struct machine *machine, unsigned index)
{
    bool on = machine->config.redirection.kvm;

    (void)index;
    instance_text(instance, "CreationClassName", "CIM_KVMRedirectionSAP");
    instance_text(instance, "ElementName", kvm_name);
    instance_number(instance, "EnabledState", on ? KVM_IDLE : KVM_OFF);
    instance_number(instance, "KVMProtocol", 4);
    instance_text(instance, "Name", kvm_name);
    instance_number(instance, "RequestedState", on ? KVM_ON : KVM_OFF);
    instance_text(instance, "SystemCreationClassName", "CIM_ComputerSystem");
    instance_text(instance, "SystemName", "ManagedSystem");
}

void redirection_fill_settings(struct instance *instance, const struct machine *machine,
                               unsigned index)
{
    const struct config *config = &machine->config;

    (void)index;
    instance_flag(instance, "BackToBackFbMode", false);
    instance_number(instance, "DefaultScreen", 0);
    instance_text(instance, "ElementName", "Intel(r) KVM Redirection Settings");
    instance_flag(instance, "EnabledByMEBx", config->redirection.kvm_by_mebx);
    instance_text(instance, "InstanceID", "Intel(r) KVM Redirection Settings");
    instance_flag(instance, "Is5900PortEnabled", false);
    instance_flag(instance, "OptInPolicy", config->consent.required != 0);
    instance_number(instance, "OptInPolicyTimeout", 300);
    instance_number(instance, "SessionTimeout", config->redirection.kvm_timeout);
}

/* The port is open for whichever kind is switched on. */
static void apply(struct call *call)
{
    struct redirection_state *state = &call->machine->config.redirection;

    state->changed = true;
    call->machine->config.changed = true;
    listen_redirection(call->machine, state->listener && (state->enabled != ALL_OFF || state->kvm));
}

static unsigned read_state(struct call *call, bool *good)
{
    struct parameters parameters;
    unsigned wanted;

    parameters_begin(&parameters, call);
    wanted = parameter_number(&parameters, "RequestedState", 65535);
    *good = parameters_end(&parameters, call);
    return wanted;
}

void redirection_change(struct call *call)
{
    bool good;
    unsigned wanted = read_state(call, &good);

    if (!good)
        return;
    if (wanted < ALL_OFF || wanted > ALL_ON) {
        call_return(call, INVALID_PARAMETER);
        return;
    }
    if (!amt_quirk(&call->options->amt, "redirection-ignored")) {
        call->machine->config.redirection.enabled = wanted;
        apply(call);
    }
    call_return(call, DONE);
}

void redirection_change_kvm(struct call *call)
{
    struct redirection_state *state = &call->machine->config.redirection;
    bool good;
    unsigned wanted = read_state(call, &good);

    if (!good)
        return;
    if (wanted != KVM_ON && wanted != KVM_OFF) {
        call_return(call, INVALID_PARAMETER);
    } else if (wanted == KVM_ON && !state->kvm_by_mebx) {
        call_return(call, UNKNOWN_ERROR);
    } else {
        state->kvm = wanted == KVM_ON;
        apply(call);
        call_return(call, DONE);
    }
}

static void put_text(struct parameters *parameters, const char *property, const char *wanted)
{
    char *text = parameter_text(parameters, property);

    parameters->good &= text != NULL && strcmp(text, wanted) == 0;
    free(text);
}

void redirection_put(struct call *call)
{
    struct redirection_state *state = &call->machine->config.redirection;
    struct parameters parameters;
    struct instance instance = {.count = 0};
    struct reply reply;
    unsigned enabled;
    bool listener;
    char *log;

    parameters_begin(&parameters, call);
    while ((log = parameter_maybe(&parameters, "AccessLog")) != NULL)
        free(log);
    put_text(&parameters, "CreationClassName", "AMT_RedirectionService");
    put_text(&parameters, "ElementName", name);
    enabled = parameter_number(&parameters, "EnabledState", 65535);
    listener = parameter_flag(&parameters, "ListenerEnabled");
    put_text(&parameters, "Name", name);
    put_text(&parameters, "SystemCreationClassName", "CIM_ComputerSystem");
    put_text(&parameters, "SystemName", "Intel(r) AMT");
    if (!parameters_end(&parameters, call))
        return;
    if (enabled < ALL_OFF || enabled > ALL_ON) {
        call_fault(call, SOAP_FAULT_REPRESENTATION);
        return;
    }
    state->enabled = enabled;
    state->listener = listener;
    apply(call);
    redirection_fill(&instance, call->machine, 0);
    call_begin(call, &reply, REPLY_RESOURCE);
    instance_write(&instance, &reply, call->class->name);
    reply_end(&reply);
    instance_free(&instance);
}
