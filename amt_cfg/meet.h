/* The first meeting with a machine that nobody knows yet, as ssh has it. */
#ifndef FCFH_AMT_CFG_MEET_H
#define FCFH_AMT_CFG_MEET_H

#include "amt_cfg/plan.h"
#include "common/err.h"

/* Looks at the machine, and sends nothing. If nothing proves who it is, its key is shown at the
 * terminal and asked for; a yes makes it that of the plan. Without a terminal, or where nothing is
 * to be asked, it does nothing: what is not trusted is refused later, with what to do. The caller
 * must not have threads. ERR_PROTOCOL if the answer is no. */
enum err_code meet(struct plan *plan, const char *host, struct err *e);

#endif
