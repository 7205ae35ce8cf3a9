/* Telling a service manager how this program is doing (sd_notify(3)). */
#ifndef FCFH_ALERT_COLLECTOR_SERVICE_NOTIFY_H
#define FCFH_ALERT_COLLECTOR_SERVICE_NOTIFY_H

#include "common/err.h"

/* "READY=1", "STOPPING=1". ERR_OK where nobody wants to know. */
enum err_code service_notify(const char *state, struct err *e);

#endif
