/* What may be the URL that clients send WS-Events to. */
#ifndef FCFH_AMT_CFG_EVENT_URL_H
#define FCFH_AMT_CFG_EVENT_URL_H

#include "common/err.h"

#define EVENT_URL_MAX 253 /* characters; AMT takes no more */

/* http:// or https://, a host, visible ASCII. ERR_DATA with the first thing that is wrong. */
enum err_code event_url_check(const char *url, struct err *e);

#endif
