#include "common/amt/consent.h"

#include <string.h>

enum { REQUIRED_NONE = 0, REQUIRED_KVM = 1 }; /* 4294967295: all; any other value counts as that */

bool consent_read(const xml_node *instance, struct consent *consent)
{
    unsigned long state;
    *consent = (struct consent){.required = REQUIRED_NONE};
    if (!wsman_number(instance, "OptInRequired", &consent->required) ||
        !wsman_number(instance, "OptInState", &state) || state > CONSENT_IN_SESSION)
        return false;
    consent->state = (enum consent_state)state;
    (void)wsman_number(instance, "OptInCodeTimeout", &consent->code_seconds);
    (void)wsman_number(instance, "OptInDisplayTimeout", &consent->display_seconds);
    return true;
}

bool consent_is_required(const struct consent *consent, enum consent_for what)
{
    return what == CONSENT_KVM ? consent->required != REQUIRED_NONE
                               : consent->required > REQUIRED_KVM;
}

bool consent_is_valid(const struct consent *consent)
{
    return consent->state == CONSENT_RECEIVED || consent->state == CONSENT_IN_SESSION;
}

const char *consent_required_text(const struct consent *consent)
{
    return consent->required == REQUIRED_NONE  ? "not needed"
           : consent->required == REQUIRED_KVM ? "needed for KVM"
                                               : "needed for boot, redirected disks and KVM";
}

const char *consent_state_text(enum consent_state state)
{
    switch (state) {
    case CONSENT_NOT_STARTED:
        return "not asked for";
    case CONSENT_REQUESTED:
        return "asked for, not shown on the PC's screen yet";
    case CONSENT_DISPLAYED:
        return "its digits are on the PC's screen";
    case CONSENT_RECEIVED:
        return "given";
    case CONSENT_IN_SESSION:
        return "given, and in use";
    }
    return "";
}

bool consent_code_is_valid(const char *code)
{
    return strlen(code) == CONSENT_DIGITS && strspn(code, "0123456789") == CONSENT_DIGITS;
}

void request_consent_start(struct request *r)
{
    request_begin(r, WSMAN_INVOKE, CONSENT_CLASS, "StartOptIn");
}

void request_consent_code(struct request *r, const char *code)
{
    request_begin(r, WSMAN_INVOKE, CONSENT_CLASS, "SendOptInCode");
    request_add(r, "OptInCode", code);
}

void request_consent_cancel(struct request *r)
{
    request_begin(r, WSMAN_INVOKE, CONSENT_CLASS, "CancelOptIn");
}
