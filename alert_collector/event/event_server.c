/* With libmicrohttpd. */
#include "alert_collector/event/event_server.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <microhttpd.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "alert_collector/event/event_link.h"
#include "common/clock.h"

/* TLS 1.2 is what firmware has that sends events over TLS and is still looked after. */
#define TLS_PRIORITIES "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1"

enum {
    /* Places in which nonces are remembered, to know a replay by. A prime: libmicrohttpd takes the
     * rest of a division by it, and with a power of two it finds few of them. */
    NONCES = 100003,
    CONNECTION_BYTES = 16384, /* for the headers and the buffers of a connection */
    READ_BYTES = 4096,        /* read at once */
    RETIRED_MAX = 3,          /* certificates of old connections */
    LOOK_MS = 500,            /* at connections that take too long */
};

/* The sockets with one certificate. */
struct generation {
    struct MHD_Daemon *daemons[EVENT_SERVER_SOCKETS_MAX];
    size_t count;
};

struct event_server {
    struct event_links links;
    struct event_requests requests;
    char random[32];
    struct generation now;
    struct generation retired[RETIRED_MAX]; /* oldest first */
    size_t retired_count;
    long long next_look;
};

/* ---------------------------------------------------------------- what libmicrohttpd calls */

/* A connection without a link, for want of memory, is turned away with its first request. */
static void on_connection(void *context, struct MHD_Connection *connection, void **link,
                          enum MHD_ConnectionNotificationCode code)
{
    struct event_server *server = context;
    struct addr from;
    if (code != MHD_CONNECTION_NOTIFY_STARTED) {
        event_link_end(&server->links, *link);
        return;
    }
    /* One after the other: libmicrohttpd 1.0 answers each question in the same place. */
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

static void stop_generation(struct generation *generation)
{
    for (size_t i = 0; i < generation->count; i++)
        MHD_stop_daemon(generation->daemons[i]);
    generation->count = 0;
}

void event_server_free(struct event_server *server)
{
    if (server == NULL)
        return;
    event_requests_answer_due(&server->requests, LLONG_MAX);
    stop_generation(&server->now);
    for (size_t i = 0; i < server->retired_count; i++)
        stop_generation(&server->retired[i]);
    event_requests_free(&server->requests);
    explicit_bzero(server->random, sizeof server->random);
    free(server);
}

static enum err_code start_daemon(struct event_server *server, int fd, size_t sockets,
                                  const char *certificate, const char *key,
                                  struct MHD_Daemon **daemon, struct err *e)
{
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)key},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)TLS_PRIORITIES},
        {MHD_OPTION_END, 0, NULL},
    };
    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 3); /* closed by libmicrohttpd */
    if (own < 0)
        return err_errno(e, ERR_TEMPFAIL, "socket");
    *daemon = MHD_start_daemon(
        certificate != NULL ? flags | MHD_USE_TLS : flags, 0, NULL, NULL, on_request, server,
        MHD_OPTION_EXTERNAL_LOGGER, event_requests_on_message, &server->requests,
        MHD_OPTION_LISTEN_SOCKET, own, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)(EVENT_SERVER_CONNECTIONS_MAX / sockets), MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        (unsigned)EVENT_SERVER_PEER_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)EVENT_SERVER_IDLE_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
        MHD_OPTION_CONNECTION_MEMORY_INCREMENT, (size_t)READ_BYTES, MHD_OPTION_NONCE_NC_SIZE,
        (unsigned)NONCES, MHD_OPTION_DIGEST_AUTH_RANDOM, sizeof server->random, server->random,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, server, MHD_OPTION_ARRAY, certificate != NULL ? tls : &tls[3],
        MHD_OPTION_END);
    if (*daemon != NULL)
        return ERR_OK;
    (void)close(own); /* where libmicrohttpd has done so already, this does nothing */
    return err_set(e, ERR_CONFIG, "%s",
                   certificate != NULL ? "certificate and key cannot be used together for TLS"
                                       : "HTTP cannot be served on this socket");
}

static void quiesce(const struct generation *generation)
{
    for (size_t i = 0; i < generation->count; i++) {
        int fd = MHD_quiesce_daemon(generation->daemons[i]);
        if (fd >= 0)
            (void)close(fd);
    }
}

