#include "alert_collector/identify/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alert_collector/identify/inquiry.h"
#include "alert_collector/identify/writer.h"
#include "common/clock.h"

/* When the slots are scarce, a machine that has never answered gets this much time, because AMT
 * needs a moment to wake up. */
enum { SLEEPER_MS = 3000 };

struct session {
    const struct session_shared *common;
    struct caller caller;
    struct session_login *login;
    struct http_engine *engine;
    struct round round;
    time_t ask_since; /* of the entry: what was found later counts as an answer; 0: nothing does */
    struct slot slot;

    struct inquiry *inquiry; /* of the current step */
    struct judge *judge;     /* of the same step */
    struct http_shown shown;
    time_t began;
    bool put_off; /* there was no room for the machine */

    struct inquiry *answered; /* of the place that answered last, or NULL */
    struct addr answered_at;
    struct judge *answered_judge;
    long long answered_ms;                     /* in ms of clock_ms */
    bool from_memory;                          /* that answer was given to another client */
    struct addr entered[1 + ENTRY_CLAIMS_MAX]; /* besides the caller's address */
    size_t entered_count;
};

/* ---------------------------------------------------------------- waiting for the machine */

/* What the machine has shown decides its place in the order. */
static void set_rank(struct session *t, const struct judge *judge)
{
    bool by_key = judge->proof != PROOF_NONE;
    t->slot.rank = judge->by_person ? SLOT_PERSON : judge->shows_record ? SLOT_SHOWN : SLOT_OTHER;
    t->slot.record = judge->shows_record && !by_key ? judge->record : 0;
    t->slot.has_ticket = judge->has_ticket;
    t->slot.last_call = t->round.last_call;
    t->slot.address = judge->address;
}

/* Takes a slot for talking to the machine, in the order of what it has shown. False: not now. */
static bool take_slot(struct session *t)
{
    long long began = clock_ms();
    set_rank(t, t->judge);
    if (t->slot.is_held && t->slot.rank == SLOT_OTHER)
        return true; /* the slot that it was given while it waited */
    slots_release(t->common->slots, &t->slot);
    door_end_contact(t->common->door, &t->caller);
    bool had = slots_take(t->common->slots, &t->slot);
    inquiry_waited(t->inquiry, clock_ms() - began);
    return had;
}

/* An http_judge. */
static bool on_shown(void *context, const struct http_shown *shown, char why[HTTP_WHY_SIZE])
{
    struct session *t = context;
    struct judge *judge = t->judge;
    http_shown_copy(&t->shown, shown);
    if (!judge_check_shown(judge, shown, why))
        return false;
    if (judge->looks || shown->realm[0] == '\0')
        return true;
    if (judge->decision == JUDGE_LOGIN) /* we already talk to it, over another connection */
        return true;
    if (!take_slot(t)) {
        t->put_off = true;
        (void)snprintf(why, HTTP_WHY_SIZE, "others go before");
        return false;
    }
    /* The wait gives no right to a log-in: the register and what was refused are looked at again
     * now. */
    if (!judge_check_shown(judge, shown, why))
        return false;
    judge_record_login(judge);
    return true;
}

/* An http_extend_wait: the machine has shown nothing yet. */
static long on_extend_wait(void *context)
{
    struct session *t = context;
    long all = t->common->shared->conf->amt.timeout * 1000 - DOOR_CONTACT_MS;
    if (t->judge->is_home || t->slot.is_held || t->judge->by_person ||
        !door_is_crowded(t->common->door))
        return all;
    set_rank(t, t->judge);
    t->slot.rank = SLOT_OTHER;
    bool scarce = slots_are_scarce(t->common->slots);
    if (!slots_take(t->common->slots, &t->slot))
        return 0;
    door_end_contact(t->common->door, &t->caller);
    return scarce && SLEEPER_MS - DOOR_CONTACT_MS < all ? SLEEPER_MS - DOOR_CONTACT_MS : all;
}

/* ---------------------------------------------------------------- the round */

/* Reserves another address besides the caller's own, if nobody is being asked there. */
static bool reserve_address(struct session *t, const struct addr *address)
{
    if (addr_equal(address, &t->caller.address))
        return true;
    for (size_t i = 0; i < t->entered_count; i++)
        if (addr_equal(address, &t->entered[i]))
            return true;
    if (!door_reserve_address(t->common->door, address))
        return false;
    t->entered[t->entered_count++] = *address;
    return true;
}

static void set_outcome(struct session *t, const struct amt_outcome *outcome,
                        const struct facts *facts)
{
    round_place(&t->round)->outcome = *outcome;
    round_set_result(&t->round, facts);
}

/* Uses the answer that another client got at this address after this one was to be asked: if both
 * have the same right to ask there, the same answer will do. */
