#include "alert_collector/identify/talk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alert_collector/identify/inquiry.h"
#include "alert_collector/identify/writer.h"
#include "common/clock.h"

/* When the slots are scarce, a machine that has never answered gets this much time, because AMT
 * needs a moment to wake up. */
enum { SLEEPER_MS = 3000 };

struct talk {
    const struct talk_place *place;
    struct caller caller;
    struct talk_login *login;
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
static void set_rank(struct talk *t, const struct judge *judge)
{
    bool by_key = judge->proof != PROOF_NONE;
    t->slot.rank = judge->by_person ? SLOT_PERSON : judge->shows_record ? SLOT_SHOWN : SLOT_OTHER;
    t->slot.record = judge->shows_record && !by_key ? judge->record : 0;
    t->slot.has_ticket = judge->has_ticket;
    t->slot.last_call = t->round.last_call;
    t->slot.address = judge->address;
}

/* Takes a slot for talking to the machine, in the order of what it has shown. False: not now. */
static bool take_slot(struct talk *t)
{
    long long began = clock_ms();
    set_rank(t, t->judge);
    if (t->slot.is_held && t->slot.rank == SLOT_OTHER)
        return true; /* the slot that it was given while it waited */
    slots_give_back(t->place->slots, &t->slot);
    door_met(t->place->door, &t->caller);
    bool had = slots_take(t->place->slots, &t->slot);
    inquiry_waited(t->inquiry, clock_ms() - began);
    return had;
}

/* An http_judge. */
static bool on_shown(void *context, const struct http_shown *shown, char why[HTTP_WHY_SIZE])
{
    struct talk *t = context;
    struct judge *judge = t->judge;
    http_shown_copy(&t->shown, shown);
    if (!judge_shown(judge, shown, why))
        return false;
    if (judge->looks || shown->realm[0] == '\0')
        return true;
    if (judge->word == JUDGE_LOGIN) /* we already talk to it, over another connection */
        return true;
    if (!take_slot(t)) {
        t->put_off = true;
        (void)snprintf(why, HTTP_WHY_SIZE, "others go before");
        return false;
    }
    /* The wait gives no right to a log-in: the register and what was refused are looked at again
     * now. */
    if (!judge_shown(judge, shown, why))
        return false;
    judge_note_login(judge);
    return true;
}

/* An http_patience: the machine has shown nothing yet. */
static long on_patience(void *context)
{
    struct talk *t = context;
    long all = t->place->bench->conf->amt.timeout * 1000 - DOOR_CONTACT_MS;
    if (t->judge->is_home || t->slot.is_held || t->judge->by_person ||
        !door_is_crowded(t->place->door))
        return all;
    set_rank(t, t->judge);
    t->slot.rank = SLOT_OTHER;
    bool scarce = slots_are_scarce(t->place->slots);
    if (!slots_take(t->place->slots, &t->slot))
        return 0;
    door_met(t->place->door, &t->caller);
    return scarce && SLEEPER_MS - DOOR_CONTACT_MS < all ? SLEEPER_MS - DOOR_CONTACT_MS : all;
}

/* ---------------------------------------------------------------- the round */

/* Enters another address besides the caller's own, if nobody is being asked there. */
static bool enter(struct talk *t, const struct addr *address)
{
    if (addr_equal(address, &t->caller.address))
        return true;
    for (size_t i = 0; i < t->entered_count; i++)
        if (addr_equal(address, &t->entered[i]))
            return true;
    if (!door_enter(t->place->door, address))
        return false;
    t->entered[t->entered_count++] = *address;
    return true;
}

static void go_on(struct talk *t, const struct amt_outcome *outcome, const struct facts *facts)
{
    round_place(&t->round)->outcome = *outcome;
    round_go_on(&t->round, facts);
}

/* Uses the answer that another client got at this address after this one was to be asked: if both
 * have the same right to ask there, the same answer will do. */
static bool answer_from_memory(struct talk *t, struct round_place *place)
{
    struct sighting seen;
    char why[HTTP_WHY_SIZE];
    struct judge before = place->judge;
    bool good = t->ask_since != 0 && t->round.act == ROUND_ASK && !place->judge.by_person &&
                sightings_find(t->place->sightings, &place->address, t->ask_since, &seen);
    if (!good)
        return false;
    bool shows = seen.shown.key[0] != '\0' || seen.shown.realm[0] != '\0';
    place->judge.from_memory = true;
    bool allowed = !shows || judge_shown(&place->judge, &seen.shown, why);
    bool refused = seen.outcome.result == AMT_STRANGER;
    if (refused && allowed) {
        place->judge = before; /* what stopped the other client does not stop this one */
        good = false;
    } else if (!allowed) {
        seen.outcome = (struct amt_outcome){.result = AMT_STRANGER};
        (void)snprintf(seen.outcome.reason, sizeof seen.outcome.reason, "%s", why);
        go_on(t, &seen.outcome, &seen.facts);
    } else {
        if (seen.outcome.result == AMT_ANSWERED) {
            place->judge.word = JUDGE_LOGIN;
            t->from_memory = true;
        }
        go_on(t, &seen.outcome, &seen.facts);
    }
    http_shown_drop(&seen.shown);
    return good;
}

static void remember(struct talk *t, const struct round_place *place,
                     const struct inquiry_findings *found)
{
    struct sighting seen = {.address = place->address,
                            .began = t->began,
                            .shown = t->shown,
                            .outcome = found->outcome,
                            .facts = found->facts};
    sightings_add(t->place->sightings, &seen);
}

/* Notes it at once, before another client is asked there. */
static void note_login(const struct talk *t, const struct judge *judge, enum amt_result result)
{
    struct logins *logins = t->place->bench->logins;
    const char *mark = judge->shown_key[0] != '\0' ? judge->shown_key : judge->shown_realm;
    if (result == AMT_PASSWORD)
        logins_note_refused(logins, &judge->address, mark, judge->record, t->login->password,
                            time(NULL));
    else if (result == AMT_ANSWERED)
        logins_forget_refused(logins, &judge->address);
}

/* Looks at or asks one place, in one conversation, until its identity is known. */
static enum err_code meet(struct talk *t, struct round_place *place, struct err *e)
{
    bool asks = t->round.act == ROUND_ASK;
    const struct inquiry_calls calls = {.shown = on_shown,
                                        .patience = on_patience,
                                        .context = t,
                                        .patience_at = asks ? clock_ms() + DOOR_CONTACT_MS : 0};
    t->judge = &place->judge;
    t->put_off = false;
    t->began = time(NULL);
    enum err_code code = inquiry_new(&t->inquiry, t->engine, t->place->bench->conf,
                                     &t->login->secret, &place->judge, &calls, e);
    if (code == ERR_OK)
        code = asks ? inquiry_identify(t->inquiry, e) : inquiry_look(t->inquiry, e);
    slots_give_back(t->place->slots, &t->slot);
    if (code != ERR_OK)
        return code;
    const struct inquiry_findings *found = inquiry_findings(t->inquiry);
    if (t->put_off) {
        if (!slots_are_stopped(t->place->slots))
            door_put_off(t->place->door, &place->address);
        round_skip(&t->round);
        return ERR_OK;
    }
    if (asks) {
        note_login(t, &place->judge, found->outcome.result);
        remember(t, place, found);
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
    go_on(t, &found->outcome, &found->facts);
    return ERR_OK;
}

static enum err_code go_round(struct talk *t, struct err *e)
{
    static const struct amt_outcome not_asked = {.result = AMT_STRANGER};
    static const struct facts nothing;
    enum err_code code = ERR_OK;
    while (code == ERR_OK && t->round.act != ROUND_END) {
        struct round_place *place = round_place(&t->round);
        inquiry_free(t->inquiry);
        t->inquiry = NULL;
        http_shown_drop(&t->shown);
        if (!judge_allows_contact(&place->judge))
            go_on(t, &not_asked, &nothing);
        else if (!enter(t, &place->address))
            round_skip(&t->round);
        else if (!answer_from_memory(t, place))
            code = meet(t, place, e);
    }
    inquiry_free(t->inquiry);
    t->inquiry = NULL;
    return code;
}

/* ---------------------------------------------------------------- the result */

static struct report *new_report(const struct talk *t, enum report_kind kind)
{
    struct report *report = calloc(1, sizeof *report);
    if (report == NULL)
        return NULL;
    report->kind = kind;
    memcpy(report->id, t->caller.id, sizeof report->id);
    return report;
}

/* If there is no memory, the client is stuck, as if its entry could not be written. */
static void give_up(struct talk *t, const struct err *why)
{
    struct report *report = new_report(t, REPORT_GIVEN_UP);
    if (report == NULL) {
        door_note_stuck(t->place->door, t->caller.id);
        return;
    }
    report->why = *why;
    writer_put(t->place->writer, report);
}

/* Has the round written. True if the rest is wanted; then the caller has the name that the entry
 * has now. */
static bool report_found(struct talk *t)
{
    struct err no_memory;
    struct report *report = new_report(t, REPORT_FOUND);
    if (report == NULL) {
        (void)err_nomem(&no_memory);
        give_up(t, &no_memory);
        return false;
    }
    report->round = t->round;
    report->rest_later = t->from_memory;
    report->rest_follows = t->answered != NULL && !t->from_memory;
    report->asked = t->answered_at;
    if (!report->rest_follows) {
        writer_put(t->place->writer, report);
        return false;
    }
    bool wanted = writer_write(t->place->writer, report);
    if (wanted)
        memcpy(t->caller.id, report->id, sizeof t->caller.id);
    free(report);
    return wanted;
}

/* Asks what is left while nobody else waits. False: interrupted. */
static bool ask_for_rest(struct talk *t)
{
    struct slots *slots = t->place->slots;
    struct err e;
    t->judge = t->answered_judge;
    set_rank(t, t->judge);
    bool goes_on = !inquiry_has_more(t->answered) || slots_take_for_rest(slots, &t->slot);
    inquiry_waited(t->answered, clock_ms() - t->answered_ms);
    while (goes_on && inquiry_has_more(t->answered)) {
        long long began = clock_ms();
        goes_on = slots_let_pass(slots, &t->slot);
        inquiry_waited(t->answered, clock_ms() - began);
        goes_on = goes_on && inquiry_go_on(t->answered, &e) == ERR_OK;
    }
    slots_give_back(slots, &t->slot);
    return goes_on;
}

static void report_rest(struct talk *t)
{
    const struct inquiry_findings *found = inquiry_findings(t->answered);
    struct err no_memory;
    struct report *report = new_report(t, REPORT_REST);
    if (report == NULL) {
        (void)err_nomem(&no_memory);
        give_up(t, &no_memory);
        return;
    }
    report->asked = t->answered_at;
    report->facts = found->facts;
    memcpy(report->missed, found->missed, sizeof report->missed);
    writer_put(t->place->writer, report);
}

static void tell_story(struct talk *t)
{
    struct entry entry;
    struct err e = {.code = ERR_OK};
    if (queue_load(t->place->queue, t->caller.id, &entry, NULL) != ERR_OK) { /* no longer queued */
        entry_free(&entry);
        door_release(t->place->door, t->caller.id);
        return;
    }
    round_begin(&t->round, t->place->bench, &entry, t->caller.by_person, t->caller.is_there);
    t->ask_since =
        entry.ask_since != 0 && entry.ask_next > entry.ask_since ? entry.ask_next : entry.ask_since;
    entry_free(&entry);
    enum err_code code = http_engine_new(&t->engine, t->place->stop_fd, &e);
    if (code == ERR_OK)
        code = go_round(t, &e);
    if (code == ERR_TEMPFAIL || (code == ERR_OK && round_is_empty(&t->round))) {
        door_release(t->place->door, t->caller.id);
    } else if (code != ERR_OK) {
        give_up(t, &e);
    } else if (report_found(t)) {
        if (ask_for_rest(t))
            report_rest(t);
        else
            door_release(t->place->door, t->caller.id);
    }
}

void talk(const struct talk_place *place, const struct caller *caller, struct talk_login *login)
{
    struct talk t = {.place = place, .caller = *caller, .login = login};
    slot_init(&t.slot);
    tell_story(&t);
    slots_give_back(place->slots, &t.slot);
    inquiry_free(t.inquiry);
    inquiry_free(t.answered);
    http_shown_drop(&t.shown);
    http_engine_free(t.engine);
    slot_destroy(&t.slot);
    secret_wipe(&login->secret);
    for (size_t i = 0; i < t.entered_count; i++)
        door_leave(place->door, &t.entered[i]);
    door_out(place->door, &t.caller);
}
