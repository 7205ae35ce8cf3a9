/* What the kernel says about the sockets on a UDP port: /proc/self/net/udp and udp6, which a
 * confined program can read too. */
#ifndef FCFH_COMMON_UDP_PORT_H
#define FCFH_COMMON_UDP_PORT_H

#include <stdbool.h>
#include <stdint.h>

struct udp_port {
    unsigned sockets;
    uint64_t queued;  /* bytes that nobody has read yet */
    uint64_t dropped; /* datagrams, since these sockets were opened */
};

/* Adds what one line of these files says, if it is about this port. */
void udp_port_add_line(const char *line, unsigned port, struct udp_port *found);

/* False if it cannot be found out. */
bool udp_port_read(unsigned port, struct udp_port *found);

#endif
