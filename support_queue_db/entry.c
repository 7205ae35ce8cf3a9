#include "support_queue_db/entry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/placeholder.h"
#include "common/text.h"
#include "support_queue_db/ticket.h"

static const char *const state_names[] = {"waiting", "answered", "verified", "failed", "mismatch"};
static const char *const failure_names[] = {
    "",         "not-registered", "not-asked", "unreachable", "timeout", "tls",
    "password", "not-amt",        "busy",      "lost",        "refused"};
static const char *const proof_names[] = {"none", "key", "certificate"};
#define FACT_ROW(constant, name, label) [FACT_##constant] = #name,
static const char *const fact_names[FACT_COUNT] = {[FACT_OWN_NAME] = "own_name",
                                                   [FACT_CERTIFICATE_HOSTS] = "certificate_hosts",
                                                   FACT_LIST(FACT_ROW, FACT_ROW)};
#undef FACT_ROW

void entry_init(struct entry *entry)
{
    memset(entry, 0, sizeof *entry);
}

void entry_free(struct entry *entry)
{
    for (size_t i = 0; i < FACT_COUNT; i++)
        free(entry->facts[i]);
    free(entry->inventory);
    free(entry->events);
    free(entry->recent);
    entry_init(entry);
}

const char *entry_state_name(enum entry_state state)
{
    return state_names[state];
}

const char *entry_failure_name(enum entry_failure failure)
{
    return failure_names[failure];
}

const char *entry_fact_name(enum entry_fact fact)
{
    return fact_names[fact];
}

const char *entry_proof_name(enum entry_proof proof)
{
    return proof_names[proof];
}

static bool find_word(const char *const words[], size_t count, const char *word, size_t *at)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(words[i], word) == 0) {
            *at = i;
            return true;
        }
    }
    return false;
}

bool entry_state_parse(const char *name, enum entry_state *state)
{
    size_t at;
    if (!find_word(state_names, sizeof state_names / sizeof state_names[0], name, &at))
        return false;
    *state = (enum entry_state)at;
    return true;
}

bool entry_failure_parse(const char *name, enum entry_failure *failure)
{
    size_t at;
    if (!find_word(failure_names, sizeof failure_names / sizeof failure_names[0], name, &at))
        return false;
    *failure = (enum entry_failure)at;
    return true;
}

bool entry_proof_parse(const char *name, enum entry_proof *proof)
{
    size_t at;
    if (!find_word(proof_names, sizeof proof_names / sizeof proof_names[0], name, &at))
        return false;
    *proof = (enum entry_proof)at;
    return true;
}

void entry_id(const struct entry *entry, char id[QUEUE_ID_SIZE])
{
    struct guid first;
    bool is_second =
        (entry->shares_uuid || entry->same_as[0] != '\0') && !guid_parse(entry->file_id, &first);
    if (entry->has_guid && !is_second)
        queue_id_of_guid(&entry->guid, id);
    else
        queue_id_of_addr(&entry->address, id);
}

void entry_add_old_id(struct entry *entry, time_t now)
{
    if (entry->old_id_count == ENTRY_OLD_IDS_MAX)
        memmove(entry->old_ids, entry->old_ids + 1,
                --entry->old_id_count * sizeof entry->old_ids[0]);
    struct entry_old_id *was = &entry->old_ids[entry->old_id_count++];
    memcpy(was->id, entry->file_id, sizeof was->id);
    was->when = now;
}

bool entry_had_id(const struct entry *entry, const char *id, time_t since)
{
    for (size_t i = 0; i < entry->old_id_count; i++)
        if (entry->old_ids[i].when >= since && strcmp(entry->old_ids[i].id, id) == 0)
            return true;
    return false;
}

enum err_code entry_set_fact(struct entry *entry, enum entry_fact fact, const char *text,
                             struct err *e)
{
    char clean[TEXT_VALUE_SIZE] = "";
    if (text != NULL)
        text_clean_xml(text, strlen(text), clean, sizeof clean);
    char *copy = clean[0] != '\0' ? strdup(clean) : NULL;
    if (copy == NULL && clean[0] != '\0')
        return err_nomem(e);
    free(entry->facts[fact]);
    entry->facts[fact] = copy;
    return ERR_OK;
}

const char *entry_fact(const struct entry *entry, enum entry_fact fact)
{
    return entry->facts[fact] != NULL ? entry->facts[fact] : "";
}

bool entry_serial_is_boards(const struct entry *entry)
{
    return is_placeholder(entry_fact(entry, FACT_SERIAL)) &&
           entry_fact(entry, FACT_BOARD_SERIAL)[0] != '\0';
}

const char *entry_serial(const struct entry *entry)
{
    const char *own = entry_fact(entry, FACT_SERIAL);
    return is_placeholder(own) ? entry_fact(entry, FACT_BOARD_SERIAL) : own;
}

