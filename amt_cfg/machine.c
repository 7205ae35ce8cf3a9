#include "amt_cfg/machine.h"

const char *machine_step_name(enum machine_step step)
{
    static const char *const names[] = {
        [STEP_MACHINE] = "machine",
        [STEP_ACCOUNT] = "account",
        [STEP_INTERFACES] = "interfaces",
        [STEP_PET] = "pet",
        [STEP_EVENTS] = "events",
        [STEP_ENVIRONMENT] = "environment",
        [STEP_PROOF] = "proof",
        [STEP_REGISTER] = "register",
        [STEP_REDIRECTION] = "redirection",
        [STEP_COUNT] = "-",
    };
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
