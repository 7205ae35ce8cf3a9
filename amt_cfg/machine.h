/* The result for one machine that was configured or checked, or from which what had been added was
 * removed. */
#ifndef FCFH_AMT_CFG_MACHINE_H
#define FCFH_AMT_CFG_MACHINE_H

#include "amt_cfg/plan.h"
#include "common/addr.h"
#include "common/amt/tls_key.h"
#include "common/err.h"
#include "common/host_name.h"

/*
 * The steps, one row each, in the order in which a machine is set up, checked and reported. Their
 * names, step_NAME in amt_cfg/steps/ and the orders are made from this table. HACKING.md says how
 * to add one.
 *
 *   STEP(CONSTANT, name, removal, learns)
 *
 * removal is the place of the step, from 1, when everything is removed again: whether the
 * interfaces are switched off depends on the subscriptions that are left. learns: the step is run
 * with --learn.
 */
/* clang-format off */
#define MACHINE_STEPS(STEP)                                                                        \
    /* what it is: settings, version, whether it has Fast Call for Help */                         \
    STEP(MACHINE, machine, 1, true)                                                                \
    /* the limited user */                                                                         \
    STEP(ACCOUNT, account, 5, false)                                                               \
    /* where the user may call for help: BIOS, operating system */                                 \
    STEP(INTERFACES, interfaces, 4, false)                                                         \
    /* subscription to PETs */                                                                     \
    STEP(PET, pet, 2, false)                                                                       \
    /* subscription to WS-Events */                                                                \
    STEP(EVENTS, events, 3, false)                                                                 \
    /* whether it thinks that it is inside */                                                      \
    STEP(ENVIRONMENT, environment, 6, false)                                                       \
    /* the limited user logs in and reads which machine it is */                                   \
    STEP(PROOF, proof, 8, true)                                                                    \
    /* what is known about it goes into the register */                                            \
    STEP(REGISTER, register, 9, true)                                                              \
    /* whether a technician reaches its console and its screen */                                  \
    STEP(REDIRECTION, redirection, 7, false)
/* clang-format on */

#define STEP_ROW(constant, name, removal, learns) STEP_##constant,
enum machine_step { MACHINE_STEPS(STEP_ROW) STEP_COUNT };
#undef STEP_ROW

enum step_state {
    STEP_NOT_RUN,
    STEP_OK,      /* it is as it should be */
    STEP_CHANGED, /* it was changed and read back */
    STEP_SKIPPED, /* it was not wanted, or was pointless after another failed */
    STEP_MISSING, /* PLAN_CHECK: it is not as it should be */
    STEP_FAILED,
    STEP_INTERRUPTED /* stopped in the middle: its last change may or may not have been made */
};

struct step_result {
    enum step_state state;
    char text[320]; /* one line for people; "" for STEP_NOT_RUN */
};

enum machine_result {
    MACHINE_UNCHANGED, /* everything was already as it should be */
    MACHINE_CHANGED,
    MACHINE_MISSING, /* PLAN_CHECK: something is missing */
    MACHINE_FAILED,
    MACHINE_INTERRUPTED
};

/* What is known about a machine, during the run and at its end. "" for what is not known. */
struct machine_report {
    char host[HOST_NAME_SIZE]; /* as it was named to us */
    char user[USER_NAME_SIZE]; /* who logged in to configure it */
    char address[ADDR_TEXT_SIZE];
    char hostname[128]; /* as AMT gives it, with its domain */
    char version[24];   /* of AMT: "16.1.25" */
    char uuid[40];
    char key[TLS_KEY_SIZE]; /* the key that it showed, even if it was refused */
    struct step_result steps[STEP_COUNT];
    enum plan_mode mode; /* what was to be done */
    enum machine_result result;
    enum err_code
        code;      /* exit status for this one machine: ERR_OK, ERR_SOME if something is missing */
    char kind[32]; /* of a failure, for counting: "password refused" */
    char reason[320]; /* of a failure: what is wrong and what to do; one line */
};

/* "account", ... */
const char *machine_step_name(enum machine_step step);
/* "ok", "changed", "skipped", "missing", "failed", "interrupted"; "-" for STEP_NOT_RUN */
const char *machine_state_name(enum step_state state);
/* "unchanged", "changed", "missing", "failed", "interrupted" */
const char *machine_result_name(enum machine_result result);

/* Called as each step ends, and once at the end. */
typedef void machine_step_done(void *context, const struct machine_report *report,
                               enum machine_step step);
typedef void machine_done(void *context, const struct machine_report *report);

#endif
