/* What became of a question, in words that say what to do. */
#ifndef FCFH_AMT_CFG_FAILURE_H
#define FCFH_AMT_CFG_FAILURE_H

#include "amt_cfg/plan.h"
#include "common/amt/amt.h"

struct failure {
    enum err_code code; /* exit status */
    const char *kind;   /* for counting: "password refused" */
    char reason[320];
};

/* user is the one who was to log in. For any outcome but AMT_ANSWERED. */
void failure_of(const struct amt_outcome *outcome, const struct plan *plan, const char *user,
                struct failure *failure);

/* ": flash write limit reached" for a ReturnValue of AMT's methods; "" for one that is not known.
 */
const char *failure_return_value(unsigned long value);

#endif
