/* The first meeting with a machine that is not known yet, as with a new host in ssh. */
#ifndef FCFH_AMT_CFG_CONFIRM_KEY_H
#define FCFH_AMT_CFG_CONFIRM_KEY_H

#include "amt_cfg/plan.h"
#include "common/err.h"

/* Looks at the machine, and sends it nothing. If nothing proves which machine it is, its key is
 * shown at the terminal and the user is asked whether to accept it; with a yes it becomes the key
 * of the plan. Without a terminal, or if there is nothing to ask, it does nothing: a machine that
 * is not trusted is refused later, with advice. The caller must not have threads. ERR_PROTOCOL if
 * the answer is no. */
enum err_code confirm_key(struct plan *plan, const char *host, struct err *e);

#endif
