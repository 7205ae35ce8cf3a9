/* What AMT demands of a user name. */
#ifndef FCFH_COMMON_ACCOUNT_NAME_H
#define FCFH_COMMON_ACCOUNT_NAME_H

#include "common/err.h"

/* ERR_DATA with the first thing that is wrong. */
enum err_code account_name_check(const char *name, struct err *e);

#endif
