/* With libmicrohttpd. */
#include "alert_collector/event/event_server.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/tcp.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "alert_collector/event/event.h"
#include "alert_collector/event/event_ack.h"
#include "alert_collector/event/event_login.h"
#include "common/clock.h"

/* TLS 1.2 is what firmware has that sends events over TLS and is still looked after. */
#define TLS_PRIORITIES "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1"
#define RETRY_AFTER    "5"

enum {
    /* Places in which nonces are remembered, to know a replay by. A prime: libmicrohttpd takes the
     * rest of a division by it, and with a power of two it finds few of them. */
    NONCES = 100003,
    CONNECTION_BYTES = 16384,  /* for the headers and the buffers of a connection */
    READ_BYTES = 4096,         /* read at once */
    RETIRED_MAX = 3,           /* certificates of old connections */
    DISCARD_MAX = 1024 * 1024, /* of a body that is too large and did not say so */
    LOOK_MS = 500,             /* at connections that take too long */
    SILENT_MS = 1000,          /* of a connection that never said anything, where room is short */
};

/* One connection; a socket context of libmicrohttpd. */
struct link {
    struct link *next, *previous;
    struct addr from;
    int fd;
    long long since; /* when it began to owe us a request */
    bool in_hand;    /* the request is whole and waits for our answer */
    bool too_slow;
    bool begun; /* there was a request */
    bool asked; /* to log in, and has not tried yet */
};

struct event_request {
    struct event_server *server;
    struct MHD_Connection *connection;
    struct link *link;
    unsigned status; /* of the answer, 0 while it is not known */
    bool stale;      /* the nonce of a 401 */
    bool suspended;
    long long due; /* when the answer may go, 0 for at once */
    struct event_request *next_due;
    char *body;
    size_t used, room, seen;
    char *text; /* of the answer */
    size_t text_len;
};

/* The sockets with one certificate. */
struct generation {
    struct MHD_Daemon *daemons[EVENT_SERVER_SOCKETS_MAX];
    size_t count;
};

struct event_server {
    struct event_server_options options;
    char random[32];
    struct generation now;
    struct generation retired[RETIRED_MAX]; /* oldest first */
    size_t retired_count;
    struct link links; /* head of a ring */
    size_t link_count;
    struct event_request *first_due, *last_due;
    struct MHD_Response *empty;
    char message[256]; /* the last one of libmicrohttpd */
    unsigned begun;    /* requests under way */
    unsigned challenges;
    bool resumed; /* a connection, since libmicrohttpd last ran */
    long long next_look;
};

static void complain(const struct event_server *server, enum event_trouble trouble,
                     const struct addr *from, const char *text)
{
    server->options.log(server->options.context, trouble, from, text);
}

/* ---------------------------------------------------------------- connections */

static void link_began(struct event_server *server, struct MHD_Connection *connection,
                       void **context)
{
    struct link *link = calloc(1, sizeof *link);
    if (link == NULL)
        return; /* its requests are turned away */
    /* One after the other: libmicrohttpd 1.0 answers each question in the same place. */
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    bool good = info != NULL && addr_from_sockaddr(info->client_addr, &link->from);
    info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (!good || info == NULL) {
        free(link);
        return;
    }
    link->fd = info->connect_fd;
    link->since = clock_ms();
    link->next = server->links.next;
    link->previous = &server->links;
    link->next->previous = link;
    server->links.next = link;
    server->link_count++;
    *context = link;
}

static void link_ended(struct event_server *server, struct link *link)
{
    if (link == NULL)
        return;
    if (!link->begun && !link->too_slow)
        complain(server, TROUBLE_REQUEST, &link->from, "connected and sent no request");
    else if (link->asked && !link->too_slow)
        complain(server, TROUBLE_NONCE, &link->from, "left when asked to log in");
    server->link_count--;
    link->next->previous = link->previous;
    link->previous->next = link->next;
    free(link);
}

static void on_connection(void *context, struct MHD_Connection *connection, void **socket_context,
                          enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        link_began(context, connection, socket_context);
    else
        link_ended(context, *socket_context);
}

