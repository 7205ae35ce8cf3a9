#include "tests/standin/rmcp.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "tests/standin/text.h"

enum { PORT = 623, PING_SIZE = 12, PONG_SIZE = 28, INTEL = 343 };

static struct pollfd *sockets; /* the first is for stop_fd */
static size_t count = 1;
static pthread_t thread;
static unsigned enterprise;

void rmcp_listen(union address address)
{
    socklen_t size = address.any.sa_family == AF_INET ? sizeof address.four : sizeof address.six;
    int fd = socket(address.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (address.any.sa_family == AF_INET)
        address.four.sin_port = htons(PORT);
    else
        address.six.sin6_port = htons(PORT);
    if (fd < 0 || bind(fd, &address.any, size) != 0)
        die(EX_UNAVAILABLE, "UDP port 623", strerror(errno));
    sockets = xrealloc(sockets, count + 1, sizeof *sockets);
    sockets[count++] = (struct pollfd){.fd = fd, .events = POLLIN};
}

/* AMT 16.1, set up, with port 16992; it knows ASF 1.0 and secure RMCP. */
static void answer(int fd)
{
    static const unsigned char ping[] = {6, 0, 0, 6, 0, 0, 0x11, 0xBE, 0x80};
    unsigned char bytes[64], pong[PONG_SIZE] = {6,  0, 0, 6, 0, 0,    0x11, 0xBE, 0x40, 0, 0,
                                                16, 0, 0, 0, 0, 0x42, 0x60, 0x01, 2,    1, 32};
    struct sockaddr_storage from;
    socklen_t size = sizeof from;
    ssize_t got = recvfrom(fd, bytes, sizeof bytes, 0, (struct sockaddr *)&from, &size);

    if (got != PING_SIZE || memcmp(bytes, ping, sizeof ping) != 0)
        return;
    pong[9] = bytes[9];
    pong[14] = (unsigned char)(enterprise >> 8);
    pong[15] = (unsigned char)(enterprise & 255);
    if (sendto(fd, pong, sizeof pong, 0, (struct sockaddr *)&from, size) < 0)
        return; /* the sender has gone */
}

static void *serve(void *argument)
{
    (void)argument;
    while (poll(sockets, count, -1) >= 0 && sockets[0].revents == 0) {
        for (size_t i = 1; i < count; i++) {
            if (sockets[i].revents != 0)
                answer(sockets[i].fd);
        }
    }
    return NULL;
}

void rmcp_start(const struct server *server)
{
    if (sockets == NULL)
        return;
    enterprise = server->options.remote.rmcp_enterprise;
    if (enterprise == 0)
        enterprise = INTEL;
    sockets[0] = (struct pollfd){.fd = server->stop_fd, .events = POLLIN};
    if (pthread_create(&thread, NULL, serve, NULL) != 0)
        die(EX_OSERR, "thread", "cannot be made");
}

void rmcp_stop(void)
{
    if (sockets == NULL)
        return;
    pthread_join(thread, NULL);
    for (size_t i = 1; i < count; i++)
        close(sockets[i].fd);
    free(sockets);
}
