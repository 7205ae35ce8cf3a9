/*
 * Environment detection: whether the machine thinks that it is inside the company's network. It
 * compares the domain that DHCP gives it with a list; outside, its ports are closed and no call
 * reaches us. A list that does not fit the LAN locks us out, so it is changed only if --domain asks
 * for it.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "amt_cfg/steps/requests.h"
#include "amt_cfg/steps/step.h"

#define PROPERTIES_MAX 32

static const char class_name[] = "AMT_EnvironmentDetectionSettingData";

struct settings {
    char names[PROPERTIES_MAX][64]; /* the whole object, to put it back */
    char values[PROPERTIES_MAX][256];
    size_t count;
    bool too_large;
    size_t domains; /* how many DetectionStrings it has */
};

static bool is_string(const struct settings *s, size_t i)
{
    return strcmp(s->names[i], "DetectionStrings") == 0;
}

/* An empty element lists nothing. */
static bool is_domain(const struct settings *s, size_t i)
{
    return is_string(s, i) && s->values[i][0] != '\0';
}

static bool read_settings(struct machine *m, struct settings *s, step_question *ask)
{
    struct wsman_request request = request_get(class_name);
    memset(s, 0, sizeof *s);
    if (!ask(m, &request))
        return false;
    const xml_node *property = xml_child(step_instance(m, 0), NULL, NULL);
    for (; property != NULL; property = xml_next(property, NULL, NULL)) {
        if (s->count == PROPERTIES_MAX || strlen(xml_name(property)) >= sizeof s->names[0]) {
            s->too_large = true;
            break;
        }
        (void)snprintf(s->names[s->count], sizeof s->names[0], "%s", xml_name(property));
        xml_text(property, s->values[s->count], sizeof s->values[0]);
        s->domains += is_domain(s, s->count);
        s->count++;
    }
    return true;
}

static bool has_domain(const struct settings *s, const char *domain)
{
    for (size_t i = 0; i < s->count; i++)
        if (is_string(s, i) && strcasecmp(s->values[i], domain) == 0)
            return true;
    return false;
}

static size_t count_missing(const struct plan *plan, const struct settings *s)
{
    size_t count = 0;
    for (size_t i = 0; i < plan->domain_count; i++)
        count += !has_domain(s, plan->domains[i]);
    return count;
}

/* Whether everything is as the plan wants it. */
static bool is_as_wanted(const struct plan *plan, const struct settings *s)
{
    return count_missing(plan, s) == (plan->mode == PLAN_REMOVE ? plan->domain_count : 0);
}

/* Whether the machine's own domain is in the list, or below one that is. */
static bool own_domain_fits(const char *own, const struct settings *s)
{
    size_t own_len = strlen(own);
    for (size_t i = 0; i < s->count; i++) {
        size_t len = strlen(s->values[i]);
        if (is_domain(s, i) && len <= own_len &&
            strcasecmp(own + own_len - len, s->values[i]) == 0 &&
            (len == own_len || own[own_len - len - 1] == '.'))
            return true;
    }
    return false;
}

static void end_with_state(struct machine *m, const struct settings *s, enum step_state state)
{
    char own[sizeof m->facts.domain];
    char domains[120] = "";
    size_t used = 0;
    for (size_t i = 0; i < s->count && used < sizeof domains; i++) {
        char domain[sizeof s->values[0]];
        if (!is_domain(s, i))
            continue;
        memcpy(domain, s->values[i], sizeof domain);
        mask_cut_text(m->mask, domain, sizeof domain);
        int added = snprintf(domains + used, sizeof domains - used, "%s%.60s", used > 0 ? ", " : "",
                             domain);
        used += added > 0 ? (size_t)added : 0;
    }
    memcpy(own, m->facts.domain, sizeof own);
    mask_cut_text(m->mask, own, sizeof own);
    if (s->domains == 0)
        step_end(m, state, "no domain is listed: it always counts itself as inside");
    else if (own[0] != '\0' && !own_domain_fits(m->facts.domain, s))
        step_end(m, state, "inside where DHCP says %s; its own domain %.60s is not among them",
                 domains, own);
    else
        step_end(m, state, "inside where DHCP says %s", domains);
}

static bool verify_settings(struct machine *m, void *context, bool *done)
{
    struct settings now;
    (void)context;
    bool good = read_settings(m, &now, step_ask);
    *done = is_as_wanted(m->plan, &now);
    return good;
}

/* The whole object as it was read goes back, with the list changed. The list goes before
 * ElementName, the first property that AMT gives after it. */
static bool put_settings(struct machine *m, const struct settings *s)
{
    const struct plan *plan = m->plan;
    bool remove = plan->mode == PLAN_REMOVE;
    bool added = remove;
    struct request r;
    request_begin(&r, WSMAN_PUT, class_name, NULL);
    for (size_t i = 0; i <= s->count; i++) {
        bool here = !added && (i == s->count || strcmp(s->names[i], "ElementName") == 0);
        for (size_t d = 0; here && d < plan->domain_count; d++)
            if (!has_domain(s, plan->domains[d]))
                request_add(&r, "DetectionStrings", plan->domains[d]);
        added = added || here;
        bool unwanted = i == s->count || (is_string(s, i) && s->values[i][0] == '\0');
        for (size_t d = 0; !unwanted && remove && is_string(s, i) && d < plan->domain_count; d++)
            unwanted = strcasecmp(plan->domains[d], s->values[i]) == 0;
        if (!unwanted)
            request_add(&r, s->names[i], s->values[i]);
    }
    return step_must_change(m, &r.wsman, verify_settings, NULL);
}

void step_environment(struct machine *m)
{
    const struct plan *plan = m->plan;
    struct settings s;
    if (plan->mode == PLAN_REMOVE && plan->domain_count == 0) {
        step_end(m, STEP_SKIPPED, "left as it is");
        return;
    }
    if (!read_settings(m, &s, plan->domain_count > 0 ? step_ask : step_try_all))
        return;
    if (!step_answered(m)) {
        if (m->reply.outcome.result == AMT_ABSENT || m->reply.outcome.result == AMT_DENIED)
            step_end(m, STEP_SKIPPED, "it does not tell whether it can tell inside from outside");
        else
            step_end(m, STEP_SKIPPED, "not known whether it can tell inside from outside: %s: %s",
                     class_name, m->reply.outcome.reason);
        return;
    }
    if (is_as_wanted(plan, &s)) {
        end_with_state(m, &s, STEP_OK);
        return;
    }
    size_t missing = count_missing(plan, &s);
    if (plan->mode == PLAN_CHECK) {
        step_end(m, STEP_MISSING, "%zu of the domains of --domain are not listed", missing);
        return;
    }
    if (s.too_large || (plan->mode == PLAN_CONFIGURE && s.domains + missing > PLAN_DOMAINS_MAX)) {
        step_fail(m, ERR_CANTCREAT, "too many domains",
                  "it keeps %d domains and has %zu already: take some away first", PLAN_DOMAINS_MAX,
                  s.domains);
        return;
    }
    if (!put_settings(m, &s) || !read_settings(m, &s, step_ask))
        return;
    if (!is_as_wanted(plan, &s))
        step_fail(m, ERR_PROTOCOL, "not kept",
                  "AMT said that it took the domains, but does not show them so");
    else
        end_with_state(m, &s, STEP_CHANGED);
}
