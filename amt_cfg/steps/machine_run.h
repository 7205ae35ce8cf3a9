/* Configures or checks one machine, or removes what was added: runs its steps one after the other,
 * one request at a time. */
#ifndef FCFH_AMT_CFG_STEPS_MACHINE_RUN_H
#define FCFH_AMT_CFG_STEPS_MACHINE_RUN_H

#include "amt_cfg/machine.h"
#include "amt_cfg/mask.h"
#include "amt_cfg/plan.h"
#include "amt_cfg/steps/step.h"

/* Runs until the machine is finished. report has host and user set and zeros otherwise; at the end
 * it has the result. mask is what must not be shown of the machine; the transport and the steps add
 * what they learn. step_done, which may be NULL, is called as each step ends. */
void machine_run(const struct plan *plan, const struct step_transport *transport, struct mask *mask,
                 machine_step_done *step_done, void *context, struct machine_report *report);

#endif