void entry_format_serial(const struct entry *entry, char out[TEXT_VALUE_SIZE])
{
    char text[TEXT_VALUE_SIZE + 8];
    (void)snprintf(text, sizeof text, "%s%s", entry_serial_is_boards(entry) ? "board " : "",
                   entry_serial(entry));
    text_clean_xml(text, strlen(text), out, TEXT_VALUE_SIZE);
}

void entry_set_state(struct entry *entry, enum entry_state state, const char *reason, time_t now)
{
    bool lasts = state == entry->state && (state == ENTRY_ANSWERED || state == ENTRY_VERIFIED);
    entry->state = state;
    if (!lasts)
        entry->state_time = now;
    entry->failure = FAILURE_NONE;
    text_clean_xml(reason, strlen(reason), entry->reason, sizeof entry->reason);
}

bool entry_is_taken(const struct entry *entry, time_t now)
{
    return entry->taken_by[0] != '\0' && entry->ticket[0] == '\0' &&
           now - entry->taken_time < ENTRY_TAKEN_SECONDS &&
           entry->taken_time - now < ENTRY_TAKEN_SECONDS; /* from a host whose clock is ahead */
}

void entry_take(struct entry *entry, const char *by, time_t now)
{
    text_clean_xml(by, strlen(by), entry->taken_by, sizeof entry->taken_by);
    entry->taken_time = entry->taken_by[0] != '\0' ? now : 0;
}

void entry_set_ticket(struct entry *entry, const char *ticket, const char *by, time_t now)
{
    entry_take(entry, "", now);
    entry->ticket_info = (struct ticket_info){.status = TICKET_UNCHECKED};
    text_clean_xml(ticket, strlen(ticket), entry->ticket, sizeof entry->ticket);
    text_clean_xml(by, strlen(by), entry->ticket_by, sizeof entry->ticket_by);
    entry->ticket_time = now;
}

void entry_set_ticket_info(struct entry *entry, const char *from, const struct ticket_info *word,
                           time_t now)
{
    struct ticket_info told = {.status = word->status, .when = now};
    bool known =
        entry->ticket_info.status == TICKET_OPEN || entry->ticket_info.status == TICKET_CLOSED;
    if (known && word->status == TICKET_UNKNOWN && strcmp(entry->ticket_info.from, from) != 0)
        return;
    text_clean_xml(from, strlen(from), told.from, sizeof told.from);
    text_clean_xml(word->title, strlen(word->title), told.title, sizeof told.title);
    text_clean_xml(word->requestor, strlen(word->requestor), told.requestor, sizeof told.requestor);
    if (word->status == TICKET_CLOSED)
        told.closed = word->closed;
    entry->ticket_info = told;
}

void entry_unconfirm(struct entry *entry, time_t now)
{
    entry->confirmed_by[0] = '\0';
    entry->confirmed_time = 0;
    entry->state_time = now;
}

bool entry_has_answered(const struct entry *entry)
{
    return entry->proof_time != 0;
}

void entry_address(const struct entry *entry, char text[ADDR_TEXT_SIZE])
{
    if (addr_is_unknown(&entry->address))
        text[0] = '\0';
    else
        addr_format(&entry->address, text);
}

void entry_set_ask_due(struct entry *entry, time_t now)
{
    if (addr_is_unknown(&entry->address)) {
        entry_set_state(entry, ENTRY_FAILED, "no address: its relay does not tell it", now);
        return;
    }
    if (!entry_has_answered(entry) && entry->state != ENTRY_MISMATCH &&
        (entry->state != ENTRY_WAITING || entry->ask_since == 0)) {
        entry_set_state(entry, ENTRY_WAITING, "", now);
        entry->inventory_pending = false;
    }
    if (entry->ask_since == 0)
        entry->ask_since = now;
    entry->ask_next = now;
    entry->ask_tries = 0;
}

void entry_clear_ask_due(struct entry *entry)
{
    entry->ask_since = 0;
    entry->ask_next = 0;
    entry->ask_tries = 0;
}

void entry_reset(struct entry *entry, time_t now)
{
    entry->claim_count = 0;
    entry->proof = PROOF_NONE;
    entry->proof_time = 0;
    entry->key[0] = '\0';
    entry->realm[0] = '\0';
    entry->confirmed_by[0] = '\0';
    entry->confirmed_time = 0;
    entry_take(entry, "", now);
    if (entry->ticket[0] == '\0')
        entry->ticket_time = now; /* or it would expire at once */
    entry->ticket_info = (struct ticket_info){.status = TICKET_UNCHECKED};
    entry->old_id_count = 0;
    entry->state = ENTRY_WAITING;
    entry->ask_since = 0;
    entry_set_ask_due(entry, now);
}

