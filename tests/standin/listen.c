#include "tests/standin/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sysexits.h>
#include <unistd.h>

#include "tests/standin/rmcp.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards every listener's socket */
static struct listener *listeners;
static size_t listener_count;
static int watcher = -1;
static bool stopped;

/* Splits "127.0.0.1:16992" or "[::1]:16992"; only loopback addresses are taken. */
static void parse_address(const char *text, unsigned short port, union address *address)
{
    char *copy = xstrdup(text), *host = copy, *colon, *end;
    bool loopback = false;

    memset(address, 0, sizeof *address);
    if (*host == '[' && (end = strchr(host, ']')) != NULL) {
        host++;
        *end = '\0';
        colon = end[1] == ':' ? end + 1 : NULL;
    } else {
        colon = strchr(host, ':');
        if (colon != NULL && strchr(colon + 1, ':') != NULL)
            colon = NULL; /* an IPv6 address without a port */
    }
    if (colon != NULL) {
        unsigned long number = strtoul(colon + 1, &end, 10);

        if (end == colon + 1 || *end != '\0' || number > 65535)
            die(EX_USAGE, text, "not a port");
        *colon = '\0';
        port = (unsigned short)number;
    }
    if (inet_pton(AF_INET, host, &address->four.sin_addr) == 1) {
        address->four.sin_family = AF_INET;
        address->four.sin_port = htons(port);
        loopback = ntohl(address->four.sin_addr.s_addr) >> 24 == 127;
    } else if (inet_pton(AF_INET6, host, &address->six.sin6_addr) == 1) {
        address->six.sin6_family = AF_INET6;
        address->six.sin6_port = htons(port);
        loopback = IN6_IS_ADDR_LOOPBACK(&address->six.sin6_addr);
    }
    free(copy);
    if (!loopback)
        die(EX_USAGE, text, "not a loopback address");
}

static unsigned short port_of(const union address *address)
{
    return ntohs(address->any.sa_family == AF_INET ? address->four.sin_port
                                                   : address->six.sin6_port);
}

static void set_port(union address *address, unsigned short port)
{
    if (address->any.sa_family == AF_INET)
        address->four.sin_port = htons(port);
    else
        address->six.sin6_port = htons(port);
}

static void print_where(const union address *address, char *out, size_t size)
{
    char host[INET6_ADDRSTRLEN] = "";

    if (address->any.sa_family == AF_INET) {
        inet_ntop(AF_INET, &address->four.sin_addr, host, sizeof host);
        snprintf(out, size, "%s:%u", host, port_of(address));
    } else {
        inet_ntop(AF_INET6, &address->six.sin6_addr, host, sizeof host);
        snprintf(out, size, "[%s]:%u", host, port_of(address));
    }
}

/* Adds a listener where it belongs; it does not listen yet. */
static struct listener *add_listener(struct server *server, struct machine *machine,
                                     const union address *address, SSL_CTX *tls)
{
    struct listener *listener = &listeners[listener_count++];

    listener->server = server;
    listener->machine = machine;
    listener->tls = tls;
    listener->fd = -1;
    memcpy(&listener->address, address, sizeof listener->address);
    print_where(address, listener->where, sizeof listener->where);
    return listener;
}

/* False when the socket cannot be had; errno says why. */
static bool open_listener(struct listener *listener)
{
    union address *address = &listener->address;
    socklen_t size = address->any.sa_family == AF_INET ? sizeof address->four : sizeof address->six;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = listener};
    bool any_port = port_of(address) == 0;
    int on = 1;

    listener->fd = socket(address->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener->fd < 0 ||
        setsockopt(listener->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(listener->fd, &address->any, size) != 0 || listen(listener->fd, 512) != 0 ||
        getsockname(listener->fd, &address->any, &size) != 0 ||
        (watcher >= 0 && epoll_ctl(watcher, EPOLL_CTL_ADD, listener->fd, &event) != 0))
        return false;
    print_where(address, listener->where, sizeof listener->where);
    if (any_port)
        printf("%s %s\n", listener->redirection ? "redirection" : "listening", listener->where);
    return true;
}

static void close_listener(struct listener *listener)
{
    if (listener->fd >= 0)
        close(listener->fd);
    listener->fd = -1;
}

static void listen_at(struct server *server, struct machine *machine, const union address *address,
                      SSL_CTX *tls, bool trap)
{
    struct listener *listener = add_listener(server, machine, address, tls);

    listener->trap = trap;
    if (!open_listener(listener))
        die(EX_UNAVAILABLE, listener->where, strerror(errno));
    if (!trap && machine->where[0] == '\0')
        memcpy(machine->where, listener->where, sizeof machine->where);
}

/* Two ports above that of WS-Management, or another free one where any port will do. */
static void prepare_redirection(struct server *server, struct machine *machine,
                                union address address, SSL_CTX *tls)
{
    struct listener *listener;

    if (port_of(&address) != 0)
        set_port(&address, (unsigned short)(port_of(&address) + REDIRECTION_PORT - DEFAULT_PORT));
    if (tls != NULL && server->redirection_tls != NULL)
        tls = server->redirection_tls;
    listener = add_listener(server, machine, &address, tls);
    listener->redirection = true;
    if (server->options.remote.redirection && !open_listener(listener))
        die(EX_UNAVAILABLE, listener->where, strerror(errno));
}