static bool said_nothing(const struct link *link)
{
    struct tcp_info info = {.tcpi_bytes_received = 1};
    socklen_t size = sizeof info;
    return !link->begun && getsockopt(link->fd, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 &&
           info.tcpi_bytes_received == 0;
}

/* libmicrohttpd drops who is silent, and would wait for ever for one that sends a byte now and
 * then. The connection is closed by its next look at the socket. */
static void drop_slow(struct event_server *server, long long now)
{
    bool is_short = server->link_count * 2 * server->now.count >= EVENT_SERVER_CONNECTIONS_MAX;
    for (struct link *l = server->links.next; l != &server->links; l = l->next) {
        bool silent = is_short && now - l->since >= SILENT_MS && said_nothing(l);
        if (l->in_hand || l->too_slow ||
            (!silent && now - l->since < EVENT_SERVER_REQUEST_S * 1000))
            continue;
        l->too_slow = true;
        (void)shutdown(l->fd, SHUT_RDWR);
        complain(server, TROUBLE_REQUEST, &l->from, "too slow: dropped");
    }
}

/* ---------------------------------------------------------------- what a request may be */

static bool comes_from(const struct event_server_options *options, const struct addr *from)
{
    for (size_t i = 0; i < options->network_count; i++)
        if (addr_net_has(&options->networks[i], from))
            return true;
    return false;
}

static unsigned refuse(const struct event_request *request, enum event_trouble trouble,
                       unsigned status, const char *text)
{
    complain(request->server, trouble, &request->link->from, text);
    return status;
}

static unsigned check_login(struct event_request *request)
{
    const struct event_server_options *options = &request->server->options;
    const char *why = NULL;
    char text[320];
    if (options->user[0] == '\0')
        return 0;
    enum event_login login = event_login_check(request->connection, options->user,
                                               options->password, request->server->message, &why);
    request->link->asked = login == EVENT_LOGIN_NONE;
    request->stale = login == EVENT_LOGIN_USED || login == EVENT_LOGIN_OLD;
    switch (login) {
    case EVENT_LOGIN_GOOD:
        return 0;
    case EVENT_LOGIN_NONE: /* how every log-in by digest begins */
        break;
    case EVENT_LOGIN_USED:
        return refuse(request, TROUBLE_LOGIN, MHD_HTTP_UNAUTHORIZED,
                      "log-in with a nonce that was used before or never given out: asked again");
    case EVENT_LOGIN_OLD:
        return refuse(request, TROUBLE_NONCE, MHD_HTTP_UNAUTHORIZED,
                      "log-in with a nonce that is too old or not ours: asked again");
    case EVENT_LOGIN_REFUSED:
        request->due = clock_ms() + EVENT_SERVER_LOGIN_MS;
        (void)snprintf(text, sizeof text, "log-in refused: %s", why);
        return refuse(request, TROUBLE_LOGIN, MHD_HTTP_UNAUTHORIZED, text);
    }
    return MHD_HTTP_UNAUTHORIZED;
}

/* The status of the answer, or 0 if the body is wanted. */
static unsigned judge(struct event_request *request, const char *path, const char *method)
{
    const struct event_server_options *options = &request->server->options;
    char text[160];
    if (!comes_from(options, &request->link->from))
        return refuse(request, TROUBLE_NETWORK, MHD_HTTP_FORBIDDEN,
                      "the address is in none of [amt] networks");
    if (options->path[0] != '\0' && strcmp(path, options->path) != 0) {
        (void)snprintf(text, sizeof text, "nothing is at path %.120s", path);
        return refuse(request, TROUBLE_REQUEST, MHD_HTTP_NOT_FOUND, text);
    }
    if (strcmp(method, MHD_HTTP_METHOD_POST) != 0) {
        (void)snprintf(text, sizeof text, "method %.40s: events come by POST", method);
        return refuse(request, TROUBLE_REQUEST, MHD_HTTP_METHOD_NOT_ALLOWED, text);
    }
    return check_login(request);
}

/* The length that the headers give, 0 if they give none. libmicrohttpd has seen that it is a
 * number. */
static unsigned long long announced(struct event_request *request)
{
    const char *value = MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND,
                                                    MHD_HTTP_HEADER_CONTENT_LENGTH);
    return value != NULL ? strtoull(value, NULL, 10) : 0;
}

