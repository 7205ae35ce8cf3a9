/*
 * The subscription to WS-Events (WS-Eventing, DMTF DSP0226 section 10): pushed to fcfh-listener,
 * acknowledged, with the machine's UUID and host name in each.
 */
#include <stdio.h>
#include <string.h>

#include "amt_cfg/requests.h"
#include "amt_cfg/steps/step.h"

static const char class_listener[] = "CIM_ListenerDestination";
static const char class_listener_wsman[] = "CIM_ListenerDestinationWSManagement";

static void take_listener(void *machine, const xml_node *instance)
{
    struct machine *m = machine;
    struct step_events *v = &m->events;
    char url[CONF_VALUE_SIZE];
    wsman_value(instance, "Destination", url, sizeof url);
    /* Without a URL of our own none is ours, nor is one that AMT tells no URL of. */
    if (url[0] == '\0' || strcmp(url, m->plan->conf->collector.event_url) != 0)
        v->others++;
    else if (v->name_count < STEP_SUBSCRIBERS_MAX)
        wsman_value(instance, "Name", v->names[v->name_count++], sizeof v->names[0]);
}

static void list_listeners(struct machine *m, step_next *next)
{
    struct wsman_request request = request_list(m->events.listener_class);
    m->events.name_count = 0;
    m->events.others = 0;
    step_try(m, &request, take_listener, next);
}

static void tell(struct machine *m, enum step_state state)
{
    step_end(m, state, "WS-Events go to %.150s", m->plan->conf->collector.event_url);
}

/* ---------------------------------------------------------------- subscribing */

static void verified(struct machine *m, const struct amt_outcome *outcome)
{
    if (outcome->result != AMT_ANSWERED)
        step_fail_outcome(m, outcome);
    else if (m->events.name_count == 0)
        step_fail(m, ERR_PROTOCOL, "not kept",
                  "AMT said that it made the subscription, but does not show it");
    else
        tell(m, STEP_CHANGED);
}

static void subscribe(struct machine *m, const char *filter);

static void fail_subscribe(struct machine *m, const struct amt_outcome *outcome)
{
    if (outcome->result == AMT_ABSENT)
        step_fail(m, ERR_UNAVAILABLE, "no WS-Events",
                  "this firmware takes no subscription to WS-Events; use --alerts pet");
    else if (!step_fail_places(m, outcome, m->events.others))
        step_fail(m, ERR_CANTCREAT, "subscription refused",
                  "AMT refuses the subscription (%.80s); is event-url one that it can take?",
                  outcome->reason);
}

static void subscribed(struct machine *m, const struct amt_outcome *outcome)
{
    if (outcome->result == AMT_ANSWERED)
        list_listeners(m, verified);
    else if (outcome->result != AMT_DENIED && strcmp(m->events.filter_name, FILTER_ALL) != 0)
        subscribe(m, FILTER_ALL); /* firmware that does not have the smaller collection */
    else
        fail_subscribe(m, outcome);
}

static void subscribe(struct machine *m, const char *filter)
{
    struct request r;
    m->events.filter_name = filter;
    request_subscribe(&r, filter, m->plan->conf, &m->plan->event_secret, m->report.uuid,
                      m->report.hostname);
    step_try(m, &r.wsman, NULL, subscribed);
}

static void uuid_read(struct machine *m, const struct amt_outcome *outcome)
{
    (void)outcome;
    if (m->report.uuid[0] == '\0')
        step_fail(m, ERR_PROTOCOL, "no UUID",
                  "it tells no UUID, and without one its events would name no machine");
    else
        subscribe(m, FILTER_FEATURES);
}

static void bring_about(struct machine *m)
{
    if (m->events.name_count > 0) {
        tell(m, STEP_OK);
    } else if (m->plan->mode == PLAN_CHECK) {
        step_end(m, STEP_MISSING, "no WS-Event goes to %.180s", m->plan->conf->collector.event_url);
    } else if (m->plan->conf->listener.user[0] != '\0' && !amt_is_private(m->admin)) {
        /* WS-Eventing knows the password only as it is. */
        step_fail(m, ERR_UNAVAILABLE, "no TLS",
                  "the password of [listener] user would go there without TLS: set up TLS on the "
                  "machine, use --alerts pet, or leave [listener] user empty");
    } else if (m->report.uuid[0] != '\0') { /* read when the account was tried */
        subscribe(m, FILTER_FEATURES);
    } else {
        struct wsman_request request = request_get("CIM_ComputerSystemPackage");
        step_ask(m, &request, step_take_uuid, uuid_read);
    }
}

