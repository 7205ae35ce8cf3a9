#include "amt_cfg/machine.h"

const char *machine_step_name(enum machine_step step)
{
    switch (step) {
    case STEP_MACHINE:
        return "machine";
    case STEP_ACCOUNT:
        return "account";
    case STEP_INTERFACES:
        return "interfaces";
    case STEP_PET:
        return "pet";
    case STEP_EVENTS:
        return "events";
    case STEP_ENVIRONMENT:
        return "environment";
    case STEP_PROOF:
        return "proof";
    case STEP_COUNT:
        break;
    }
    return "-";
}

const char *machine_state_name(enum step_state state)
{
    switch (state) {
    case STEP_NOT_RUN:
        break;
    case STEP_OK:
        return "ok";
    case STEP_CHANGED:
        return "changed";
    case STEP_SKIPPED:
        return "skipped";
    case STEP_MISSING:
        return "missing";
    case STEP_FAILED:
        return "failed";
    case STEP_INTERRUPTED:
        return "interrupted";
    }
    return "-";
}

const char *machine_result_name(enum machine_result result)
{
    switch (result) {
    case MACHINE_UNCHANGED:
        return "unchanged";
    case MACHINE_CHANGED:
        return "changed";
    case MACHINE_MISSING:
        return "missing";
    case MACHINE_FAILED:
        return "failed";
    case MACHINE_INTERRUPTED:
        return "interrupted";
    }
    return "-";
}
