/* Shows the requests that would be sent to one machine, without any machine: the steps run as
 * usual, but their questions are printed, and a table gives the answers. */
#ifndef FCFH_AMT_CFG_STEPS_DRY_RUN_H
#define FCFH_AMT_CFG_STEPS_DRY_RUN_H

#include <stdio.h>

#include "amt_cfg/plan.h"
#include "common/err.h"

/* Prints them in their order, as for a machine on which nothing has been done yet, or with
 * PLAN_REMOVE for one on which everything has. What only a machine could tell is invented. Secrets,
 * which plan need not have, are printed as stars. */
enum err_code dry_run(const struct plan *plan, FILE *out, struct err *e);

#endif