/* A port where every connection request is lost: nothing accepts, and the queue is full. */
static void swallow(const char *text)
{
    union address address;
    socklen_t size;
    int fd, on = 1;

    parse_address(text, DEFAULT_TLS_PORT, &address);
    size = address.any.sa_family == AF_INET ? sizeof address.four : sizeof address.six;
    fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(fd, &address.any, size) != 0 || listen(fd, 0) != 0)
        die(EX_UNAVAILABLE, text, strerror(errno));
    for (int i = 0; i < 4; i++) {
        int own = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

        if (own < 0 || (connect(own, &address.any, size) != 0 && errno != EINPROGRESS))
            die(EX_UNAVAILABLE, text, strerror(errno));
    }
}

/* The key of a machine; the last one is used for all further machines. NULL: it has none. */
static SSL_CTX *tls_of(const struct server *server, size_t index)
{
    size_t count = server->options.certificates.count;

    return count == 0 ? NULL : server->tls[index < count ? index : count - 1];
}

/* Listens where a redirection leads, if nothing does yet, to see whether it is followed. */
static void listen_at_redirection(struct server *server)
{
    const char *url = server->options.redirect_to;
    const char *host = url ? strstr(url, "://") : NULL;
    union address address;
    char *copy, where[64];

    if (host == NULL)
        return;
    copy = xstrdup(host + 3);
    copy[strcspn(copy, "/")] = '\0';
    parse_address(copy, strncmp(url, "https", 5) == 0 ? 443 : 80, &address);
    free(copy);
    print_where(&address, where, sizeof where);
    for (size_t i = 0; i < listener_count; i++) {
        if (strcmp(listeners[i].where, where) == 0)
            return;
    }
    listen_at(server, &server->machines[0], &address,
              strncmp(url, "https", 5) == 0 ? tls_of(server, 0) : NULL, true);
}

void listen_everywhere(struct server *server)
{
    const struct options *options = &server->options;
    bool tls = options->certificates.count > 0;

    listeners = xmalloc((server->machine_count * 4 + 1) * sizeof *listeners);
    for (size_t i = 0; i < server->machine_count; i++) {
        const char *text = options->addresses.items[options->count > 1 ? 0 : i];
        union address address;

        parse_address(text, tls ? DEFAULT_TLS_PORT : DEFAULT_PORT, &address);
        if (options->count > 1) {
            unsigned number = ntohl(address.four.sin_addr.s_addr) + (unsigned)i;

            if (address.any.sa_family != AF_INET || number >> 24 != 127)
                die(EX_USAGE, text, "not an IPv4 address with enough loopback addresses after it");
            address.four.sin_addr.s_addr = htonl(number);
        }
        listen_at(server, &server->machines[i], &address, tls_of(server, i), false);
        prepare_redirection(server, &server->machines[i], address, tls_of(server, i));
        if (options->remote.rmcp)
            rmcp_listen(address);
        if (options->plain_too) {
            set_port(&address, DEFAULT_PORT);
            listen_at(server, &server->machines[i], &address, NULL, false);
            prepare_redirection(server, &server->machines[i], address, NULL);
        }
    }
    listen_at_redirection(server);
    for (size_t i = 0; i < options->swallows.count; i++)
        swallow(options->swallows.items[i]);
}

void listen_watch(int epoll_fd)
{
    watcher = epoll_fd;
    for (size_t i = 0; i < listener_count; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &listeners[i]};

        if (listeners[i].fd >= 0 &&
            epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listeners[i].fd, &event) != 0)
            die(EX_OSERR, "epoll", strerror(errno));
    }
}

int listen_accept(const struct listener *listener)
{
    int fd;

    pthread_mutex_lock(&lock);
    fd = accept4(listener->fd, NULL, NULL, SOCK_CLOEXEC);
    pthread_mutex_unlock(&lock);
    return fd;
}

/* With the lock held. */
static void switch_listener(struct listener *listener, bool on)
{
    if (!on)
        close_listener(listener);
    else if (listener->fd < 0 && !stopped && !open_listener(listener))
        perror("standin: cannot listen again");
}

void listen_redirection(const struct machine *machine, bool on)
{
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < listener_count; i++) {
        if (listeners[i].redirection && listeners[i].machine == machine)
            switch_listener(&listeners[i], on);
    }
    pthread_mutex_unlock(&lock);
}

void listen_network(const struct machine *machine, bool on)
{
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < listener_count; i++) {
        struct listener *listener = &listeners[i];

        if (listener->machine != machine)
            continue;
        if (!on)
            listener->gone = listener->fd >= 0;
        if (!on || listener->gone)
            switch_listener(listener, on);
    }
    pthread_mutex_unlock(&lock);
}

void listen_stop(void)
{
    pthread_mutex_lock(&lock);
    stopped = true;
    for (size_t i = 0; i < listener_count; i++)
        close_listener(&listeners[i]);
    pthread_mutex_unlock(&lock);
}

void listen_free(void)
{
    free(listeners);
}
