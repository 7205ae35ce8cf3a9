/* Telling a service manager how this program is doing (sd_notify(3)). */
#ifndef FCFH_COMMON_SERVICE_NOTIFY_H
#define FCFH_COMMON_SERVICE_NOTIFY_H

#include "common/err.h"

/* "READY=1", "STOPPING=1". ERR_OK where nobody wants to know. */
enum err_code service_notify(const char *state, struct err *e);

/* What a program that goes on for ever calls each time round: the first time it says that the
 * program is ready, then, if the manager restarts what does not move any more, from time to time
 * that it lives. */
enum err_code service_lives(struct err *e);

#endif
