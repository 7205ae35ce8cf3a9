#include "common/udp_port.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

void udp_port_add_line(const char *line, unsigned port, struct udp_port *found)
{
    unsigned local;
    uint64_t queued;
    uint64_t dropped;
    /* "  10: 0100007F:00A2 00000000:0000 07 TX:RX timer retransmissions user timeout inode
     * references pointer drops" */
    if (sscanf(line,
               " %*u: %*32[0-9A-Fa-f]:%4x %*32[0-9A-Fa-f]:%*x %*x %*x:%" SCNx64
               " %*s %*s %*s %*s %*s %*s %*s %" SCNu64,
               &local, &queued, &dropped) != 3 ||
        local != port)
        return;
    found->sockets++;
    found->queued += queued;
    found->dropped += dropped;
}

static bool add_file(const char *path, unsigned port, struct udp_port *found)
{
    char line[512];
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    while (fgets(line, sizeof line, file) != NULL)
        udp_port_add_line(line, port, found);
    bool good = !ferror(file);
    (void)fclose(file); /* it was only read */
    return good;
}

bool udp_port_read(unsigned port, struct udp_port *found)
{
    *found = (struct udp_port){.sockets = 0};
    bool four = add_file("/proc/self/net/udp", port, found);
    bool six = add_file("/proc/self/net/udp6", port, found); /* not there without IPv6 */
    return four || six;
}