/* ---------------------------------------------------------------- answers */

static struct MHD_Response *make_response(struct event_request *request)
{
    bool plain = request->text == NULL && request->status != MHD_HTTP_METHOD_NOT_ALLOWED &&
                 request->status != MHD_HTTP_SERVICE_UNAVAILABLE &&
                 request->status != MHD_HTTP_UNAUTHORIZED;
    if (plain)
        return request->server->empty;
    struct MHD_Response *response = MHD_create_response_from_buffer(
        request->text_len, request->text,
        request->text != NULL ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
    if (response == NULL)
        return NULL;
    enum MHD_Result good = MHD_YES;
    if (request->text != NULL)
        good = MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, EVENT_ACK_TYPE);
    request->text = NULL; /* the response's now */
    if (request->status == MHD_HTTP_METHOD_NOT_ALLOWED)
        good = MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, MHD_HTTP_METHOD_POST);
    if (request->status == MHD_HTTP_SERVICE_UNAVAILABLE)
        good = MHD_add_response_header(response, MHD_HTTP_HEADER_RETRY_AFTER, RETRY_AFTER);
    if (good == MHD_YES)
        return response;
    MHD_destroy_response(response);
    return NULL;
}

/* MHD_NO, for libmicrohttpd to close the connection, if there is no memory for an answer. */
static enum MHD_Result send_answer(struct event_request *request)
{
    struct MHD_Response *response = make_response(request);
    if (response == NULL)
        return MHD_NO;
    request->link->in_hand = false;
    request->link->since = clock_ms(); /* to take the answer */
    enum MHD_Result result =
        request->status != MHD_HTTP_UNAUTHORIZED
            ? MHD_queue_response(request->connection, request->status, response)
        : event_login_ask(request->connection, request->server->challenges++, request->stale,
                          response)
            ? MHD_YES
            : MHD_NO;
    if (response != request->server->empty)
        MHD_destroy_response(response);
    return result;
}

static void suspend(struct event_request *request)
{
    request->suspended = true;
    MHD_suspend_connection(request->connection);
}

/* libmicrohttpd takes note of it in its next run, and nothing that is waited for tells of it. */
static void resume(struct event_request *request)
{
    request->suspended = false;
    request->server->resumed = true;
    MHD_resume_connection(request->connection);
}

/* All wait equally long, so they are due in the order in which they came. */
static void answer_later(struct event_request *request)
{
    struct event_server *server = request->server;
    request->next_due = NULL;
    if (server->last_due != NULL)
        server->last_due->next_due = request;
    else
        server->first_due = request;
    server->last_due = request;
    request->link->in_hand = true;
    suspend(request);
}

static void answer_due(struct event_server *server, long long now)
{
    while (server->first_due != NULL && server->first_due->due <= now) {
        struct event_request *request = server->first_due;
        server->first_due = request->next_due;
        if (server->first_due == NULL)
            server->last_due = NULL;
        request->due = 0;
        resume(request);
    }
}

void event_request_answer(struct event_request *request, unsigned status, char *text, size_t len)
{
    request->status = status;
    request->text = text;
    request->text_len = len;
    free(request->body);
    request->body = NULL;
    if (request->suspended)
        resume(request);
}

const struct addr *event_request_from(const struct event_request *request)
{
    return &request->link->from;
}

const char *event_request_body(const struct event_request *request, size_t *len)
{
    *len = request->used;
    return request->body;
}

/* ---------------------------------------------------------------- a request's way */

static bool make_room(struct event_request *request, size_t wanted)
{
    if (wanted <= request->room)
        return true;
    size_t room = wanted > 2 * request->room ? wanted : 2 * request->room;
    char *grown = realloc(request->body, room);
    if (grown == NULL)
        return false;
    request->body = grown;
    request->room = room;
    return true;
}

/* Also what is refused is read to its end, so that the answer reaches a sender that first sends
 * all of it, and the connection can go on. */
static enum MHD_Result take_part(struct event_request *request, const char *data, size_t len)
{
    request->seen += len;
    if (request->status != 0)
        return request->seen <= DISCARD_MAX ? MHD_YES : MHD_NO;
    if (request->used + len > EVENT_BODY_MAX) {
        request->status =
            refuse(request, TROUBLE_REQUEST, MHD_HTTP_CONTENT_TOO_LARGE, "more than 64 KiB");
        return MHD_YES;
    }
    if (!make_room(request, request->used + len))
        return MHD_NO;
    memcpy(request->body + request->used, data, len);
    request->used += len;
    return MHD_YES;
}

