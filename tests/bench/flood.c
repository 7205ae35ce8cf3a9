/*
 * bench_flood KIND FORGED MACHINES RATE CALLERS QUEUE FLOOD-NET CALLER-NET RESULT: a flood of
 * forged calls, and who calls in earnest meanwhile.
 *
 * The machines listen in eight networks FLOOD-NET.0/24 and on ("127.200.8": 127.200.8.1 and so on),
 * and do what KIND says:
 *
 *   silent   take connections on 16992 and 16993, and say nothing
 *   slow     answer on 16992, each time after 9.5 s
 *   late     ask for a log-in at once, and take 9.5 s for what follows
 *
 * On standard output come the texts of their calls, each with a UUID that nobody has, for
 * `fcfh-collector --stream --mark benchflood`: one of each machine, then RATE a second for ever.
 * When the first ones are read the CALLERS call, machines 1, 2, ... of the stand-in at CALLER-NET.1
 * and on, each as soon as the one before is verified (without TLS: answered) in QUEUE or has waited
 * a minute. A line of RESULT is the milliseconds that one of them waited; the last is "#
 * connections N", taken by the machines.
 */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/bench/measure.h"

enum {
    NETWORKS = 8,
    PATIENCE_MS = 60000,
    ANSWER_MS = 9500,
    REQUEST_MAX = 16384,
    CONNECTIONS = 65536
};

static enum { SILENT, SLOW, LATE } kind;
static enum { NOBODY, OTHERS, CALLERS } forged_are;

struct connection {
    int fd;
    bool listens;
    double due; /* when it is to be answered; 0: nothing was asked */
    bool logged_in;
    size_t used;
    char request[REQUEST_MAX];
};

static struct connection *connections[CONNECTIONS]; /* by descriptor */
static int epoll_fd;
static unsigned long taken;

static void watch(int fd, bool listens)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    if (fd >= CONNECTIONS || (connections[fd] = calloc(1, sizeof **connections)) == NULL)
        errx(71, "too many connections");
    connections[fd]->fd = fd;
    connections[fd]->listens = listens;
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0)
        err(71, "epoll_ctl");
}

static void close_connection(struct connection *connection)
{
    int fd = connection->fd;
    free(connection);
    connections[fd] = NULL;
    (void)close(fd);
}

static void listen_at(const char *address, uint16_t port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
    const int on = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (inet_pton(AF_INET, address, &at.sin_addr) != 1 || *(unsigned char *)&at.sin_addr != 127)
        errx(64, "%s: not a loopback address", address);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, 64) != 0)
        err(69, "%s port %u", address, port);
    watch(fd, true);
}

static void format_address(char address[32], const char *net, unsigned long machine)
{
    const char *last = strrchr(net, '.');
    if (last == NULL || strlen(net) > 16)
        errx(64, "%s: not a network like 127.200.8", net);
    (void)snprintf(address, 32, "%.*s.%lu.%lu", (int)(last - net), net,
                   strtoul(last + 1, NULL, 10) + machine % NETWORKS, machine / NETWORKS % 250 + 1);
}

/* ---------------------------------------------------------------- the machines' side of HTTP */

