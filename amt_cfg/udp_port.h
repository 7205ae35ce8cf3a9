/* Who listens on a UDP port of this machine (Linux: /proc). */
#ifndef FCFH_AMT_CFG_UDP_PORT_H
#define FCFH_AMT_CFG_UDP_PORT_H

#include <stdbool.h>
#include <stddef.h>

#define UDP_HOLDER_SIZE 32

/* One line of /proc/net/udp or udp6: true if it is a socket bound to this port. */
bool udp_line_has_port(const char *line, unsigned port, unsigned long *inode);

struct udp_holder {
    bool taken;
    long pid; /* 0 if this user may not see who it is */
    char name[UDP_HOLDER_SIZE];
};

/* Looks at IPv4 and IPv6; the first holder that can be named, else any. False if /proc does not
 * tell. */
bool udp_port_holder(unsigned port, struct udp_holder *holder);

#endif
