/*
 * IP addresses and the networks they lie in. Nothing here asks a name server.
 *
 * An IPv4 address that came in as IPv6 (::ffff:10.0.0.5) is kept as the IPv4 address it is, so that
 * one machine has one name. A link-local IPv6 address keeps its zone (fe80::1%eth0).
 */
#ifndef FCFH_COMMON_ADDR_H
#define FCFH_COMMON_ADDR_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#define ADDR_ZONE_SIZE 16 /* IFNAMSIZ */
#define ADDR_TEXT_SIZE 64 /* 45 characters, '%', a zone, the NUL */

struct addr {
    bool v6;
    unsigned char bytes[16]; /* the first 4 for IPv4; network order */
    char zone[ADDR_ZONE_SIZE];
};

struct addr_net {
    struct addr base;
    unsigned bits;
};

/* Accepts a dotted quad or an IPv6 address without brackets: the whole string or nothing. */
bool addr_parse(const char *text, struct addr *addr);
void addr_format(const struct addr *addr, char text[ADDR_TEXT_SIZE]);
/* For IPv4 and IPv6; false for any other family. */
bool addr_from_sockaddr(const struct sockaddr *from, struct addr *addr);
/* The reverse; returns the size of what is in *to. */
socklen_t addr_to_sockaddr(const struct addr *addr, uint16_t port, struct sockaddr_storage *to);
bool addr_equal(const struct addr *a, const struct addr *b);
/* 0.0.0.0 or ::, which stand for an address that is not known. */
bool addr_is_unknown(const struct addr *addr);

/* "10.0.0.0/8", "::1" (all bits), ... */
bool addr_net_parse(const char *text, struct addr_net *net);
bool addr_net_has(const struct addr_net *net, const struct addr *addr);

#endif
