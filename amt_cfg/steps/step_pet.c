/*
 * The subscription to PETs: an AMT_SNMPEventSubscriber for each collector, tied by its PolicyID to
 * a filter that lets the call for help through. Which PolicyID that is differs from firmware to
 * firmware, so the filters are read.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "amt_cfg/steps/requests.h"
#include "amt_cfg/steps/step.h"
#include "common/addr.h"

#define SUBSCRIBERS_MAX 32  /* AMT has room for 16 */
#define POLICIES        256 /* PolicyID is a uint8 */
#define OWN_FILTERS_MAX 4   /* normally there is at most one */

enum {
    POLICY_DIAGNOSTIC = 134, /* "AMT Diagnostic", which cannot be removed */
    POLICY_OWN = CALL_SENSOR_TYPE
};

static const char class_name[] = "AMT_SNMPEventSubscriber";
static const char class_filter[] = "AMT_PETFilterSetting";
static const char *const key_names[4] = {"CreationClassName", "Name", "SystemCreationClassName",
                                         "SystemName"};

struct subscriber {
    char keys[4][128]; /* keys of the instance, in the order of key_names */
    size_t collector;  /* index of our collector; PLAN_COLLECTORS_MAX: somebody else's */
    unsigned long policy;
    bool policy_untold;
    bool community_differs;
};

struct filter {
    char id[128]; /* InstanceID */
    unsigned long policy;
};

struct pet_setup {
    struct subscriber subscribers[SUBSCRIBERS_MAX];
    size_t subscriber_count;
    bool call_policies[POLICIES]; /* PolicyIDs whose filters name the call for help, */
    bool any_policies[POLICIES];  /* whose filters let everything through, */
    bool used_policies[POLICIES]; /* and that any filter uses */
    struct filter own_filters[OWN_FILTERS_MAX]; /* filters like the one that we make */
    size_t own_filter_count;
    bool filters_told;
    unsigned policy; /* to subscribe to */
    bool filter_made;
};

/* ---------------------------------------------------------------- what AMT has */

static size_t collector_of(const struct plan *plan, const char *access_info)
{
    struct addr address;
    if (addr_parse(access_info, &address))
        for (size_t i = 0; i < plan->collector_count; i++)
            if (addr_equal(&plan->collectors[i], &address))
                return i;
    return PLAN_COLLECTORS_MAX;
}

static void parse_subscriber(const struct plan *plan, const xml_node *instance,
                             struct subscriber *s)
{
    char text[CONF_VALUE_SIZE];
    wsman_value(instance, "AccessInfo", text, sizeof text);
    s->collector = collector_of(plan, text);
    wsman_value(instance, "PolicyID", text, sizeof text);
    s->policy_untold = text[0] == '\0';
    if (!wsman_number(instance, "PolicyID", &s->policy))
        s->policy = POLICIES; /* matches none */
    wsman_value(instance, "CommunityString", text, sizeof text);
    /* If the firmware does not show a value, it cannot be compared. */
    s->community_differs = text[0] != '\0' && strcmp(text, plan->conf->collector.community) != 0;
    for (size_t i = 0; i < 4; i++)
        wsman_value(instance, key_names[i], s->keys[i], sizeof s->keys[i]);
}

/* `ask` is step_ask or step_try. */
static bool list_subscribers(struct machine *m, struct pet_setup *p, step_question *ask)
{
    struct wsman_request request = request_list(class_name);
    p->subscriber_count = 0;
    if (!ask(m, &request))
        return false;
    for (size_t i = 0; i < m->reply.count && i < SUBSCRIBERS_MAX; i++)
        parse_subscriber(m->plan, step_instance(m, i), &p->subscribers[p->subscriber_count++]);
    return true;
}

static bool is_true(const xml_node *instance, const char *name)
{
    char text[8];
    wsman_value(instance, name, text, sizeof text);
    return strcasecmp(text, "true") == 0 || strcmp(text, "1") == 0;
}

/* Whether it is a filter as request_filter makes them. */
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

static void parse_filter(const xml_node *instance, struct pet_setup *p)
{
    unsigned long policy;
    unsigned long sensor = 0;
    if (!wsman_number(instance, "PolicyID", &policy) || policy >= POLICIES)
        return;
    p->used_policies[policy] = true;
    if (is_own_filter(instance, policy) && p->own_filter_count < OWN_FILTERS_MAX) {
        struct filter *filter = &p->own_filters[p->own_filter_count];
        filter->policy = policy;
        wsman_value(instance, "InstanceID", filter->id, sizeof filter->id);
        p->own_filter_count += filter->id[0] != '\0';
    }
    if (!wsman_number(instance, "EventSensorType", &sensor) || !is_true(instance, "EnableFilter") ||
        !is_true(instance, "SendAlert"))
        return;
    if (sensor == CALL_SENSOR_TYPE)
        p->call_policies[policy] = true;
    else if (sensor == ANY_SENSOR_TYPE)
        p->any_policies[policy] = true;
}

