/* Which process listens on a UDP port of this machine (by Linux's /proc). */
#ifndef FCFH_AMT_CFG_CHECK_PORT_HOLDER_H
#define FCFH_AMT_CFG_CHECK_PORT_HOLDER_H

#include <stdbool.h>

#define UDP_HOLDER_SIZE 32

/* One line of /proc/net/udp or udp6: true if it is a socket bound to this port. */
bool udp_line_has_port(const char *line, unsigned port, unsigned long *inode);

struct udp_holder {
    bool taken;
    long pid; /* 0 if this user may not see the process */
    char name[UDP_HOLDER_SIZE];
    bool expected; /* it is the expected program, or process 1, which may hold the port for it */
};

/* Looks at IPv4 and IPv6. If several processes hold the port, one that is not expected is reported,
 * else one that can be named. False if /proc does not show any. */
bool udp_port_holder(unsigned port, const char *expected, struct udp_holder *holder);

#endif
