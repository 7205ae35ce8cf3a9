#include "amt_cfg/steps/machine_run.h"

typedef void step_run(struct machine *m);

static step_run *const runs[STEP_COUNT] = {
    [STEP_MACHINE] = step_machine,
    [STEP_ACCOUNT] = step_account,
    [STEP_INTERFACES] = step_interfaces,
    [STEP_PET] = step_pet,
    [STEP_EVENTS] = step_events,
    [STEP_ENVIRONMENT] = step_environment,
    [STEP_PROOF] = step_proof,
    [STEP_REGISTER] = step_register,
    [STEP_REDIRECTION] = step_redirection,
};

/* STEP_COUNT ends an order. */
static const enum machine_step order_of_setup[] = {
    STEP_MACHINE,     STEP_ACCOUNT, STEP_INTERFACES, STEP_PET,         STEP_EVENTS,
    STEP_ENVIRONMENT, STEP_PROOF,   STEP_REGISTER,   STEP_REDIRECTION, STEP_COUNT,
};

/* Whether the interfaces are switched off depends on who is still subscribed. */
static const enum machine_step order_of_removal[] = {
    STEP_MACHINE,     STEP_PET,         STEP_EVENTS, STEP_INTERFACES, STEP_ACCOUNT,
    STEP_ENVIRONMENT, STEP_REDIRECTION, STEP_PROOF,  STEP_REGISTER,   STEP_COUNT,
};

static const enum machine_step order_of_learning[] = {STEP_MACHINE, STEP_PROOF, STEP_REGISTER,
                                                      STEP_COUNT};

static const enum machine_step *const orders[] = {
    [PLAN_CONFIGURE] = order_of_setup,
    [PLAN_CHECK] = order_of_setup,
    [PLAN_REMOVE] = order_of_removal,
    [PLAN_LEARN] = order_of_learning,
};

static bool any_step(const struct machine_report *report, enum step_state state)
{
    for (size_t i = 0; i < STEP_COUNT; i++)
        if (report->steps[i].state == state)
            return true;
    return false;
}

static enum machine_result result_of(const struct machine_report *report)
{
    if (any_step(report, STEP_INTERRUPTED))
        return MACHINE_INTERRUPTED;
    if (any_step(report, STEP_FAILED))
        return MACHINE_FAILED;
    if (any_step(report, STEP_MISSING))
        return MACHINE_MISSING;
    return any_step(report, STEP_CHANGED) ? MACHINE_CHANGED : MACHINE_UNCHANGED;
}

void machine_run(const struct plan *plan, const struct step_transport *transport, struct mask *mask,
                 machine_step_done *step_done, void *context, struct machine_report *report)
{
    const enum machine_step *order = orders[plan->mode];
    struct machine m = {.plan = plan, .transport = transport, .mask = mask, .report = report};
    report->mode = plan->mode;
    for (size_t i = 0; order[i] != STEP_COUNT && !m.over; i++) {
        m.step = order[i];
        runs[m.step](&m);
        /* AMT may repeat what it was told: that is shown to nobody. */
        mask_text(mask, report->steps[m.step].text);
        mask_text(mask, report->reason);
        mask_text(mask, report->version);
        if (step_done != NULL)
            step_done(context, report, m.step);
    }
    amt_reply_free(&m.reply);
    report->result = result_of(report);
    if (report->result == MACHINE_MISSING)
        report->code = ERR_SOME;
}
