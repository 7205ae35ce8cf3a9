#include "alert_collector/identify/verdict.h"

#include <stdio.h>
#include <string.h>

#include "common/amt/amt_failure.h"
#include "common/placeholder.h"
#include "common/timefmt.h"
#include "support_queue_db/entry_name.h"

_Static_assert(FACTS_DISKS_MAX <= ENTRY_DISKS_MAX, "an entry has room for all disks");

/* The names are taken as AMT shows them now, even if it shows none. */
static enum err_code copy_names(struct entry *entry, const struct facts *facts, struct err *e)
{
    enum err_code code = entry_set_fact(entry, FACT_CERTIFICATE_HOSTS, facts->certificate_hosts, e);
    if (code == ERR_OK)
        code = entry_set_fact(entry, FACT_OWN_NAME, facts->own_name ? "true" : "", e);
    return code == ERR_OK && !entry_name_is_foreign(entry) ? entry_choose_name(entry, e) : code;
}

/* The board's number is used only if the system has none. */
static enum err_code choose_serial(struct entry *entry, struct err *e)
{
    bool has_own = !is_placeholder(entry_fact(entry, FACT_SERIAL));
    return entry_set_fact(entry, has_own ? FACT_BOARD_SERIAL : FACT_SERIAL, "", e);
}

/* A fact that AMT did not tell this time stays as an earlier inquiry found it. */
static enum err_code copy_facts(struct entry *entry, const struct facts *facts, struct err *e)
{
#define FACT_TOLD(constant, name, label) [FACT_##constant] = facts->name,
#define FACT_MADE(constant, name, label)
    const char *const texts[FACT_COUNT] = {FACT_LIST(FACT_TOLD, FACT_MADE)};
#undef FACT_TOLD
#undef FACT_MADE
    enum err_code code = ERR_OK;
    for (int i = 0; i < FACT_COUNT && code == ERR_OK; i++)
        if (texts[i] != NULL && texts[i][0] != '\0')
            code = entry_set_fact(entry, (enum entry_fact)i, texts[i], e);
    if (code == ERR_OK)
        code = copy_names(entry, facts, e);
    if (code == ERR_OK)
        code = choose_serial(entry, e);
    if (facts->memory_bytes > 0)
        entry->memory_bytes = facts->memory_bytes;
    if (facts->disk_count > 0) {
        memcpy(entry->disk_bytes, facts->disk_bytes, sizeof facts->disk_bytes);
        entry->disk_count = facts->disk_count;
    }
    return code;
}

static const struct {
    const char *word; /* for people; NULL: the word for the result */
    enum amt_result result;
    enum err_code code;
} failures[] = {
    [FAILURE_NOT_REGISTERED] = {"not registered", AMT_UNTRUSTED, ERR_CONFIG},
    [FAILURE_NOT_ASKED] = {"not asked", AMT_ADDRESS_NOT_ALLOWED, ERR_CONFIG},
    [FAILURE_UNREACHABLE] = {NULL, AMT_UNREACHABLE, ERR_UNAVAILABLE},
    [FAILURE_TIMEOUT] = {NULL, AMT_TIMEOUT, ERR_UNAVAILABLE},
    [FAILURE_LOST] = {NULL, AMT_CONNECTION_LOST, ERR_UNAVAILABLE},
    [FAILURE_TLS] = {NULL, AMT_TLS, ERR_PROTOCOL},
    [FAILURE_PASSWORD] = {NULL, AMT_LOGIN_REFUSED, ERR_NOPERM},
    [FAILURE_NOT_AMT] = {NULL, AMT_NOT_AMT, ERR_PROTOCOL},
    [FAILURE_REFUSED] = {NULL, AMT_FAULT, ERR_PROTOCOL},
    [FAILURE_BUSY] = {NULL, AMT_BUSY, ERR_TEMPFAIL},
};