static bool list_filters(struct machine *m, struct pet_setup *p, step_question *ask)
{
    struct wsman_request request = request_list(class_filter);
    memset(p->call_policies, 0, sizeof p->call_policies);
    memset(p->any_policies, 0, sizeof p->any_policies);
    memset(p->used_policies, 0, sizeof p->used_policies);
    p->own_filter_count = 0;
    if (!ask(m, &request))
        return false;
    for (size_t i = 0; i < m->reply.count; i++)
        parse_filter(step_instance(m, i), p);
    return true;
}

/* ---------------------------------------------------------------- what that means */

/* Whether the call for help is among what a subscriber gets. */
static bool gets_calls(const struct machine *m, const struct pet_setup *p,
                       const struct subscriber *s)
{
    if (s->policy >= POLICIES)
        return false;
    return s->policy == p->policy ||
           (m->plan->policy < 0 && (p->call_policies[s->policy] || p->any_policies[s->policy]));
}

static bool is_ours(const struct subscriber *s)
{
    return s->collector != PLAN_COLLECTORS_MAX;
}

/* Whether a subscriber brings the call for help to one of our collectors. */
static bool is_right(const struct machine *m, const struct pet_setup *p, const struct subscriber *s)
{
    return is_ours(s) && !s->community_differs && (s->policy_untold || gets_calls(m, p, s));
}

/* Whether a subscriber sends us the call with another community, so that snmptrapd drops it: it is
 * ours, from before the community was changed. A subscriber for other alerts may be useful to
 * somebody. */
static bool is_useless(const struct machine *m, const struct pet_setup *p,
                       const struct subscriber *s)
{
    return is_ours(s) && s->community_differs && gets_calls(m, p, s);
}

static bool is_served(const struct machine *m, const struct pet_setup *p, size_t collector)
{
    for (size_t i = 0; i < p->subscriber_count; i++)
        if (p->subscribers[i].collector == collector && is_right(m, p, &p->subscribers[i]))
            return true;
    return false;
}

static size_t first_unserved(const struct machine *m, const struct pet_setup *p)
{
    size_t i = 0;
    while (i < m->plan->collector_count && is_served(m, p, i))
        i++;
    return i;
}

/* The policy of the filter for the call itself, else of one for everything, else 134: see
 * docs/HARDWARE.md. */
static unsigned choose_policy(const struct pet_setup *p)
{
    for (unsigned i = 0; i < POLICIES; i++)
        if (p->call_policies[i])
            return i;
    for (unsigned i = 0; i < POLICIES; i++)
        if (p->any_policies[i])
            return i;
    return POLICY_DIAGNOSTIC;
}

/* Whether a subscriber uses the filter: somebody else may have subscribed to it meanwhile. */
static bool filter_is_used(const struct pet_setup *p, const struct filter *filter)
{
    for (size_t i = 0; i < p->subscriber_count; i++)
        if (p->subscribers[i].policy_untold || p->subscribers[i].policy == filter->policy)
            return true;
    return false;
}

/* ---------------------------------------------------------------- how the step ends */

static void end_subscribed(struct machine *m, const struct pet_setup *p, enum step_state state)
{
    char collectors[120] = "";
    unsigned long policy = p->policy;
    size_t used = 0;
    for (size_t i = 0; i < m->plan->collector_count && used < sizeof collectors; i++) {
        char address[ADDR_TEXT_SIZE];
        addr_format(&m->plan->collectors[i], address);
        int added = snprintf(collectors + used, sizeof collectors - used, "%s%s", i > 0 ? ", " : "",
                             address);
        used += added > 0 ? (size_t)added : 0;
    }
    for (size_t i = 0; i < p->subscriber_count; i++)
        if (is_right(m, p, &p->subscribers[i]) && !p->subscribers[i].policy_untold)
            policy = p->subscribers[i].policy;
    step_end(m, state, "PETs go to %s, policy %lu%s", collectors, policy,
             p->filter_made ? " (a filter of our own)" : "");
}

/* Ends the step for firmware without the class, whatever version it claims. */
static void end_without_pets(struct machine *m)
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

static void fail_subscribe(struct machine *m, const struct pet_setup *p)
{
    size_t others = 0;
    for (size_t i = 0; i < p->subscriber_count; i++)
        others += !is_ours(&p->subscribers[i]);
    if (m->reply.outcome.result == AMT_ABSENT)
        step_fail(m, ERR_UNAVAILABLE, "no PETs",
                  "this firmware does not accept a subscriber for PETs; use --alerts ws-event");
    else if (!step_fail_list_full(m, others))
        step_fail(m, ERR_CANTCREAT, "subscription refused",
                  "AMT refuses the subscription to policy %u (%.80s); try another with --policy N",
                  p->policy, m->reply.outcome.reason);
}