static enum MHD_Result begin_request(struct event_server *server, struct MHD_Connection *connection,
                                     const char *path, const char *method, void **context)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    if (info == NULL || info->socket_context == NULL)
        return MHD_NO;
    struct event_request *request = calloc(1, sizeof *request);
    if (request == NULL)
        return MHD_NO;
    request->server = server;
    request->connection = connection;
    request->link = info->socket_context;
    *context = request;
    server->begun++;
    request->link->begun = true;
    request->status = judge(request, path, method);
    unsigned long long length = announced(request);
    if (length <= EVENT_BODY_MAX)
        return request->status != 0 || make_room(request, (size_t)length) ? MHD_YES : MHD_NO;
    /* Not even the beginning is wanted. */
    if (request->due != 0) {
        answer_later(request);
        return MHD_YES;
    }
    if (request->status == 0)
        request->status = refuse(request, TROUBLE_REQUEST, MHD_HTTP_CONTENT_TOO_LARGE,
                                 "announces more than 64 KiB");
    return send_answer(request);
}

static enum MHD_Result end_request(struct event_request *request)
{
    if (request->due != 0) {
        answer_later(request);
        return MHD_YES;
    }
    if (request->status != 0)
        return send_answer(request);
    request->link->in_hand = true;
    request->server->options.take(request->server->options.context, request);
    if (request->status != 0)
        return send_answer(request);
    suspend(request);
    return MHD_YES;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
                                  const char *path, const char *method, const char *version,
                                  const char *data, size_t *data_len, void **request_context)
{
    struct event_request *request = *request_context;
    (void)version;
    if (request == NULL)
        return begin_request(context, connection, path, method, request_context);
    if (*data_len > 0) {
        size_t len = *data_len;
        *data_len = 0;
        return take_part(request, data, len);
    }
    return end_request(request);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **request_context,
                         enum MHD_RequestTerminationCode code)
{
    struct event_server *server = context;
    struct event_request *request = *request_context;
    (void)connection;
    if (request == NULL)
        return;
    if (code != MHD_REQUEST_TERMINATED_COMPLETED_OK && !request->link->too_slow)
        complain(server, TROUBLE_REQUEST, &request->link->from, "request or answer cut off");
    request->link->since = clock_ms();
    server->begun--;
    free(request->body);
    free(request->text);
    free(request);
    *request_context = NULL;
}

__attribute__((format(printf, 2, 0))) static void on_message(void *context, const char *format,
                                                             va_list args)
{
    struct event_server *server = context;
    if (vsnprintf(server->message, sizeof server->message, format, args) < 0)
        server->message[0] = '\0';
    server->message[strcspn(server->message, "\r\n")] = '\0';
    complain(server, TROUBLE_HTTP, NULL, server->message);
}

/* ---------------------------------------------------------------- the server */

enum err_code event_server_new(struct event_server **server,
                               const struct event_server_options *options, struct err *e)
{
    struct event_server *s = calloc(1, sizeof *s);
    if (s == NULL)
        return err_nomem(e);
    s->options = *options;
    s->links.next = s->links.previous = &s->links;
    s->empty = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    if (s->empty == NULL) {
        free(s);
        return err_nomem(e);
    }
    if (getrandom(s->random, sizeof s->random, 0) != (ssize_t)sizeof s->random) {
        MHD_destroy_response(s->empty);
        free(s);
        return err_errno(e, ERR_INTERNAL, "getrandom");
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
    answer_due(server, LLONG_MAX);
    stop_generation(&server->now);
    for (size_t i = 0; i < server->retired_count; i++)
        stop_generation(&server->retired[i]);
    MHD_destroy_response(server->empty);
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
    static struct MHD_OptionItem no_tls[] = {{MHD_OPTION_END, 0, NULL}};
    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 3); /* closed by libmicrohttpd */
    if (own < 0)
        return err_errno(e, ERR_TEMPFAIL, "socket");
    *daemon = MHD_start_daemon(
        certificate != NULL ? flags | MHD_USE_TLS : flags, 0, NULL, NULL, on_request, server,
        MHD_OPTION_EXTERNAL_LOGGER, on_message, server, MHD_OPTION_LISTEN_SOCKET, own,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)(EVENT_SERVER_CONNECTIONS_MAX / sockets),
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)EVENT_SERVER_PEER_MAX,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)EVENT_SERVER_IDLE_S,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
        MHD_OPTION_CONNECTION_MEMORY_INCREMENT, (size_t)READ_BYTES, MHD_OPTION_NONCE_NC_SIZE,
        (unsigned)NONCES, MHD_OPTION_DIGEST_AUTH_RANDOM, sizeof server->random, server->random,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, server, MHD_OPTION_ARRAY, certificate != NULL ? tls : no_tls, MHD_OPTION_END);
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
        answer_due(server, LLONG_MAX);
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
    answer_due(server, LLONG_MAX); /* nobody is slowed down any more */
}

