/* For the event server: its connections, and for how long each may owe a request. */
#ifndef FCFH_ALERT_COLLECTOR_EVENT_EVENT_LINK_H
#define FCFH_ALERT_COLLECTOR_EVENT_EVENT_LINK_H

#include <stdbool.h>
#include <stddef.h>

#include "alert_collector/event/event_trouble.h"
#include "common/addr.h"

enum { EVENT_SERVER_REQUEST_S = 10 }; /* from the connection, or the last answer, to a request */

/* One connection. */
struct event_link {
    struct event_link *next, *previous;
    struct addr from;
    int fd;
    long long since; /* when it began to owe us a request, in ms of clock_ms */
    bool in_hand;    /* the request is whole and waits for our answer */
    bool too_slow;
    bool begun; /* there was a request */
    bool asked; /* to log in, and has not tried yet */
};

struct event_links {
    struct event_link head; /* of a ring */
    size_t count;
    event_trouble_log *log;
};

void event_links_init(struct event_links *links, event_trouble_log *log);

/* NULL without memory. *from is copied; fd stays the caller's, who ends the link before closing. */
struct event_link *event_link_new(struct event_links *links, const struct addr *from, int fd);
void event_link_end(struct event_links *links, struct event_link *link);

/* Shuts down the connections that take too long, or with is_crowded those that never said anything
 * too. Their link ends with the connection. */
void event_links_drop_slow(struct event_links *links, bool is_crowded, long long now);

#endif
