/* Who listens on a UDP port of this machine (Linux: /proc). */
#ifndef FCFH_AMT_CFG_CHECK_PORT_HOLDER_H
#define FCFH_AMT_CFG_CHECK_PORT_HOLDER_H

#include <stdbool.h>

#define UDP_HOLDER_SIZE 32

/* One line of /proc/net/udp or udp6: true if it is a socket bound to this port. */
bool udp_line_has_port(const char *line, unsigned port, unsigned long *inode);

struct udp_holder {
    bool taken;
    long pid; /* 0 if this user may not see who it is */
    char name[UDP_HOLDER_SIZE];
    bool expected; /* it is the program that was expected, or process 1, which may hold it for it */
};

/* Looks at IPv4 and IPv6; several may hold it, and then one that is not expected is told, else one
 * that can be named. False if /proc does not tell. */
bool udp_port_holder(unsigned port, const char *expected, struct udp_holder *holder);

#endif
