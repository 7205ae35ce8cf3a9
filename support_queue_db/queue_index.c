#include "support_queue_db/queue_index.h"

#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/tree.h"
#include "support_queue_db/queue_follow.h"

/* When a client has to be asked. Of the two kinds that come later, the second has been asked in
 * vain before. */
enum when { NEVER, NOW, LATER, LATER_AGAIN, WHENS };

struct record;

struct claim {
    struct tree_node by_address;
    struct record *record;
    const struct index_claim *claim;
};

/* One client, in one piece of memory with its claims and texts. */
struct record {
    struct index_client client; /* first: look-ups hand this out */
    struct tree_node by_id, by_address, by_shown, by_guid, by_time;
    struct claim *claims;
    struct guid guid; /* the smaller of its two byte orders */
    enum when when;
    bool held;
    long long updated_ns;
};

struct queue_index {
    struct queue_follow *follow;
    struct tree ids, addresses, claims, shown, guids;
    struct tree whens[WHENS]; /* except NEVER */
    size_t count;
    time_t now; /* when somebody last asked who is due */
    bool whole;
};

/* ---------------------------------------------------------------- orders */

static const struct index_client *client_by(const struct tree_node *node, size_t member)
{
    return (const struct index_client *)(const void *)((const char *)node - member);
}

static const struct record *record_of(const struct index_client *client)
{
    return (const struct record *)(const void *)client;
}

#define CLIENT_BY(node, member) client_by((node), offsetof(struct record, member))

static int compare_ids(const struct tree_node *a, const struct tree_node *b)
{
    return strcmp(CLIENT_BY(a, by_id)->id, CLIENT_BY(b, by_id)->id);
}

static int compare_addrs(const struct addr *a, const struct addr *b)
{
    int order = memcmp(a->bytes, b->bytes, a->v6 && b->v6 ? sizeof a->bytes : 4);
    if (a->v6 != b->v6)
        return a->v6 ? 1 : -1;
    return order != 0 ? order : strcmp(a->zone, b->zone);
}

static int compare_addresses(const struct tree_node *a, const struct tree_node *b)
{
    return compare_addrs(&CLIENT_BY(a, by_address)->address, &CLIENT_BY(b, by_address)->address);
}

static const struct claim *claim_by(const struct tree_node *node)
{
    return (const struct claim *)(const void *)((const char *)node -
                                                offsetof(struct claim, by_address));
}

static int compare_claims(const struct tree_node *a, const struct tree_node *b)
{
    return compare_addrs(&claim_by(a)->claim->address, &claim_by(b)->claim->address);
}

/* A key and a realm never look alike. */
static const char *shown(const char *key, const char *realm)
{
    return key[0] != '\0' ? key : realm;
}

static int compare_shown(const struct tree_node *a, const struct tree_node *b)
{
    const struct index_client *x = CLIENT_BY(a, by_shown);
    const struct index_client *y = CLIENT_BY(b, by_shown);
    return strcmp(shown(x->key, x->realm), shown(y->key, y->realm));
}

static int compare_guids(const struct tree_node *a, const struct tree_node *b)
{
    return memcmp(record_of(CLIENT_BY(a, by_guid))->guid.raw,
                  record_of(CLIENT_BY(b, by_guid))->guid.raw, GUID_BYTES);
}

/* With a ticket first, then the newest call. */
static int compare_urgency(const struct tree_node *a, const struct tree_node *b)
{
    const struct index_client *x = CLIENT_BY(a, by_time);
    const struct index_client *y = CLIENT_BY(b, by_time);
    if (x->has_ticket != y->has_ticket)
        return x->has_ticket ? -1 : 1;
    if (x->last_call != y->last_call)
        return x->last_call > y->last_call ? -1 : 1;
    return strcmp(x->id, y->id);
}

static int compare_times(const struct tree_node *a, const struct tree_node *b)
{
    time_t x = CLIENT_BY(a, by_time)->ask_next;
    time_t y = CLIENT_BY(b, by_time)->ask_next;
    return (x > y) - (x < y);
}

/* ---------------------------------------------------------------- records */

static struct guid lesser_order(const struct guid *guid)
{
    struct guid other = guid_swapped(guid);
    return memcmp(guid->raw, other.raw, GUID_BYTES) <= 0 ? *guid : other;
}

