/* One machine is configured, checked, or rid of what was added: its steps one after the other, one
 * request at a time. */
#ifndef FCFH_AMT_CFG_STEPS_MACHINE_RUN_H
#define FCFH_AMT_CFG_STEPS_MACHINE_RUN_H

#include "amt_cfg/machine.h"
#include "amt_cfg/mask.h"
#include "amt_cfg/plan.h"
#include "amt_cfg/steps/step.h"

/* Runs until the machine has come to its end. report holds host and user, the rest of it zeros, and
 * says at the end what has become of the machine. mask is what may not be shown of it, to which the
 * transport and the steps add what they learn. step_done, which may be NULL, is called as each step
 * ends. */
void machine_run(const struct plan *plan, const struct step_transport *transport, struct mask *mask,
                 machine_step_done *step_done, void *context, struct machine_report *report);

#endif
