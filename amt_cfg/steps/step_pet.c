/*
 * The subscription to PETs: an AMT_SNMPEventSubscriber for each collector, tied by its PolicyID to
 * a filter that lets the call for help through. Which PolicyID that is differs from firmware to
 * firmware, so the filters are read.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "amt_cfg/requests.h"
#include "amt_cfg/steps/step.h"
#include "common/addr.h"

enum {
    POLICY_DIAGNOSTIC = 134, /* "AMT Diagnostic", which cannot be removed */
    POLICY_OWN = CALL_SENSOR_TYPE
};

static const char class_name[] = "AMT_SNMPEventSubscriber";
static const char class_filter[] = "AMT_PETFilterSetting";
static const char *const key_names[4] = {"CreationClassName", "Name", "SystemCreationClassName",
                                         "SystemName"};

static size_t collector_of(const struct plan *plan, const char *access_info)
{
    struct addr address;
    if (addr_parse(access_info, &address))
        for (size_t i = 0; i < plan->collector_count; i++)
            if (addr_equal(&plan->collectors[i], &address))
                return i;
    return PLAN_COLLECTORS_MAX;
}

static void take_subscriber(void *machine, const xml_node *instance)
{
    struct machine *m = machine;
    struct step_pet *p = &m->pet;
    if (p->subscriber_count == STEP_SUBSCRIBERS_MAX)
        return;
    struct step_subscriber *s = &p->subscribers[p->subscriber_count++];
    char text[CONF_VALUE_SIZE];
    wsman_value(instance, "AccessInfo", text, sizeof text);
    s->collector = collector_of(m->plan, text);
    wsman_value(instance, "PolicyID", text, sizeof text);
    s->policy_untold = text[0] == '\0';
    if (!wsman_number(instance, "PolicyID", &s->policy))
        s->policy = STEP_POLICIES; /* fits none */
    wsman_value(instance, "CommunityString", text, sizeof text);
    /* Firmware that keeps one of them to itself cannot be held to it. */
    s->community_differs = text[0] != '\0' && strcmp(text, m->plan->conf->collector.community) != 0;
    for (size_t i = 0; i < 4; i++)
        wsman_value(instance, key_names[i], s->keys[i], sizeof s->keys[i]);
}

static void list_subscribers(struct machine *m, step_next *next)
{
    struct wsman_request request = request_list(class_name);
    m->pet.subscriber_count = 0;
    step_try(m, &request, take_subscriber, next);
}

/* Whether the call for help is among what a subscriber gets. */
static bool gets_calls(const struct machine *m, const struct step_subscriber *s)
{
    const struct step_pet *p = &m->pet;
    if (s->policy >= STEP_POLICIES)
        return false;
    return s->policy == p->policy ||
           (m->plan->policy < 0 && (p->call_policies[s->policy] || p->any_policies[s->policy]));
}

/* Whether a subscriber brings the call for help to one of our collectors. */
static bool is_right(const struct machine *m, const struct step_subscriber *s)
{
    return s->collector != PLAN_COLLECTORS_MAX && !s->community_differs &&
           (s->policy_untold || gets_calls(m, s));
}

static bool is_served(const struct machine *m, size_t collector)
{
    for (size_t i = 0; i < m->pet.subscriber_count; i++)
        if (m->pet.subscribers[i].collector == collector && is_right(m, &m->pet.subscribers[i]))
            return true;
    return false;
}

static size_t first_unserved(const struct machine *m)
{
    size_t i = 0;
    while (i < m->plan->collector_count && is_served(m, i))
        i++;
    return i;
}

/* "192.0.2.10, 192.0.2.11" */
static void collectors_text(const struct machine *m, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < m->plan->collector_count && used < size; i++) {
        char address[ADDR_TEXT_SIZE];
        addr_format(&m->plan->collectors[i], address);
        int added = snprintf(out + used, size - used, "%s%s", i > 0 ? ", " : "", address);
        used += added > 0 ? (size_t)added : 0;
    }
}

