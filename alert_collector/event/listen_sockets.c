#include "alert_collector/event/listen_sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/addr.h"

enum { FIRST_GIVEN = 3 }; /* SD_LISTEN_FDS_START */

/* "3" for "LISTEN_FDS=3"; -1 if it is not a small number. */
static long small_number(const char *name)
{
    const char *text = getenv(name);
    char *end;
    if (text == NULL || text[0] < '0' || text[0] > '9')
        return -1;
    errno = 0;
    long number = strtol(text, &end, 10);
    return *end == '\0' && errno == 0 ? number : -1;
}

static enum err_code check_given(int fd, struct err *e)
{
    int listens = 0;
    int type = 0;
    socklen_t size = sizeof listens;
    socklen_t type_size = sizeof type;
    if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 ||
        getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_size) != 0)
        return err_errno(e, ERR_CONFIG, "descriptor %d of the service manager", fd);
    if (!listens || type != SOCK_STREAM)
        return err_set(e, ERR_CONFIG,
                       "descriptor %d of the service manager is not a listening stream socket", fd);
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 ||
        fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0)
        return err_errno(e, ERR_INTERNAL, "descriptor %d", fd);
    return ERR_OK;
}

enum err_code listen_sockets_given(int *sockets, size_t most, size_t *count, struct err *e)
{
    long pid = small_number("LISTEN_PID");
    long given = small_number("LISTEN_FDS");
    *count = 0;
    if (unsetenv("LISTEN_PID") != 0 || unsetenv("LISTEN_FDS") != 0 ||
        unsetenv("LISTEN_FDNAMES") != 0)
        return err_errno(e, ERR_INTERNAL, "environment");
    if (pid != getpid() || given <= 0)
        return ERR_OK;
    if ((size_t)given > most)
        return err_set(e, ERR_CONFIG, "the service manager gives %ld sockets, more than %zu", given,
                       most);
    for (long i = 0; i < given; i++) {
        enum err_code code = check_given(FIRST_GIVEN + (int)i, e);
        if (code != ERR_OK)
            return code;
        sockets[i] = FIRST_GIVEN + (int)i;
    }
    *count = (size_t)given;
    return ERR_OK;
}

void listen_sockets_close(int *sockets, size_t count)
{
    for (size_t i = 0; i < count; i++)
        (void)close(sockets[i]); /* nothing is written to them */
}

/* With `dual`, IPv4 comes in as mapped addresses. */
static enum err_code open_at(const struct sockaddr *address, socklen_t size, bool dual,
                             const char *name, int *fd, struct err *e)
{
    int on = 1;
    int only = !dual;
    *fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (*fd < 0)
        return err_errno(e, ERR_UNAVAILABLE, "%s", name);
    if (setsockopt(*fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        (address->sa_family != AF_INET6 ||
         setsockopt(*fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only) == 0) &&
        bind(*fd, address, size) == 0 && listen(*fd, SOMAXCONN) == 0)
        return ERR_OK;
    enum err_code code = err_errno(e, ERR_UNAVAILABLE, "cannot listen at %s", name);
    (void)close(*fd);
    return code;
}

static enum err_code open_all(uint16_t port, int *fd, struct err *e)
{
    const struct sockaddr_in6 v6 = {
        .sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = in6addr_any};
    const struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
    if (open_at((const struct sockaddr *)&v6, sizeof v6, true, "all addresses", fd, e) == ERR_OK)
        return ERR_OK;
    if (errno != EAFNOSUPPORT && errno != EADDRNOTAVAIL)
        return e->code;
    /* The kernel has no IPv6. */
    return open_at((const struct sockaddr *)&v4, sizeof v4, false, "all IPv4 addresses", fd, e);
}

static enum err_code open_one(const char *name, uint16_t port, int *fd, struct err *e)
{
    struct addr addr;
    if (!addr_parse(name, &addr))
        return err_set(e, ERR_CONFIG, "[listener] address: '%.60s' is not an address", name);
    struct sockaddr_storage at;
    socklen_t size = addr_to_sockaddr(&addr, port, &at);
    return open_at((const struct sockaddr *)&at, size, false, name, fd, e);
}

enum err_code listen_sockets_open(const char *addresses, uint16_t port, int *sockets, size_t most,
                                  size_t *count, struct err *e)
{
    enum err_code code = ERR_OK;
    const char *at = addresses + strspn(addresses, ", \t");
    *count = 0;
    if (*at == '\0') {
        code = open_all(port, sockets, e);
        *count = code == ERR_OK;
        return code;
    }
    while (*at != '\0' && code == ERR_OK) {
        char name[ADDR_TEXT_SIZE];
        size_t len = strcspn(at, ", \t");
        if (*count == most)
            code = err_set(e, ERR_CONFIG, "[listener] address: more than %zu", most);
        else if (len >= sizeof name)
            code = err_set(e, ERR_CONFIG, "[listener] address: '%.60s' is not an address", at);
        if (code == ERR_OK) {
            (void)snprintf(name, sizeof name, "%.*s", (int)len, at);
            code = open_one(name, port, &sockets[*count], e);
        }
        *count += code == ERR_OK;
        at += len;
        at += strspn(at, ", \t");
    }
    if (code != ERR_OK) {
        listen_sockets_close(sockets, *count);
        *count = 0;
    }
    return code;
}