static bool use_cached_result(struct session *t, struct round_place *place)
{
    struct cached_result seen;
    char why[HTTP_WHY_SIZE];
    struct judge before = place->judge;
    bool good = t->ask_since != 0 && t->round.act == ROUND_ASK && !place->judge.by_person &&
                result_cache_find(t->common->cache, &place->address, t->ask_since, &seen);
    if (!good)
        return false;
    bool shows = seen.shown.key[0] != '\0' || seen.shown.realm[0] != '\0';
    place->judge.from_memory = true;
    bool allowed = !shows || judge_check_shown(&place->judge, &seen.shown, why);
    bool refused = seen.outcome.result == AMT_UNTRUSTED;
    if (refused && allowed) {
        place->judge = before; /* what stopped the other client does not stop this one */
        good = false;
    } else if (!allowed) {
        seen.outcome = (struct amt_outcome){.result = AMT_UNTRUSTED};
        (void)snprintf(seen.outcome.reason, sizeof seen.outcome.reason, "%s", why);
        set_outcome(t, &seen.outcome, &seen.facts);
    } else {
        if (seen.outcome.result == AMT_ANSWERED) {
            place->judge.decision = JUDGE_LOGIN;
            t->from_memory = true;
        }
        set_outcome(t, &seen.outcome, &seen.facts);
    }
    http_shown_drop(&seen.shown);
    return good;
}

static void cache_result(struct session *t, const struct round_place *place,
                         const struct inquiry_findings *found)
{
    struct cached_result seen = {.address = place->address,
                                 .began = t->began,
                                 .shown = t->shown,
                                 .outcome = found->outcome,
                                 .facts = found->facts};
    result_cache_add(t->common->cache, &seen);
}

/* Notes it at once, before another client is asked there. */
static void record_login_result(const struct session *t, const struct judge *judge,
                                enum amt_result result)
{
    struct logins *logins = t->common->shared->logins;
    const char *mark = judge->shown_key[0] != '\0' ? judge->shown_key : judge->shown_realm;
    if (result == AMT_LOGIN_REFUSED)
        logins_add_refused(logins, &judge->address, mark, judge->record, t->login->password,
                           time(NULL));
    else if (result == AMT_ANSWERED)
        logins_remove_refused(logins, &judge->address);
}

/* Looks at or asks one place, in one conversation, until its identity is known. */
static enum err_code ask_place(struct session *t, struct round_place *place, struct err *e)
{
    bool asks = t->round.act == ROUND_ASK;
    const struct inquiry_calls calls = {.shown = on_shown,
                                        .extend_wait = on_extend_wait,
                                        .context = t,
                                        .extend_wait_at = asks ? clock_ms() + DOOR_CONTACT_MS : 0};
    t->judge = &place->judge;
    t->put_off = false;
    t->began = time(NULL);
    enum err_code code = inquiry_new(&t->inquiry, t->engine, t->common->shared->conf,
                                     &t->login->secret, &place->judge, &calls, e);
    if (code == ERR_OK)
        code = asks ? inquiry_identify(t->inquiry, e) : inquiry_look(t->inquiry, e);
    slots_release(t->common->slots, &t->slot);
    if (code != ERR_OK)
        return code;
    const struct inquiry_findings *found = inquiry_findings(t->inquiry);
    if (t->put_off) {
        if (!slots_are_stopped(t->common->slots))
            door_put_off(t->common->door, &place->address);
        round_skip(&t->round);
        return ERR_OK;
    }
    if (asks) {
        record_login_result(t, &place->judge, found->outcome.result);
        cache_result(t, place, found);
    }
    if (asks && found->outcome.result == AMT_ANSWERED) {
        inquiry_free(t->answered);
        t->answered = t->inquiry;
        t->answered_at = place->address;
        t->answered_judge = &place->judge;
        t->answered_ms = clock_ms();
        t->from_memory = false;
        t->inquiry = NULL;
    }
    set_outcome(t, &found->outcome, &found->facts);
    return ERR_OK;
}

static enum err_code run_round(struct session *t, struct err *e)
{
    static const struct amt_outcome not_asked = {.result = AMT_UNTRUSTED};
    static const struct facts nothing;
    enum err_code code = ERR_OK;
    while (code == ERR_OK && t->round.act != ROUND_END) {
        struct round_place *place = round_place(&t->round);
        inquiry_free(t->inquiry);
        t->inquiry = NULL;
        http_shown_drop(&t->shown);
        if (!judge_allows_contact(&place->judge))
            set_outcome(t, &not_asked, &nothing);
        else if (!reserve_address(t, &place->address))
            round_skip(&t->round);
        else if (!use_cached_result(t, place))
            code = ask_place(t, place, e);
    }
    inquiry_free(t->inquiry);
    t->inquiry = NULL;
    return code;
}