static const char *append(char **end, const char *text)
{
    char *at = *end;
    size_t size = strlen(text) + 1;
    memcpy(at, text, size);
    *end += size;
    return at;
}

/* NULL: no memory. */
static struct record *record_new(const struct entry *entry, const char *id)
{
    size_t texts = strlen(id) + strlen(entry->same_as) + strlen(entry->key) + strlen(entry->realm) +
                   4 * sizeof(char);
    size_t claims = entry->claim_count;
    struct record *record = calloc(
        1, sizeof *record + claims * (sizeof(struct claim) + sizeof(struct index_claim)) + texts);
    if (record == NULL)
        return NULL;
    record->claims = (struct claim *)(void *)(record + 1);
    struct index_claim *said = (struct index_claim *)(void *)(record->claims + claims);
    char *end = (char *)(said + claims);
    for (size_t i = 0; i < claims; i++) {
        const struct entry_claim *claim = &entry->claims[i];
        said[i] = (struct index_claim){claim->address, claim->when, claim->tried};
        record->claims[i] = (struct claim){.record = record, .claim = &said[i]};
    }
    record->client = (struct index_client){
        .id = append(&end, id),
        .same_as = append(&end, entry->same_as),
        .key = append(&end, entry->key),
        .realm = append(&end, entry->realm),
        .claims = said,
        .claim_count = claims,
        .address = entry->address,
        .guid = entry->guid,
        .has_guid = entry->has_guid,
        .has_answered = entry_has_answered(entry),
        .has_ticket = entry->ticket[0] != '\0',
        .inventory_pending = entry->inventory_pending,
        .state = entry->state,
        .failure = entry->failure,
        .proof = entry->proof,
        .state_time = entry->state_time,
        .proof_time = entry->proof_time,
        .ask_since = entry->ask_since,
        .ask_next = entry->ask_next,
        .ask_tries = entry->ask_tries,
        .last_call = entry->last_call,
    };
    if (entry->has_guid)
        record->guid = lesser_order(&entry->guid);
    return record;
}

static enum when when_asked(const struct record *record, time_t now)
{
    const struct index_client *client = &record->client;
    const struct entry asked = {.ask_since = client->ask_since, .ask_next = client->ask_next};
    if (record->held)
        return NEVER;
    if (client->inventory_pending || entry_is_ask_due(&asked, now))
        return NOW;
    if (client->ask_since == 0)
        return NEVER;
    return client->ask_tries > 0 ? LATER_AGAIN : LATER;
}

static void set_when(struct queue_index *index, struct record *record, enum when when)
{
    if (record->when != NEVER)
        tree_remove(&index->whens[record->when], &record->by_time);
    record->when = when;
    if (when != NEVER)
        tree_insert(&index->whens[when], &record->by_time);
}

static bool shows_anything(const struct index_client *client)
{
    return client->has_answered && shown(client->key, client->realm)[0] != '\0';
}

static void insert_record(struct queue_index *index, struct record *record)
{
    tree_insert(&index->ids, &record->by_id);
    tree_insert(&index->addresses, &record->by_address);
    for (size_t i = 0; i < record->client.claim_count; i++)
        tree_insert(&index->claims, &record->claims[i].by_address);
    if (shows_anything(&record->client))
        tree_insert(&index->shown, &record->by_shown);
    if (record->client.has_guid)
        tree_insert(&index->guids, &record->by_guid);
    set_when(index, record, when_asked(record, time(NULL)));
    index->count++;
}

static void remove_record(struct queue_index *index, struct record *record)
{
    tree_remove(&index->ids, &record->by_id);
    tree_remove(&index->addresses, &record->by_address);
    for (size_t i = 0; i < record->client.claim_count; i++)
        tree_remove(&index->claims, &record->claims[i].by_address);
    if (shows_anything(&record->client))
        tree_remove(&index->shown, &record->by_shown);
    if (record->client.has_guid)
        tree_remove(&index->guids, &record->by_guid);
    set_when(index, record, NEVER);
    index->count--;
    free(record);
}

/* ---------------------------------------------------------------- following */

