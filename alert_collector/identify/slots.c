#include "alert_collector/identify/slots.h"

#include <stdlib.h>
#include <sys/eventfd.h>

#include "alert_collector/identify/tally.h"

enum { OTHERS_PART = 4, OTHERS_OF_NETWORK = 4 };

struct slots {
    pthread_mutex_t lock; /* guards all of this, and the slots' own members */
    size_t parallel;
    int wake_fd;
    size_t others_most;
    size_t held;
    size_t others;         /* slots taken by machines that have not shown a known key or realm */
    struct tally networks; /* of the others */
    bool others_want;
    struct slot *holders;
    struct slot *waiting;
    bool stopped;
};

struct slots *slots_new(size_t parallel, int wake_fd)
{
    struct slots *s = calloc(1, sizeof *s);
    if (s == NULL || pthread_mutex_init(&s->lock, NULL) != 0) {
        free(s);
        return NULL;
    }
    s->parallel = parallel;
    s->wake_fd = wake_fd;
    s->others_most = parallel >= OTHERS_PART ? parallel / OTHERS_PART : 1;
    s->networks.by_network = true;
    return s;
}

void slots_free(struct slots *slots)
{
    if (slots == NULL)
        return;
    tally_clear(&slots->networks);
    (void)pthread_mutex_destroy(&slots->lock);
    free(slots);
}

void slot_init(struct slot *slot)
{
    (void)pthread_cond_init(&slot->granted, NULL); /* cannot fail here: glibc allocates nothing */
}

void slot_destroy(struct slot *slot)
{
    (void)pthread_cond_destroy(&slot->granted);
}

/* Whether one more fits in addition to those that are as good as there. A network gets more than
 * its four only from slots that would otherwise be free: four more stay free for other networks. */
static bool fits_beside(const struct slots *s, const struct addr *address, size_t of_network,
                        size_t all)
{
    size_t others = s->others + all;
    return others < s->others_most &&
           (tally_count(&s->networks, address) + of_network < OTHERS_OF_NETWORK ||
            others + OTHERS_OF_NETWORK < s->others_most);
}

static bool fits_others(const struct slots *s, const struct addr *address)
{
    return fits_beside(s, address, 0, 0);
}

static bool is_record_held(const struct slots *s, const struct slot *slot)
{
    for (const struct slot *h = s->holders; h != NULL; h = h->next)
        if (slot->record != 0 && h->record == slot->record)
            return true;
    return false;
}

static bool is_other(const struct slots *s, const struct slot *slot)
{
    return slot->rank == SLOT_OTHER || (slot->rank == SLOT_SHOWN && is_record_held(s, slot));
}

static bool fits(const struct slots *s, const struct slot *slot)
{
    if (s->held >= s->parallel)
        return false;
    return !is_other(s, slot) ||
           (fits_others(s, &slot->address) && !(slot->for_rest && s->others_want));
}

static bool goes_before(const struct slot *a, const struct slot *b)
{
    if (a->for_rest != b->for_rest)
        return b->for_rest;
    if (a->rank != b->rank)
        return a->rank < b->rank;
    if (a->has_ticket != b->has_ticket)
        return a->has_ticket;
    return a->last_call > b->last_call;
}

static void remove_from_list(struct slot **list, struct slot *slot)
{
    while (*list != slot)
        list = &(*list)->next;
    *list = slot->next;
}

static void take_slot(struct slots *s, struct slot *slot)
{
    slot->counts_as_other = is_other(s, slot) && tally_add(&s->networks, &slot->address);
    slot->is_held = true;
    slot->next = s->holders;
    s->holders = slot;
    s->held++;
    s->others += slot->counts_as_other;
}

static void release_slot(struct slots *s, struct slot *slot)
{
    remove_from_list(&s->holders, slot);
    s->held--;
    s->others -= slot->counts_as_other;
    if (slot->counts_as_other) {
        tally_remove(&s->networks, &slot->address);
        if (s->others_want && s->wake_fd >= 0)
            (void)eventfd_write(s->wake_fd, 1);
    }
    slot->is_held = false;
    slot->counts_as_other = false;
}

