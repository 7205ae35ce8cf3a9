/* Where the user may call for help: in the BIOS and in the operating system. */
#include "amt_cfg/steps/requests.h"
#include "amt_cfg/steps/step.h"

enum { RETURN_JOB = 4096 /* done, or being done: what is read back decides */ };

static const char *describe(unsigned long state)
{
    switch (state) {
    case INTERFACES_NONE:
        return "off: nobody can call";
    case INTERFACES_BIOS:
        return "the user can call from the BIOS only";
    case INTERFACES_OS:
        return "the user can call from the operating system only";
    case INTERFACES_BOTH:
        return "the user can call from BIOS and operating system";
    default:
        return "in an unknown state";
    }
}

unsigned long step_parse_interfaces(const xml_node *instance)
{
    unsigned long state;
    return wsman_number(instance, "EnabledState", &state) && state != 0 ? state
                                                                        : INTERFACES_UNKNOWN;
}

/* Return values of RequestStateChange (CIM_EnabledLogicalElement). */
static const char *result_text(unsigned long result)
{
    static const char *const texts[] = {"",          ": not supported", ": unknown error",
                                        ": timeout", ": failed",        ": invalid parameter",
                                        ": in use"};
    switch (result) {
    case 4097:
        return ": invalid transition";
    case 4099:
        return ": busy";
    default:
        return result < sizeof texts / sizeof texts[0] ? texts[result] : "";
    }
}

static bool read_interfaces(struct machine *m)
{
    const struct wsman_request service = request_get("AMT_UserInitiatedConnectionService");
    if (!step_ask(m, &service))
        return false;
    m->interfaces = step_parse_interfaces(step_instance(m, 0));
    return true;
}

/* For step_change: the context is the state that is wanted. */
static bool verify_interfaces(struct machine *m, void *context, bool *done)
{
    const enum interfaces *wanted = context;
    bool good = read_interfaces(m);
    *done = m->interfaces == *wanted;
    return good;
}

void step_interfaces(struct machine *m)
{
    enum interfaces wanted = m->plan->mode == PLAN_REMOVE ? INTERFACES_NONE : INTERFACES_BOTH;
    struct request r;
    if (m->interfaces == 0) {
        step_end(m, STEP_SKIPPED, "this machine has none");
        return;
    }
    if (m->plan->mode == PLAN_REMOVE && m->other_targets > 0) {
        step_end(m, STEP_SKIPPED, "left as they are, since others are subscribed (%s)",
                 describe(m->interfaces));
        return;
    }
    if (m->interfaces == wanted || m->plan->mode == PLAN_CHECK) {
        step_end(m, m->interfaces == wanted ? STEP_OK : STEP_MISSING, "%s",
                 describe(m->interfaces));
        return;
    }
    request_interfaces(&r, wanted);
    if (!step_must_change(m, &r.wsman, verify_interfaces, &wanted))
        return;
    unsigned long result = step_return_value(m);
    if (result != 0 && result != RETURN_JOB) {
        step_fail(m, ERR_PROTOCOL, "interfaces refused", "RequestStateChange gives %lu%s", result,
                  result_text(result));
        return;
    }
    if (!read_interfaces(m))
        return;
    if (m->interfaces == wanted)
        step_end(m, STEP_CHANGED, "%s", describe(m->interfaces));
    else
        step_fail(m, ERR_PROTOCOL, "not kept",
                  "AMT said that it switched the interfaces, but still: %s",
                  describe(m->interfaces));
}
