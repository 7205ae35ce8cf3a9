/*
 * The subscription to WS-Events (WS-Eventing, DMTF DSP0226 section 10): pushed to fcfh-listener,
 * acknowledged, with the machine's UUID and host name in each.
 */
#include <string.h>

#include "amt_cfg/steps/requests.h"
#include "amt_cfg/steps/step.h"

#define LISTENERS_MAX 32 /* AMT has room for some 9 */

struct listeners {
    const char *class_name;
    char names[LISTENERS_MAX][128]; /* names of the listeners with our URL */
    size_t count;
    size_t others; /* listeners with another URL */
};

static bool list_listeners(struct machine *m, struct listeners *l, step_question *ask)
{
    struct wsman_request request = request_list(l->class_name);
    l->count = 0;
    l->others = 0;
    if (!ask(m, &request))
        return false;
    for (size_t i = 0; i < m->reply.count; i++) {
        const xml_node *instance = step_instance(m, i);
        char url[CONF_VALUE_SIZE];
        wsman_value(instance, "Destination", url, sizeof url);
        /* If we have no URL, no listener is ours; nor is one for which AMT gives no URL. */
        if (url[0] == '\0' || strcmp(url, m->plan->conf->collector.event_url) != 0)
            l->others++;
        else if (l->count < LISTENERS_MAX)
            wsman_value(instance, "Name", l->names[l->count++], sizeof l->names[0]);
    }
    return true;
}

/* ---------------------------------------------------------------- subscribing */

/* For step_change: the context is the listeners that there were before. Firmware that does not show
 * URLs shows one more that is not ours. */
static bool verify_subscribed(struct machine *m, void *context, bool *done)
{
    struct listeners *l = context;
    size_t others = l->others;
    bool good = list_listeners(m, l, step_ask);
    *done = l->count > 0 || l->others > others;
    return good;
}

static bool send_subscription(struct machine *m, struct listeners *l, const char *filter)
{
    struct request r;
    request_subscribe(&r, filter, m->plan->conf, &m->plan->event_secret, m->report->uuid,
                      m->report->hostname);
    return step_change(m, &r.wsman, verify_subscribed, l);
}

static void configure(struct machine *m, struct listeners *l)
{
    const struct conf *conf = m->plan->conf;
    struct wsman_request package = request_get("CIM_ComputerSystemPackage");
    if (l->count > 0) {
        step_end(m, STEP_OK, "WS-Events go to %.150s", conf->collector.event_url);
        return;
    }
    if (m->plan->mode == PLAN_CHECK) {
        step_end(m, STEP_MISSING, "no WS-Event goes to %.180s", conf->collector.event_url);
        return;
    }
    if (conf->listener.user[0] != '\0' && !m->reply.is_private) {
        /* WS-Eventing needs the password itself, not a hash of it. */
        step_fail(m, ERR_UNAVAILABLE, "no TLS",
                  "the password of [listener] user would go there without TLS: set up TLS on the "
                  "machine, use --alerts pet, or leave [listener] user empty");
        return;
    }
    if (m->report->uuid[0] == '\0') { /* otherwise it was read when the account was tried */
        if (!step_ask(m, &package))
            return;
        facts_read_package(step_instance(m, 0), &m->facts);
        step_set_uuid(m, &m->facts);
    }
    if (m->report->uuid[0] == '\0') {
        step_fail(m, ERR_PROTOCOL, "no UUID",
                  "it does not tell its UUID, and without one its events would name no machine");
        return;
    }
    if (!send_subscription(m, l, FILTER_FEATURES))
        return;
    /* The firmware may not have the smaller collection. */
    if (!step_answered(m) && !m->reply.outcome.transient && m->reply.outcome.result != AMT_DENIED &&
        !send_subscription(m, l, FILTER_ALL))
        return;
    if (m->reply.outcome.result == AMT_ABSENT) {
        step_fail(m, ERR_UNAVAILABLE, "no WS-Events",
                  "this firmware does not accept a subscription to WS-Events; use --alerts pet");
        return;
    }
    if (!step_answered(m)) {
        if (!step_fail_list_full(m, l->others))
            step_fail(m, ERR_CANTCREAT, "subscription refused",
                      "AMT refuses the subscription (%.80s); can it use this event-url?",
                      m->reply.outcome.reason);
        return;
    }
    if (!list_listeners(m, l, step_ask))
        return;
    if (l->count == 0)
        step_fail(m, ERR_PROTOCOL, "not kept",
                  "AMT said that it made the subscription, but does not show it");
    else
        step_end(m, STEP_CHANGED, "WS-Events go to %.150s", conf->collector.event_url);
}