/* Nothing is put off for longer: a later time comes from a clock that has been set back since. */
enum { ASK_LATEST = 3600 };

bool entry_is_ask_due(const struct entry *entry, time_t now)
{
    return entry->ask_since != 0 && (entry->ask_next <= now || entry->ask_next > now + ASK_LATEST);
}

enum err_code entry_add_event(struct entry *entry, time_t when, const char *name,
                              const char *detail, struct err *e)
{
    if (entry->events == NULL)
        entry->events = calloc(ENTRY_EVENTS_MAX, sizeof *entry->events);
    if (entry->events == NULL)
        return err_nomem(e);
    if (entry->event_count == ENTRY_EVENTS_MAX) {
        entry->event_count--;
        memmove(entry->events, entry->events + 1, entry->event_count * sizeof *entry->events);
    }
    struct entry_event *event = &entry->events[entry->event_count++];
    event->when = when;
    text_clean_xml(name, strlen(name), event->name, sizeof event->name);
    text_clean_xml(detail, strlen(detail), event->detail, sizeof event->detail);
    return ERR_OK;
}

/* Each key is remembered only once: see entry_add_recent. */
static const struct entry_recent *find_recent(const struct entry *entry, const char *key)
{
    for (size_t i = 0; i < entry->recent_count; i++)
        if (strcmp(entry->recent[i].key, key) == 0)
            return &entry->recent[i];
    return NULL;
}

bool entry_is_repeat(const struct entry *entry, const char *key, time_t now)
{
    const struct entry_recent *recent = key[0] != '\0' ? find_recent(entry, key) : NULL;
    /* It lies ahead where another collector, or another process, noted the same alert first and its
     * clock, or its second, is a little later; further ahead only where a clock was set back, and
     * that is no reason to take a call for an echo. */
    return recent != NULL && labs((long)(now - recent->when)) < alert_repeat_seconds(recent->key);
}

/* A call's repetition may have been set aside by another collector, and come much later. Whatever
 * is newer than now stays: an alert that was set aside may be older than what is remembered. */
static bool may_be_repeated(const struct entry_recent *recent, time_t now)
{
    return now - recent->when <
           (recent->is_call ? ALERT_PENDING_SECONDS : alert_repeat_seconds(recent->key));
}

enum err_code entry_add_recent(struct entry *entry, const char *key, time_t now, struct err *e)
{
    if (key[0] == '\0')
        return ERR_OK;
    if (entry->recent == NULL)
        entry->recent = calloc(ENTRY_RECENT_MAX, sizeof *entry->recent);
    if (entry->recent == NULL)
        return err_nomem(e);
    size_t kept = 0;
    for (size_t i = 0; i < entry->recent_count; i++)
        if (may_be_repeated(&entry->recent[i], now) && strcmp(entry->recent[i].key, key) != 0)
            entry->recent[kept++] = entry->recent[i];
    if (kept == ENTRY_RECENT_MAX)
        memmove(entry->recent, entry->recent + 1, --kept * sizeof *entry->recent);
    struct entry_recent *last = &entry->recent[kept];
    *last = (struct entry_recent){.when = now};
    (void)snprintf(last->key, sizeof last->key, "%s", key);
    entry->recent_count = kept + 1;
    return ERR_OK;
}

static time_t later(time_t a, time_t b)
{
    return a > b ? a : b;
}

time_t entry_expires(const struct entry *entry, long timeout)
{
    if (entry->ticket[0] != '\0')
        return 0;
    return later(entry->last_call, entry->ticket_time) + timeout;
}

static enum err_code merge_events(struct entry *entry, const struct entry *other, struct err *e)
{
    struct entry both;
    entry_init(&both);
    enum err_code code = ERR_OK;
    size_t a = 0;
    size_t b = 0;
    while (code == ERR_OK && (a < entry->event_count || b < other->event_count)) {
        bool mine = b == other->event_count ||
                    (a < entry->event_count && entry->events[a].when <= other->events[b].when);
        const struct entry_event *next = mine ? &entry->events[a++] : &other->events[b++];
        code = entry_add_event(&both, next->when, next->name, next->detail, e);
    }
    if (code == ERR_OK) {
        free(entry->events);
        entry->events = both.events;
        entry->event_count = both.event_count;
        both.events = NULL;
    }
    entry_free(&both);
    return code;
}

/* How many calls both have counted: repetitions of a PET without a UUID, one before and one after
 * the client's UUID was known; or a merge that a crash cut short. */
static unsigned shared_calls(const struct entry *entry, const struct entry *other)
{
    unsigned count = 0;
    for (size_t i = 0; i < entry->recent_count; i++) {
        const struct entry_recent *mine = &entry->recent[i];
        const struct entry_recent *same = find_recent(other, mine->key);
        long seconds = alert_repeat_seconds(mine->key);
        if (mine->is_call && same != NULL && same->when - mine->when < seconds &&
            mine->when - same->when < seconds)
            count++;
    }
    return count;
}

