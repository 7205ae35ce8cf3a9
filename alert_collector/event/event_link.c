#include "alert_collector/event/event_link.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "common/clock.h"

enum { SILENT_MS = 1000 }; /* of a connection that never said anything, where room is short */

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
    if (!link->begun && !link->too_slow)
        links->log(TROUBLE_REQUEST, &link->from, "connected and sent no request");
    else if (link->asked && !link->too_slow)
        links->log(TROUBLE_NONCE, &link->from, "left when asked to log in");
    links->count--;
    link->next->previous = link->previous;
    link->previous->next = link->next;
    free(link);
}

static bool said_nothing(const struct event_link *link)
{
    struct tcp_info info = {.tcpi_bytes_received = 1};
    socklen_t size = sizeof info;
    return !link->begun && getsockopt(link->fd, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 &&
           info.tcpi_bytes_received == 0;
}

/* libmicrohttpd drops who is silent, and would wait for ever for one that sends a byte now and
 * then. The connection is closed by its next look at the socket. */
void event_links_drop_slow(struct event_links *links, bool is_crowded, long long now)
{
    for (struct event_link *l = links->head.next; l != &links->head; l = l->next) {
        bool silent = is_crowded && now - l->since >= SILENT_MS && said_nothing(l);
        if (l->in_hand || l->too_slow ||
            (!silent && now - l->since < EVENT_SERVER_REQUEST_S * 1000))
            continue;
        l->too_slow = true;
        (void)shutdown(l->fd, SHUT_RDWR);
        links->log(TROUBLE_REQUEST, &l->from, "too slow: dropped");
    }
}
