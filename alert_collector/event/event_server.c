/* This file uses libmicrohttpd. */
#include "alert_collector/event/event_server.h"

#include <errno.h>
#include <limits.h>
#include <microhttpd.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "alert_collector/event/event_link.h"
#include "alert_collector/event/event_tls.h"
#include "common/clock.h"

/* Firmware that sends events over TLS and is still maintained has TLS 1.2. */
#define TLS_PRIORITIES "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1"

enum {
    /* Places in which nonces are remembered, to recognize a replay. It is a prime because
     * libmicrohttpd takes the remainder of a division by it; with a power of two only few of the
     * places would be used. */
    NONCES = 100003,
    CONNECTION_BYTES = 16384, /* for the headers and the buffers of a connection */
    READ_BYTES = 4096,        /* read at once */
    /* libmicrohttpd's own limit: the real limits are those of the links, and some of these are
     * about to end. */
    DAEMON_CONNECTIONS = 4 * EVENT_SERVER_CONNECTIONS_MAX,
    ACCEPTED_MAX = 64, /* in one step, so that open connections do not wait for new ones */
    PAUSE_MS = 100,    /* while no connection can be accepted */
    LOOK_MS = 500,     /* how often we look for connections that take too long */
};

struct event_server {
    struct event_links links;
    struct event_requests requests;
    char random[32];
    int sockets[EVENT_SERVER_SOCKETS_MAX]; /* the caller's; not polled by libmicrohttpd, which would
                                              spin where no descriptor is left */
    size_t socket_count;
    struct MHD_Daemon *daemon;
    long long pause_until; /* no connection is accepted before this */
    long long next_look;
};

/* ---------------------------------------------------------------- what libmicrohttpd calls */

/* If there is no memory for a link, the connection is turned away with its first request. */
static void on_connection(void *context, struct MHD_Connection *connection, void **link,
                          enum MHD_ConnectionNotificationCode code)
{
    struct event_server *server = context;
    struct addr from;
    if (code != MHD_CONNECTION_NOTIFY_STARTED) {
        event_link_end(&server->links, *link);
        return;
    }
    /* One question after the other: libmicrohttpd 1.0 puts each answer in the same place. */
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    bool good = info != NULL && addr_from_sockaddr(info->client_addr, &from);
    info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (good && info != NULL)
        *link = event_link_new(&server->links, &from, info->connect_fd);
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
                                  const char *path, const char *method, const char *version,
                                  const char *data, size_t *len, void **request_context)
{
    struct event_server *server = context;
    struct event_request *request = *request_context;
    (void)version;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    bool good =
        info != NULL && event_request_step(&server->requests, connection, info->socket_context,
                                           path, method, data, len, &request);
    *request_context = request;
    return good ? MHD_YES : MHD_NO;
}

static void on_completed(void *context, struct MHD_Connection *connection, void **request,
                         enum MHD_RequestTerminationCode code)
{
    (void)context;
    (void)connection;
    if (*request != NULL)
        event_request_end(*request, code == MHD_REQUEST_TERMINATED_COMPLETED_OK);
    *request = NULL;
}

/* ---------------------------------------------------------------- the server */

enum err_code event_server_new(struct event_server **server,
                               const struct event_server_options *options, struct err *e)
{
    struct event_server *s = calloc(1, sizeof *s);
    if (s == NULL)
        return err_nomem(e);
    event_links_init(&s->links, options->log);
    enum err_code code = event_requests_init(&s->requests, options, e);
    if (code == ERR_OK && getrandom(s->random, sizeof s->random, 0) != (ssize_t)sizeof s->random)
        code = err_errno(e, ERR_INTERNAL, "getrandom");
    if (code != ERR_OK) {
        event_server_free(s);
        return code;
    }
    *server = s;
    return ERR_OK;
}

void event_server_free(struct event_server *server)
{
    if (server == NULL)
        return;
    event_requests_answer_due(&server->requests, LLONG_MAX);
    if (server->daemon != NULL)
        MHD_stop_daemon(server->daemon);
    event_requests_free(&server->requests);
    explicit_bzero(server->random, sizeof server->random);
    free(server);
}

enum err_code event_server_listen(struct event_server *server, const int *sockets, size_t count,
                                  bool is_private, struct err *e)
{
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_CERT_CALLBACK, 0, event_tls_callback()},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)TLS_PRIORITIES},
        {MHD_OPTION_END, 0, NULL},
    };
    unsigned flags =
        MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    if (count > EVENT_SERVER_SOCKETS_MAX)
        return err_set(e, ERR_CONFIG, "more than %d sockets", EVENT_SERVER_SOCKETS_MAX);
    server->daemon = MHD_start_daemon(
        is_private ? flags | MHD_USE_TLS : flags, 0, NULL, NULL, on_request, server,
        MHD_OPTION_EXTERNAL_LOGGER, event_requests_on_message, &server->requests,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)DAEMON_CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)EVENT_SERVER_IDLE_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
        MHD_OPTION_CONNECTION_MEMORY_INCREMENT, (size_t)READ_BYTES, MHD_OPTION_NONCE_NC_SIZE,
        (unsigned)NONCES, MHD_OPTION_DIGEST_AUTH_RANDOM, sizeof server->random, server->random,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, server, MHD_OPTION_ARRAY, is_private ? tls : &tls[2], MHD_OPTION_END);
    if (server->daemon == NULL)
        return err_set(e, ERR_INTERNAL, "libmicrohttpd cannot be started");
    memcpy(server->sockets, sockets, count * sizeof sockets[0]);
    server->socket_count = count;
    return ERR_OK;
}

