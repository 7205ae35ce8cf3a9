#include "amt_cfg/machine.h"

const char *machine_step_name(enum machine_step step)
{
#define STEP_ROW(constant, name, removal, learns) [STEP_##constant] = #name,
    static const char *const names[] = {[STEP_COUNT] = "-", MACHINE_STEPS(STEP_ROW)};
#undef STEP_ROW
    return names[step];
}

const char *machine_state_name(enum step_state state)
{
    static const char *const names[] = {
        [STEP_NOT_RUN] = "-",
        [STEP_OK] = "ok",
        [STEP_CHANGED] = "changed",
        [STEP_SKIPPED] = "skipped",
        [STEP_MISSING] = "missing",
        [STEP_FAILED] = "failed",
        [STEP_INTERRUPTED] = "interrupted",
    };
    return names[state];
}

const char *machine_result_name(enum machine_result result)
{
    static const char *const names[] = {
        [MACHINE_UNCHANGED] = "unchanged",     [MACHINE_CHANGED] = "changed",
        [MACHINE_MISSING] = "missing",         [MACHINE_FAILED] = "failed",
        [MACHINE_INTERRUPTED] = "interrupted",
    };
    return names[result];
}
