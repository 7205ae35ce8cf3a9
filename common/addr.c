#include "common/addr.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static bool parse_zone(const char *text, char zone[ADDR_ZONE_SIZE])
{
    static const char taken[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    size_t len = strlen(text);
    if (len == 0 || len >= ADDR_ZONE_SIZE || strspn(text, taken) != len)
        return false;
    memcpy(zone, text, len + 1);
    return true;
}

static void unmap_v4(struct addr *addr)
{
    static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (memcmp(addr->bytes, mapped, sizeof mapped) != 0)
        return;
    addr->v6 = false;
    memmove(addr->bytes, addr->bytes + sizeof mapped, 4);
    memset(addr->bytes + 4, 0, sizeof addr->bytes - 4);
    addr->zone[0] = '\0'; /* IPv4 has none */
}

bool addr_parse(const char *text, struct addr *addr)
{
    struct addr result = {0};
    if (inet_pton(AF_INET, text, result.bytes) != 1) {
        char bare[INET6_ADDRSTRLEN];
        size_t len = strcspn(text, "%");
        if (len >= sizeof bare || (text[len] == '%' && !parse_zone(text + len + 1, result.zone)))
            return false;
        (void)snprintf(bare, sizeof bare, "%.*s", (int)len, text);
        if (inet_pton(AF_INET6, bare, result.bytes) != 1)
            return false;
        result.v6 = true;
        unmap_v4(&result);
    }
    *addr = result;
    return true;
}

bool addr_from_sockaddr(const struct sockaddr *from, struct addr *addr)
{
    struct addr result = {0};
    if (from->sa_family == AF_INET) {
        struct sockaddr_in four;
        memcpy(&four, from, sizeof four);
        memcpy(result.bytes, &four.sin_addr, sizeof four.sin_addr);
    } else if (from->sa_family == AF_INET6) {
        struct sockaddr_in6 six;
        memcpy(&six, from, sizeof six);
        memcpy(result.bytes, &six.sin6_addr, sizeof six.sin6_addr);
        if (six.sin6_scope_id != 0 && if_indextoname(six.sin6_scope_id, result.zone) == NULL)
            result.zone[0] = '\0'; /* an interface that is gone */
        result.v6 = true;
        unmap_v4(&result);
    } else {
        return false;
    }
    *addr = result;
    return true;
}

socklen_t addr_to_sockaddr(const struct addr *addr, uint16_t port, struct sockaddr_storage *to)
{
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(port)};
    memset(to, 0, sizeof *to);
    if (!addr->v6) {
        memcpy(&four.sin_addr, addr->bytes, sizeof four.sin_addr);
        memcpy(to, &four, sizeof four);
        return sizeof four;
    }
    memcpy(&six.sin6_addr, addr->bytes, sizeof six.sin6_addr);
    if (addr->zone[0] != '\0')
        six.sin6_scope_id = if_nametoindex(addr->zone);
    memcpy(to, &six, sizeof six);
    return sizeof six;
}

void addr_format(const struct addr *addr, char text[ADDR_TEXT_SIZE])
{
    char bare[INET6_ADDRSTRLEN];
    if (inet_ntop(addr->v6 ? AF_INET6 : AF_INET, addr->bytes, bare, sizeof bare) == NULL)
        bare[0] = '\0'; /* cannot fail: the family is one of two and the buffer is large enough */
    (void)snprintf(text, ADDR_TEXT_SIZE, "%s%s%s", bare, addr->zone[0] != '\0' ? "%" : "",
                   addr->zone);
}

bool addr_equal(const struct addr *a, const struct addr *b)
{
    return a->v6 == b->v6 && memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0 &&
           strcmp(a->zone, b->zone) == 0;
}

bool addr_is_unknown(const struct addr *addr)
{
    static const unsigned char none[sizeof addr->bytes];
    return memcmp(addr->bytes, none, sizeof none) == 0;
}

bool addr_net_parse(const char *text, struct addr_net *net)
{
    char base[ADDR_TEXT_SIZE];
    struct addr_net result;
    size_t len = strcspn(text, "/");
    if (len >= sizeof base)
        return false;
    (void)snprintf(base, sizeof base, "%.*s", (int)len, text);
    if (!addr_parse(base, &result.base))
        return false;
    result.bits = result.base.v6 ? 128 : 32;
    if (text[len] == '/') {
        const char *digits = text + len + 1;
        size_t count = strspn(digits, "0123456789");
        unsigned long bits = strtoul(digits, NULL, 10);
        if (count == 0 || count > 3 || digits[count] != '\0' || bits > result.bits)
            return false;
        result.bits = (unsigned)bits;
    }
    *net = result;
    return true;
}

bool addr_net_has(const struct addr_net *net, const struct addr *addr)
{
    if (net->base.v6 != addr->v6)
        return false;
    size_t whole = net->bits / 8;
    if (memcmp(net->base.bytes, addr->bytes, whole) != 0)
        return false;
    unsigned rest = net->bits % 8;
    if (rest == 0)
        return true;
    unsigned mask = 0xffu << (8 - rest) & 0xffu;
    return ((net->base.bytes[whole] ^ addr->bytes[whole]) & mask) == 0;
}
