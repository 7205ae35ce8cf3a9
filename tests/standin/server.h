/* What every connection of the stand-in shares. */
#ifndef TESTS_STANDIN_SERVER_H
#define TESTS_STANDIN_SERVER_H

#include <netinet/in.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "tests/standin/machine.h"
#include "tests/standin/options.h"

struct server {
    struct options options;
    struct machine *machines;
    size_t machine_count;
    SSL_CTX **tls;            /* as many as there are certificates */
    SSL_CTX *redirection_tls; /* NULL: the machine's own */
    int stop_fd;              /* readable once the stand-in should stop */
    int log_fd;
};

union address {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
};

/* One listening socket. */
struct listener {
    struct server *server;
    struct machine *machine;
    union address address;
    int fd;           /* -1: it does not listen now */
    bool redirection; /* else WS-Management */
    bool gone;        /* it listens again when the network is back */
    SSL_CTX *tls;     /* NULL: without */
    bool trap;        /* there only to see whether a redirection was followed */
    char where[64];
};

/* Ends the program with a message. */
_Noreturn void die(int status, const char *what, const char *why);

/* Waits; false when the stand-in should stop. */
bool server_pause(const struct server *server, unsigned milliseconds);
/* Waits as long as --delay says; false also when the peer does not wait for the answer. */
bool server_work(const struct server *server, int fd);

#endif
