#include "alert_collector/identify/result_cache.h"

#include <pthread.h>
#include <stdlib.h>

/* At most this many are kept; then the oldest is dropped, and that machine is asked once more. */
enum { MOST = 128 };

struct result_cache {
    pthread_mutex_t lock;
    struct cached_result all[MOST];
    size_t next;
};

struct result_cache *result_cache_new(void)
{
    struct result_cache *s = calloc(1, sizeof *s);
    if (s != NULL)
        (void)pthread_mutex_init(&s->lock, NULL); /* cannot fail: default attributes */
    return s;
}

void result_cache_free(struct result_cache *cache)
{
    if (cache == NULL)
        return;
    for (size_t i = 0; i < MOST; i++)
        http_shown_drop(&cache->all[i].shown);
    (void)pthread_mutex_destroy(&cache->lock);
    free(cache);
}

/* Each has its own copy of `shown`. */
static void copy(struct cached_result *to, const struct cached_result *from)
{
    struct http_shown shown = to->shown;
    *to = *from;
    to->shown = shown;
    http_shown_copy(&to->shown, &from->shown);
}

static struct cached_result *find(struct result_cache *s, const struct addr *address)
{
    for (size_t i = 0; i < MOST; i++)
        if (s->all[i].began != 0 && addr_equal(&s->all[i].address, address))
            return &s->all[i];
    return NULL;
}

void result_cache_add(struct result_cache *cache, const struct cached_result *result)
{
    struct result_cache *s = cache;
    (void)pthread_mutex_lock(&s->lock);
    struct cached_result *place = find(s, &result->address);
    if (place == NULL) {
        place = &s->all[s->next];
        s->next = (s->next + 1) % MOST;
    }
    copy(place, result);
    (void)pthread_mutex_unlock(&s->lock);
}

bool result_cache_find(struct result_cache *cache, const struct addr *address, time_t since,
                       struct cached_result *found)
{
    (void)pthread_mutex_lock(&cache->lock);
    const struct cached_result *s = find(cache, address);
    bool good = s != NULL && s->began > since;
    *found = (struct cached_result){.began = 0};
    if (good)
        copy(found, s);
    (void)pthread_mutex_unlock(&cache->lock);
    return good;
}
