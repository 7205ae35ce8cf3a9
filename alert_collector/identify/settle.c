#include "alert_collector/identify/settle.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alert_collector/identify/schedule.h"
#include "alert_collector/identify/verdict.h"
#include "common/grow.h"
#include "support_queue_db/queue_ask.h"
#include "support_queue_db/queue_proved.h"

/* After this time a place at which another client was being asked is tried again. */
enum { SKIPPED_SECONDS = 2 };

/* The entry of this UUID in either byte order. ERR_NOHOST if there is none. */
static enum err_code load_by_guid(struct queue *queue, const struct guid *guid, struct entry *entry,
                                  struct err *e)
{
    char id[QUEUE_ID_SIZE];
    struct guid swapped = guid_swapped(guid);
    queue_id_of_guid(guid, id);
    enum err_code code = queue_load(queue, id, entry, e);
    if (code != ERR_NOHOST)
        return code;
    queue_id_of_guid(&swapped, id);
    return queue_load(queue, id, entry, e);
}

void settle_update_index(const struct settle *settle, const struct entry *entry)
{
    const struct settle *s = settle;
    (void)pthread_mutex_lock(&s->shared->lock);
    (void)queue_index_update(s->shared->index, entry);
    (void)pthread_mutex_unlock(&s->shared->lock);
}

static void remove_from_index(const struct settle *s, const char *id)
{
    (void)pthread_mutex_lock(&s->shared->lock);
    queue_index_remove(s->shared->index, id);
    (void)pthread_mutex_unlock(&s->shared->lock);
}

static bool shows_same(const char *key, const char *realm, const char *other_key,
                       const char *other_realm)
{
    if (key[0] != '\0' || other_key[0] != '\0')
        return strcmp(key, other_key) == 0;
    return realm[0] != '\0' && strcmp(realm, other_realm) == 0;
}

static enum err_code save_other(const struct settle *s, struct entry *other, struct err *e)
{
    enum err_code code = queue_save(s->queue, other, e);
    if (code == ERR_OK)
        settle_update_index(s, other);
    return code;
}

static enum err_code remove_entry(const struct settle *s, const char *id, const char *why,
                                  time_t now, struct err *e)
{
    enum err_code code = queue_remove(s->queue, id, why, now, NULL, e);
    if (code != ERR_OK)
        return code;
    remove_from_index(s, id);
    queue_proved_remove(s->queue, id);
    queue_confirmed_remove(s->queue, id);
    return ERR_OK;
}

/* Both entries have a ticket, so neither can be merged into the other. */
static enum err_code save_as_same_machine(const struct settle *s, struct entry *entry,
                                          struct entry *other, struct err *e)
{
    (void)snprintf(entry->same_as, sizeof entry->same_as, "%s", other->file_id);
    (void)snprintf(other->same_as, sizeof other->same_as, "%s", entry->file_id);
    return save_other(s, other, e);
}

/* Adds calls from an address to the entry of a client, as its own if that is its address, else as a
 * claim, and marks it to be asked. */
static void add_calls(struct entry *entry, const struct entry_claim *calls, time_t now)
{
    if (addr_equal(&entry->address, &calls->address)) {
        entry->calls += calls->calls;
    } else if (entry_add_claim(entry, &calls->address, calls->when, calls->source,
                               calls->calls > 0)) {
        struct entry_claim *claim = entry_find_claim(entry, &calls->address);
        claim->calls += calls->calls > 0 ? calls->calls - 1 : 0;
    }
    if (entry->last_call < calls->when)
        entry->last_call = calls->when;
    if (entry->last_seen < calls->when)
        entry->last_seen = calls->when;
    entry_set_ask_due(entry, now);
}

/* The client that called without an identity is one that answered elsewhere, or shows what that one
 * showed: the address that it called from becomes a claim of that one, which is then asked. */
