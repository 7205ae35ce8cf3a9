#include "alert_collector/event/event_link.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "common/clock.h"

void event_links_init(struct event_links *links, event_trouble_log *log)
{
    *links = (struct event_links){.log = log};
    links->head.next = links->head.previous = &links->head;
}

struct event_link *event_link_new(struct event_links *links, const struct addr *from, int fd)
{
    struct event_link *link = calloc(1, sizeof *link);
    if (link == NULL)
        return NULL;
    *link = (struct event_link){.from = *from,
                                .fd = fd,
                                .since = clock_ms(),
                                .next = links->head.next,
                                .previous = &links->head};
    link->next->previous = link;
    links->head.next = link;
    links->count++;
    return link;
}

void event_link_end(struct event_links *links, struct event_link *link)
{
    if (link == NULL)
        return;
    if (!link->begun && !link->dropped)
        links->log(TROUBLE_REQUEST, &link->from, "connected and sent no request");
    else if (link->asked && !link->dropped)
        links->log(TROUBLE_NONCE, &link->from, "left when asked to log in");
    links->count--;
    links->dropped_count -= link->dropped;
    link->next->previous = link->previous;
    link->previous->next = link->next;
    free(link);
}

/* libmicrohttpd closes the connection when it next looks at the socket. */
static void drop(struct event_links *links, struct event_link *link, enum event_trouble trouble,
                 const char *why)
{
    link->dropped = true;
    links->dropped_count++;
    (void)shutdown(link->fd, SHUT_RDWR);
    links->log(trouble, &link->from, why);
}

/* ---------------------------------------------------------------- how many */

/* IPv4: the /24. IPv6: the /64, on the same link if the address is link-local. */
static bool same_network(const struct addr *a, const struct addr *b)
{
    return a->v6 == b->v6 && memcmp(a->bytes, b->bytes, a->v6 ? 8 : 3) == 0 &&
           strcmp(a->zone, b->zone) == 0;
}

bool event_links_admits(const struct event_links *links, const struct addr *from)
{
    size_t of_address = 0;
    size_t of_network = 0;
    for (const struct event_link *l = links->head.next; l != &links->head; l = l->next) {
        of_address += !l->dropped && addr_equal(&l->from, from);
        of_network += !l->dropped && same_network(&l->from, from);
    }
    return of_address < EVENT_SERVER_PEER_MAX && (!from->v6 || of_network < EVENT_SERVER_NET_MAX);
}

bool event_links_is_full(const struct event_links *links)
{
    return links->count - links->dropped_count >= EVENT_SERVER_CONNECTIONS_MAX;
}

static bool owes_request(const struct event_link *link)
{
    return !link->in_hand && !link->dropped;
}

/* How many links of each network owe a request. */
struct census {
    struct {
        const struct event_link *one; /* one of these links; NULL: the place is free */
        size_t count;
    } places[2 * EVENT_SERVER_CONNECTIONS_MAX]; /* half of the places stay free */
};

/* Where the network of link is counted. */
static size_t *counted_at(struct census *census, const struct event_link *link)
{
    const size_t places = sizeof census->places / sizeof census->places[0];
    size_t at = 0;
    for (size_t i = 0; i < (link->from.v6 ? 8 : 3); i++)
        at = at * 131 + link->from.bytes[i];
    for (at %= places; census->places[at].one != NULL; at = (at + 1) % places)
        if (same_network(&census->places[at].one->from, &link->from))
            return &census->places[at].count;
    census->places[at].one = link;
    return &census->places[at].count;
}

struct event_link *event_links_make_room(struct event_links *links)
{
    struct census census = {.places = {{.one = NULL}}};
    struct event_link *oldest = NULL;
    for (struct event_link *l = links->head.next; l != &links->head; l = l->next)
        if (owes_request(l))
            ++*counted_at(&census, l);
    size_t most = 0;
    for (struct event_link *l = links->head.next; l != &links->head; l = l->next) {
        size_t count = owes_request(l) ? *counted_at(&census, l) : 0;
        if (count == 0 || count < most || (count == most && l->since > oldest->since))
            continue;
        oldest = l;
        most = count;
    }
    if (oldest != NULL)
        drop(links, oldest, TROUBLE_ROOM, "dropped for a new connection: all are in use");
    return oldest;
}

/* ---------------------------------------------------------------- how long */

/* libmicrohttpd drops a sender that is silent, but would wait for ever for one that sends a byte
 * now and then. */
void event_links_drop_slow(struct event_links *links, long long now)
{
    for (struct event_link *l = links->head.next; l != &links->head; l = l->next)
        if (owes_request(l) && now - l->since >= EVENT_SERVER_REQUEST_S * 1000)
            drop(links, l, TROUBLE_REQUEST, "too slow: dropped");
}
