/* Telling a service manager how this program is doing (sd_notify(3)). */
#ifndef FCFH_COMMON_SERVICE_NOTIFY_H
#define FCFH_COMMON_SERVICE_NOTIFY_H

#include "common/err.h"

/* "READY=1", "STOPPING=1". ERR_OK if nobody wants to know. */
enum err_code service_notify(const char *state, struct err *e);

/* A program that runs forever calls this each time round its loop: first it says that the program
 * is ready, then, if the manager has a watchdog, from time to time that it is alive. */
enum err_code service_notify_alive(struct err *e);

#endif