static enum settle_result become_claim(const struct settle *s, struct entry *entry,
                                       struct entry *other, time_t now, struct err *e)
{
    struct entry_claim calls = {.address = entry->address,
                                .when = entry->last_call,
                                .source = entry->source,
                                .calls = entry->calls};
    if (entry_tickets_differ(entry, other)) {
        schedule_put_off(entry, now, now);
        return save_as_same_machine(s, entry, other, e) == ERR_OK ? SETTLE_SAVE : SETTLE_NOTHING;
    }
    entry->calls = 0;
    enum err_code code = entry_merge(other, entry, e);
    entry_unconfirm(other, now);
    queue_confirmed_remove(s->queue, other->file_id);
    add_calls(other, &calls, now);
    if (code == ERR_OK)
        code = save_other(s, other, e);
    if (code == ERR_OK)
        code = remove_entry(s, entry->file_id, "joined", now, e);
    return code == ERR_OK ? SETTLE_GONE : SETTLE_NOTHING;
}

static enum settle_result join_elsewhere(const struct settle *s, const struct round *round,
                                         struct entry *entry, time_t now, struct err *e)
{
    struct entry other;
    enum err_code code = queue_load(s->queue, round->places[0].judge.elsewhere, &other, e);
    enum settle_result result = SETTLE_NOTHING; /* that one has left the queue: another round */
    if (code == ERR_OK)
        result = become_claim(s, entry, &other, now, e);
    entry_free(&other);
    return result;
}

/* A call that was claimed for this entry came from another machine: that gets an entry of its own,
 * with its UUID if it was asked for it. */
static enum err_code give_own_entry(const struct settle *s, struct entry *entry,
                                    const struct entry_claim *claim,
                                    const struct round_place *place, time_t now, struct err *e)
{
    struct entry own;
    struct entry there;
    char id[QUEUE_ID_SIZE];
    entry_init(&own);
    own.address = claim->address;
    own.source = claim->source;
    own.first_call = claim->when;
    if (place->has_guid && guid_is_unique(&place->guid)) {
        own.has_guid = true;
        own.guid = place->guid;
        own.shares_uuid = entry->has_guid && guid_equal_any_order(&entry->guid, &own.guid);
        entry->shares_uuid = entry->shares_uuid || own.shares_uuid;
    }
    entry_id(&own, id);
    enum err_code code = queue_load(s->queue, id, &there, e);
    struct entry *to = code == ERR_OK ? &there : &own;
    if (code == ERR_OK || code == ERR_NOHOST) {
        add_calls(to, claim, now);
        to->has_guid = to->has_guid || own.has_guid;
        if (own.has_guid && to == &there) {
            to->guid = own.guid;
            to->shares_uuid = to->shares_uuid || own.shares_uuid;
        }
        code = save_other(s, to, e);
    }
    entry_free(&there);
    entry_free(&own);
    return code;
}

/* The address of a machine that has no other identity now belongs to another machine, which called:
 * the new entry takes the name. An entry with a ticket stays, and says what is there. */
static enum settle_result begin_new_entry(const struct settle *s, const struct entry *entry,
                                          time_t now, struct err *e)
{
    const struct entry_claim call = {
        .address = entry->address, .when = entry->last_call, .source = entry->source, .calls = 1};
    struct entry fresh;
    entry_init(&fresh);
    fresh.address = entry->address;
    fresh.source = entry->source;
    fresh.first_call = entry->last_call;
    add_calls(&fresh, &call, now);
    enum err_code code = remove_entry(s, entry->file_id, "replaced", now, e);
    if (code == ERR_OK)
        code = save_other(s, &fresh, e);
    entry_free(&fresh);
    return code == ERR_OK ? SETTLE_GONE : SETTLE_NOTHING;
}

/* Whether the machine at a claim's address is in the queue under that address already. */
static bool is_known_there(const struct settle *s, const struct round_place *place)
{
    const struct index_client *client = NULL;
    bool known = false;
    (void)pthread_mutex_lock(&s->shared->lock);
    while ((client = queue_index_by_address(s->shared->index, &place->address, client)) != NULL)
        known = known || (client->has_answered &&
                          shows_same(client->key, client->realm, place->judge.shown_key,
                                     place->judge.shown_realm));
    (void)pthread_mutex_unlock(&s->shared->lock);
    return known;
}

/* Whether the client was at this address when it was registered. */
static bool is_registered_at(const struct settle *s, const struct round_place *place)
{
    const struct register_client *client;
    char address[ADDR_TEXT_SIZE];
    size_t at = 0;
    bool found = false;
    addr_format(&place->address, address);
    (void)pthread_mutex_lock(&s->shared->lock);
    while (place->judge.has_guid &&
           (client = register_by_guid(s->shared->reg, &place->judge.guid, &at)) != NULL)
        found = found || strcmp(client->learned_from, address) == 0;
    (void)pthread_mutex_unlock(&s->shared->lock);
    return found;
}

