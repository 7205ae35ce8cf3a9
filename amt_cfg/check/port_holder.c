#include "amt_cfg/check/port_holder.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool udp_line_has_port(const char *line, unsigned port, unsigned long *inode)
{
    char local[40];
    unsigned local_port;
    /* sl local:port remote:port st tx:rx tr:when retrnsmt uid timeout inode ... */
    return sscanf(line, " %*u: %39[0-9A-Fa-f]:%x %*s %*s %*s %*s %*s %*s %*s %lu", local,
                  &local_port, inode) == 3 &&
           local_port == port;
}

static void read_name(long pid, char name[UDP_HOLDER_SIZE])
{
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/%ld/comm", pid);
    FILE *comm = fopen(path, "re");
    if (comm == NULL || fgets(name, UDP_HOLDER_SIZE, comm) == NULL)
        name[0] = '\0';
    name[strcspn(name, "\n")] = '\0';
    for (char *c = name; *c != '\0'; c++) /* any user may give a process any name */
        if (*c < ' ' || *c > '~')
            *c = '?';
    if (comm != NULL)
        (void)fclose(comm);
}

/* Finds the process that has the socket open; if there are several, one that is not expected. */
static void find_process(unsigned long inode, const char *expected, struct udp_holder *holder)
{
    char wanted[48];
    glob_t fds;
    (void)snprintf(wanted, sizeof wanted, "socket:[%lu]", inode);
    if (glob("/proc/[0-9]*/fd/*", GLOB_NOSORT, NULL, &fds) != 0)
        return;
    for (size_t i = 0; i < fds.gl_pathc && (holder->pid == 0 || holder->expected); i++) {
        char link[64] = "";
        if (readlink(fds.gl_pathv[i], link, sizeof link - 1) < 0 || strcmp(link, wanted) != 0)
            continue;
        holder->pid = strtol(fds.gl_pathv[i] + strlen("/proc/"), NULL, 10);
        read_name(holder->pid, holder->name);
        holder->expected = holder->pid == 1 || strcmp(holder->name, expected) == 0;
    }
    globfree(&fds);
}

static bool read_sockets(const char *table, unsigned port, const char *expected,
                         struct udp_holder *holder)
{
    char line[512];
    FILE *sockets = fopen(table, "re");
    if (sockets == NULL)
        return false;
    while (fgets(line, sizeof line, sockets) != NULL) {
        unsigned long inode;
        if (!udp_line_has_port(line, port, &inode))
            continue;
        holder->taken = true;
        if (holder->pid == 0 || holder->expected)
            find_process(inode, expected, holder);
    }
    (void)fclose(sockets);
    return true;
}

bool udp_port_holder(unsigned port, const char *expected, struct udp_holder *holder)
{
    memset(holder, 0, sizeof *holder);
    bool four = read_sockets("/proc/net/udp", port, expected, holder);
    bool six = read_sockets("/proc/net/udp6", port, expected, holder);
    return four || six;
}
