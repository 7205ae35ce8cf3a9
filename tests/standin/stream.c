#include "tests/standin/stream.h"

#include <errno.h>
#include <openssl/err.h>
#include <sys/socket.h>

SSL_CTX *stream_tls(const char *certificate, const char *key, int least, int most)
{
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());

    if (context == NULL)
        return NULL;
    /* Old firmware speaks only TLS 1.0 and 1.1, which OpenSSL 3 allows at level 0 only. */
    if ((most != 0 && most < TLS1_2_VERSION) || (least != 0 && least < TLS1_2_VERSION))
        SSL_CTX_set_cipher_list(context, "DEFAULT:@SECLEVEL=0");
    if (!SSL_CTX_set_min_proto_version(context, least) ||
        !SSL_CTX_set_max_proto_version(context, most) ||
        SSL_CTX_use_certificate_chain_file(context, certificate) != 1 ||
        SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1) {
        ERR_print_errors_fp(stderr);
        SSL_CTX_free(context);
        return NULL;
    }
    return context;
}

bool stream_open(struct stream *stream, int fd, SSL_CTX *context)
{
    stream->fd = fd;
    stream->tls = NULL;
    if (context == NULL)
        return true;
    stream->tls = SSL_new(context);
    if (stream->tls == NULL || !SSL_set_fd(stream->tls, fd) || SSL_accept(stream->tls) != 1) {
        SSL_free(stream->tls);
        stream->tls = NULL;
        ERR_clear_error();
        return false;
    }
    return true;
}

size_t stream_read(struct stream *stream, void *buffer, size_t size)
{
    ssize_t got;

    if (stream->tls != NULL) {
        size_t done = 0;

        if (SSL_read_ex(stream->tls, buffer, size, &done) == 1)
            return done;
        ERR_clear_error();
        return 0;
    }
    do {
        got = recv(stream->fd, buffer, size, 0);
    } while (got < 0 && errno == EINTR);
    return got > 0 ? (size_t)got : 0;
}

bool stream_write(struct stream *stream, const void *bytes, size_t size)
{
    const char *next = bytes;

    while (size > 0) {
        size_t done = 0;

        if (stream->tls != NULL) {
            if (SSL_write_ex(stream->tls, next, size, &done) != 1) {
                ERR_clear_error();
                return false;
            }
        } else {
            ssize_t sent = send(stream->fd, next, size, MSG_NOSIGNAL);

            if (sent < 0 && errno == EINTR)
                continue;
            if (sent < 0)
                return false;
            done = (size_t)sent;
        }
        next += done;
        size -= done;
    }
    return true;
}

void stream_close(struct stream *stream)
{
    if (stream->tls == NULL)
        return;
    SSL_shutdown(stream->tls);
    SSL_free(stream->tls);
    ERR_clear_error();
    stream->tls = NULL;
}

void stream_reset(struct stream *stream)
{
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};

    setsockopt(stream->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    if (stream->tls != NULL)
        SSL_set_quiet_shutdown(stream->tls, 1);
}

void stream_drain(struct stream *stream)
{
    char buffer[4096];

    while (stream_read(stream, buffer, sizeof buffer) > 0)
        continue;
}

void stream_linger(struct stream *stream)
{
    struct timeval second = {.tv_sec = 1};

    stream_close(stream);
    shutdown(stream->fd, SHUT_WR);
    setsockopt(stream->fd, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second);
    stream_drain(stream);
}