/* ---------------------------------------------------------------- changes */

/* Each of these returns false when the step is over. */

static bool is_same_subscriber(const struct subscriber *a, const struct subscriber *b)
{
    for (size_t i = 0; i < 4; i++)
        if (strcmp(a->keys[i], b->keys[i]) != 0)
            return false;
    return true;
}

/* For step_change: how each kind of change is looked at. */

static bool verify_subscriber_deleted(struct machine *m, void *context, bool *done)
{
    const struct subscriber *gone = context;
    struct pet_setup now;
    bool good = list_subscribers(m, &now, step_ask);
    *done = true;
    for (size_t i = 0; i < now.subscriber_count; i++)
        *done = !is_same_subscriber(&now.subscribers[i], gone) && *done;
    return good;
}

static bool verify_filter_deleted(struct machine *m, void *context, bool *done)
{
    const struct filter *gone = context;
    struct pet_setup now;
    bool good = list_filters(m, &now, step_ask);
    *done = true;
    for (size_t i = 0; i < now.own_filter_count; i++)
        *done = strcmp(now.own_filters[i].id, gone->id) != 0 && *done;
    return good;
}

static bool verify_filter_created(struct machine *m, void *context, bool *done)
{
    struct pet_setup *p = context;
    bool good = list_filters(m, p, step_ask);
    *done = p->call_policies[p->policy];
    return good;
}

struct creation {
    struct pet_setup *setup;
    size_t collector;
};

static bool verify_subscribed(struct machine *m, void *context, bool *done)
{
    const struct creation *creation = context;
    bool good = list_subscribers(m, creation->setup, step_ask);
    *done = is_served(m, creation->setup, creation->collector);
    return good;
}

static bool delete_subscriber(struct machine *m, struct subscriber *s)
{
    struct wsman_pair selectors[4];
    struct wsman_request request = {
        .operation = WSMAN_DELETE, .class_name = class_name, .selectors = selectors};
    for (size_t i = 0; i < 4; i++)
        if (s->keys[i][0] != '\0')
            selectors[request.selector_count++] = (struct wsman_pair){key_names[i], s->keys[i]};
    return step_must_change(m, &request, verify_subscriber_deleted, s);
}

static bool delete_filter(struct machine *m, struct filter *filter)
{
    struct wsman_pair selector = {"InstanceID", filter->id};
    struct wsman_request request = {.operation = WSMAN_DELETE,
                                    .class_name = class_filter,
                                    .selectors = &selector,
                                    .selector_count = 1};
    return step_must_change(m, &request, verify_filter_deleted, filter);
}

/* Makes a filter of our own that lets the call through, and chooses it. */
static bool make_filter(struct machine *m, struct pet_setup *p)
{
    struct request r;
    p->policy = POLICY_OWN;
    while (p->policy < POLICIES - 1 && p->used_policies[p->policy])
        p->policy++;
    request_filter(&r, p->policy);
    if (!step_change(m, &r.wsman, verify_filter_created, p))
        return false;
    if (!step_answered(m)) {
        step_fail(m, ERR_CANTCREAT, "filter refused",
                  "no filter lets the call for help through, and AMT does not accept ours (%.80s); "
                  "try --policy N",
                  m->reply.outcome.reason);
        return false;
    }
    if (!list_filters(m, p, step_ask))
        return false;
    if (!p->call_policies[p->policy])
        step_fail(m, ERR_PROTOCOL, "not kept",
                  "AMT said that it made a filter for the call, but does not show it so");
    else
        p->filter_made = true;
    return p->filter_made;
}

static bool create_subscriber(struct machine *m, struct pet_setup *p, size_t collector)
{
    struct creation creation = {p, collector};
    struct request r;
    char address[ADDR_TEXT_SIZE];
    addr_format(&m->plan->collectors[collector], address);
    request_subscriber(&r, address, p->policy, m->plan->conf->collector.community);
    return step_change(m, &r.wsman, verify_subscribed, &creation);
}

/* If no filter names the call for help, 134 is tried first. */
static bool subscribe(struct machine *m, struct pet_setup *p, size_t collector, bool first)
{
    bool on_the_off_chance = p->policy == POLICY_DIAGNOSTIC && m->plan->policy < 0;
    if (!create_subscriber(m, p, collector))
        return false;
    if (m->reply.outcome.result == AMT_FAULT && on_the_off_chance && p->filters_told && first &&
        (!make_filter(m, p) || !create_subscriber(m, p, collector)))
        return false;
    if (!step_answered(m))
        fail_subscribe(m, p);
    return step_answered(m);
}

/* ---------------------------------------------------------------- the step */

