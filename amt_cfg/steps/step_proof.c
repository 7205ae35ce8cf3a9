/* The limited user logs in and reads who the machine is, as fcfh-identify will. */
#include <stdio.h>
#include <string.h>

#include "amt_cfg/requests.h"
#include "amt_cfg/steps/step.h"
#include "common/guid.h"

void step_take_uuid(void *machine, const xml_node *instance)
{
    struct machine *m = machine;
    struct guid guid;
    char text[64];
    wsman_value(instance, "PlatformGUID", text, sizeof text);
    if (guid_parse_raw_hex(text, strlen(text), &guid) || guid_parse(text, &guid))
        guid_format(&guid, m->report.uuid);
}

/* What the account itself read counts, not what the administrator read before. */
static void take_own_uuid(void *machine, const xml_node *instance)
{
    struct machine *m = machine;
    step_take_uuid(machine, instance);
    m->proven = m->report.uuid[0] != '\0';
}

void step_prove(struct machine *m, step_next *next)
{
    struct wsman_request request = request_get("CIM_ComputerSystemPackage");
    step_try_limited(m, &request, take_own_uuid, next);
}

static void tell(struct machine *m)
{
    step_end(m, STEP_OK, "%s logs in and reads UUID %s", m->plan->conf->amt.user, m->report.uuid);
}

static void proved(struct machine *m, const struct amt_outcome *outcome)
{
    const char *user = m->plan->conf->amt.user;
    if (outcome->result == AMT_ANSWERED && m->proven)
        tell(m);
    else if (outcome->result == AMT_ANSWERED)
        step_fail(m, ERR_PROTOCOL, "no UUID", "%s logs in, but reads no UUID", user);
    else if (outcome->result == AMT_PASSWORD)
        step_fail(m, ERR_NOPERM, "proof failed",
                  "AMT took the account, but does not let %s in; try again in some minutes", user);
    else if (outcome->result == AMT_DENIED)
        step_fail(m, ERR_NOPERM, "proof failed", "%s logs in, but may not read who the machine is",
                  user);
    else
        step_fail_outcome(m, outcome);
}

void step_proof(struct machine *m)
{
    if (m->plan->mode == PLAN_REMOVE)
        step_end(m, STEP_SKIPPED, "the account is to go");
    else if (m->proven)
        tell(m);
    else if (m->report.steps[STEP_ACCOUNT].state == STEP_FAILED)
        step_end(m, STEP_SKIPPED, "whether there is an account to log in with is not known");
    else if (m->report.steps[STEP_ACCOUNT].state != STEP_OK &&
             m->report.steps[STEP_ACCOUNT].state != STEP_CHANGED)
        step_end(m, STEP_SKIPPED, "there is no account to log in with");
    else
        step_prove(m, proved);
}
