/* Posts an event as AMT would, to our own fcfh-listener, to see whether it accepts events. */
#ifndef FCFH_COMMON_AMT_EVENT_POST_H
#define FCFH_COMMON_AMT_EVENT_POST_H

#include "common/err.h"

struct event_post {
    const char *url;
    const char *address; /* where to connect, whatever the URL's host is; the port is in the URL */
    const char *user;    /* "": without a log-in */
    const char *password;
    const char *pin; /* of the key that must be shown, "sha256//..."; "" with http */
    const char *body;
};

/* *status is the HTTP status. ERR_UNAVAILABLE if nothing listens there, ERR_PROTOCOL for anything
 * else that went wrong, including TLS and a different key. */
enum err_code event_post(const struct event_post *post, long *status, struct err *e);

#endif