/* The filters come next when no subscription of ours is left. */
static bool remove_subscribers(struct machine *m, struct pet_setup *p, bool *changed)
{
    for (size_t i = 0; i < p->subscriber_count; i++) {
        if (!is_ours(&p->subscribers[i]))
            continue;
        if (!delete_subscriber(m, &p->subscribers[i]))
            return false;
        *changed = true;
    }
    if (*changed && !list_subscribers(m, p, step_ask))
        return false;
    for (size_t i = 0; i < p->subscriber_count; i++) {
        if (is_ours(&p->subscribers[i])) {
            step_fail(m, ERR_PROTOCOL, "not removed",
                      "AMT said that it removed the subscription, but still shows it");
            return false;
        }
    }
    return true;
}

/* Firmware that does not list its filters has accepted none of ours. */
static bool remove_filters(struct machine *m, struct pet_setup *p, bool *changed)
{
    if (!list_filters(m, p, step_try))
        return false;
    if (m->reply.outcome.result == AMT_DENIED) {
        step_fail_outcome(m);
        return false;
    }
    for (size_t i = 0; i < p->own_filter_count; i++) {
        if (filter_is_used(p, &p->own_filters[i]))
            continue;
        if (!delete_filter(m, &p->own_filters[i]))
            return false;
        *changed = true;
    }
    if (*changed && !list_filters(m, p, step_ask))
        return false;
    for (size_t i = 0; i < p->own_filter_count; i++) {
        if (!filter_is_used(p, &p->own_filters[i])) {
            step_fail(m, ERR_PROTOCOL, "not removed",
                      "AMT said that it removed our filter, but still shows it");
            return false;
        }
    }
    return true;
}

static void remove_ours(struct machine *m, struct pet_setup *p)
{
    bool subscribers = false;
    bool filters = false;
    /* Counted at once: whatever happens to ours, the others need the interfaces too. */
    for (size_t i = 0; i < p->subscriber_count; i++)
        m->other_targets += !m->wants_pet || !is_ours(&p->subscribers[i]);
    if (!m->wants_pet)
        step_end(m, STEP_SKIPPED, "left as they are");
    else if (!remove_subscribers(m, p, &subscribers) || !remove_filters(m, p, &filters))
        return;
    else if (subscribers || filters)
        step_end(m, STEP_CHANGED, "subscriptions to our collectors%s removed",
                 filters ? " and our filter" : "");
    else
        step_end(m, STEP_OK, "there is no subscription to our collectors");
}

static void configure(struct machine *m, struct pet_setup *p)
{
    size_t missing = first_unserved(m, p);
    bool first = true;
    if (missing == m->plan->collector_count) {
        end_subscribed(m, p, STEP_OK);
        return;
    }
    if (m->plan->mode == PLAN_CHECK) {
        char address[ADDR_TEXT_SIZE];
        addr_format(&m->plan->collectors[missing], address);
        step_end(m, STEP_MISSING, "no PET for a call goes to %s", address);
        return;
    }
    for (size_t i = 0; i < p->subscriber_count; i++)
        if (is_useless(m, p, &p->subscribers[i]) && !delete_subscriber(m, &p->subscribers[i]))
            return;
    for (size_t i = 0; i < m->plan->collector_count; i++) {
        if (is_served(m, p, i)) /* it stays as it is */
            continue;
        if (!subscribe(m, p, i, first))
            return;
        first = false;
    }
    if (!list_subscribers(m, p, step_ask))
        return;
    if (first_unserved(m, p) < m->plan->collector_count)
        step_fail(m, ERR_PROTOCOL, "not kept",
                  "AMT said that it made the subscription, but does not show it");
    else
        end_subscribed(m, p, STEP_CHANGED);
}

void step_pet(struct machine *m)
{
    struct pet_setup p = {.subscriber_count = 0};
    bool remove = m->plan->mode == PLAN_REMOVE;
    if (!m->wants_pet && !remove) {
        step_end(m, STEP_SKIPPED, "this machine calls by WS-Event");
        return;
    }
    if (facts_major(m->facts.amt_version) >= STEP_WITHOUT_PET && !remove) {
        end_without_pets(m);
        return;
    }
    if (!list_subscribers(m, &p, step_try))
        return;
    if (m->reply.outcome.result == AMT_ABSENT) {
        end_without_pets(m);
        return;
    }
    if (!step_answered(m)) {
        step_fail_outcome(m);
        return;
    }
    if (remove) {
        remove_ours(m, &p);
        return;
    }
    if (m->plan->policy >= 0) {
        p.policy = (unsigned)m->plan->policy;
    } else {
        if (!list_filters(m, &p, step_try))
            return;
        if (m->reply.outcome.result == AMT_DENIED) {
            step_fail_outcome(m);
            return;
        }
        p.filters_told = step_answered(m);
        p.policy = choose_policy(&p);
    }
    configure(m, &p);
}
