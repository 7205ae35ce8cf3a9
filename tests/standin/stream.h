/* Bytes to and from one peer, plain or through TLS. */
#ifndef TESTS_STANDIN_STREAM_H
#define TESTS_STANDIN_STREAM_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct stream {
    int fd;
    SSL *tls; /* NULL: plain */
};

/* context NULL: plain. False when the TLS handshake with the peer fails. */
bool stream_open(struct stream *stream, int fd, SSL_CTX *context);
/* 0 at the end and on any error. */
size_t stream_read(struct stream *stream, void *buffer, size_t size);
bool stream_write(struct stream *stream, const void *bytes, size_t size);
/* Frees what stream_open made; the descriptor stays the caller's. */
void stream_close(struct stream *stream);
/* Makes a later close of the descriptor send a reset instead of an orderly end. */
void stream_reset(struct stream *stream);
/* Reads and discards until the peer is gone. */
void stream_drain(struct stream *stream);

/*
 * Ends the sending side and waits a moment for the peer's end: closing with unread input would
 * reset the connection and could take the answer away from the peer.
 */
void stream_linger(struct stream *stream);

SSL_CTX *stream_tls(const char *certificate, const char *key, int least, int most);

#endif
