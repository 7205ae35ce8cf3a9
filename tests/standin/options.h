/* What the command line asks for. */
#ifndef TESTS_STANDIN_OPTIONS_H
#define TESTS_STANDIN_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/standin/amt_options.h"
#include "tests/standin/faults.h"
#include "tests/standin/kvm_options.h"
#include "tests/standin/remote_options.h"
#include "tests/standin/words.h"

enum { DEFAULT_PORT = 16992, DEFAULT_TLS_PORT = 16993, REDIRECTION_PORT = 16994 };

struct options {
    struct list addresses;
    unsigned count;

    struct list uuids, serials, models, hosts, realms;
    const char *manufacturer, *domain, *amt_version;
    unsigned amt_major; /* the first number of amt_version */
    char *server;       /* NULL: no Server header */
    bool uuid_as_is;
    bool hostile;
    struct list board_serials;
    const char *os_name; /* NULL: AMT's own */
    bool own_name;       /* AMT's name is not the operating system's */
    bool cim_dates;
    unsigned chassis, cards;
    struct list raw; /* CLASS/PROPERTY=TEXT, which is sent as it is */
    char *front;     /* what precedes the XML of every answer; or NULL */

    const char *user;
    char *password; /* NULL: no such account */
    const char *qop;
    const char *challenge; /* NULL: AMT's own */
    unsigned realm_change; /* the challenge that first asks for another realm; 0: none does */
    unsigned nonce_uses;   /* 0: no limit */
    bool any_password, stale_true, always_stale, keep_401;

    unsigned delay;      /* ms */
    unsigned pull_items; /* 0: no limit */
    struct list denied, absent, empty;
    enum fault fault;
    unsigned fault_after;
    const char *redirect_to;

    struct list certificates, keys; /* as many of these as of those */
    int tls_min, tls_max;           /* 0: the library's own */
    bool plain_too;
    struct list swallows; /* where a connection never comes about */
    const char *relay_to; /* NULL: it answers itself */

    struct amt_options amt;
    struct remote_options remote;
    struct kvm_options kvm;

    const char *log;
    int ready_fd;
};

/* Ends the program with a message when the command line is not valid. */
void options_read(struct options *options, int count, char **words);
void options_free(struct options *options);

#endif