static bool anybody_waits_for_identity(const struct slots *s)
{
    for (const struct slot *w = s->waiting; w != NULL; w = w->next)
        if (!w->for_rest && (!is_other(s, w) || fits_others(s, &w->address)))
            return true;
    return false;
}

/* Gives free slots to the threads that are next in the order. */
static void grant(struct slots *s)
{
    for (;;) {
        struct slot *best = NULL;
        for (struct slot *w = s->waiting; w != NULL; w = w->next)
            if (fits(s, w) && (best == NULL || goes_before(w, best)))
                best = w;
        if (best == NULL)
            return;
        remove_from_list(&s->waiting, best);
        best->waits = false;
        take_slot(s, best);
        (void)pthread_cond_signal(&best->granted);
    }
}

static bool wait_for_slot(struct slots *s, struct slot *slot)
{
    slot->waits = true;
    slot->next = s->waiting;
    s->waiting = slot;
    grant(s);
    while (slot->waits && !s->stopped)
        (void)pthread_cond_wait(&slot->granted, &s->lock);
    if (slot->waits)
        remove_from_list(&s->waiting, slot);
    slot->waits = false;
    return slot->is_held;
}

bool slots_take(struct slots *slots, struct slot *slot)
{
    struct slots *s = slots;
    bool had = false;
    (void)pthread_mutex_lock(&s->lock);
    slot->for_rest = false;
    if (s->stopped)
        had = false;
    else if (!is_other(s, slot))
        had = wait_for_slot(s, slot);
    else if ((had = fits(s, slot)))
        take_slot(s, slot);
    (void)pthread_mutex_unlock(&s->lock);
    return had;
}

bool slots_take_for_rest(struct slots *slots, struct slot *slot)
{
    (void)pthread_mutex_lock(&slots->lock);
    slot->for_rest = true;
    bool had = !slots->stopped && wait_for_slot(slots, slot);
    (void)pthread_mutex_unlock(&slots->lock);
    return had;
}

bool slots_yield(struct slots *slots, struct slot *slot)
{
    bool goes_on = true;
    (void)pthread_mutex_lock(&slots->lock);
    if (anybody_waits_for_identity(slots) || (slot->counts_as_other && slots->others_want)) {
        release_slot(slots, slot);
        goes_on = wait_for_slot(slots, slot);
    }
    (void)pthread_mutex_unlock(&slots->lock);
    return goes_on;
}

void slots_release(struct slots *slots, struct slot *slot)
{
    (void)pthread_mutex_lock(&slots->lock);
    if (slot->is_held) {
        release_slot(slots, slot);
        grant(slots);
    }
    (void)pthread_mutex_unlock(&slots->lock);
}

void slots_stop(struct slots *slots)
{
    (void)pthread_mutex_lock(&slots->lock);
    slots->stopped = true;
    for (struct slot *w = slots->waiting; w != NULL; w = w->next)
        (void)pthread_cond_signal(&w->granted);
    (void)pthread_mutex_unlock(&slots->lock);
}

bool slots_are_stopped(struct slots *slots)
{
    (void)pthread_mutex_lock(&slots->lock);
    bool stopped = slots->stopped;
    (void)pthread_mutex_unlock(&slots->lock);
    return stopped;
}

bool slots_has_room(struct slots *slots, const struct addr *address, size_t of_network, size_t all)
{
    (void)pthread_mutex_lock(&slots->lock);
    bool room = slots->held < slots->parallel && fits_beside(slots, address, of_network, all);
    (void)pthread_mutex_unlock(&slots->lock);
    return room;
}

void slots_set_wanted(struct slots *slots, bool wanted)
{
    (void)pthread_mutex_lock(&slots->lock);
    bool ends = slots->others_want && !wanted;
    slots->others_want = wanted;
    if (ends)
        grant(slots);
    (void)pthread_mutex_unlock(&slots->lock);
}

bool slots_are_scarce(struct slots *slots)
{
    (void)pthread_mutex_lock(&slots->lock);
    bool scarce = 2 * slots->others >= slots->others_most;
    (void)pthread_mutex_unlock(&slots->lock);
    return scarce;
}