static void answer(struct connection *connection)
{
    static const char body[] =
        "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\">"
        "<s:Header/><s:Body><P/></s:Body></s:Envelope>";
    char text[1024];
    int len;
    if (connection->logged_in)
        len = snprintf(text, sizeof text,
                       "HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\n"
                       "Content-Length: %zu\r\n\r\n%s",
                       strlen(body), body);
    else
        len = snprintf(text, sizeof text,
                       "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest "
                       "realm=\"Digest:%032X\", nonce=\"n%d\", stale=\"false\", qop=\"auth\"\r\n"
                       "Content-Length: 0\r\n\r\n",
                       (unsigned)connection->fd, connection->fd);
    connection->due = 0;
    connection->used = 0;
    (void)send(connection->fd, text, (size_t)len, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static bool is_whole(const struct connection *connection)
{
    const char *end = strstr(connection->request, "\r\n\r\n");
    const char *length = strcasestr(connection->request, "\r\nContent-Length:");
    return end != NULL &&
           (length == NULL || strtoul(length + 17, NULL, 10) <=
                                  connection->used - (size_t)(end + 4 - connection->request));
}

static void recv_request(struct connection *connection)
{
    ssize_t got = recv(connection->fd, connection->request + connection->used,
                       REQUEST_MAX - 1 - connection->used, 0);
    if (got <= 0) {
        close_connection(connection);
        return;
    }
    connection->used += (size_t)got;
    connection->request[connection->used] = '\0';
    if (kind == SILENT)
        connection->used = 0;
    if (kind == SILENT || !is_whole(connection))
        return;
    connection->logged_in = strcasestr(connection->request, "\r\nAuthorization:") != NULL;
    connection->due = now_ms() + ANSWER_MS;
    if (kind == LATE && !connection->logged_in)
        answer(connection);
}

static void serve(int wait_ms)
{
    struct epoll_event events[256];
    int count = epoll_wait(epoll_fd, events, 256, wait_ms);
    for (int i = 0; i < count; i++) {
        struct connection *connection = connections[events[i].data.fd];
        int fd;
        if (connection == NULL)
            continue;
        if (!connection->listens) {
            recv_request(connection);
            continue;
        }
        while ((fd = accept4(connection->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
            watch(fd, false);
            taken++;
        }
    }
}

static void answer_due(void)
{
    static double looked;
    const double now = now_ms();
    if (now - looked < 50)
        return;
    looked = now;
    for (int fd = 0; fd < CONNECTIONS; fd++) {
        if (connections[fd] != NULL && connections[fd]->due > 0 && connections[fd]->due <= now)
            answer(connections[fd]);
    }
}

/* ---------------------------------------------------------------- calls */

static void put(const char *text, size_t len)
{
    while (len > 0) {
        ssize_t done = write(STDOUT_FILENO, text, len);
        if (done < 0 && errno != EINTR)
            err(70, "fcfh-collector does not read");
        if (done > 0) {
            text += done;
            len -= (size_t)done;
        }
    }
}

static void call(const char *address, const unsigned char guid[16])
{
    static const char rest[] = "18 C3 C5 F0 FF FF 50 68 02 FF FF 26 61 AA 30 00 00 00 00 00 00 19 "
                               "00 00 01 57 00 00 C1";
    static unsigned sequence;
    char octets[64] = "", text[512];
    for (int i = 0; i < 16; i++)
        (void)snprintf(octets + 3 * i, 4, "%02X ", guid[i]);
    sequence = sequence % 65535 + 1;
    int len = snprintf(text, sizeof text,
                       "benchflood UDP: [%s]:664->[127.0.0.1]:162\n"
                       ".1.3.6.1.4.1.3183.1.1 6 .12677376\n"
                       ".1.3.6.1.4.1.3183.1.1.1 = Hex-STRING: %s%02X %02X %s\n\n",
                       address, octets, sequence >> 8, sequence & 255, rest);
    put(text, (size_t)len);
}

/* The GUID of a machine of the stand-in, in raw SMBIOS order. */
static void set_guid(unsigned char guid[16], unsigned long machine)
{
    static const unsigned char start[] = {0x16, 0, 0xfe, 0x5a, 0xde, 0xc0, 0x11, 0x4a, 0x8b, 0xad};
    memcpy(guid, start, sizeof start);
    for (int i = 0; i < 6; i++)
        guid[15 - i] = i < 4 ? (unsigned char)(machine >> 8 * i) : 0;
}

static void forge(const char *net, unsigned long machine, unsigned long who)
{
    char address[32];
    unsigned char guid[16];
    if (forged_are != NOBODY)
        set_guid(guid, who);
    else if (getrandom(guid, sizeof guid, 0) != sizeof guid)
        err(71, "getrandom");
    format_address(address, net, machine);
    call(address, guid);
}

static bool is_verified(const char *queue, unsigned long machine)
{
    static char text[65536];
    (void)snprintf(text, sizeof text, "%s/5afe0016-c0de-4a11-8bad-%012lx.xml", queue, machine);
    int fd = open(text, O_RDONLY | O_CLOEXEC);
    ssize_t len = fd >= 0 ? read(fd, text, sizeof text) : -1;
    if (fd >= 0)
        (void)close(fd);
    return len > 0 && (memmem(text, (size_t)len, ">verified</state>", 17) != NULL ||
                       memmem(text, (size_t)len, ">answered</state>", 17) != NULL);
}

static bool is_stored(const char *queue, unsigned long machine)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/5afe0016-c0de-4a11-8bad-%012lx.xml", queue, machine);
    return access(path, F_OK) == 0;
}

static void send_real_call(const char *net, unsigned long machine)
{
    unsigned char guid[16];
    char address[32];
    set_guid(guid, machine);
    (void)snprintf(address, sizeof address, "%s.%lu", net, machine);
    call(address, guid);
}

static bool all_is_read(void)
{
    int left;
    return ioctl(STDOUT_FILENO, FIONREAD, &left) != 0 || left == 0;
}

int main(int argc, char **argv)
{
    struct rlimit files;
    char address[32];
    if (argc != 10)
        errx(64, "usage: see the source");
    kind = strcmp(argv[1], "silent") == 0 ? SILENT : strcmp(argv[1], "late") == 0 ? LATE : SLOW;
    forged_are = strcmp(argv[2], "nobody") == 0    ? NOBODY
                 : strcmp(argv[2], "callers") == 0 ? CALLERS
                                                   : OTHERS;
    const unsigned long machines = strtoul(argv[3], NULL, 10);
    const double pause = 1e3 / strtod(argv[4], NULL);
    const unsigned long callers = strtoul(argv[5], NULL, 10);
    FILE *result = fopen(argv[9], "w");
    if (result == NULL)
        err(73, "%s", argv[9]);
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &files);
    }
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    for (unsigned long i = 0; i < machines; i++) {
        format_address(address, argv[7], i);
        listen_at(address, 16992);
        if (kind == SILENT)
            listen_at(address, 16993);
    }
    for (unsigned long i = 0; i < machines; i++) {
        forge(argv[7], i, 1001 + i);
        serve(0);
    }
    /* The callers begin a second after all of these were read: later ones would keep fcfh-collector
     * busy. */
    double since = 0;
    double stored = 0;
    double forged = now_ms();
    const double began = forged;
    double start = 0;
    for (unsigned long caller = 0; caller <= callers;) {
        const double now = now_ms();
        serve(2);
        answer_due();
        if (machines > 0 && pause > 0 && now - forged >= pause) {
            const unsigned long other = (unsigned long)random() % machines;
            const bool names_caller = forged_are == CALLERS && callers > 0 && random() % 10 == 0;
            forge(argv[7], (unsigned long)random() % machines,
                  names_caller ? 1 + (unsigned long)random() % callers : 1001 + other);
            forged += pause;
        }
        if (caller == 0) {
            if (start == 0 && (all_is_read() || now - began > 10000))
                start = now + 1000;
            caller = start > 0 && now >= start;
        } else if (since == 0) {
            send_real_call(argv[8], caller);
            since = now_ms();
            stored = 0;
        } else if (stored == 0 && is_stored(argv[6], caller)) {
            stored = now_ms() - since;
        } else if (is_verified(argv[6], caller) || now - since > PATIENCE_MS) {
            (void)fprintf(result, "%.0f %.0f\n", now_ms() - since, stored);
            (void)fflush(result);
            since = 0;
            caller++;
        }
    }
    (void)fprintf(result, "# connections %lu\n", taken);
    return fclose(result) == 0 ? 0 : 73;
}
