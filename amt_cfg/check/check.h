/* `fcfh-settings check`: what is wrong with this installation. */
#ifndef FCFH_AMT_CFG_CHECK_CHECK_H
#define FCFH_AMT_CFG_CHECK_CHECK_H

#include <stdbool.h>

#include "amt_cfg/check/report.h"

/* Reads the configuration and looks at everything that it names. With probe, an alert that belongs
 * to no client is sent by each way on which calls are to come. True if nothing is wrong. */
bool check_run(const char *path, bool chosen, bool probe, finding_callback *on_finding);

#endif