void event_server_quiesce(struct event_server *server)
{
    server->socket_count = 0;
    event_requests_answer_due(&server->requests, LLONG_MAX); /* no answer is delayed any more */
}

bool event_server_is_busy(const struct event_server *server)
{
    return server->requests.begun > 0;
}

/* ---------------------------------------------------------------- accepting connections */

/* The socket belongs to libmicrohttpd from here on, even if it does not accept it. */
static void take_connection(struct event_server *server, int fd, const struct sockaddr *peer,
                            socklen_t size)
{
    struct addr from;
    if (!addr_from_sockaddr(peer, &from) || !event_links_admits(&server->links, &from)) {
        (void)close(fd); /* not logged: libmicrohttpd did not log it either */
        return;
    }
    const size_t before = server->links.count;
    if (MHD_add_connection(server->daemon, fd, peer, size) == MHD_YES &&
        server->links.count == before)
        (void)MHD_run(server->daemon); /* 1.0 calls on_connection only now */
}

static bool make_room(struct event_server *server)
{
    const struct event_link *dropped = event_links_make_room(&server->links);
    if (dropped != NULL)
        event_requests_send_delayed(&server->requests, dropped);
    return dropped != NULL;
}

/* If no descriptor or memory is left, or all connections are busy, newcomers wait in the socket's
 * queue. */
static void accept_from(struct event_server *server, int listening, long long now)
{
    for (int i = 0; i < ACCEPTED_MAX; i++) {
        struct sockaddr_storage peer;
        socklen_t size = sizeof peer;
        if (event_links_is_full(&server->links) && !make_room(server)) {
            server->pause_until = now + PAUSE_MS;
            return;
        }
        int fd = accept4(listening, (struct sockaddr *)&peer, &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd >= 0) {
            take_connection(server, fd, (const struct sockaddr *)&peer, size);
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            server->requests.options.log(TROUBLE_ROOM, NULL, strerror(errno));
            (void)make_room(server);
            server->pause_until = now + PAUSE_MS;
            return;
        } else if (errno != EINTR && errno != ECONNABORTED) {
            return;
        }
    }
}

/* ---------------------------------------------------------------- the loop */

static long long sooner(long long wait_ms, long long when, long long now)
{
    long long left = when > now ? when - now : 0;
    return left < wait_ms ? left : wait_ms;
}

enum err_code event_server_step(struct event_server *server, int extra_fd, long wait_ms,
                                bool *extra_ready, struct err *e)
{
    struct pollfd fds[1 + EVENT_SERVER_SOCKETS_MAX + 1];
    MHD_UNSIGNED_LONG_LONG ms;
    nfds_t count = 0;
    long long most_ms = server->requests.resumed ? 0 : wait_ms;
    long long now = clock_ms();
    const size_t accepting = now >= server->pause_until ? server->socket_count : 0;
    fds[count++] = (struct pollfd){.fd = extra_fd, .events = POLLIN};
    for (size_t i = 0; i < accepting; i++)
        fds[count++] = (struct pollfd){.fd = server->sockets[i], .events = POLLIN};
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    if (info != NULL)
        fds[count++] = (struct pollfd){.fd = info->epoll_fd, .events = POLLIN};
    if (MHD_get_timeout(server->daemon, &ms) == MHD_YES && ms < (unsigned long long)most_ms)
        most_ms = (long long)ms;
    if (accepting < server->socket_count)
        most_ms = sooner(most_ms, server->pause_until, now);
    if (server->links.count > 0)
        most_ms = sooner(most_ms, server->next_look, now);
    most_ms = sooner(most_ms, event_requests_next_due(&server->requests), now);
    if (poll(fds, count, (int)most_ms) < 0 && errno != EINTR)
        return err_errno(e, ERR_INTERNAL, "poll");
    *extra_ready = fds[0].revents != 0;
    now = clock_ms();
    event_requests_answer_due(&server->requests, now);
    server->requests.resumed = false;
    for (size_t i = 0; i < accepting; i++)
        if (fds[1 + i].revents != 0)
            accept_from(server, server->sockets[i], now);
    if (MHD_run(server->daemon) != MHD_YES)
        return err_set(e, ERR_INTERNAL, "libmicrohttpd has stopped");
    if (now >= server->next_look) {
        server->next_look = now + LOOK_MS;
        event_links_drop_slow(&server->links, now);
    }
    return ERR_OK;
}
