/*
 * For the event server: its connections, how many each sender may have, how long each may stay
 * without a whole request, and which one is dropped to make room for another.
 */
#ifndef FCFH_ALERT_COLLECTOR_EVENT_EVENT_LINK_H
#define FCFH_ALERT_COLLECTOR_EVENT_EVENT_LINK_H

#include <stdbool.h>
#include <stddef.h>

#include "alert_collector/event/event_trouble.h"
#include "common/addr.h"

enum {
    EVENT_SERVER_CONNECTIONS_MAX = 512,
    EVENT_SERVER_PEER_MAX = 8,   /* of one address */
    EVENT_SERVER_NET_MAX = 64,   /* of one IPv6 /64, in which a machine may take any address */
    EVENT_SERVER_REQUEST_S = 10, /* from the connection, or the last answer, to a request */
};

/* One connection. */
struct event_link {
    struct event_link *next, *previous; /* newest first */
    struct addr from;
    int fd;
    long long since; /* when we began to wait for its request, in ms of clock_ms */
    bool in_hand;    /* its request is complete and good, and waits for our answer */
    bool dropped;    /* shut down, and about to end */
    bool begun;      /* a request has begun on it */
    bool asked;      /* it was asked to log in, and has not tried yet */
};

struct event_links {
    struct event_link head; /* of a ring */
    size_t count;
    size_t dropped_count; /* how many of these are dropped */
    event_trouble_log *log;
};

void event_links_init(struct event_links *links, event_trouble_log *log);

/* Whether this sender may have one more connection besides those that it has. */
bool event_links_admits(const struct event_links *links, const struct addr *from);
/* Drops a connection whose request has not come: in the network (IPv4 /24, IPv6 /64) that has most
 * such connections, the one that has waited longest. NULL if there is no such connection. */
struct event_link *event_links_make_room(struct event_links *links);
bool event_links_is_full(const struct event_links *links);

/* NULL if out of memory. *from is copied; the caller keeps fd, and ends the link before closing
 * it. */
struct event_link *event_link_new(struct event_links *links, const struct addr *from, int fd);
void event_link_end(struct event_links *links, struct event_link *link);

/* Shuts down the connections that take too long. Their link ends with the connection. */
void event_links_drop_slow(struct event_links *links, long long now);

#endif
