#include "alert_collector/identify/sightings.h"

#include <pthread.h>
#include <stdlib.h>

/* At most this many are kept; then the oldest is dropped, and that machine is asked once more. */
enum { MOST = 128 };

struct sightings {
    pthread_mutex_t lock;
    struct sighting all[MOST];
    size_t next;
};

struct sightings *sightings_new(void)
{
    struct sightings *s = calloc(1, sizeof *s);
    if (s != NULL)
        (void)pthread_mutex_init(&s->lock, NULL); /* cannot fail: default attributes */
    return s;
}

void sightings_free(struct sightings *sightings)
{
    if (sightings == NULL)
        return;
    for (size_t i = 0; i < MOST; i++)
        http_shown_drop(&sightings->all[i].shown);
    (void)pthread_mutex_destroy(&sightings->lock);
    free(sightings);
}

/* Each has its own copy of `shown`. */
static void copy(struct sighting *to, const struct sighting *from)
{
    struct http_shown shown = to->shown;
    *to = *from;
    to->shown = shown;
    http_shown_copy(&to->shown, &from->shown);
}

static struct sighting *find(struct sightings *s, const struct addr *address)
{
    for (size_t i = 0; i < MOST; i++)
        if (s->all[i].began != 0 && addr_equal(&s->all[i].address, address))
            return &s->all[i];
    return NULL;
}

void sightings_add(struct sightings *sightings, const struct sighting *sighting)
{
    struct sightings *s = sightings;
    (void)pthread_mutex_lock(&s->lock);
    struct sighting *place = find(s, &sighting->address);
    if (place == NULL) {
        place = &s->all[s->next];
        s->next = (s->next + 1) % MOST;
    }
    copy(place, sighting);
    (void)pthread_mutex_unlock(&s->lock);
}

bool sightings_find(struct sightings *sightings, const struct addr *address, time_t since,
                    struct sighting *found)
{
    (void)pthread_mutex_lock(&sightings->lock);
    const struct sighting *s = find(sightings, address);
    bool good = s != NULL && s->began > since;
    *found = (struct sighting){.began = 0};
    if (good)
        copy(found, s);
    (void)pthread_mutex_unlock(&sightings->lock);
    return good;
}