enum err_code queue_index_open(struct queue_index **index, struct queue *queue, struct err *e)
{
    struct queue_index *i = calloc(1, sizeof *i);
    if (i == NULL || (i->follow = queue_follow_new(queue)) == NULL) {
        free(i);
        return err_nomem(e);
    }
    i->ids.compare = compare_ids;
    i->addresses.compare = compare_addresses;
    i->claims.compare = compare_claims;
    i->shown.compare = compare_shown;
    i->guids.compare = compare_guids;
    i->whens[NOW].compare = compare_urgency;
    i->whens[LATER].compare = compare_times;
    i->whens[LATER_AGAIN].compare = compare_times;
    *index = i;
    return ERR_OK;
}

void queue_index_close(struct queue_index *index)
{
    struct tree_node *node;
    if (index == NULL)
        return;
    while ((node = tree_first(&index->ids)) != NULL)
        remove_record(index, TREE_ENTRY(node, struct record, by_id));
    queue_follow_free(index->follow);
    free(index);
}

int queue_index_fd(const struct queue_index *index)
{
    return queue_follow_fd(index->follow);
}

long queue_index_wait_ms(const struct queue_index *index)
{
    return queue_follow_wait_ms(index->follow);
}

enum err_code queue_index_read(struct queue_index *index, long slice_ms, struct err *e)
{
    return queue_follow_step(index->follow, slice_ms, e);
}

static struct record *find(const struct queue_index *index, const char *id)
{
    struct record wanted = {.client = {.id = id}};
    struct tree_node *node = tree_lower_bound(&index->ids, &wanted.by_id);
    struct record *record = node != NULL ? TREE_ENTRY(node, struct record, by_id) : NULL;
    return record != NULL && strcmp(record->client.id, id) == 0 ? record : NULL;
}

/* Replaces the present record. False: no memory. */
static bool replace_record(struct queue_index *index, struct record *before,
                           const struct entry *entry, const char *id, long long updated_ns)
{
    struct record *record = record_new(entry, id);
    if (record == NULL)
        return false;
    record->updated_ns = updated_ns;
    if (before != NULL) {
        record->held = before->held;
        remove_record(index, before);
    }
    insert_record(index, record);
    return true;
}

bool queue_index_apply(struct queue_index *index, queue_index_changed *changed, void *context)
{
    bool whole;
    bool good = true;
    struct queue_news *next = queue_follow_take(index->follow, &whole);
    while (next != NULL) {
        struct queue_news *news = next;
        struct record *before = find(index, news->id);
        next = news->next;
        if (before == NULL || before->updated_ns < news->since_ns) {
            if (news->entry != NULL)
                good = replace_record(index, before, news->entry, news->id, 0) && good;
            else if (news->gone && before != NULL)
                remove_record(index, before);
        }
        if (changed != NULL)
            changed(context, news->id);
        queue_news_free(news);
    }
    index->whole = index->whole || whole;
    return good;
}

bool queue_index_is_complete(const struct queue_index *index)
{
    return index->whole;
}

bool queue_index_update(struct queue_index *index, const struct entry *entry)
{
    return replace_record(index, find(index, entry->file_id), entry, entry->file_id, clock_ns());
}

void queue_index_remove(struct queue_index *index, const char *id)
{
    struct record *record = find(index, id);
    if (record != NULL)
        remove_record(index, record);
}

/* ---------------------------------------------------------------- look-ups */

size_t queue_index_count(const struct queue_index *index)
{
    return index->count;
}

const struct index_client *queue_index_find(const struct queue_index *index, const char *id)
{
    const struct record *record = find(index, id);
    return record != NULL ? &record->client : NULL;
}

/* The one after `after`, or without that the first, if it matches; else NULL. */
static const struct tree_node *next_like(const struct tree *tree, const struct tree_node *wanted,
                                         const struct tree_node *after)
{
    const struct tree_node *node =
        after != NULL ? tree_next(after) : tree_lower_bound(tree, wanted);
    return node != NULL && tree->compare(node, wanted) == 0 ? node : NULL;
}

const struct index_client *queue_index_next(const struct queue_index *index,
                                            const struct index_client *after)
{
    const struct tree_node *node =
        after != NULL ? tree_next(&record_of(after)->by_id) : tree_first(&index->ids);
    return node != NULL ? CLIENT_BY(node, by_id) : NULL;
}

