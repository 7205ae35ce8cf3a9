/* The outcome of a question, in words that say what to do: one table for all callers. Pure. */
#ifndef FCFH_COMMON_AMT_AMT_FAILURE_H
#define FCFH_COMMON_AMT_AMT_FAILURE_H

#include <stdbool.h>

#include "common/amt/amt.h"
#include "common/conf.h"
#include "common/err.h"

struct amt_failure {
    enum err_code code; /* exit status */
    const char *kind;   /* for counting, and in front of the reason: "password refused" */
    char reason[320];   /* one line */
};

/* Who asked. What to do differs: for fcfh-config there are options, while fcfh-identify goes by the
 * register and [amt]. */
struct amt_caller {
    const struct conf *conf; /* NULL: fcfh-identify */
    const char *user;        /* who was to log in; for fcfh-config */
    bool kerberos;
};

/* For every outcome but AMT_ANSWERED. */
void amt_failure_describe(const struct amt_outcome *outcome, const struct amt_caller *asker,
                          struct amt_failure *words);

/* "password refused": the kind alone. */
const char *amt_failure_kind(enum amt_result result);

#endif