static enum err_code merge_recent(struct entry *entry, const struct entry *other, struct err *e)
{
    enum err_code code = ERR_OK;
    for (size_t i = 0; code == ERR_OK && i < other->recent_count; i++) {
        const struct entry_recent *theirs = &other->recent[i];
        if (theirs->key[0] == '\0')
            continue;
        code = entry_add_recent(entry, theirs->key, theirs->when, e);
        if (code == ERR_OK)
            entry->recent[entry->recent_count - 1].is_call = theirs->is_call;
    }
    return code;
}

bool entry_tickets_differ(const struct entry *a, const struct entry *b)
{
    return a->ticket[0] != '\0' && b->ticket[0] != '\0' && !ticket_same(a->ticket, b->ticket);
}

static enum err_code merge_ticket(struct entry *entry, const struct entry *other, struct err *e)
{
    if (entry_tickets_differ(entry, other)) /* queue_merge keeps them apart: no ticket may vanish */
        return entry_add_event(entry, other->ticket_time, "Second ticket of the same client",
                               other->ticket, e);
    bool same = other->ticket[0] != '\0' && entry->ticket[0] != '\0';
    if (same && other->ticket_info.when > entry->ticket_info.when)
        entry->ticket_info = other->ticket_info;
    if (other->ticket[0] == '\0' || same)
        return ERR_OK;
    memcpy(entry->ticket, other->ticket, sizeof entry->ticket);
    memcpy(entry->ticket_by, other->ticket_by, sizeof entry->ticket_by);
    entry->ticket_time = other->ticket_time;
    entry->ticket_info = other->ticket_info;
    return ERR_OK;
}

/* The last person who took it is on it; once there is a ticket, nobody needs to be. */
static void merge_taken(struct entry *entry, const struct entry *other)
{
    if (entry->ticket[0] != '\0') {
        entry_take(entry, "", 0);
    } else if (other->taken_time > entry->taken_time) {
        memcpy(entry->taken_by, other->taken_by, sizeof entry->taken_by);
        entry->taken_time = other->taken_time;
    }
}

/* The other entry's address stays as a claim. */
static void merge_claims(struct entry *entry, const struct entry *other)
{
    for (size_t i = 0; i < other->claim_count; i++) {
        const struct entry_claim *theirs = &other->claims[i];
        if (!entry_add_claim(entry, &theirs->address, theirs->when, theirs->source,
                             theirs->calls > 0))
            continue;
        struct entry_claim *mine = entry_find_claim(entry, &theirs->address);
        if (mine == NULL) /* it is the entry's address */
            continue;
        mine->calls += theirs->calls > 0 ? theirs->calls - 1 : 0;
        mine->counted += theirs->counted;
        mine->known = mine->known || theirs->known;
        mine->tried = later(mine->tried, theirs->tried);
    }
}

static enum err_code merge_facts(struct entry *entry, const struct entry *other, struct err *e)
{
    enum err_code code = ERR_OK;
    bool takes_name = entry->facts[FACT_FQDN] == NULL;
    for (size_t i = 0; code == ERR_OK && i < FACT_COUNT; i++) {
        bool fits = (i != FACT_FQDN_FROM || takes_name) && i != FACT_WEB && /* of its address */
                    i != FACT_CERTIFICATE_HOSTS &&
                    (i != FACT_BOARD_SERIAL || entry->facts[FACT_SERIAL] == NULL);
        if (entry->facts[i] == NULL && fits)
            code = entry_set_fact(entry, (enum entry_fact)i, other->facts[i], e);
    }
    return code;
}

enum err_code entry_merge(struct entry *entry, const struct entry *other, struct err *e)
{
    if (entry->first_call == 0 || (other->first_call != 0 && other->first_call < entry->first_call))
        entry->first_call = other->first_call;
    entry->last_call = later(entry->last_call, other->last_call);
    entry->last_seen = later(entry->last_seen, other->last_seen);
    unsigned shared = shared_calls(entry, other);
    entry->calls += other->calls > shared ? other->calls - shared : 0;
    merge_claims(entry, other);
    entry->confirmed_by[0] = '\0';
    entry->confirmed_time = 0;
    enum err_code code = merge_ticket(entry, other, e);
    merge_taken(entry, other);
    if (code == ERR_OK)
        code = merge_facts(entry, other, e);
    if (code == ERR_OK)
        code = entry_merge_inventory(entry, other, e);
    if (code == ERR_OK)
        code = merge_events(entry, other, e);
    if (code == ERR_OK)
        code = merge_recent(entry, other, e);
    return code;
}