__attribute__((format(printf, 4, 5))) static enum err_code
add_finding_event(struct entry *entry, time_t now, const char *name, const char *format, ...)
{
    char detail[ALERT_DETAIL_SIZE];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(detail, sizeof detail, format, args);
    va_end(args);
    return entry_add_event(entry, now, name, detail, NULL);
}

/* Deals with what was found at a claimed address, if it is not the client that answered there. */
static enum err_code check_claim(const struct settle *s, const struct round *round,
                                 const struct round_place *place, struct entry *entry, time_t now,
                                 struct err *e)
{
    struct entry_claim *claim = entry_find_claim(entry, &place->address);
    char here[ADDR_TEXT_SIZE];
    char there[ADDR_TEXT_SIZE];
    if (claim == NULL || !(place->looked || place->asked))
        return ERR_OK;
    bool answered = place->asked && place->outcome.result == AMT_ANSWERED && place->has_guid;
    bool at_home = round->is_there || round_sees_same(&round->places[0]);
    addr_format(&place->address, there);
    addr_format(&entry->address, here);
    claim->tried = now;
    /* If it has answered there once, or shows the same key now, the address is not just a
     * stranger's word. */
    claim->known = claim->known || is_registered_at(s, place) ||
                   (round->has_answered && round_sees_same(place) && place->judge.key[0] != '\0');
    enum err_code code = ERR_OK;
    if (answered || round_sees_other(place)) {
        struct entry_claim was = *claim;
        entry_remove_claim(entry, (size_t)(claim - entry->claims));
        code = add_finding_event(entry, now, "Another machine", "at %s, not this one: %.60s", there,
                                 answered ? place->told : "it shows another key or realm");
        if (code == ERR_OK && was.calls > 0 && !is_known_there(s, place))
            code = give_own_entry(s, entry, &was, place, now, e);
    } else if (round_sees_no_amt(place) && place->is_news) {
        code =
            add_finding_event(entry, now, "Not AMT", "at %s: %.80s", there, place->outcome.reason);
    } else if (round->has_answered && at_home && round_sees_same(place) && place->is_news) {
        code = add_finding_event(entry, now, "Two places",
                                 "answers at %s and at %s: two interfaces, or somebody in between",
                                 here, there);
    }
    return code;
}

/* AMT gave for a client without a UUID the UUID of another entry. */
static enum settle_result resolve_same_uuid(const struct settle *s, const struct round *round,
                                            struct entry *entry, struct entry *other, time_t now,
                                            struct err *e)
{
    const struct round_place *place = &round->places[0];
    bool answered = entry_has_answered(other);
    bool elsewhere = answered && !addr_equal(&other->address, &place->address);
    enum same same = answered ? verdict_compare(other, place, &round->facts) : SAME_MACHINE;
    if (elsewhere &&
        !shows_same(other->key, other->realm, place->judge.shown_key, place->judge.shown_realm))
        same = ANOTHER_MACHINE; /* or was set up again: what it shows does not prove a move */
    bool is_same = same == SAME_MACHINE || (!elsewhere && same == CANNOT_TELL);
    bool apart = strcmp(entry->same_as, other->file_id) == 0;
    bool joined;
    if (is_same && !apart && elsewhere && !entry_tickets_differ(entry, other))
        return become_claim(s, entry, other, now, e);
    enum err_code code = verdict_set_answered(entry, place, &round->facts, now, e);
    if (code == ERR_OK && is_same && !apart) {
        code = queue_merge(s->queue, entry, other->file_id, &joined, e);
        if (code == ERR_OK && joined)
            remove_from_index(s, other->file_id);
    } else if (code == ERR_OK && !is_same) {
        entry->shares_uuid = true;
        other->shares_uuid = true;
        code = save_other(s, other, e);
    }
    return code == ERR_OK ? SETTLE_SAVE : SETTLE_NOTHING;
}

/* Whether there is still something to ask after an answer: other addresses that are claimed for the
 * client. */