static const enum entry_failure failure_of[] = {
    [AMT_ADDRESS_NOT_ALLOWED] = FAILURE_NOT_ASKED,
    [AMT_NO_HOST] = FAILURE_UNREACHABLE,
    [AMT_UNREACHABLE] = FAILURE_UNREACHABLE,
    [AMT_CONNECTION_LOST] = FAILURE_LOST,
    [AMT_TIMEOUT] = FAILURE_TIMEOUT,
    [AMT_TLS] = FAILURE_TLS,
    [AMT_CERTIFICATE] = FAILURE_TLS,
    [AMT_LOGIN_REFUSED] = FAILURE_PASSWORD,
    [AMT_UNTRUSTED] = FAILURE_NOT_AMT,
    [AMT_NO_LOGIN] = FAILURE_NOT_AMT,
    [AMT_BAD_CHALLENGE] = FAILURE_NOT_AMT,
    [AMT_NOT_AMT] = FAILURE_NOT_AMT,
    [AMT_BUSY] = FAILURE_BUSY,
    [AMT_ABSENT] = FAILURE_REFUSED,
    [AMT_DENIED] = FAILURE_REFUSED,
    [AMT_FAULT] = FAILURE_REFUSED,
    [AMT_UNREADABLE] = FAILURE_REFUSED,
};

void verdict_set_failed(struct entry *entry, enum entry_failure failure, const char *detail,
                        time_t now)
{
    const char *word = failures[failure].word;
    char text[ENTRY_REASON_SIZE];
    char when[TIME_TEXT_SIZE];
    if (word == NULL)
        word = amt_failure_kind(failures[failure].result);
    time_format(now, when);
    int room = (int)(sizeof text - sizeof ": , at " - strlen(word) - strlen(when));
    /* The advice for a client that is not in the register does not change with time, so its reason
     * has no time. */
    (void)snprintf(text, sizeof text, "%s%s%.*s%s%s", word, detail[0] != '\0' ? ": " : "", room,
                   detail, failure == FAILURE_NOT_REGISTERED ? "" : ", at ",
                   failure == FAILURE_NOT_REGISTERED ? "" : when);
    enum entry_state state = entry_has_answered(entry) ? entry->state : ENTRY_FAILED;
    if (failure == FAILURE_NOT_REGISTERED && state == ENTRY_VERIFIED) {
        state = ENTRY_ANSWERED; /* what proved it is no longer known */
        entry->proof = PROOF_NONE;
    }
    entry->inventory_pending = false;
    if (entry->state == ENTRY_MISMATCH)
        return;
    entry_set_state(entry, state, text, now);
    entry->failure = failure;
}

enum err_code verdict_exit_code(const struct entry *entry)
{
    if (entry->state == ENTRY_WAITING)
        return ERR_TEMPFAIL;
    if (entry->failure != FAILURE_NONE)
        return failures[entry->failure].code;
    return entry->state == ENTRY_VERIFIED || entry->state == ENTRY_ANSWERED ? ERR_OK : ERR_PROTOCOL;
}

static void mismatch(struct entry *entry, const struct round_place *place, const char *what,
                     time_t now)
{
    char text[ENTRY_REASON_SIZE + ADDR_TEXT_SIZE + 16]; /* cut when it is set */
    char address[ADDR_TEXT_SIZE];
    addr_format(&place->address, address);
    (void)snprintf(text, sizeof text, "AMT at %s %s", address, what);
    entry_set_state(entry, ENTRY_MISMATCH, text, now);
    entry->proof = PROOF_NONE;
    entry->inventory_pending = false;
    entry_unconfirm(entry, now);
}