/* ---------------------------------------------------------------- taking away */

/* A subscription of ours and what it consists of. */
struct subscription {
    const struct listeners *listeners;
    struct wsman_reference filter;
    struct wsman_reference handler;
};

/* Reads a subscription of one of these listeners, if instance is one. */
static bool parse_subscription(const xml_node *instance, struct subscription *s)
{
    const struct listeners *l = s->listeners;
    struct wsman_reference *filter = &s->filter;
    struct wsman_reference *handler = &s->handler;
    if (!wsman_read_reference(xml_child(instance, NULL, "Filter"), filter) ||
        !wsman_read_reference(xml_child(instance, NULL, "Handler"), handler))
        return false;
    for (size_t i = 0; i < handler->count; i++)
        for (size_t n = 0; n < l->count; n++)
            if (strcmp(handler->names[i], "Name") == 0 &&
                strcmp(handler->values[i], l->names[n]) == 0)
                return true;
    return false;
}

/* Finds the first one that there is; *found is false if there is none. False: the step is over. */
static bool find_subscription(struct machine *m, struct subscription *s, bool *found)
{
    const struct wsman_request subscriptions = request_list("CIM_FilterCollectionSubscription");
    size_t i = 0;
    if (!step_ask(m, &subscriptions))
        return false;
    while (i < m->reply.count && !parse_subscription(step_instance(m, i), s))
        i++;
    *found = i < m->reply.count;
    return true;
}

static bool is_same_reference(const struct wsman_reference *a, const struct wsman_reference *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++)
        same = strcmp(a->names[i], b->names[i]) == 0 && strcmp(a->values[i], b->values[i]) == 0;
    return same;
}

/* For step_change: the context is the subscription that is to go. */
static bool verify_unsubscribed(struct machine *m, void *context, bool *done)
{
    const struct subscription *gone = context;
    struct subscription first = {.listeners = gone->listeners};
    bool found = false;
    bool good = find_subscription(m, &first, &found);
    *done = !found || !is_same_reference(&first.handler, &gone->handler);
    return good;
}

/* Removes them one by one, as many as there are listeners; each is looked for again. False: the
 * step is over. */
static bool unsubscribe(struct machine *m, const struct listeners *l)
{
    for (size_t removed = 0; removed < l->count; removed++) {
        struct subscription s = {.listeners = l};
        struct request r;
        bool found;
        if (!find_subscription(m, &s, &found))
            return false;
        if (!found)
            break;
        request_unsubscribe(&r, &s.filter, &s.handler);
        if (!step_must_change(m, &r.wsman, verify_unsubscribed, &s))
            return false;
    }
    return true;
}

static void remove_ours(struct machine *m, struct listeners *l)
{
    /* Counted at once: whatever happens to ours, the others need the interfaces too. */
    m->other_targets += l->others + (m->wants_events ? 0 : l->count);
    if (!m->wants_events) {
        step_end(m, STEP_SKIPPED, "left as they are");
        return;
    }
    if (l->count == 0) {
        step_end(m, STEP_OK, "there is no subscription to our event-url");
        return;
    }
    if (!unsubscribe(m, l) || !list_listeners(m, l, step_ask))
        return;
    if (l->count > 0)
        step_fail(m, ERR_PROTOCOL, "not removed",
                  "AMT said that it removed the subscription, but still shows it");
    else
        step_end(m, STEP_CHANGED, "subscription to WS-Events removed");
}

/* ---------------------------------------------------------------- both */

void step_events(struct machine *m)
{
    struct listeners l = {.class_name = "CIM_ListenerDestination"};
    bool remove = m->plan->mode == PLAN_REMOVE;
    if (!m->wants_events && !remove) {
        step_end(m, STEP_SKIPPED, "this machine calls by PET");
        return;
    }
    if (!list_listeners(m, &l, step_try))
        return;
    if (m->reply.outcome.result == AMT_ABSENT) {
        l.class_name = "CIM_ListenerDestinationWSManagement"; /* the class by its full name */
        if (!list_listeners(m, &l, step_try))
            return;
    }
    if (m->reply.outcome.result == AMT_ABSENT && remove)
        step_end(m, STEP_SKIPPED, "this firmware has no WS-Events");
    else if (!step_answered(m))
        step_fail_outcome(m);
    else if (remove)
        remove_ours(m, &l);
    else
        configure(m, &l);
}
