/* The limited user logs in and reads which machine it is, as fcfh-identify will. */
#include "amt_cfg/steps/step.h"

void step_proof(struct machine *m)
{
    const char *user = m->plan->conf->amt.user;
    enum step_state account = m->report->steps[STEP_ACCOUNT].state;
    if (m->plan->mode == PLAN_REMOVE) {
        step_end(m, STEP_SKIPPED, "the account is to go");
        return;
    }
    if (m->plan->mode == PLAN_LEARN)
        account = STEP_OK; /* its password was accepted, else the first step had failed */
    if (!m->proven && account == STEP_FAILED) {
        step_end(m, STEP_SKIPPED, "it is not known whether there is an account to log in with");
        return;
    }
    if (!m->proven && account != STEP_OK && account != STEP_CHANGED) {
        step_end(m, STEP_SKIPPED, "there is no account to log in with");
        return;
    }
    if (!m->proven && !step_prove(m))
        return;
    if (m->proven)
        step_end(m, STEP_OK, "%s logs in and reads UUID %s", user, m->report->uuid);
    else if (step_answered(m))
        step_fail(m, ERR_PROTOCOL, "no UUID", "%s logs in, but reads no UUID", user);
    else if (m->reply.outcome.result == AMT_LOGIN_REFUSED)
        step_fail(m, ERR_NOPERM, "proof failed",
                  "AMT took the account, but does not let %s in; try again in some minutes", user);
    else if (m->reply.outcome.result == AMT_DENIED)
        step_fail(m, ERR_NOPERM, "proof failed", "%s logs in, but may not read who the machine is",
                  user);
    else
        step_fail_outcome(m);
}
