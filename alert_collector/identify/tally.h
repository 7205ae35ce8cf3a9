/* Counts by address or by network: a small table that drops what is 0. */
#ifndef FCFH_ALERT_COLLECTOR_IDENTIFY_TALLY_H
#define FCFH_ALERT_COLLECTOR_IDENTIFY_TALLY_H

#include <stdbool.h>
#include <stddef.h>

#include "common/addr.h"

enum { TALLY_BUCKETS = 1024 };

struct tally_item;

/* All zeros: empty. */
struct tally {
    bool by_network; /* a /24 (with IPv6 a /64) counts as one */
    struct tally_item *buckets[TALLY_BUCKETS];
    size_t items;
};

/* False: no memory; nothing is counted then. */
bool tally_add(struct tally *tally, const struct addr *address);
void tally_remove(struct tally *tally, const struct addr *address);
size_t tally_count(const struct tally *tally, const struct addr *address);
void tally_clear(struct tally *tally);

#endif
