/*
 * What was found at an address just now, for all clients that are said to be there: forged alerts
 * may name one machine as often as they like, and it is asked once. Several threads may use it.
 */
#ifndef FCFH_ALERT_COLLECTOR_IDENTIFY_SIGHTINGS_H
#define FCFH_ALERT_COLLECTOR_IDENTIFY_SIGHTINGS_H

#include <stdbool.h>
#include <time.h>

#include "common/addr.h"
#include "common/amt/amt_reply.h"
#include "common/amt/facts.h"
#include "common/amt/http_shown.h"

struct sightings;

struct sighting {
    struct addr address;
    time_t began; /* when the machine was asked */
    struct http_shown shown;
    struct amt_outcome outcome;
    struct facts facts;
};

struct sightings *sightings_new(void); /* NULL: no memory */
void sightings_free(struct sightings *sightings);

/* Adds a copy of it. */
void sightings_add(struct sightings *sightings, const struct sighting *sighting);
/* Finds the newest sighting of this address, if it began after `since`: *found is a copy, which the
 * caller drops with http_shown_drop(&found->shown). */
bool sightings_find(struct sightings *sightings, const struct addr *address, time_t since,
                    struct sighting *found);

#endif
