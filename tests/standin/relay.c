#include "tests/standin/relay.h"

#include <netdb.h>
#include <openssl/err.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/standin/log.h"
#include "tests/standin/stream.h"
#include "tests/standin/text.h"

/* What is read of a relayed request: its header, and how much of its body is still to come. */
struct passing {
    struct text head;
    size_t body_left;
};

/* Connects to "http://ADDRESS:PORT" or "https://..."; such a URL has both numbers. */
static bool connect_to(const char *url, struct stream *real, SSL_CTX **context)
{
    const struct addrinfo numbers = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
                                     .ai_socktype = SOCK_STREAM};
    bool tls = strncmp(url, "https://", 8) == 0;
    char *host = xstrdup(url + strlen(tls ? "https://" : "http://"));
    char *port = strrchr(host, ':');
    struct addrinfo *found = NULL;
    bool good = false;

    *real = (struct stream){.fd = -1};
    *context = NULL;
    if (port != NULL)
        *port++ = '\0';
    if (port != NULL && getaddrinfo(host, port, &numbers, &found) == 0) {
        real->fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        good = real->fd >= 0 && connect(real->fd, found->ai_addr, found->ai_addrlen) == 0;
        freeaddrinfo(found);
    }
    free(host);
    if (good && tls) {
        /* TLS 1.3 has more to send after the handshake, and a read would wait for what follows it.
         */
        *context = SSL_CTX_new(TLS_client_method());
        real->tls = *context && SSL_CTX_set_max_proto_version(*context, TLS1_2_VERSION)
                        ? SSL_new(*context)
                        : NULL;
        good = real->tls != NULL && SSL_set_fd(real->tls, real->fd) && SSL_connect(real->tls) == 1;
        ERR_clear_error();
    }
    return good;
}

/* Logs a line for each request: whether it contains a log-in. */
static void tell_requests(const struct listener *listener, struct passing *passing,
                          const char *bytes, size_t size)
{
    for (; size > 0; bytes++, size--) {
        const char *length;

        if (passing->body_left > 0) {
            passing->body_left--;
            continue;
        }
        text_add(&passing->head, bytes, 1);
        if (passing->head.size < 4 ||
            strcmp(passing->head.data + passing->head.size - 4, "\r\n\r\n") != 0)
            continue;
        log_exchange(listener->server->log_fd,
                     &(struct exchange){
                         .where = listener->where,
                         .authorised = strcasestr(passing->head.data, "\nAuthorization:") != NULL,
                         .note = "relayed",
                     });
        length = strcasestr(passing->head.data, "\nContent-Length:");
        passing->body_left = length ? strtoul(length + strlen("\nContent-Length:"), NULL, 10) : 0;
        text_free(&passing->head);
    }
}

/* Relays what one end sends; puts out `size`, the number of bytes; false at its end. */
static bool pass(struct stream *from, struct stream *to, char *bytes, size_t room, size_t *size)
{
    *size = stream_read(from, bytes, room);
    return *size > 0 && stream_write(to, bytes, *size);
}

static bool has_more(const struct stream *stream, const struct pollfd *end)
{
    return end->revents != 0 || (stream->tls != NULL && SSL_pending(stream->tls) > 0);
}

void relay_serve(const struct listener *listener, int fd)
{
    const struct server *server = listener->server;
    struct stream caller, real;
    struct passing passing = {0};
    SSL_CTX *context = NULL;
    bool alive = stream_open(&caller, fd, listener->tls);

    if (!alive)
        return;
    alive = connect_to(server->options.relay_to, &real, &context);
    while (alive) {
        struct pollfd ends[] = {
            {.fd = server->stop_fd, .events = POLLIN},
            {.fd = fd, .events = POLLIN},
            {.fd = real.fd, .events = POLLIN},
        };
        bool waiting = has_more(&caller, &ends[1]) || has_more(&real, &ends[2]);
        char bytes[16 * 1024];
        size_t size = 0;

        if (poll(ends, 3, waiting ? 0 : -1) < 0 || ends[0].revents != 0)
            break;
        if (has_more(&caller, &ends[1])) {
            alive = pass(&caller, &real, bytes, sizeof bytes, &size);
            tell_requests(listener, &passing, bytes, size);
        }
        if (alive && has_more(&real, &ends[2]))
            alive = pass(&real, &caller, bytes, sizeof bytes, &size);
    }
    text_free(&passing.head);
    stream_close(&caller);
    if (real.fd >= 0) {
        stream_close(&real);
        close(real.fd);
    }
    SSL_CTX_free(context);
}
