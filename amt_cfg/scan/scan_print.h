/* fcfh-config --scan: what was found, as a list that --hosts reads, or as JSON. */
#ifndef FCFH_AMT_CFG_SCAN_SCAN_PRINT_H
#define FCFH_AMT_CFG_SCAN_SCAN_PRINT_H

#include <stdbool.h>

#include "common/conf.h"
#include "common/err.h"

/* stop_fd: becomes readable to stop it. */
enum err_code scan_print(const struct conf *conf, const char *net, bool json, int stop_fd,
                         struct err *e);

#endif
