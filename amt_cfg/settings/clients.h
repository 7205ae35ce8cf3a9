/* `fcfh-settings clients`: the register, for its administrator. This file prints, so it belongs to
 * the program. */
#ifndef FCFH_AMT_CFG_SETTINGS_CLIENTS_H
#define FCFH_AMT_CFG_SETTINGS_CLIENTS_H

#include <stdbool.h>

#include "common/err.h"

/* argv[0] to argv[argc - 1] are the words after "clients"; path and chosen are as in conf_read.
 * Wrong usage is reported here; other errors are returned in *e, except for ERR_SOME and invalid
 * files, which have been reported. */
enum err_code clients_run(const char *path, bool chosen, char **argv, int argc, bool accept_key,
                          struct err *e);

#endif