static bool has_more_to_try(const struct entry *entry)
{
    for (size_t i = 0; i < entry->claim_count; i++)
        if (entry->claims[i].tried == 0 || entry->claims[i].tried < entry->claims[i].when)
            return true;
    return false;
}

static time_t earliest_retry(const struct round *round)
{
    time_t until = 0;
    for (size_t i = 0; i < round->count; i++) {
        const struct round_place *place = &round->places[i];
        if (place->asked && place->judge.decision == JUDGE_LATER &&
            place->outcome.result == AMT_UNTRUSTED &&
            (until == 0 || place->judge.not_before < until))
            until = place->judge.not_before;
    }
    return until;
}

/* The place, other than its address, where the client answered for itself; NULL if there is
 * none. */
static const struct round_place *answered_elsewhere(const struct round *round,
                                                    const struct entry *entry)
{
    for (size_t i = 1; i < round->count; i++) {
        const struct round_place *place = &round->places[i];
        if (round_fits(round, place) &&
            (!round->has_answered || verdict_compare(entry, place, &round->facts) == SAME_MACHINE))
            return place;
    }
    return NULL;
}

static bool is_news(const struct round *round, const struct entry *entry)
{
    return entry->last_call != round->last_call;
}

static void set_next_asking(const struct round *round, enum verdict_end end, struct entry *entry,
                            time_t now)
{
    time_t until = earliest_retry(round);
    bool asked = round->is_there || round->places[0].asked || end == VERDICT_ANSWERED;
    if (is_news(round, entry)) /* a call came meanwhile: do all of it again */
        return;
    if (round_has_skipped(round)) {
        schedule_put_off(entry, now + SKIPPED_SECONDS, now);
        return;
    }
    if (end == VERDICT_NOBODY && until == 0)
        schedule_nobody(entry, now);
    else if (end == VERDICT_PUT_OFF || (until != 0 && end != VERDICT_ANSWERED))
        schedule_put_off(entry, until, now);
    else if (!asked || (end == VERDICT_ANSWERED && has_more_to_try(entry)))
        schedule_put_off(entry, now, now);
    else
        entry_clear_ask_due(entry);
}

enum settle_result settle_round(const struct settle *settle, const struct round *round,
                                struct entry *entry, time_t now, struct err *e)
{
    const struct settle *s = settle;
    const struct round_place *home = &round->places[0];
    const struct round_place *moved = answered_elsewhere(round, entry);
    enum verdict_end end = round->is_there ? VERDICT_ANSWERED : VERDICT_FAILED;
    enum err_code code = ERR_OK;
    bool is_home = addr_equal(&entry->address, &home->address);
    if (!is_home && moved == NULL && !round_fits(round, home))
        return SETTLE_NOTHING;
    if (home->judge.decision == JUDGE_ELSEWHERE && home->outcome.result == AMT_UNTRUSTED)
        return join_elsewhere(s, round, entry, now, e);
    if (moved == NULL && !entry->has_guid && round_fits(round, home) &&
        guid_is_unique(&home->guid)) {
        struct entry other;
        enum settle_result result = SETTLE_SAVE;
        code = load_by_guid(s->queue, &home->guid, &other, e);
        if (code == ERR_OK &&
            (result = resolve_same_uuid(s, round, entry, &other, now, e)) == SETTLE_SAVE)
            set_next_asking(round, VERDICT_ANSWERED, entry, now);
        entry_free(&other);
        if (code != ERR_NOHOST)
            return code == ERR_OK ? result : SETTLE_NOTHING;
        code = ERR_OK;
    }
    for (size_t i = 1; i < round->count && code == ERR_OK; i++)
        if (&round->places[i] != moved)
            code = check_claim(s, round, &round->places[i], entry, now, e);
    if (code == ERR_OK && moved != NULL) {
        code = verdict_set_answered(entry, moved, &round->facts, now, e);
        struct entry_claim *left = entry_find_claim(entry, &home->address);
        if (left != NULL) {
            left->tried = now;
            left->known = left->known || round->has_answered;
        }
        end = VERDICT_ANSWERED;
    } else if (code == ERR_OK && home->asked) {
        end = is_home ? verdict_home(entry, round, now, e) : VERDICT_FAILED;
        if (!is_home) { /* the call came from elsewhere, but AMT answered here */
            code = verdict_set_answered(entry, home, &round->facts, now, e);
            end = VERDICT_ANSWERED;
        }
    }
    if (code != ERR_OK)
        return SETTLE_NOTHING;
    if (end == VERDICT_ANOTHER && !entry->has_guid && round->has_answered &&
        entry->ticket[0] == '\0' && entry->last_call > entry->proof_time)
        return begin_new_entry(s, entry, now, e);
    set_next_asking(round, end, entry, now);
    return SETTLE_SAVE;
}

