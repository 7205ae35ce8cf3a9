/*
 * Looking for AMT in a network: each address gets a connection to each of AMT's two ports, on which
 * nothing is sent, and a presence ping. A limited number of addresses is tried at a time, and only
 * those in [amt] networks.
 */
#ifndef FCFH_AMT_CFG_SCAN_SCAN_H
#define FCFH_AMT_CFG_SCAN_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "common/addr.h"
#include "common/conf.h"
#include "common/err.h"

#define SCAN_ADDRESSES_MAX (1UL << 20)

struct scan_found {
    struct addr address;
    bool tls, plain; /* whether this port accepts connections */
    bool pong;
};

struct scan {
    const struct conf *conf; /* [amt] networks and port */
    struct addr_net net;
    /* Called for each address at which something was found, in the order of addresses. */
    void (*found)(void *context, const struct scan_found *found);
    /* Called now and then with how far it is. */
    void (*tick)(void *context, unsigned long done, unsigned long total);
    void *context;
    int stop_fd; /* readable: stop */
};

/* Parses "10.1.0.0/16", or one address. ERR_USAGE: it is not a network, or is too large.
 * ERR_CONFIG: all of it lies outside networks. */
enum err_code scan_parse(struct scan *scan, const char *text, struct err *e);
/* Whether some of it lies outside networks, and is skipped. */
bool scan_is_partial(const struct scan *scan);
/* ERR_TEMPFAIL: it was stopped. */
enum err_code scan_run(struct scan *scan, struct err *e);

#endif