bool event_server_is_busy(const struct event_server *server)
{
    return server->begun > 0;
}

/* ---------------------------------------------------------------- the loop */

/* Calls visit with every daemon. */
static void each_daemon(struct event_server *server,
                        void (*visit)(void *context, struct MHD_Daemon *daemon), void *context)
{
    for (size_t i = 0; i < server->now.count; i++)
        visit(context, server->now.daemons[i]);
    for (size_t g = 0; g < server->retired_count; g++)
        for (size_t i = 0; i < server->retired[g].count; i++)
            visit(context, server->retired[g].daemons[i]);
}

struct waiting {
    struct pollfd fds[EVENT_SERVER_SOCKETS_MAX * (RETIRED_MAX + 1) + 1];
    nfds_t count;
    long long most_ms;
};

static void wait_for_daemon(void *context, struct MHD_Daemon *daemon)
{
    struct waiting *waiting = context;
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    MHD_UNSIGNED_LONG_LONG ms;
    if (info != NULL)
        waiting->fds[waiting->count++] = (struct pollfd){.fd = info->epoll_fd, .events = POLLIN};
    if (MHD_get_timeout(daemon, &ms) == MHD_YES && ms < (unsigned long long)waiting->most_ms)
        waiting->most_ms = (long long)ms;
}

static void run_daemon(void *context, struct MHD_Daemon *daemon)
{
    enum MHD_Result *result = context;
    if (MHD_run(daemon) != MHD_YES)
        *result = MHD_NO;
}

static void wait_until(struct waiting *waiting, long long when, long long now)
{
    if (when - now < waiting->most_ms)
        waiting->most_ms = when > now ? when - now : 0;
}

enum err_code event_server_step(struct event_server *server, int extra_fd, long wait_ms,
                                bool *extra_ready, struct err *e)
{
    struct waiting waiting = {.most_ms = server->resumed ? 0 : wait_ms};
    long long now = clock_ms();
    each_daemon(server, wait_for_daemon, &waiting);
    const struct pollfd *extra = &waiting.fds[waiting.count];
    waiting.fds[waiting.count++] = (struct pollfd){.fd = extra_fd, .events = POLLIN};
    if (server->links.next != &server->links || server->retired_count > 0)
        wait_until(&waiting, server->next_look, now);
    if (server->first_due != NULL)
        wait_until(&waiting, server->first_due->due, now);
    if (poll(waiting.fds, waiting.count, (int)waiting.most_ms) < 0 && errno != EINTR)
        return err_errno(e, ERR_INTERNAL, "poll");
    *extra_ready = extra->revents != 0;
    now = clock_ms();
    answer_due(server, now);
    server->resumed = false;
    enum MHD_Result result = MHD_YES;
    each_daemon(server, run_daemon, &result);
    if (result != MHD_YES)
        return err_set(e, ERR_INTERNAL, "libmicrohttpd does not run");
    if (now >= server->next_look) {
        server->next_look = now + LOOK_MS;
        drop_slow(server, now);
        for (size_t i = server->retired_count; i > 0; i--)
            if (!has_connections(&server->retired[i - 1]))
                drop_retired(server, i - 1);
    }
    return ERR_OK;
}
