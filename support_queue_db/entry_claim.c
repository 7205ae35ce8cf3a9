/* Where alerts say a client is, besides the address that its entry rests on. */
#include <string.h>

#include "support_queue_db/entry.h"

struct entry_claim *entry_find_claim(struct entry *entry, const struct addr *address)
{
    for (size_t i = 0; i < entry->claim_count; i++)
        if (addr_equal(&entry->claims[i].address, address))
            return &entry->claims[i];
    return NULL;
}

/* Networks in which one sender is likely to have many addresses. */
static bool are_neighbours(const struct addr *a, const struct addr *b)
{
    const struct addr_net net = {.base = *a, .bits = a->v6 ? 64 : 24};
    return addr_net_has(&net, b);
}

static size_t count_neighbours(const struct entry *entry, const struct addr *address)
{
    size_t count = 0;
    for (size_t i = 0; i < entry->claim_count; i++)
        count += are_neighbours(address, &entry->claims[i].address);
    return count;
}

/* The oldest link-up claim whose address is not known; ENTRY_CLAIMS_MAX if there is none. */
static size_t oldest_link_up(const struct entry *entry)
{
    size_t oldest = ENTRY_CLAIMS_MAX;
    for (size_t i = 0; i < entry->claim_count; i++) {
        const struct entry_claim *claim = &entry->claims[i];
        if (claim->calls == 0 && !claim->known &&
            (oldest == ENTRY_CLAIMS_MAX || claim->when < entry->claims[oldest].when))
            oldest = i;
    }
    return oldest;
}

/* The same for calls, in the network that has most claims, counting the newcomer. */
static size_t most_crowded_call(const struct entry *entry, const struct addr *newcomer)
{
    size_t found = ENTRY_CLAIMS_MAX;
    size_t most = 0;
    for (size_t i = 0; i < entry->claim_count; i++) {
        const struct entry_claim *claim = &entry->claims[i];
        size_t crowd = count_neighbours(entry, &claim->address) +
                       (are_neighbours(&claim->address, newcomer) ? 1 : 0);
        if (claim->calls > 0 && !claim->known &&
            (crowd > most || (crowd == most && claim->when < entry->claims[found].when))) {
            most = crowd;
            found = i;
        }
    }
    return found;
}

static struct entry_claim *make_room(struct entry *entry, const struct addr *address, bool call)
{
    if (entry->claim_count == ENTRY_CLAIMS_MAX) {
        size_t gives_way = oldest_link_up(entry);
        if (gives_way == ENTRY_CLAIMS_MAX && call)
            gives_way = most_crowded_call(entry, address);
        if (gives_way == ENTRY_CLAIMS_MAX)
            return NULL;
        entry_remove_claim(entry, gives_way);
    }
    struct entry_claim *claim = &entry->claims[entry->claim_count++];
    *claim = (struct entry_claim){.address = *address};
    return claim;
}

bool entry_add_claim(struct entry *entry, const struct addr *address, time_t when,
                     enum alert_source source, bool call)
{
    if (addr_equal(address, &entry->address) || addr_is_unknown(address))
        return false;
    struct entry_claim *claim = entry_find_claim(entry, address);
    if (claim == NULL)
        claim = make_room(entry, address, call);
    if (claim == NULL)
        return false;
    if (call || claim->calls == 0) { /* a link-up says nothing about the calls from there */
        claim->source = source;
        claim->when = when;
    }
    claim->calls += call;
    if (call)
        claim->tried = 0; /* not since */
    return true;
}

void entry_remove_claim(struct entry *entry, size_t i)
{
    entry->claim_count--;
    memmove(&entry->claims[i], &entry->claims[i + 1],
            (entry->claim_count - i) * sizeof entry->claims[0]);
}

static unsigned uncounted(const struct entry_claim *claim)
{
    return claim->calls > claim->counted ? claim->calls - claim->counted : 0;
}

void entry_accept_claim(struct entry *entry, size_t i)
{
    entry->calls += uncounted(&entry->claims[i]);
    entry_remove_claim(entry, i);
}

void entry_expire_claims(struct entry *entry, time_t now)
{
    size_t i = 0;
    while (i < entry->claim_count) {
        struct entry_claim *claim = &entry->claims[i];
        if (claim->when > now) /* the clock was set back: it begins to age now */
            claim->when = now;
        if (claim->calls == 0 && entry->ticket[0] == '\0' &&
            now - claim->when >= ENTRY_CLAIM_SECONDS)
            entry_remove_claim(entry, i);
        else
            i++;
    }
}

unsigned entry_total_calls(const struct entry *entry)
{
    unsigned calls = entry->calls;
    for (size_t i = 0; i < entry->claim_count; i++)
        calls += uncounted(&entry->claims[i]);
    return calls;
}