/* ---------------------------------------------------------------- the result */

static struct report *new_report(const struct session *t, enum report_kind kind)
{
    struct report *report = calloc(1, sizeof *report);
    if (report == NULL)
        return NULL;
    report->kind = kind;
    memcpy(report->id, t->caller.id, sizeof report->id);
    return report;
}

/* If there is no memory, the client is stuck, as if its entry could not be written. */
static void report_given_up(struct session *t, const struct err *why)
{
    struct report *report = new_report(t, REPORT_GIVEN_UP);
    if (report == NULL) {
        door_set_stuck(t->common->door, t->caller.id);
        return;
    }
    report->why = *why;
    writer_add(t->common->writer, report);
}

/* Has the round written. True if the rest is wanted; then the caller has the name that the entry
 * has now. */
static bool report_found(struct session *t)
{
    struct err no_memory;
    struct report *report = new_report(t, REPORT_FOUND);
    if (report == NULL) {
        (void)err_nomem(&no_memory);
        report_given_up(t, &no_memory);
        return false;
    }
    report->round = t->round;
    report->rest_later = t->from_memory;
    report->rest_follows = t->answered != NULL && !t->from_memory;
    report->asked = t->answered_at;
    if (!report->rest_follows) {
        writer_add(t->common->writer, report);
        return false;
    }
    bool wanted = writer_add_and_wait(t->common->writer, report);
    if (wanted)
        memcpy(t->caller.id, report->id, sizeof t->caller.id);
    free(report);
    return wanted;
}

/* Asks what is left while nobody else waits. False: interrupted. */
static bool ask_for_rest(struct session *t)
{
    struct slots *slots = t->common->slots;
    struct err e;
    t->judge = t->answered_judge;
    set_rank(t, t->judge);
    bool goes_on = !inquiry_has_more(t->answered) || slots_take_for_rest(slots, &t->slot);
    inquiry_waited(t->answered, clock_ms() - t->answered_ms);
    while (goes_on && inquiry_has_more(t->answered)) {
        long long began = clock_ms();
        goes_on = slots_yield(slots, &t->slot);
        inquiry_waited(t->answered, clock_ms() - began);
        goes_on = goes_on && inquiry_ask_next(t->answered, &e) == ERR_OK;
    }
    slots_release(slots, &t->slot);
    return goes_on;
}

static void report_rest(struct session *t)
{
    const struct inquiry_findings *found = inquiry_findings(t->answered);
    struct err no_memory;
    struct report *report = new_report(t, REPORT_REST);
    if (report == NULL) {
        (void)err_nomem(&no_memory);
        report_given_up(t, &no_memory);
        return;
    }
    report->asked = t->answered_at;
    report->facts = found->facts;
    memcpy(report->missed, found->missed, sizeof report->missed);
    writer_add(t->common->writer, report);
}

static void run_turn(struct session *t)
{
    struct entry entry;
    struct err e = {.code = ERR_OK};
    if (queue_load(t->common->queue, t->caller.id, &entry, NULL) != ERR_OK) { /* no longer queued */
        entry_free(&entry);
        door_release(t->common->door, t->caller.id);
        return;
    }
    round_begin(&t->round, t->common->shared, &entry, t->caller.by_person, t->caller.is_there);
    t->ask_since =
        entry.ask_since != 0 && entry.ask_next > entry.ask_since ? entry.ask_next : entry.ask_since;
    entry_free(&entry);
    enum err_code code = http_engine_new(&t->engine, t->common->stop_fd, &e);
    if (code == ERR_OK)
        code = run_round(t, &e);
    if (code == ERR_TEMPFAIL || (code == ERR_OK && round_is_empty(&t->round))) {
        door_release(t->common->door, t->caller.id);
    } else if (code != ERR_OK) {
        report_given_up(t, &e);
    } else if (report_found(t)) {
        if (ask_for_rest(t))
            report_rest(t);
        else
            door_release(t->common->door, t->caller.id);
    }
}

void session_run(const struct session_shared *place, const struct caller *caller,
                 struct session_login *login)
{
    struct session t = {.common = place, .caller = *caller, .login = login};
    slot_init(&t.slot);
    run_turn(&t);
    slots_release(place->slots, &t.slot);
    inquiry_free(t.inquiry);
    inquiry_free(t.answered);
    http_shown_drop(&t.shown);
    http_engine_free(t.engine);
    slot_destroy(&t.slot);
    secret_wipe(&login->secret);
    for (size_t i = 0; i < t.entered_count; i++)
        door_release_address(place->door, &t.entered[i]);
    door_remove_caller(place->door, &t.caller);
}