const struct index_client *queue_index_by_address(const struct queue_index *index,
                                                  const struct addr *address,
                                                  const struct index_client *after)
{
    const struct record wanted = {.client = {.address = *address}};
    const struct tree_node *node = next_like(&index->addresses, &wanted.by_address,
                                             after != NULL ? &record_of(after)->by_address : NULL);
    return node != NULL ? CLIENT_BY(node, by_address) : NULL;
}

const struct index_client *queue_index_by_claim(const struct queue_index *index,
                                                const struct addr *address,
                                                const struct index_client *after)
{
    const struct index_claim said = {.address = *address};
    const struct claim wanted = {.claim = &said};
    const struct tree_node *last = NULL;
    for (size_t i = 0; after != NULL && i < after->claim_count; i++)
        if (addr_equal(&after->claims[i].address, address))
            last = &record_of(after)->claims[i].by_address;
    const struct tree_node *node = next_like(&index->claims, &wanted.by_address, last);
    return node != NULL ? &claim_by(node)->record->client : NULL;
}

const struct index_client *queue_index_by_key(const struct queue_index *index, const char *key,
                                              const char *realm, const struct index_client *after)
{
    const struct record wanted = {.client = {.key = key, .realm = realm}};
    if (shown(key, realm)[0] == '\0')
        return NULL;
    const struct tree_node *node = next_like(&index->shown, &wanted.by_shown,
                                             after != NULL ? &record_of(after)->by_shown : NULL);
    return node != NULL ? CLIENT_BY(node, by_shown) : NULL;
}

const struct index_client *queue_index_by_guid(const struct queue_index *index,
                                               const struct guid *guid,
                                               const struct index_client *after)
{
    const struct record wanted = {.guid = lesser_order(guid)};
    const struct tree_node *node = next_like(&index->guids, &wanted.by_guid,
                                             after != NULL ? &record_of(after)->by_guid : NULL);
    return node != NULL ? CLIENT_BY(node, by_guid) : NULL;
}

/* ---------------------------------------------------------------- who is to be asked */

/* Those that are due; all of them if the clock was set back. */
static void take_due(struct queue_index *index, enum when from, time_t now)
{
    struct tree_node *node = tree_first(&index->whens[from]);
    bool set_back = now < index->now;
    while (node != NULL && (set_back || CLIENT_BY(node, by_time)->ask_next <= now)) {
        struct record *record = TREE_ENTRY(node, struct record, by_time);
        node = tree_next(node);
        enum when when = when_asked(record, now);
        if (when != from)
            set_when(index, record, when);
    }
}

const struct index_client *queue_index_next_due(struct queue_index *index, time_t now,
                                                const struct index_client *after)
{
    if (after == NULL) {
        take_due(index, LATER, now);
        take_due(index, LATER_AGAIN, now);
        index->now = now;
    }
    const struct tree *due = &index->whens[NOW];
    const struct tree_node *wanted = after != NULL ? &record_of(after)->by_time : NULL;
    const struct tree_node *node = wanted != NULL ? tree_lower_bound(due, wanted) : tree_first(due);
    if (node != NULL && node == wanted)
        node = tree_next(node);
    return node != NULL ? CLIENT_BY(node, by_time) : NULL;
}

static void set_held(struct queue_index *index, const char *id, bool held)
{
    struct record *record = find(index, id);
    if (record == NULL)
        return;
    record->held = held;
    set_when(index, record, when_asked(record, time(NULL)));
}

void queue_index_hold(struct queue_index *index, const char *id)
{
    set_held(index, id, true);
}

void queue_index_release(struct queue_index *index, const char *id)
{
    set_held(index, id, false);
}

time_t queue_index_next_due_time(const struct queue_index *index, bool first_tries)
{
    time_t next = 0;
    for (enum when when = LATER; when <= (first_tries ? LATER : LATER_AGAIN); when++) {
        const struct tree_node *node = tree_first(&index->whens[when]);
        if (node != NULL && (next == 0 || CLIENT_BY(node, by_time)->ask_next < next))
            next = CLIENT_BY(node, by_time)->ask_next;
    }
    return next;
}
