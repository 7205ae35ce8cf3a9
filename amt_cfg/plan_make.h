/* Makes the plan from the configuration and the command line. */
#ifndef FCFH_AMT_CFG_PLAN_MAKE_H
#define FCFH_AMT_CFG_PLAN_MAKE_H

#include "amt_cfg/options.h"
#include "amt_cfg/plan.h"
#include "common/conf.h"
#include "common/err.h"

/* The options take precedence over conf, and are written into it. Reads the secrets that the plan
 * needs, except for a dry run. conf must outlive the plan; its secrets are wiped with plan_wipe.
 * ERR_CONFIG says what is to be set. */
enum err_code plan_make(struct plan *plan, struct conf *conf, const struct options *options,
                        struct err *e);
void plan_wipe(struct plan *plan);

#endif
