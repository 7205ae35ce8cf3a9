/*
 * Environment detection: whether the machine thinks that it is inside. It compares the domain that
 * DHCP gives it with a list; outside, its ports close and no call reaches us. A list that does not
 * fit the LAN locks us out, so it is changed only where --domain asks for it.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "amt_cfg/requests.h"
#include "amt_cfg/steps/step.h"

static const char class_name[] = "AMT_EnvironmentDetectionSettingData";

/* An empty element lists nothing. */
static bool is_domain(const struct step_environment *v, size_t i)
{
    return strcmp(v->names[i], "DetectionStrings") == 0 && v->values[i][0] != '\0';
}

static void take_settings(void *machine, const xml_node *instance)
{
    struct machine *m = machine;
    struct step_environment *v = &m->environment;
    v->count = 0;
    v->strings = 0;
    const xml_node *property = xml_child(instance, NULL, NULL);
    for (; property != NULL; property = xml_next(property, NULL, NULL)) {
        if (v->count == STEP_PROPERTIES_MAX || strlen(xml_name(property)) >= sizeof v->names[0]) {
            v->too_large = true;
            return;
        }
        (void)snprintf(v->names[v->count], sizeof v->names[0], "%s", xml_name(property));
        xml_text(property, v->values[v->count], sizeof v->values[0]);
        v->strings += is_domain(v, v->count);
        v->count++;
    }
}

static void read_settings(struct machine *m, step_next *next)
{
    struct wsman_request request = request_get(class_name);
    step_try(m, &request, take_settings, next);
}

static bool has_domain(const struct machine *m, const char *domain)
{
    const struct step_environment *v = &m->environment;
    for (size_t i = 0; i < v->count; i++)
        if (strcmp(v->names[i], "DetectionStrings") == 0 && strcasecmp(v->values[i], domain) == 0)
            return true;
    return false;
}

static size_t domains_missing(const struct machine *m)
{
    size_t count = 0;
    for (size_t i = 0; i < m->plan->domain_count; i++)
        count += !has_domain(m, m->plan->domains[i]);
    return count;
}

static size_t domains_there(const struct machine *m)
{
    return m->plan->domain_count - domains_missing(m);
}

/* The machine's own domain is in the list, or below one that is. */
static bool own_domain_fits(const struct machine *m)
{
    const struct step_environment *v = &m->environment;
    size_t own = strlen(m->domain);
    for (size_t i = 0; i < v->count; i++) {
        size_t len = strlen(v->values[i]);
        if (strcmp(v->names[i], "DetectionStrings") != 0 || len == 0 || len > own)
            continue;
        if (strcasecmp(m->domain + own - len, v->values[i]) == 0 &&
            (len == own || m->domain[own - len - 1] == '.'))
            return true;
    }
    return false;
}

static void list_domains(const struct machine *m, char *out, size_t size)
{
    const struct step_environment *v = &m->environment;
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < v->count && used < size; i++) {
        char domain[sizeof v->values[0]];
        if (!is_domain(v, i))
            continue;
        (void)snprintf(domain, sizeof domain, "%s", v->values[i]);
        mask_cut_text(&m->mask, domain);
        int added = snprintf(out + used, size - used, "%s%.60s", used > 0 ? ", " : "", domain);
        used += added > 0 ? (size_t)added : 0;
    }
}

static void tell(struct machine *m, enum step_state state)
{
    char domains[120];
    list_domains(m, domains, sizeof domains);
    if (m->environment.strings == 0)
        step_end(m, state, "no domain is listed: it always counts as inside");
    else if (m->domain[0] != '\0' && !own_domain_fits(m))
        step_end(m, state, "inside where DHCP says %s; its own domain %.60s is not among them",
                 domains, m->domain);
    else
        step_end(m, state, "inside where DHCP says %s", domains);
}

static void read_back(struct machine *m, const struct amt_outcome *outcome)
{
    bool kept = m->plan->mode == PLAN_REMOVE ? domains_there(m) == 0 : domains_missing(m) == 0;
    if (outcome->result != AMT_ANSWERED)
        step_fail_outcome(m, outcome);
    else if (!kept)
        step_fail(m, ERR_PROTOCOL, "not kept",
                  "AMT said that it took the domains, but does not show them so");
    else
        tell(m, STEP_CHANGED);
}

static void put(struct machine *m, const struct amt_outcome *outcome)
{
    if (outcome->result != AMT_ANSWERED)
        step_fail_outcome(m, outcome);
    else
        read_settings(m, read_back);
}

static bool is_listed(const struct plan *plan, const char *domain)
{
    for (size_t i = 0; i < plan->domain_count; i++)
        if (strcasecmp(plan->domains[i], domain) == 0)
            return true;
    return false;
}

static void add_domains(const struct machine *m, struct request *r)
{
    for (size_t i = 0; m->plan->mode != PLAN_REMOVE && i < m->plan->domain_count; i++)
        if (!has_domain(m, m->plan->domains[i]))
            request_add(r, "DetectionStrings", m->plan->domains[i]);
}

/* The whole object as it was read goes back, with the list changed. The list stands before
 * ElementName, the first property that AMT gives behind it. */
static void put_settings(struct machine *m)
{
    const struct step_environment *v = &m->environment;
    struct request r;
    bool added = false;
    request_begin(&r, WSMAN_PUT, class_name, NULL);
    for (size_t i = 0; i < v->count; i++) {
        bool is_string = strcmp(v->names[i], "DetectionStrings") == 0;
        if (!added && strcmp(v->names[i], "ElementName") == 0) {
            add_domains(m, &r);
            added = true;
        }
        bool unwanted =
            is_string && (v->values[i][0] == '\0' ||
                          (m->plan->mode == PLAN_REMOVE && is_listed(m->plan, v->values[i])));
        if (!unwanted)
            request_add(&r, v->names[i], v->values[i]);
    }
    if (!added)
        add_domains(m, &r);
    step_try(m, &r.wsman, NULL, put);
}

static void change(struct machine *m)
{
    bool remove = m->plan->mode == PLAN_REMOVE;
    size_t missing = domains_missing(m);
    if (remove ? domains_there(m) == 0 : missing == 0)
        tell(m, STEP_OK);
    else if (m->plan->mode == PLAN_CHECK)
        step_end(m, STEP_MISSING, "%zu of the domains of --domain are not listed", missing);
    else if (m->environment.too_large ||
             (!remove && m->environment.strings + missing > PLAN_DOMAINS_MAX))
        step_fail(m, ERR_CANTCREAT, "too many domains",
                  "it keeps %d domains and has %zu already: take some away first", PLAN_DOMAINS_MAX,
                  m->environment.strings);
    else
        put_settings(m);
}

static void settings_read(struct machine *m, const struct amt_outcome *outcome)
{
    bool wanted = m->plan->domain_count > 0;
    if (outcome->result != AMT_ANSWERED && !wanted)
        step_end(m, STEP_SKIPPED, "it does not tell whether it knows inside from outside");
    else if (outcome->result != AMT_ANSWERED)
        step_fail_outcome(m, outcome);
    else if (wanted)
        change(m);
    else
        tell(m, STEP_OK);
}

void step_environment(struct machine *m)
{
    if (m->plan->mode == PLAN_REMOVE && m->plan->domain_count == 0)
        step_end(m, STEP_SKIPPED, "left as it is");
    else
        read_settings(m, settings_read);
}
