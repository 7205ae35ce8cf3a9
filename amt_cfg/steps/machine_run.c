#include "amt_cfg/steps/machine_run.h"

static const struct {
    void (*run)(struct machine *m);
    unsigned removal;
    bool learns;
} steps[STEP_COUNT] = {
#define STEP_ROW(constant, name, removal, learns)                                                  \
    [STEP_##constant] = {step_##name, removal, learns},
    MACHINE_STEPS(STEP_ROW)
#undef STEP_ROW
};

#define REMOVAL_BIT(constant, name, removal, learns) | 1U << removal
_Static_assert((0U MACHINE_STEPS(REMOVAL_BIT)) == (1U << (STEP_COUNT + 1)) - 2,
               "each place in the removal is one step's");
#undef REMOVAL_BIT

static enum machine_step step_of_removal(size_t place)
{
    size_t i = 0;
    while (i < STEP_COUNT && steps[i].removal != place)
        i++;
    return (enum machine_step)i;
}

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
    struct machine m = {.plan = plan, .transport = transport, .mask = mask, .report = report};
    report->mode = plan->mode;
    for (size_t i = 0; i < STEP_COUNT && !m.over; i++) {
        m.step = plan->mode == PLAN_REMOVE ? step_of_removal(i + 1) : (enum machine_step)i;
        if (plan->mode == PLAN_LEARN && !steps[m.step].learns)
            continue;
        steps[m.step].run(&m);
        /* AMT may repeat a secret that it was sent: that must not be shown. */
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
