/*
 * Looking for AMT in a network: each address gets a connection to AMT's two ports, without a word
 * said there, and a presence ping. So many addresses at a time, and only those in [amt] networks.
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
    bool tls, plain; /* a port that takes connections */
    bool pong;
};

struct scan {
    const struct conf *conf; /* [amt] networks and port */
    struct addr_net net;
    /* Called for each address where something was found, in their order. */
    void (*found)(void *context, const struct scan_found *found);
    /* Now and then: how far it is. */
    void (*tick)(void *context, unsigned long done, unsigned long total);
    void *context;
    int stop_fd; /* readable: stop */
};

/* "10.1.0.0/16", or one address. ERR_USAGE: it is none, or too large. ERR_CONFIG: all of it lies
 * outside of networks. */
enum err_code scan_parse(struct scan *scan, const char *text, struct err *e);
/* Whether some of it does, and is passed over. */
bool scan_is_partial(const struct scan *scan);
/* ERR_TEMPFAIL: it was stopped. */
enum err_code scan_run(struct scan *scan, struct err *e);

#endif
