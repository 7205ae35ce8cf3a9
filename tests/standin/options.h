/* What the command line asks for. */
#ifndef TESTS_STANDIN_OPTIONS_H
#define TESTS_STANDIN_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/standin/faults.h"

enum { DEFAULT_PORT = 16992, DEFAULT_TLS_PORT = 16993 };

struct list {
    const char **items;
    size_t count;
};

struct options {
    struct list addresses;
    unsigned count;

    struct list uuids, serials, models, hosts;
    const char *manufacturer, *domain, *amt_version;
    char *server; /* NULL: no Server header */
    bool uuid_as_is;
    bool hostile;

    const char *user;
    char *password;
    const char *qop;
    unsigned nonce_uses; /* 0: no limit */
    bool stale_true, always_stale, keep_401;

    unsigned delay;      /* ms */
    unsigned pull_items; /* 0: no limit */
    struct list denied, absent, empty;
    enum fault fault;
    unsigned fault_after;
    const char *redirect_to;

    const char *certificate, *key; /* both or neither */
    int tls_min, tls_max;          /* 0: the library's own */
    bool plain_too;

    const char *log;
    int ready_fd;
};

/* Ends the program with a message when the command line cannot be followed. */
void options_read(struct options *options, int count, char **words);
void options_free(struct options *options);

bool list_has(const struct list *list, const char *word);

#endif