static bool has_connections(const struct generation *generation)
{
    for (size_t i = 0; i < generation->count; i++) {
        const union MHD_DaemonInfo *info =
            MHD_get_daemon_info(generation->daemons[i], MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
        if (info != NULL && info->num_connections > 0)
            return true;
    }
    return false;
}

static void drop_retired(struct event_server *server, size_t i)
{
    stop_generation(&server->retired[i]);
    server->retired_count--;
    memmove(&server->retired[i], &server->retired[i + 1],
            (server->retired_count - i) * sizeof server->retired[0]);
}

/* The connections of the oldest end here if somebody changes the certificate all the time. None may
 * be suspended then. */
static void retire(struct event_server *server)
{
    if (server->now.count == 0)
        return;
    quiesce(&server->now);
    if (server->retired_count == RETIRED_MAX) {
        event_requests_answer_due(&server->requests, LLONG_MAX);
        drop_retired(server, 0);
    }
    server->retired[server->retired_count++] = server->now;
    server->now.count = 0;
}

enum err_code event_server_listen(struct event_server *server, const int *sockets, size_t count,
                                  const char *certificate, const char *key, struct err *e)
{
    struct generation fresh = {.count = 0};
    if (count > EVENT_SERVER_SOCKETS_MAX)
        return err_set(e, ERR_CONFIG, "more than %d sockets", EVENT_SERVER_SOCKETS_MAX);
    for (size_t i = 0; i < count; i++) {
        enum err_code code =
            start_daemon(server, sockets[i], count, certificate, key, &fresh.daemons[i], e);
        if (code != ERR_OK) {
            quiesce(&fresh);
            stop_generation(&fresh);
            return code;
        }
        fresh.count++;
    }
    retire(server);
    server->now = fresh;
    return ERR_OK;
}

void event_server_quiesce(struct event_server *server)
{
    quiesce(&server->now);
    event_requests_answer_due(&server->requests, LLONG_MAX); /* nobody is slowed down any more */
}

bool event_server_is_busy(const struct event_server *server)
{
    return server->requests.begun > 0;
}

/* ---------------------------------------------------------------- the loop */

/* The sockets of now, then those of former certificates. */
static const struct generation *generation(const struct event_server *server, size_t i)
{
    return i == 0 ? &server->now : &server->retired[i - 1];
}

static long long sooner(long long wait_ms, long long when, long long now)
{
    long long left = when > now ? when - now : 0;
    return left < wait_ms ? left : wait_ms;
}

enum err_code event_server_step(struct event_server *server, int extra_fd, long wait_ms,
                                bool *extra_ready, struct err *e)
{
    struct pollfd fds[EVENT_SERVER_SOCKETS_MAX * (RETIRED_MAX + 1) + 1];
    nfds_t count = 0;
    long long most_ms = server->requests.resumed ? 0 : wait_ms;
    long long now = clock_ms();
    for (size_t g = 0; g <= server->retired_count; g++) {
        for (size_t i = 0; i < generation(server, g)->count; i++) {
            struct MHD_Daemon *daemon = generation(server, g)->daemons[i];
            MHD_UNSIGNED_LONG_LONG ms;
            const union MHD_DaemonInfo *info =
                MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
            if (info != NULL)
                fds[count++] = (struct pollfd){.fd = info->epoll_fd, .events = POLLIN};
            if (MHD_get_timeout(daemon, &ms) == MHD_YES && ms < (unsigned long long)most_ms)
                most_ms = (long long)ms;
        }
    }
    const struct pollfd *extra = &fds[count];
    fds[count++] = (struct pollfd){.fd = extra_fd, .events = POLLIN};
    if (server->links.count > 0 || server->retired_count > 0)
        most_ms = sooner(most_ms, server->next_look, now);
    most_ms = sooner(most_ms, event_requests_next_due(&server->requests), now);
    if (poll(fds, count, (int)most_ms) < 0 && errno != EINTR)
        return err_errno(e, ERR_INTERNAL, "poll");
    *extra_ready = extra->revents != 0;
    now = clock_ms();
    event_requests_answer_due(&server->requests, now);
    server->requests.resumed = false;
    for (size_t g = 0; g <= server->retired_count; g++)
        for (size_t i = 0; i < generation(server, g)->count; i++)
            if (MHD_run(generation(server, g)->daemons[i]) != MHD_YES)
                return err_set(e, ERR_INTERNAL, "libmicrohttpd does not run");
    if (now >= server->next_look) {
        server->next_look = now + LOOK_MS;
        event_links_drop_slow(
            &server->links,
            server->links.count * 2 * server->now.count >= EVENT_SERVER_CONNECTIONS_MAX, now);
        for (size_t i = server->retired_count; i > 0; i--)
            if (!has_connections(&server->retired[i - 1]))
                drop_retired(server, i - 1);
    }
    return ERR_OK;
}
