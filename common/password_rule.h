/* What AMT demands of the password of a user. AMT is given a hash and cannot check it itself. */
#ifndef FCFH_COMMON_PASSWORD_RULE_H
#define FCFH_COMMON_PASSWORD_RULE_H

#include "common/err.h"

/* ERR_DATA with all that is missing or not allowed; the password itself is never in the text. */
enum err_code password_rule_check(const char *password, struct err *e);

#endif
