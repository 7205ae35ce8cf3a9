#include "amt_cfg/settings/own_address.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TRAP_PORT = 162 };

struct found {
    struct addr *list;
    size_t count;
    size_t most;
};

static bool lies_in(const struct addr *a, const char *v4_net, const char *v6_net)
{
    struct addr_net net;
    return addr_net_parse(a->v6 ? v6_net : v4_net, &net) && addr_net_has(&net, a);
}

static bool is_loopback(const struct addr *a)
{
    return lies_in(a, "127.0.0.0/8", "::1");
}

/* Such an address is useless for a machine that is not on the same link, or that has another name
 * for that link. */
static bool is_link_local(const struct addr *a)
{
    return lies_in(a, "169.254.0.0/16", "fe80::/10");
}

static void add(struct found *found, const struct addr *addr)
{
    for (size_t i = 0; i < found->count; i++)
        if (addr_equal(&found->list[i], addr))
            return;
    if (found->count < found->most)
        found->list[found->count++] = *addr;
}

/* The address from which this machine would send to the network. With UDP, connecting only asks the
 * kernel for the route. */
static bool source_towards(const struct addr_net *net, struct addr *source)
{
    struct addr host = net->base; /* its first address stands for the network itself */
    struct sockaddr_storage to;
    struct sockaddr_storage from;
    socklen_t from_len = sizeof from;
    if (net->bits < (host.v6 ? 128u : 32u))
        host.bytes[host.v6 ? 15 : 3] |= 1;
    socklen_t to_len = addr_to_sockaddr(&host, TRAP_PORT, &to);
    int fd = socket(to.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    bool known = connect(fd, (struct sockaddr *)&to, to_len) == 0 &&
                 getsockname(fd, (struct sockaddr *)&from, &from_len) == 0 &&
                 addr_from_sockaddr((struct sockaddr *)&from, source);
    (void)close(fd);
    return known;
}

static void add_routed(struct found *found, const struct addr_net *networks, size_t count, bool v6)
{
    struct addr source;
    for (size_t i = 0; i < count; i++)
        if (networks[i].base.v6 == v6 && source_towards(&networks[i], &source) &&
            !is_loopback(&source) && !is_link_local(&source))
            add(found, &source);
}

static void add_others(struct found *found, const struct ifaddrs *all, bool v6, bool loopback)
{
    struct addr addr;
    for (; all != NULL; all = all->ifa_next)
        if (all->ifa_addr != NULL && (all->ifa_flags & IFF_UP) != 0 &&
            addr_from_sockaddr(all->ifa_addr, &addr) && addr.v6 == v6 &&
            is_loopback(&addr) == loopback && !is_link_local(&addr))
            add(found, &addr);
}

size_t own_addresses(const struct addr_net *networks, size_t network_count, struct addr *list,
                     size_t most)
{
    struct found found = {.list = list, .most = most};
    struct ifaddrs *all = NULL;
    if (getifaddrs(&all) != 0)
        all = NULL; /* the routes may still show one */
    for (int v6 = 0; v6 <= 1; v6++) {
        add_routed(&found, networks, network_count, v6 != 0);
        add_others(&found, all, v6 != 0, false);
    }
    if (found.count == 0)
        add_others(&found, all, false, true);
    if (all != NULL)
        freeifaddrs(all);
    return found.count;
}
