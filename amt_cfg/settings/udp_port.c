#include "amt_cfg/settings/udp_port.h"

#include <dirent.h>
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

static bool is_number(const char *text)
{
    return text[0] != '\0' && strspn(text, "0123456789") == strlen(text);
}

static bool process_has_socket(const char *pid, const char *wanted)
{
    char path[64];
    char link[64];
    (void)snprintf(path, sizeof path, "/proc/%.20s/fd", pid);
    DIR *fds = opendir(path);
    bool found = false;
    const struct dirent *fd;
    while (fds != NULL && !found && (fd = readdir(fds)) != NULL) {
        ssize_t len = readlinkat(dirfd(fds), fd->d_name, link, sizeof link - 1);
        if (len > 0) {
            link[len] = '\0';
            found = strcmp(link, wanted) == 0;
        }
    }
    if (fds != NULL)
        (void)closedir(fds);
    return found;
}

static void read_name(const char *pid, char name[UDP_HOLDER_SIZE])
{
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/%.20s/comm", pid);
    FILE *comm = fopen(path, "re");
    if (comm == NULL || fgets(name, UDP_HOLDER_SIZE, comm) == NULL)
        name[0] = '\0';
    name[strcspn(name, "\n")] = '\0';
    for (char *c = name; *c != '\0'; c++) /* any user may call his process anything */
        if (*c < ' ' || *c > '~')
            *c = '?';
    if (comm != NULL)
        (void)fclose(comm);
}

/* The process that has the socket open; of several, one that is not expected. */
static void find_process(unsigned long inode, const char *expected, struct udp_holder *holder)
{
    char wanted[48];
    (void)snprintf(wanted, sizeof wanted, "socket:[%lu]", inode);
    DIR *proc = opendir("/proc");
    const struct dirent *entry;
    while (proc != NULL && (holder->pid == 0 || holder->expected) &&
           (entry = readdir(proc)) != NULL) {
        if (is_number(entry->d_name) && process_has_socket(entry->d_name, wanted)) {
            holder->pid = strtol(entry->d_name, NULL, 10);
            read_name(entry->d_name, holder->name);
            holder->expected = holder->pid == 1 || strcmp(holder->name, expected) == 0;
        }
    }
    if (proc != NULL)
        (void)closedir(proc);
}

static bool look_at(const char *table, unsigned port, const char *expected,
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
    bool four = look_at("/proc/net/udp", port, expected, holder);
    bool six = look_at("/proc/net/udp6", port, expected, holder);
    return four || six;
}