static void tell_subscribed(struct machine *m, enum step_state state)
{
    char collectors[120];
    unsigned long policy = m->pet.policy;
    collectors_text(m, collectors, sizeof collectors);
    for (size_t i = 0; i < m->pet.subscriber_count; i++)
        if (is_right(m, &m->pet.subscribers[i]) && !m->pet.subscribers[i].policy_untold)
            policy = m->pet.subscribers[i].policy;
    step_end(m, state, "PETs go to %s, policy %lu%s", collectors, policy,
             m->pet.filter_made ? " (a filter of our own)" : "");
}

/* ---------------------------------------------------------------- subscribing */

static void subscribe_next(struct machine *m);
static void list_filters(struct machine *m, step_next *next);

static void verified(struct machine *m, const struct amt_outcome *outcome)
{
    if (outcome->result != AMT_ANSWERED)
        step_fail_outcome(m, outcome);
    else if (first_unserved(m) < m->plan->collector_count)
        step_fail(m, ERR_PROTOCOL, "not kept",
                  "AMT said that it made the subscription, but does not show it");
    else
        tell_subscribed(m, STEP_CHANGED);
}

static void fail_create(struct machine *m, const struct amt_outcome *outcome)
{
    size_t others = 0;
    for (size_t i = 0; i < m->pet.subscriber_count; i++)
        others += m->pet.subscribers[i].collector == PLAN_COLLECTORS_MAX;
    if (outcome->result == AMT_ABSENT)
        step_fail(m, ERR_UNAVAILABLE, "no PETs",
                  "this firmware takes no subscriber for PETs; use --alerts ws-event");
    else if (!step_fail_places(m, outcome, others))
        step_fail(m, ERR_CANTCREAT, "subscription refused",
                  "AMT refuses the subscription to policy %u (%.80s); try another with --policy N",
                  m->pet.policy, outcome->reason);
}

static void filter_verified(struct machine *m, const struct amt_outcome *outcome)
{
    if (outcome->result != AMT_ANSWERED) {
        step_fail_outcome(m, outcome);
    } else if (!m->pet.call_policies[m->pet.policy]) {
        step_fail(m, ERR_PROTOCOL, "not kept",
                  "AMT said that it made a filter for the call, but does not show it so");
    } else {
        m->pet.filter_made = true;
        subscribe_next(m);
    }
}

static void filter_created(struct machine *m, const struct amt_outcome *outcome)
{
    if (outcome->result != AMT_ANSWERED) {
        step_fail(m, ERR_CANTCREAT, "filter refused",
                  "no filter lets the call for help through, and AMT takes none of ours (%.80s); "
                  "try --policy N",
                  outcome->reason);
        return;
    }
    list_filters(m, filter_verified);
}

static void create_filter(struct machine *m)
{
    struct request r;
    unsigned policy = POLICY_OWN;
    while (policy < STEP_POLICIES - 1 && m->pet.used_policies[policy])
        policy++;
    m->pet.policy = policy;
    request_filter(&r, policy);
    step_try(m, &r.wsman, NULL, filter_created);
}

static void created(struct machine *m, const struct amt_outcome *outcome)
{
    bool diagnostic = m->pet.policy == POLICY_DIAGNOSTIC && m->plan->policy < 0;
    if (outcome->result == AMT_ANSWERED) {
        m->pet.changed = true;
        m->pet.at++;
        subscribe_next(m);
    } else if (outcome->result == AMT_FAULT && diagnostic && m->pet.filters_told &&
               !m->pet.changed) {
        create_filter(m); /* 134 was tried because no filter names the call for help */
    } else {
        fail_create(m, outcome);
    }
}

/* at runs over the collectors; those that are served stay as they are. */
static void subscribe_next(struct machine *m)
{
    struct step_pet *p = &m->pet;
    while (p->at < m->plan->collector_count && is_served(m, p->at))
        p->at++;
    if (p->at == m->plan->collector_count) {
        list_subscribers(m, verified);
        return;
    }
    char address[ADDR_TEXT_SIZE];
    struct request r;
    addr_format(&m->plan->collectors[p->at], address);
    request_subscriber(&r, address, p->policy, m->plan->conf->collector.community);
    step_try(m, &r.wsman, NULL, created);
}

