#include "alert_collector/identify/round.h"

#include <stdio.h>
#include <string.h>

bool round_fits(const struct round *round, const struct round_place *place)
{
    return place->asked && place->outcome.result == AMT_ANSWERED && place->has_guid &&
           (!round->has_guid || !guid_is_unique(&place->guid) ||
            guid_equal_any_order(&round->guid, &place->guid));
}

bool round_sees_same(const struct round_place *place)
{
    return (place->looked || place->asked) && place->judge.is_same &&
           place->judge.shown_realm[0] != '\0';
}

bool round_sees_other(const struct round_place *place)
{
    bool unlike = place->judge.shown_realm[0] != '\0' && !place->judge.is_same;
    return (place->looked || place->asked) && (unlike || place->judge.decision == JUDGE_OTHER);
}

bool round_sees_no_amt(const struct round_place *place)
{
    enum amt_result result = place->outcome.result;
    return (place->looked || place->asked) &&
           (result == AMT_NO_LOGIN || result == AMT_BAD_CHALLENGE || result == AMT_NOT_AMT);
}

bool round_sees_nobody(const struct round_place *place)
{
    enum amt_result result = place->outcome.result;
    return (place->looked || place->asked) &&
           (result == AMT_UNREACHABLE || result == AMT_TIMEOUT || result == AMT_NO_HOST ||
            result == AMT_CONNECTION_LOST || result == AMT_BUSY);
}

static bool has_news(const struct round *round)
{
    for (size_t i = 1; i < round->count; i++)
        if (round->places[i].is_news)
            return true;
    return false;
}

static void set_action(struct round *round, enum round_act what, size_t at)
{
    round->act = what;
    round->at = at;
    round->places[at].judge.looks = what == ROUND_LOOK;
}

/* The index of the first place, other than the client's address, that is still to be looked at; the
 * number of places if there is none. */
static size_t next_to_look_at(const struct round *round, bool news_only)
{
    size_t i = 1;
    while (i < round->count && (round->places[i].looked || round->places[i].skipped ||
                                (news_only && !round->places[i].is_news)))
        i++;
    return i;
}

static void choose_first_answer(struct round *round)
{
    size_t i = 0;
    while (i < round->count && (round->places[i].skipped ||
                                (round->places[i].asked && !round_fits(round, &round->places[i]))))
        i++;
    if (i < round->count && !round->places[i].asked && !(round->by_person && i > 0))
        set_action(round, ROUND_ASK, i);
    else
        set_action(round, ROUND_END, 0);
}

/* Searches for a client that is not where it was. */
static void search(struct round *round)
{
    size_t next = next_to_look_at(round, false);
    if (next < round->count) {
        set_action(round, ROUND_LOOK, next);
        return;
    }
    for (size_t i = 1; i < round->count; i++) {
        if (round->places[i].asked && round->places[i].outcome.result == AMT_ANSWERED)
            break; /* its identity changes the entry: what is left has another turn */
        if (!round->places[i].asked && !round->places[i].skipped &&
            round_sees_same(&round->places[i])) {
            set_action(round, ROUND_ASK, i);
            return;
        }
        if (i + 1 == round->count && !round->places[0].asked) {
            set_action(round, ROUND_ASK, 0); /* to report what is wrong there */
            return;
        }
    }
    set_action(round, ROUND_END, 0);
}

static void choose_later_answer(struct round *round)
{
    struct round_place *home = &round->places[0];
    bool news = has_news(round);
    size_t next = next_to_look_at(round, true);
    if (home->skipped)
        set_action(round, ROUND_END, 0);
    else if (round->is_there && next < round->count)
        set_action(round, ROUND_LOOK, next);
    else if (round->is_there)
        set_action(round, ROUND_END, 0);
    else if (news && !home->looked)
        set_action(round, ROUND_LOOK, 0);
    else if (!home->asked && (!news || round_sees_same(home) || round->count == 1))
        set_action(round, ROUND_ASK, 0);
    else if (round_sees_same(home) || (home->asked && home->outcome.result == AMT_ANSWERED))
        set_action(round, ROUND_END, 0); /* although it may, for example, refuse the password */
    else
        search(round);
}

struct round_place *round_place(struct round *round)
{
    return &round->places[round->at];
}

static void choose(struct round *round)
{
    if (round->has_answered)
        choose_later_answer(round);
    else
        choose_first_answer(round);
}

void round_begin(struct round *round, struct judge_shared *shared, const struct entry *entry,
                 bool by_person, bool is_there)
{
    *round = (struct round){.has_guid = entry->has_guid,
                            .guid = entry->guid,
                            .state = entry->state,
                            .has_answered = entry_has_answered(entry),
                            .by_person = by_person,
                            .last_call = entry->last_call,
                            .count = 1 + entry->claim_count};
    memcpy(round->id, entry->file_id, sizeof round->id);
    round->places[0].address = entry->address;
    judge_begin(&round->places[0].judge, shared, entry, &entry->address, by_person);
    for (size_t i = 0; i < entry->claim_count; i++) {
        struct round_place *place = &round->places[1 + i];
        place->address = entry->claims[i].address;
        place->is_news =
            entry->claims[i].tried < entry->claims[i].when || entry->claims[i].tried == 0;
        judge_begin(&place->judge, shared, entry, &place->address, false);
    }
    round->is_there = is_there && !by_person && round->has_answered && has_news(round);
    choose(round);
}

void round_set_result(struct round *round, const struct facts *facts)
{
    struct round_place *place = round_place(round);
    *(round->act == ROUND_LOOK ? &place->looked : &place->asked) = true;
    if (place->outcome.result == AMT_ANSWERED) {
        round->facts = *facts;
        place->has_guid = facts->has_guid;
        place->guid = facts->guid;
        (void)snprintf(place->told, sizeof place->told, "%.30s %.30s", facts->model, facts->serial);
    }
    choose(round);
}

void round_skip(struct round *round)
{
    round_place(round)->skipped = true;
    choose(round);
}

bool round_has_skipped(const struct round *round)
{
    for (size_t i = 0; i < round->count; i++)
        if (round->places[i].skipped)
            return true;
    return false;
}

bool round_has_answer(const struct round *round)
{
    for (size_t i = 0; i < round->count; i++)
        if (round->places[i].asked && round->places[i].outcome.result == AMT_ANSWERED)
            return true;
    return false;
}

bool round_is_empty(const struct round *round)
{
    for (size_t i = 0; i < round->count; i++)
        if (round->places[i].looked || round->places[i].asked)
            return false;
    return true;
}
