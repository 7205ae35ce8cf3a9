/* Whether a text can be a ticket here. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_TICKET_RULE_H
#define FCFH_SUPPORT_QUEUE_GUI_TICKET_RULE_H

#include "common/conf.h"
#include "common/err.h"

/* ERR_USAGE, saying what a ticket is, for a text that is not one, also by [queue] ticket-pattern;
 * ERR_CONFIG for a pattern that makes no sense. */
enum err_code ticket_rule_check(const struct conf *conf, const char *ticket, struct err *e);

#endif