/* ---------------------------------------------------------------- taking away */

typedef bool chooser(const struct machine *m, const struct step_subscriber *s);

static bool is_ours(const struct machine *m, const struct step_subscriber *s)
{
    (void)m;
    return s->collector != PLAN_COLLECTORS_MAX;
}

/* A subscriber that sends us the call with another community, which snmptrapd drops: ours, of
 * before the community was changed. One for other alerts may be of use to somebody. */
static bool is_useless(const struct machine *m, const struct step_subscriber *s)
{
    return s->collector != PLAN_COLLECTORS_MAX && s->community_differs && gets_calls(m, s);
}

static void delete_subscriber(struct machine *m, const struct step_subscriber *s, step_next *next)
{
    struct wsman_pair selectors[4];
    struct wsman_request request = {
        .operation = WSMAN_DELETE, .class_name = class_name, .selectors = selectors};
    for (size_t i = 0; i < 4; i++)
        if (s->keys[i][0] != '\0')
            selectors[request.selector_count++] = (struct wsman_pair){key_names[i], s->keys[i]};
    step_try(m, &request, NULL, next);
}

/* Goes on from m->pet.at; false when there is none left. */
static bool delete_next(struct machine *m, chooser *chosen, step_next *next)
{
    struct step_pet *p = &m->pet;
    while (p->at < p->subscriber_count && !chosen(m, &p->subscribers[p->at]))
        p->at++;
    if (p->at == p->subscriber_count)
        return false;
    delete_subscriber(m, &p->subscribers[p->at++], next);
    return true;
}

static void end_removal(struct machine *m)
{
    if (!m->pet.changed)
        step_end(m, STEP_OK, "there is no subscription to our collectors");
    else if (m->pet.own_filter_at > 0)
        step_end(m, STEP_CHANGED, "subscriptions to our collectors and our filter removed");
    else
        step_end(m, STEP_CHANGED, "subscriptions to our collectors removed");
}

/* Somebody else may have subscribed to it meanwhile. */
static bool filter_is_used(const struct step_pet *p, const struct step_filter *filter)
{
    for (size_t i = 0; i < p->subscriber_count; i++)
        if (p->subscribers[i].policy_untold || p->subscribers[i].policy == filter->policy)
            return true;
    return false;
}

static void filters_gone(struct machine *m, const struct amt_outcome *outcome)
{
    bool left = false;
    for (size_t i = 0; i < m->pet.own_filter_count; i++)
        left = left || !filter_is_used(&m->pet, &m->pet.own_filters[i]);
    if (outcome->result != AMT_ANSWERED)
        step_fail_outcome(m, outcome);
    else if (left)
        step_fail(m, ERR_PROTOCOL, "not removed",
                  "AMT said that it removed our filter, but still shows it");
    else
        end_removal(m);
}

static void filter_removed(struct machine *m, const struct amt_outcome *outcome);

/* Goes on from own_filter_at; false when there is none left. */
static bool delete_filter(struct machine *m)
{
    struct step_pet *p = &m->pet;
    size_t i = p->own_filter_at;
    while (i < p->own_filter_count && filter_is_used(p, &p->own_filters[i]))
        i++;
    if (i == p->own_filter_count)
        return false;
    struct wsman_pair selector = {"InstanceID", p->own_filters[i].id};
    struct wsman_request request = {.operation = WSMAN_DELETE,
                                    .class_name = class_filter,
                                    .selectors = &selector,
                                    .selector_count = 1};
    p->own_filter_at = i + 1;
    step_try(m, &request, NULL, filter_removed);
    return true;
}

static void filter_removed(struct machine *m, const struct amt_outcome *outcome)
{
    m->pet.changed = true;
    if (outcome->result != AMT_ANSWERED)
        step_fail_outcome(m, outcome);
    else if (!delete_filter(m))
        list_filters(m, filters_gone);
}

