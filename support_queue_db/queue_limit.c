#include "support_queue_db/queue_limit.h"

#include <stdlib.h>
#include <string.h>

enum { IPV4_BYTES = 3, IPV6_BYTES = 8 };

static int compare_networks(const struct addr *a, const struct addr *b)
{
    if (a->v6 != b->v6)
        return a->v6 ? 1 : -1;
    return memcmp(a->bytes, b->bytes, a->v6 ? IPV6_BYTES : IPV4_BYTES);
}

static int compare_times(time_t a, time_t b)
{
    return (a > b) - (a < b);
}

/* Network by network, and in each the newest first. */
static int by_network(const void *a, const void *b)
{
    const struct limit_candidate *x = a;
    const struct limit_candidate *y = b;
    int order = compare_networks(&x->address, &y->address);
    if (order == 0)
        order = compare_times(y->last_call, x->last_call);
    return order != 0 ? order : strcmp(x->id, y->id);
}

/* An entry with n - 1 newer ones in its network leaves when no network has more than n. */
static int by_place(const void *a, const void *b)
{
    const struct limit_candidate *x = a;
    const struct limit_candidate *y = b;
    if (x->place != y->place)
        return x->place > y->place ? -1 : 1;
    int order = compare_times(x->last_call, y->last_call);
    return order != 0 ? order : strcmp(x->id, y->id);
}

size_t limit_choose(struct limit_candidate *members, size_t count, size_t most)
{
    if (count <= most)
        return 0;
    qsort(members, count, sizeof *members, by_network);
    for (size_t i = 0; i < count; i++) {
        bool same = i > 0 && compare_networks(&members[i - 1].address, &members[i].address) == 0;
        members[i].place = same ? members[i - 1].place + 1 : 1;
    }
    qsort(members, count, sizeof *members, by_place);
    return count - most;
}
