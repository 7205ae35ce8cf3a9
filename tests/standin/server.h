/* What every connection of the stand-in shares. */
#ifndef TESTS_STANDIN_SERVER_H
#define TESTS_STANDIN_SERVER_H

#include <openssl/ssl.h>
#include <stdbool.h>

#include "tests/standin/machine.h"
#include "tests/standin/options.h"

struct server {
    struct options options;
    struct machine *machines;
    size_t machine_count;
    SSL_CTX **tls; /* as many as there are certificates */
    int stop_fd;   /* readable once the stand-in is to stop */
    int log_fd;
};

/* One listening socket. */
struct listener {
    struct server *server;
    struct machine *machine;
    int fd;
    SSL_CTX *tls; /* NULL: without */
    bool trap;    /* there only to see whether a redirection was followed */
    char where[64];
};

/* Waits; false when the stand-in is to stop. */
bool server_pause(const struct server *server, unsigned milliseconds);
/* Takes the time that --delay says; false also when the peer does not wait for the answer. */
bool server_work(const struct server *server, int fd);

#endif