enum same verdict_compare(const struct entry *entry, const struct round_place *place,
                          const struct facts *facts)
{
    const struct judge *judge = &place->judge;
    /* A key that the register or a person has accepted in place of another does not show another
     * machine. */
    bool taken = judge->has_answered && judge->is_same && judge->proof != PROOF_NONE;
    bool by_hand = judge->has_answered && judge->by_person && !judge->has_record;
    /* Compare the system's number with the system's, otherwise the board's with the board's. */
    bool own = facts->serial[0] != '\0' && !is_placeholder(entry_fact(entry, FACT_SERIAL));
    struct machine_marks before = {
        .key = entry->key, .serial = entry_fact(entry, own ? FACT_SERIAL : FACT_BOARD_SERIAL)};
    struct machine_marks now = {.key = judge->shown_key,
                                .serial = own ? facts->serial : facts->board_serial};
    if (taken)
        now.key = before.key;
    else if (by_hand)
        now.key = before.key = "";
    return same_machine(&before, &now);
}

/* Compares the UUID that the machine told with the client's and with the register's for what it
 * showed. */
static bool is_other_uuid(const struct entry *entry, const struct round_place *place)
{
    if (!guid_is_unique(&place->guid))
        return false;
    return (entry->has_guid && !guid_equal_any_order(&entry->guid, &place->guid)) ||
           (place->judge.has_record &&
            !guid_equal_any_order(&place->judge.record_guid, &place->guid));
}

/* AMT answered at another address than the entry's. */
static enum err_code move(struct entry *entry, const struct addr *to, time_t now, struct err *e)
{
    char from_text[ADDR_TEXT_SIZE];
    char to_text[ADDR_TEXT_SIZE];
    char detail[ALERT_DETAIL_SIZE];
    struct addr from = entry->address;
    struct entry_claim *claim = entry_find_claim(entry, to);
    if (claim != NULL)
        entry_accept_claim(entry, (size_t)(claim - entry->claims));
    entry->address = *to;
    entry_unconfirm(entry, now);
    if (!entry_has_answered(entry)) {
        /* Nobody was at the old address, but the client called from there, and that call is
         * counted. */
        if (entry_add_claim(entry, &from, entry->last_call, entry->source, entry->calls > 0)) {
            claim = entry_find_claim(entry, &from);
            claim->counted = claim->calls;
        }
        return ERR_OK;
    }
    addr_format(&from, from_text);
    addr_format(to, to_text);
    (void)snprintf(detail, sizeof detail, "address %.50s, now %.50s", from_text, to_text);
    return entry_add_event(entry, now, "Moved", detail, e);
}

enum err_code verdict_set_answered(struct entry *entry, const struct round_place *place,
                                   const struct facts *facts, time_t now, struct err *e)
{
    const struct judge *judge = &place->judge;
    char text[ENTRY_REASON_SIZE] = "";
    char uuid[GUID_TEXT_SIZE];
    enum err_code code = ERR_OK;
    if (!addr_equal(&entry->address, &place->address))
        code = move(entry, &place->address, now, e);
    if (code == ERR_OK && judge->new_key && strcmp(entry->key, judge->shown_key) != 0)
        code = entry_add_event(entry, now, "New key",
                               "its certificate is good; fcfh-config --check takes it", e);
    guid_format(&place->guid, uuid);
    /* AMT's byte order is right, whichever the alert had. */
    if (guid_is_unique(&place->guid)) {
        entry->has_guid = true;
        entry->guid = place->guid;
    } else if (!entry->has_guid) {
        entry->shares_uuid = true;
    } else if (judge->proof == PROOF_NONE) {
        (void)snprintf(text, sizeof text, "AMT tells %s, a UUID that many machines share", uuid);
    }
    entry_set_state(entry, judge->proof != PROOF_NONE ? ENTRY_VERIFIED : ENTRY_ANSWERED, text, now);
    entry->proof = judge->proof;
    entry->proof_time = now;
    entry->inventory_pending = true;
    (void)snprintf(entry->key, sizeof entry->key, "%s", judge->shown_key);
    (void)snprintf(entry->realm, sizeof entry->realm, "%s", judge->shown_realm);
    return code == ERR_OK ? copy_facts(entry, facts, e) : code;
}