/* Firmware that does not list its filters took none of ours. */
static void own_filters_read(struct machine *m, const struct amt_outcome *outcome)
{
    if (outcome->result == AMT_DENIED || outcome->result == AMT_BUSY)
        step_fail_outcome(m, outcome);
    else if (!delete_filter(m))
        end_removal(m);
}

static void all_removed(struct machine *m, const struct amt_outcome *outcome)
{
    size_t left = 0;
    for (size_t i = 0; i < m->pet.subscriber_count; i++)
        left += m->pet.subscribers[i].collector != PLAN_COLLECTORS_MAX;
    if (outcome->result != AMT_ANSWERED)
        step_fail_outcome(m, outcome);
    else if (left > 0)
        step_fail(m, ERR_PROTOCOL, "not removed",
                  "AMT said that it removed the subscription, but still shows it");
    else
        list_filters(m, own_filters_read);
}

static void removed(struct machine *m, const struct amt_outcome *outcome)
{
    m->pet.changed = true;
    if (outcome->result != AMT_ANSWERED)
        step_fail_outcome(m, outcome);
    else if (!delete_next(m, is_ours, removed))
        list_subscribers(m, all_removed);
}

static void remove_ours(struct machine *m)
{
    struct step_pet *p = &m->pet;
    /* At once: whatever becomes of ours, the interfaces are theirs, too. */
    for (size_t i = 0; i < p->subscriber_count; i++)
        m->other_targets += !m->wants_pet || !is_ours(m, &p->subscribers[i]);
    p->at = 0;
    if (!m->wants_pet)
        step_end(m, STEP_SKIPPED, "left as they are");
    else if (!delete_next(m, is_ours, removed))
        list_filters(m, own_filters_read);
}

static void useless_removed(struct machine *m, const struct amt_outcome *outcome)
{
    if (outcome->result != AMT_ANSWERED) {
        step_fail_outcome(m, outcome);
        return;
    }
    if (!delete_next(m, is_useless, useless_removed)) {
        m->pet.at = 0;
        subscribe_next(m);
    }
}

/* ---------------------------------------------------------------- choosing */

static bool is_true(const xml_node *instance, const char *name)
{
    char text[8];
    wsman_value(instance, name, text, sizeof text);
    return strcasecmp(text, "true") == 0 || strcmp(text, "1") == 0;
}

/* As request_filter makes them. */
static bool is_own_filter(const xml_node *instance, unsigned long policy)
{
    static const char *const wild[] = {"DeviceAddress",   "EventType",     "EventOffset",
                                       "EventSourceType", "EventSeverity", "SensorNumber",
                                       "Entity",          "EntityInstance"};
    char text[8];
    unsigned long sensor;
    wsman_value(instance, "OEMFilter", text, sizeof text);
    bool own = text[0] != '\0' && !is_true(instance, "OEMFilter") && policy >= POLICY_OWN &&
               wsman_number(instance, "EventSensorType", &sensor) && sensor == CALL_SENSOR_TYPE;
    for (size_t i = 0; own && i < sizeof wild / sizeof wild[0]; i++) {
        unsigned long value;
        own = wsman_number(instance, wild[i], &value) && value == ANY_SENSOR_TYPE;
    }
    return own;
}

static void take_filter(void *machine, const xml_node *instance)
{
    struct machine *m = machine;
    unsigned long policy;
    unsigned long sensor = 0;
    if (!wsman_number(instance, "PolicyID", &policy) || policy >= STEP_POLICIES)
        return;
    m->pet.used_policies[policy] = true;
    if (is_own_filter(instance, policy) && m->pet.own_filter_count < STEP_OWN_FILTERS_MAX) {
        struct step_filter *filter = &m->pet.own_filters[m->pet.own_filter_count];
        filter->policy = policy;
        wsman_value(instance, "InstanceID", filter->id, sizeof filter->id);
        m->pet.own_filter_count += filter->id[0] != '\0';
    }
    if (!wsman_number(instance, "EventSensorType", &sensor) || !is_true(instance, "EnableFilter") ||
        !is_true(instance, "SendAlert"))
        return;
    if (sensor == CALL_SENSOR_TYPE)
        m->pet.call_policies[policy] = true;
    else if (sensor == ANY_SENSOR_TYPE)
        m->pet.any_policies[policy] = true;
}

