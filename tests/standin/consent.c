#include "tests/standin/consent.h"

#include <stdlib.h>
#include <string.h>

#include "tests/standin/call.h"

enum { NOT_STARTED, REQUESTED, DISPLAYED, RECEIVED, IN_SESSION };
enum { DONE = 0, INVALID_STATE = 2, WRONG_CODE = 5 };
enum { DISPLAY_SECONDS = 300, TRIES = 3 };

static const char name[] = "Intel(r) AMT OptIn Service";

void consent_init(struct consent_state *consent, const struct options *options)
{
    const struct remote_options *remote = &options->remote;

    memset(consent, 0, sizeof *consent);
    consent->required = strcmp(remote->consent, "all") == 0   ? 4294967295U
                        : strcmp(remote->consent, "kvm") == 0 ? 1
                                                              : 0;
    consent->code = remote->consent_code;
    consent->timeout = remote->consent_timeout;
}

void consent_print(const struct consent_state *consent, const char *where, struct text *out)
{
    if (consent->state != NOT_STARTED)
        text_printf(out, "%s consent %u\n", where, consent->state);
}

static void set_state(struct machine *machine, unsigned state)
{
    struct consent_state *consent = &machine->config.consent;

    if (consent->state == state)
        return;
    if (state == NOT_STARTED && consent->state >= RECEIVED)
        boot_forget(&machine->config.boot);
    consent->state = state;
    consent->since = pc_clock();
    machine->config.changed = true;
}

/* The state that it is in by now. */
static void advance(struct machine *machine)
{
    struct consent_state *consent = &machine->config.consent;
    long long age = pc_clock() - consent->since;
    bool on, attended;

    pc_lock(machine->pc);
    on = machine->pc->power == POWER_ON;
    attended = machine->pc->attended || pc_is_watched(machine->pc);
    pc_unlock(machine->pc);
    if (consent->state == REQUESTED && on)
        set_state(machine, DISPLAYED); /* a PC that is off has no screen to show the code on */
    else if (consent->state == DISPLAYED && age > DISPLAY_SECONDS * 1000LL)
        set_state(machine, NOT_STARTED);
    else if (consent->state >= RECEIVED && attended)
        consent->since = pc_clock();
    else if (consent->state >= RECEIVED && age > consent->timeout * 1000LL)
        set_state(machine, NOT_STARTED);
    if (consent->state >= RECEIVED)
        consent->state = attended ? IN_SESSION : RECEIVED;
}

bool consent_is_valid(struct machine *machine)
{
    advance(machine);
    return machine->config.consent.required != 4294967295U ||
           machine->config.consent.state >= RECEIVED;
}

enum consent_view consent_get_state(struct machine *machine, bool ask)
{
    struct consent_state *consent = &machine->config.consent;

    advance(machine);
    if (consent->required == 0 || consent->state >= RECEIVED)
        return CONSENT_GIVEN;
    if (ask && consent->state == NOT_STARTED) {
        consent->wrong = 0;
        set_state(machine, REQUESTED);
        advance(machine);
    }
    return consent->state == NOT_STARTED ? CONSENT_NOT_ASKED : CONSENT_ASKED;
}

bool consent_try(struct machine *machine, unsigned code)
{
    if (code != machine->config.consent.code)
        return false;
    set_state(machine, RECEIVED);
    return true;
}

void consent_fill(struct instance *instance, const struct machine *machine, unsigned index)
{
    const struct consent_state *consent = &machine->config.consent;

    (void)index;
    instance_number(instance, "CanModifyOptInPolicy", 1);
    instance_text(instance, "CreationClassName", "IPS_OptInService");
    instance_text(instance, "ElementName", name);
    instance_text(instance, "Name", name);
    instance_number(instance, "OptInCodeTimeout", consent->timeout);
    instance_number(instance, "OptInDisplayTimeout", DISPLAY_SECONDS);
    instance_number(instance, "OptInRequired", consent->required);
    instance_number(instance, "OptInState", consent->state);
    instance_text(instance, "SystemCreationClassName", "CIM_ComputerSystem");
    instance_text(instance, "SystemName", "Intel(r) AMT");
}

/* A method without parameters; false after an answer was written. */
static bool takes_nothing(struct call *call)
{
    struct parameters parameters;

    parameters_begin(&parameters, call);
    return parameters_end(&parameters, call);
}

void consent_start(struct call *call)
{
    struct consent_state *consent = &call->machine->config.consent;
    unsigned result = DONE;

    if (!takes_nothing(call))
        return;
    advance(call->machine);
    if (consent->state != NOT_STARTED) {
        result = INVALID_STATE;
    } else {
        consent->wrong = 0;
        set_state(call->machine, REQUESTED);
    }
    call_return(call, result);
}

void consent_send(struct call *call)
{
    struct consent_state *consent = &call->machine->config.consent;
    struct parameters parameters;
    unsigned code, result = DONE;

    parameters_begin(&parameters, call);
    code = parameter_number(&parameters, "OptInCode", 999999);
    if (!parameters_end(&parameters, call))
        return;
    advance(call->machine);
    if (consent->state != DISPLAYED) {
        result = INVALID_STATE;
    } else if (code == consent->code) {
        set_state(call->machine, RECEIVED);
    } else {
        result = WRONG_CODE;
        if (++consent->wrong == TRIES)
            set_state(call->machine, NOT_STARTED);
    }
    call_return(call, result);
}

void consent_cancel(struct call *call)
{
    unsigned result = DONE;

    if (!takes_nothing(call))
        return;
    advance(call->machine);
    if (call->machine->config.consent.state == NOT_STARTED)
        result = INVALID_STATE;
    set_state(call->machine, NOT_STARTED);
    call_return(call, result);
}
