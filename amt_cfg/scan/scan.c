#include "amt_cfg/scan/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "amt_cfg/scan/rmcp.h"
#include "common/clock.h"

/*
 * The addresses of a batch are begun one every PACE_US, and the batch ends at most WAIT_MS after
 * the last: 256 addresses take about two seconds, and never more than 500 are begun in one second.
 */
enum { BATCH_MAX = 256, PACE_US = 2000, WAIT_MS = 1500, PORTS = 2 };
enum { SPARE_FILES = 32 };

struct place {
    struct scan_found found;
    int fds[PORTS]; /* -1: no connection is being made */
};

struct batch {
    struct scan *scan;
    struct place *places;
    size_t room, count;
    struct pollfd *polls; /* two for each place, the socket of the pings, and stop_fd */
    int ping_fd;
};

/* ---------------------------------------------------------------- which addresses */

/* The n-th address of the network. */
static struct addr address_at(const struct addr_net *net, unsigned long n)
{
    struct addr address = net->base;
    size_t size = address.v6 ? 16 : 4;
    unsigned host_bits = (unsigned)(size * 8) - net->bits;
    for (size_t i = 0; i < size; i++) { /* the bits after the prefix are those of the number */
        unsigned behind = (unsigned)(size - 1 - i) * 8;
        unsigned own = host_bits <= behind ? 0 : host_bits - behind >= 8 ? 8 : host_bits - behind;
        unsigned mask = (1u << own) - 1u;
        unsigned part = behind < sizeof n * 8 ? (unsigned)(n >> behind) & 0xffu : 0;
        address.bytes[i] = (unsigned char)((address.bytes[i] & ~mask) | (part & mask));
    }
    return address;
}

static unsigned long address_count(const struct addr_net *net)
{
    unsigned host_bits = (net->base.v6 ? 128u : 32u) - net->bits;
    return host_bits < sizeof(unsigned long) * 8 - 1 ? 1UL << host_bits : SCAN_ADDRESSES_MAX + 1;
}

static bool is_ours(const struct conf *conf, const struct addr *address)
{
    for (size_t i = 0; i < conf->amt.network_count; i++)
        if (addr_net_has(&conf->amt.networks[i], address))
            return true;
    return false;
}

/* Whether two networks have addresses in common: then one lies in the other. */
static bool touches(const struct addr_net *a, const struct addr_net *b)
{
    return addr_net_has(a, &b->base) || addr_net_has(b, &a->base);
}

enum err_code scan_parse(struct scan *scan, const char *text, struct err *e)
{
    if (!addr_net_parse(text, &scan->net))
        return err_set(e, ERR_USAGE,
                       "--scan takes a network (192.0.2.0/24) or an address, not '%.60s'", text);
    if (address_count(&scan->net) > SCAN_ADDRESSES_MAX)
        return err_set(e, ERR_USAGE, "--scan: %.60s has more than %lu addresses; scan it in parts",
                       text, SCAN_ADDRESSES_MAX);
    for (size_t i = 0; i < scan->conf->amt.network_count; i++)
        if (touches(&scan->net, &scan->conf->amt.networks[i]))
            return ERR_OK;
    return err_set(e, ERR_CONFIG, "%.60s is in none of [amt] networks", text);
}

bool scan_is_partial(const struct scan *scan)
{
    const struct conf *conf = scan->conf;
    for (size_t i = 0; i < conf->amt.network_count; i++)
        if (conf->amt.networks[i].bits <= scan->net.bits &&
            addr_net_has(&conf->amt.networks[i], &scan->net.base))
            return false;
    return true;
}

/* ---------------------------------------------------------------- a batch of them */

static bool *port_of(struct place *place, size_t port)
{
    return port == 0 ? &place->found.tls : &place->found.plain;
}

static void end_connection(struct place *place, size_t port, bool open)
{
    (void)close(place->fds[port]);
    place->fds[port] = -1;
    *port_of(place, port) = open;
}