static void list_filters(struct machine *m, step_next *next)
{
    struct step_pet *p = &m->pet;
    struct wsman_request request = request_list(class_filter);
    memset(p->call_policies, 0, sizeof p->call_policies);
    memset(p->any_policies, 0, sizeof p->any_policies);
    memset(p->used_policies, 0, sizeof p->used_policies);
    p->own_filter_count = 0;
    step_try(m, &request, take_filter, next);
}

static unsigned first_policy(const bool policies[STEP_POLICIES])
{
    unsigned i = 0;
    while (i < STEP_POLICIES && !policies[i])
        i++;
    return i;
}

/* The filter for the call itself, else one for anything, else 134: see docs/HARDWARE.md. */
static unsigned choose_policy(const struct machine *m)
{
    unsigned policy = first_policy(m->pet.call_policies);
    if (policy == STEP_POLICIES)
        policy = first_policy(m->pet.any_policies);
    if (policy == STEP_POLICIES)
        policy = POLICY_DIAGNOSTIC;
    return policy;
}

static void bring_about(struct machine *m)
{
    size_t missing = first_unserved(m);
    if (missing == m->plan->collector_count) {
        tell_subscribed(m, STEP_OK);
        return;
    }
    if (m->plan->mode == PLAN_CHECK) {
        char address[ADDR_TEXT_SIZE];
        addr_format(&m->plan->collectors[missing], address);
        step_end(m, STEP_MISSING, "no PET for a call goes to %s", address);
        return;
    }
    m->pet.at = 0;
    if (delete_next(m, is_useless, useless_removed))
        return;
    m->pet.at = 0;
    subscribe_next(m);
}

static void filters_read(struct machine *m, const struct amt_outcome *outcome)
{
    /* Who is busy has filters, and may tell them next time. */
    if (outcome->result == AMT_DENIED || outcome->result == AMT_BUSY) {
        step_fail_outcome(m, outcome);
        return;
    }
    m->pet.filters_told = outcome->result == AMT_ANSWERED;
    m->pet.policy = choose_policy(m);
    bring_about(m);
}

/* A firmware without the class, whatever it says of its version. */
static void without_pets(struct machine *m)
{
    if (m->plan->mode == PLAN_REMOVE) {
        step_end(m, STEP_SKIPPED, "this firmware has no PETs");
    } else if (m->plan->alerts == PLAN_BOTH) {
        step_end(m, STEP_SKIPPED, "this firmware has no PETs: by WS-Event only");
    } else if (m->plan->alerts == PLAN_AUTO && m->plan->conf->collector.event_url[0] != '\0') {
        m->wants_events = true;
        step_end(m, STEP_SKIPPED, "this firmware has no PETs: by WS-Event instead");
    } else {
        step_fail(m, ERR_UNAVAILABLE, "no PETs",
                  "this firmware has no PETs: set [collector] event-url, then --alerts ws-event");
    }
}

static void subscribers_read(struct machine *m, const struct amt_outcome *outcome)
{
    if (outcome->result == AMT_ABSENT) {
        without_pets(m);
    } else if (outcome->result != AMT_ANSWERED) {
        step_fail_outcome(m, outcome);
    } else if (m->plan->mode == PLAN_REMOVE) {
        remove_ours(m);
    } else if (m->plan->policy >= 0) {
        m->pet.policy = (unsigned)m->plan->policy;
        bring_about(m);
    } else {
        list_filters(m, filters_read);
    }
}

void step_pet(struct machine *m)
{
    if (!m->wants_pet && m->plan->mode != PLAN_REMOVE)
        step_end(m, STEP_SKIPPED, "this machine calls by WS-Event");
    else if (step_version(m) >= STEP_WITHOUT_PET && m->plan->mode != PLAN_REMOVE)
        without_pets(m);
    else
        list_subscribers(m, subscribers_read);
}