/* ---------------------------------------------------------------- taking away */

static void find_subscription(struct machine *m);

static bool handler_is_ours(const struct step_events *v, const struct wsman_reference *handler)
{
    for (size_t i = 0; i < handler->count; i++)
        for (size_t n = 0; n < v->name_count; n++)
            if (strcmp(handler->names[i], "Name") == 0 &&
                strcmp(handler->values[i], v->names[n]) == 0)
                return true;
    return false;
}

static void take_subscription(void *machine, const xml_node *instance)
{
    struct machine *m = machine;
    struct step_events *v = &m->events;
    struct wsman_reference filter;
    struct wsman_reference handler;
    if (v->has_reference || !wsman_read_reference(xml_child(instance, NULL, "Filter"), &filter) ||
        !wsman_read_reference(xml_child(instance, NULL, "Handler"), &handler) ||
        !handler_is_ours(v, &handler))
        return;
    v->has_reference = true;
    v->filter = filter;
    v->handler = handler;
}

static void all_removed(struct machine *m, const struct amt_outcome *outcome)
{
    if (outcome->result != AMT_ANSWERED)
        step_fail_outcome(m, outcome);
    else if (m->events.name_count > 0)
        step_fail(m, ERR_PROTOCOL, "not removed",
                  "AMT said that it removed the subscription, but still shows it");
    else
        step_end(m, STEP_CHANGED, "subscription to WS-Events removed");
}

static void unsubscribed(struct machine *m, const struct amt_outcome *outcome)
{
    if (outcome->result != AMT_ANSWERED) {
        step_fail_outcome(m, outcome);
        return;
    }
    m->events.removed++;
    find_subscription(m);
}

static void subscriptions_read(struct machine *m, const struct amt_outcome *outcome)
{
    struct step_events *v = &m->events;
    if (outcome->result != AMT_ANSWERED) {
        step_fail_outcome(m, outcome);
    } else if (v->has_reference && v->removed < v->name_count) {
        struct request r;
        request_unsubscribe(&r, &v->filter, &v->handler);
        step_try(m, &r.wsman, NULL, unsubscribed);
    } else {
        list_listeners(m, all_removed);
    }
}

static void find_subscription(struct machine *m)
{
    struct wsman_request request = request_list("CIM_FilterCollectionSubscription");
    m->events.has_reference = false;
    step_try(m, &request, take_subscription, subscriptions_read);
}

static void remove_ours(struct machine *m)
{
    /* At once: whatever becomes of ours, the interfaces are theirs, too. */
    m->other_targets += m->events.others + (m->wants_events ? 0 : m->events.name_count);
    if (!m->wants_events)
        step_end(m, STEP_SKIPPED, "left as they are");
    else if (m->events.name_count > 0)
        find_subscription(m);
    else
        step_end(m, STEP_OK, "there is no subscription to our event-url");
}

/* ---------------------------------------------------------------- both */

static void listeners_read(struct machine *m, const struct amt_outcome *outcome)
{
    bool first = m->events.listener_class == class_listener;
    if (outcome->result == AMT_ABSENT && first) {
        m->events.listener_class = class_listener_wsman; /* the class by its full name */
        list_listeners(m, listeners_read);
    } else if (outcome->result == AMT_ABSENT && m->plan->mode == PLAN_REMOVE) {
        step_end(m, STEP_SKIPPED, "this firmware has no WS-Events");
    } else if (outcome->result != AMT_ANSWERED) {
        step_fail_outcome(m, outcome);
    } else if (m->plan->mode == PLAN_REMOVE) {
        remove_ours(m);
    } else {
        bring_about(m);
    }
}

void step_events(struct machine *m)
{
    m->events.listener_class = class_listener;
    if (m->wants_events || m->plan->mode == PLAN_REMOVE)
        list_listeners(m, listeners_read);
    else
        step_end(m, STEP_SKIPPED, "this machine calls by PET");
}