static void begin_connection(const struct conf *conf, struct place *place, size_t port)
{
    static const uint16_t usual[PORTS] = {16993, 16992};
    const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    struct sockaddr_storage to;
    uint16_t number = conf->amt.port != 0 ? conf->amt.port : usual[port];
    socklen_t size = addr_to_sockaddr(&place->found.address, number, &to);
    int fd = socket(to.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    place->fds[port] = fd;
    if (fd < 0)
        return;
    /* Ending with a reset leaves nothing to wait for, here or there. */
    (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    if (connect(fd, (const struct sockaddr *)&to, size) == 0)
        end_connection(place, port, true);
    else if (errno != EINPROGRESS)
        end_connection(place, port, false);
}

static void begin_place(struct batch *batch, const struct addr *address)
{
    struct place *place = &batch->places[batch->count++];
    const struct conf *conf = batch->scan->conf;
    struct sockaddr_storage to;
    socklen_t size = addr_to_sockaddr(address, RMCP_PORT, &to);
    *place = (struct place){.found.address = *address, .fds = {-1, -1}};
    /* A port that the administrator has set may be with or without TLS. */
    for (size_t port = conf->amt.port != 0 && conf->amt.tls == CONF_TLS_OFF; port < PORTS; port++) {
        begin_connection(conf, place, port);
        if (conf->amt.port != 0)
            break;
    }
    /* An error is ignored: whether anything is there is what we want to find out. */
    (void)sendto(batch->ping_fd, rmcp_ping, RMCP_PING_SIZE, MSG_NOSIGNAL,
                 (const struct sockaddr *)&to, size);
}

static void take_connection(struct place *place, size_t port)
{
    int why = 0;
    socklen_t size = sizeof why;
    bool open = getsockopt(place->fds[port], SOL_SOCKET, SO_ERROR, &why, &size) == 0 && why == 0;
    end_connection(place, port, open);
}

/* An answer from an address that was not asked counts for nothing. */
static void recv_pongs(struct batch *batch)
{
    unsigned char bytes[512];
    struct sockaddr_storage from;
    socklen_t size = sizeof from;
    ssize_t got;
    while ((got = recvfrom(batch->ping_fd, bytes, sizeof bytes, MSG_DONTWAIT,
                           (struct sockaddr *)&from, &size)) >= 0 ||
           errno == ECONNREFUSED) {
        struct addr address;
        bool good = got > 0 && rmcp_is_amt(bytes, (size_t)got) &&
                    addr_from_sockaddr((const struct sockaddr *)&from, &address);
        for (size_t i = 0; good && i < batch->count; i++)
            if (addr_equal(&batch->places[i].found.address, &address))
                batch->places[i].found.pong = true;
        size = sizeof from;
    }
}

/* Takes what comes within timeout_ms; false: we are to stop. */
static bool poll_batch(struct batch *batch, int timeout_ms, bool *pending)
{
    struct pollfd *polls = batch->polls;
    size_t count = 0;
    *pending = false;
    polls[count++] = (struct pollfd){.fd = batch->scan->stop_fd, .events = POLLIN};
    polls[count++] = (struct pollfd){.fd = batch->ping_fd, .events = POLLIN};
    for (size_t i = 0; i < batch->count; i++) {
        for (size_t port = 0; port < PORTS; port++) {
            *pending = *pending || batch->places[i].fds[port] >= 0;
            polls[count++] = (struct pollfd){.fd = batch->places[i].fds[port], .events = POLLOUT};
        }
    }
    if (poll(polls, count, timeout_ms) < 0)
        return errno == EINTR;
    for (size_t i = 0; i < batch->count; i++)
        for (size_t port = 0; port < PORTS; port++)
            if (batch->places[i].fds[port] >= 0 && polls[2 + i * PORTS + port].revents != 0)
                take_connection(&batch->places[i], port);
    if (polls[1].revents != 0)
        recv_pongs(batch);
    return polls[0].revents == 0;
}

static void end_batch(struct batch *batch, bool report)
{
    for (size_t i = 0; i < batch->count; i++) {
        struct place *place = &batch->places[i];
        for (size_t port = 0; port < PORTS; port++)
            if (place->fds[port] >= 0)
                end_connection(place, port, false);
        if (report && (place->found.tls || place->found.plain || place->found.pong))
            batch->scan->found(batch->scan->context, &place->found);
    }
    batch->count = 0;
}

/* Runs as many addresses from *next on as there is room for; afterwards *next is the one after the
 * last. */
static bool run_batch(struct batch *batch, unsigned long *next, unsigned long total)
{
    const struct timespec pace = {.tv_nsec = PACE_US * 1000L};
    bool going = true;
    bool pending = true;
    for (; going && *next < total && batch->count < batch->room; ++*next) {
        const struct addr address = address_at(&batch->scan->net, *next);
        if (!is_ours(batch->scan->conf, &address))
            continue;
        begin_place(batch, &address);
        (void)nanosleep(&pace, NULL);
        going = poll_batch(batch, 0, &pending);
    }
    /* A ping may be answered even after all connections have been made or refused. */
    long long end = clock_ms() + WAIT_MS;
    for (long long left = WAIT_MS; batch->count > 0 && going && left > 0; left = end - clock_ms())
        going = poll_batch(batch, (int)left, &pending);
    end_batch(batch, true);
    return going;
}

/* ---------------------------------------------------------------- all of them */

/* As many addresses as there are descriptors for. */
static size_t batch_room(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return 1;
    files.rlim_cur = files.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &files);
    if (files.rlim_cur >= BATCH_MAX * PORTS + SPARE_FILES)
        return BATCH_MAX;
    return files.rlim_cur <= SPARE_FILES + PORTS ? 1 : (files.rlim_cur - SPARE_FILES) / PORTS;
}

static enum err_code open_batch(struct batch *batch, struct scan *scan, struct err *e)
{
    *batch = (struct batch){.scan = scan, .room = batch_room(), .ping_fd = -1};
    batch->places = calloc(batch->room, sizeof *batch->places);
    batch->polls = calloc(batch->room * PORTS + 2, sizeof *batch->polls);
    if (batch->places == NULL || batch->polls == NULL)
        return err_nomem(e);
    batch->ping_fd = socket(scan->net.base.v6 ? AF_INET6 : AF_INET,
                            SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    return batch->ping_fd >= 0 ? ERR_OK : err_errno(e, ERR_INTERNAL, "a socket for pings");
}

static void close_batch(struct batch *batch)
{
    if (batch->places != NULL)
        end_batch(batch, false);
    if (batch->ping_fd >= 0)
        (void)close(batch->ping_fd);
    free(batch->places);
    free(batch->polls);
}

enum err_code scan_run(struct scan *scan, struct err *e)
{
    unsigned long total = address_count(&scan->net);
    unsigned long next = 0;
    struct batch batch;
    bool going = true;
    enum err_code code = open_batch(&batch, scan, e);
    while (code == ERR_OK && next < total && going) {
        scan->tick(scan->context, next, total);
        going = run_batch(&batch, &next, total);
    }
    if (code == ERR_OK && !going)
        code = err_set(e, ERR_TEMPFAIL, "stopped: the list is not complete");
    close_batch(&batch);
    return code;
}
