/* What AMT demands of a user's password. AMT is given a hash and cannot check it itself. */
#ifndef FCFH_COMMON_PASSWORD_RULE_H
#define FCFH_COMMON_PASSWORD_RULE_H

#include "common/err.h"

/* ERR_DATA with everything that is missing or not allowed; the text never contains the password. */
enum err_code password_rule_check(const char *password, struct err *e);

#endif
