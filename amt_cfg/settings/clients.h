/* `fcfh-settings clients`: the register, for who administers it. A program's own file: it prints.
 */
#ifndef FCFH_AMT_CFG_SETTINGS_CLIENTS_H
#define FCFH_AMT_CFG_SETTINGS_CLIENTS_H

#include <stdbool.h>

#include "common/err.h"

/* argv[0] to argv[argc - 1] are what stands behind "clients"; path and chosen are of conf_read.
 * Wrong usage is told here; what else
 * goes wrong is in *e, but for ERR_SOME and files that are not good, which were told. */
enum err_code clients_run(const char *path, bool chosen, char **argv, int argc, bool accept_key,
                          struct err *e);

#endif
