/* Where the user may call for help: in the BIOS and in the operating system. */
#include <string.h>

#include "amt_cfg/failure.h"
#include "amt_cfg/requests.h"
#include "amt_cfg/steps/step.h"

enum { RETURN_JOB = 4096 /* done, or being done: what is read back decides */ };

static const char *name_of(unsigned long state)
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
        return "in a state that nobody knows";
    }
}

static enum interfaces wanted(const struct machine *m)
{
    return m->plan->mode == PLAN_REMOVE ? INTERFACES_NONE : INTERFACES_BOTH;
}

void step_take_interfaces(void *machine, const xml_node *instance)
{
    struct machine *m = machine;
    if (!wsman_number(instance, "EnabledState", &m->interfaces) || m->interfaces == 0)
        m->interfaces = INTERFACES_UNKNOWN;
}

static void read_back(struct machine *m, const struct amt_outcome *outcome)
{
    (void)outcome;
    if (m->interfaces == wanted(m))
        step_end(m, STEP_CHANGED, "%s", name_of(m->interfaces));
    else
        step_fail(m, ERR_PROTOCOL, "not kept",
                  "AMT said that it switched the interfaces, but still: %s",
                  name_of(m->interfaces));
}

/* Return values of RequestStateChange (CIM_EnabledLogicalElement). */
static const char *why(unsigned long result)
{
    static const char *const texts[] = {"",       "not supported",     "unknown error", "timeout",
                                        "failed", "invalid parameter", "in use"};
    switch (result) {
    case 4097:
        return "invalid transition";
    case 4099:
        return "busy";
    default:
        return result < sizeof texts / sizeof texts[0] ? texts[result] : "";
    }
}

static void requested(struct machine *m, const struct amt_outcome *outcome)
{
    unsigned long result = m->return_value;
    struct wsman_request request = request_get("AMT_UserInitiatedConnectionService");
    (void)outcome;
    if (result != 0 && result != RETURN_JOB)
        step_fail(m, ERR_PROTOCOL, "interfaces refused", "RequestStateChange gives %lu%s%s", result,
                  why(result)[0] != '\0' ? ": " : "", why(result));
    else
        step_ask(m, &request, step_take_interfaces, read_back);
}

void step_interfaces(struct machine *m)
{
    struct request r;
    if (m->interfaces == 0)
        step_end(m, STEP_SKIPPED, "this machine has none");
    else if (m->plan->mode == PLAN_REMOVE && m->other_targets > 0)
        step_end(m, STEP_SKIPPED, "left as they are, since others are subscribed (%s)",
                 name_of(m->interfaces));
    else if (m->interfaces == wanted(m))
        step_end(m, STEP_OK, "%s", name_of(m->interfaces));
    else if (m->plan->mode == PLAN_CHECK)
        step_end(m, STEP_MISSING, "%s", name_of(m->interfaces));
    else {
        request_interfaces(&r, wanted(m));
        step_ask(m, &r.wsman, step_take_return, requested);
    }
}
