/*
 * What was found at an address just now, for all clients that are said to be there: forged alerts
 * may name one machine as often as they like, and it is asked once. Several threads may use it.
 */
#ifndef FCFH_ALERT_COLLECTOR_IDENTIFY_RESULT_CACHE_H
#define FCFH_ALERT_COLLECTOR_IDENTIFY_RESULT_CACHE_H

#include <stdbool.h>
#include <time.h>

#include "common/addr.h"
#include "common/amt/amt_reply.h"
#include "common/amt/facts.h"
#include "common/amt/http_shown.h"

struct result_cache;

struct cached_result {
    struct addr address;
    time_t began; /* when the machine was asked */
    struct http_shown shown;
    struct amt_outcome outcome;
    struct facts facts;
};

struct result_cache *result_cache_new(void); /* NULL: no memory */
void result_cache_free(struct result_cache *cache);

/* Adds a copy of it. */
void result_cache_add(struct result_cache *cache, const struct cached_result *result);
/* Finds the newest result of this address, if it began after `since`: *found is a copy, which the
 * caller drops with http_shown_drop(&found->shown). */
bool result_cache_find(struct result_cache *cache, const struct addr *address, time_t since,
                       struct cached_result *found);

#endif