/* Sets what the judge said when it did not allow the log-in. */
static enum verdict_end apply_refusal(struct entry *entry, const struct round_place *place,
                                      time_t now)
{
    const struct judge *judge = &place->judge;
    switch (judge->decision) {
    case JUDGE_UNREGISTERED:
        verdict_set_failed(entry, FAILURE_NOT_REGISTERED, judge->why, now);
        return VERDICT_FAILED;
    case JUDGE_OTHER:
        mismatch(entry, place, judge->why, now);
        return VERDICT_ANOTHER;
    case JUDGE_TLS:
        verdict_set_failed(entry, FAILURE_TLS, judge->why, now);
        return VERDICT_FAILED;
    case JUDGE_REFUSED:
        verdict_set_failed(entry, FAILURE_PASSWORD, judge->why, now);
        return VERDICT_FAILED;
    case JUDGE_LATER:
    case JUDGE_ELSEWHERE:
        return VERDICT_PUT_OFF;
    case JUDGE_NOTHING:
    case JUDGE_LOGIN:
        break;
    }
    verdict_set_failed(entry, FAILURE_NOT_AMT, place->outcome.reason, now);
    return VERDICT_FAILED;
}

enum verdict_end verdict_home(struct entry *entry, const struct round *round, time_t now,
                              struct err *e)
{
    const struct round_place *place = &round->places[0];
    char text[ENTRY_REASON_SIZE];
    char uuid[GUID_TEXT_SIZE];
    enum amt_result result = place->outcome.result;
    if (result == AMT_UNTRUSTED)
        return apply_refusal(entry, place, now);
    if (result != AMT_ANSWERED) {
        struct amt_failure words;
        amt_failure_describe(&place->outcome, &(struct amt_caller){.conf = NULL}, &words);
        verdict_set_failed(entry, failure_of[result], words.reason, now);
        return round_sees_nobody(place) || place->outcome.transient ? VERDICT_NOBODY
                                                                    : VERDICT_FAILED;
    }
    if (!place->has_guid) {
        verdict_set_failed(entry, FAILURE_NOT_AMT, "it answers, but does not tell its UUID", now);
        return VERDICT_FAILED;
    }
    guid_format(&place->guid, uuid);
    if (is_other_uuid(entry, place))
        (void)snprintf(text, sizeof text, "is another machine: %s %s", uuid, place->told);
    else if (entry_has_answered(entry) &&
             verdict_compare(entry, place, &round->facts) == ANOTHER_MACHINE)
        (void)snprintf(text, sizeof text, "is another machine: serial number %s%.60s",
                       round->facts.serial[0] == '\0' ? "of the board " : "",
                       round->facts.serial[0] == '\0' ? round->facts.board_serial
                                                      : round->facts.serial);
    else
        return verdict_set_answered(entry, place, &round->facts, now, e) == ERR_OK
                   ? VERDICT_ANSWERED
                   : VERDICT_PUT_OFF;
    mismatch(entry, place, text, now);
    return VERDICT_ANOTHER;
}

bool verdict_set_inventory(struct entry *entry, const struct addr *asked, const struct facts *facts,
                           struct err *e)
{
    bool good = entry->state == ENTRY_VERIFIED || entry->state == ENTRY_ANSWERED;
    if (!good || !addr_equal(&entry->address, asked))
        return false;
    entry->inventory_pending = false;
    return copy_facts(entry, facts, e) == ERR_OK;
}

bool verdict_add_missed(struct entry *entry, const char *missed, time_t now, struct err *e)
{
    static const char name[] = "Not read";
    for (size_t i = 0; i < entry->event_count; i++)
        if (strcmp(entry->events[i].name, name) == 0 &&
            strcmp(entry->events[i].detail, missed) == 0)
            return true;
    return missed[0] == '\0' || entry_add_event(entry, now, name, missed, e) == ERR_OK;
}