/* Finds every other client whose entry rested on this address, except one that shows the same.
 * False: no memory. The caller frees *ids. */
static bool find_others(const struct settle *s, const struct entry *entry,
                        char (**ids)[QUEUE_ID_SIZE], size_t *count)
{
    const struct index_client *client = NULL;
    size_t room = 0;
    bool good = true;
    *ids = NULL;
    *count = 0;
    (void)pthread_mutex_lock(&s->shared->lock);
    while (good &&
           (client = queue_index_by_address(s->shared->index, &entry->address, client)) != NULL) {
        if (!client->has_answered || strcmp(client->id, entry->file_id) == 0 ||
            shows_same(client->key, client->realm, entry->key, entry->realm))
            continue;
        good = grow(ids, *count, 1, &room, sizeof **ids);
        if (good)
            (void)snprintf((*ids)[(*count)++], QUEUE_ID_SIZE, "%s", client->id);
    }
    (void)pthread_mutex_unlock(&s->shared->lock);
    return good;
}

static enum err_code mark_others_for_asking(const struct settle *s, const struct entry *entry,
                                            time_t now, struct err *e)
{
    char(*ids)[QUEUE_ID_SIZE];
    size_t count;
    enum err_code code = find_others(s, entry, &ids, &count) ? ERR_OK : err_nomem(e);
    for (size_t i = 0; i < count && code == ERR_OK; i++) {
        struct entry other;
        code = queue_load(s->queue, ids[i], &other, e);
        if (code == ERR_OK) {
            entry_set_ask_due(&other, now);
            code = save_other(s, &other, e);
        } else if (code == ERR_NOHOST) {
            code = ERR_OK;
        }
        entry_free(&other);
    }
    free(ids);
    return code;
}

/* Gets the serial number of the machine that answered. The entry may have one from an earlier
 * answer; that this is the same machine's is known if it was proved, else only if AMT has told it
 * again. */
static void format_answered_serial(const struct round *round, const struct entry *entry,
                                   bool answered, char out[TEXT_VALUE_SIZE])
{
    const char *told =
        entry_serial_is_boards(entry) ? round->facts.board_serial : round->facts.serial;
    out[0] = '\0';
    if (!answered || entry->proof != PROOF_NONE || told[0] != '\0')
        entry_format_serial(entry, out);
}

enum err_code settle_after_save(const struct settle *settle, const struct round *round,
                                const struct entry *entry, time_t now, struct err *e)
{
    enum err_code code = ERR_OK;
    bool answered = entry->proof_time == now &&
                    (entry->state == ENTRY_ANSWERED || entry->state == ENTRY_VERIFIED);
    if (strcmp(round->id, entry->file_id) != 0)
        queue_proved_remove(settle->queue, round->id);
    if (entry->confirmed_time == 0)
        queue_confirmed_remove(settle->queue, entry->file_id);
    if ((answered && round_has_answer(round)) || entry->state == ENTRY_MISMATCH ||
        (entry_has_answered(entry) && entry->state != round->state)) {
        char serial[TEXT_VALUE_SIZE];
        format_answered_serial(round, entry, answered, serial);
        code = queue_proved_write(settle->queue, entry->file_id, entry, serial, e);
    } else if (!entry_has_answered(entry)) {
        queue_proved_remove(settle->queue, entry->file_id);
    }
    if (strcmp(round->id, entry->file_id) != 0)
        remove_from_index(settle, round->id);
    settle_update_index(settle, entry);
    if (code == ERR_OK)
        code = logins_save(settle->shared->logins, e);
    if (answered && code == ERR_OK)
        code = mark_others_for_asking(settle, entry, now, e);
    return code;
}
