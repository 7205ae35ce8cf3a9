/* What the event server cannot handle and should log. */
#ifndef FCFH_ALERT_COLLECTOR_EVENT_EVENT_TROUBLE_H
#define FCFH_ALERT_COLLECTOR_EVENT_EVENT_TROUBLE_H

#include "common/addr.h"

/* Each kind has a limit of its own in the log. */
enum event_trouble {
    TROUBLE_NETWORK, /* not from one of networks */
    TROUBLE_LOGIN,   /* wrong user or password, or not by digest */
    TROUBLE_NONCE,   /* a log-in that is too old, or that never came */
    TROUBLE_REQUEST, /* another path or method, too large, cut off, too slow */
    TROUBLE_ROOM,    /* no room for a connection, or another was dropped for it */
    TROUBLE_EVENT,   /* not an event that we understand */
    TROUBLE_UNKNOWN, /* an event that we have no name for */
    TROUBLE_HTTP,    /* a message of libmicrohttpd */
    TROUBLE_COUNT
};

/* from is NULL where it is not known. text is one line and has not been cleaned. */
typedef void event_trouble_log(enum event_trouble trouble, const struct addr *from,
                               const char *text);

#endif
