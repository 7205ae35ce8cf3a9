/* Reads what the machine is, and whether it can do what is wanted. Changes nothing. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "amt_cfg/steps/requests.h"
#include "amt_cfg/steps/step.h"

enum {
    VERSION_OLDEST = 4, /* Fast Call for Help came with release 4.0 */
    VERSION_HTTPS_EVENTS = 11
};

static void choose_alerts(struct machine *m, bool has_pet)
{
    const struct plan *plan = m->plan;
    bool remove = plan->mode == PLAN_REMOVE;
    switch (plan->alerts) {
    case PLAN_PET:
        m->wants_pet = true;
        break;
    case PLAN_EVENTS:
        m->wants_events = true;
        break;
    case PLAN_BOTH:
        m->wants_pet = true;
        m->wants_events = true;
        break;
    case PLAN_AUTO:
        m->wants_pet = remove || (has_pet && plan->collector_count > 0);
        m->wants_events = remove || !m->wants_pet;
        break;
    }
}

/* Fails before anything is changed if the machine cannot send alerts as wanted. True if it
 * failed. */
static bool refuse_alerts(struct machine *m, unsigned version)
{
    const char *url = m->plan->conf->collector.event_url;
    if (m->wants_pet && version >= STEP_WITHOUT_PET && m->plan->alerts != PLAN_BOTH)
        step_fail(m, ERR_UNAVAILABLE, "no PETs",
                  "AMT %s sends no PETs any more; use --alerts ws-event", m->report->version);
    else if (m->wants_events && url[0] == '\0')
        step_fail(m, ERR_CONFIG, "no event-url",
                  "AMT %s calls by WS-Event: set [collector] event-url to where fcfh-listener "
                  "receives them (fcfh-settings set collector.event-url https://...)",
                  m->report->version);
    else if (m->wants_events && version != 0 && version < VERSION_HTTPS_EVENTS &&
             strncasecmp(url, "https:", 6) == 0)
        step_fail(m, ERR_UNAVAILABLE, "no https events",
                  "AMT %s sends WS-Events to http:// only (https from 11.0): use --alerts pet, or "
                  "another event-url",
                  m->report->version);
    else
        return false;
    return true;
}

/* Reads the realm and the names; a name that is shown may contain a secret that AMT was sent. */
static void read_settings(struct machine *m)
{
    struct facts *facts = &m->facts;
    const char *name = facts->amt_fqdn;
    facts_read_settings(step_instance(m, 0), facts);
    if (name[0] == '\0')
        name = facts->hostname;
    /* It is cut between characters, because it goes into XML again. */
    text_clean_xml(name, strlen(name), m->report->hostname, sizeof m->report->hostname);
    mask_cut_text(m->mask, m->report->hostname, sizeof m->report->hostname);
}

static void end_with_version(struct machine *m)
{
    const struct machine_report *report = m->report;
    step_end(m, STEP_OK, "AMT %s, %s",
             report->version[0] != '\0' ? report->version : "of unknown version",
             report->hostname[0] != '\0' ? report->hostname : "without a host name");
}

void step_machine(struct machine *m)
{
    struct wsman_request settings = request_get("AMT_GeneralSettings");
    struct wsman_request software = request_list("CIM_SoftwareIdentity");
    struct wsman_request service = request_get("AMT_UserInitiatedConnectionService");
    struct facts *facts = &m->facts;
    if (!step_ask(m, &settings))
        return;
    read_settings(m);
    if (m->reply.realm[0] != '\0' && strcmp(m->reply.realm, facts->realm) != 0) {
        mask_cut_text(m->mask, facts->realm, sizeof facts->realm);
        step_fail(m, ERR_PROTOCOL, "another realm",
                  "it asks for a password for '%.50s' but is '%.50s': somebody may be in between",
                  m->reply.realm, facts->realm);
        return;
    }
    if (facts->realm[0] == '\0') {
        step_fail(m, ERR_PROTOCOL, "not AMT", "its general settings have no DigestRealm");
        return;
    }
    /* A log-in by Kerberos has shown no realm, but the hash for this one is about to be made. */
    mask_add_login(m->mask, m->plan->conf->amt.user, facts->realm, &m->plan->secret);
    (void)snprintf(facts->amt_version, sizeof facts->amt_version, "%s", m->reply.version);
    /* The Server header is only a hint: before we refuse because of it, the version is asked for.
     * If a machine does not give its version, the step's line says so. */
    if (facts_major(facts->amt_version) < VERSION_OLDEST) {
        if (!step_try(m, &software))
            return;
        for (size_t i = 0; i < m->reply.count; i++)
            facts_read_software(step_instance(m, i), facts);
    }
    (void)snprintf(m->report->version, sizeof m->report->version, "%.*s",
                   (int)sizeof m->report->version - 1, facts->amt_version);
    unsigned version = facts_major(facts->amt_version);
    if (facts->amt_version[0] != '\0' && version < VERSION_OLDEST) {
        step_fail(m, ERR_UNAVAILABLE, "firmware too old",
                  "AMT %s has no Fast Call for Help, which came with 4.0; is there newer firmware "
                  "from its maker?",
                  m->report->version);
        return;
    }
    if (m->plan->mode == PLAN_LEARN) {
        end_with_version(m);
        return;
    }
    choose_alerts(m, version < STEP_WITHOUT_PET);
    if ((m->plan->mode != PLAN_REMOVE && refuse_alerts(m, version)) || !step_try(m, &service))
        return;
    bool absent = m->reply.outcome.result == AMT_ABSENT; /* Standard Manageability lacks only it */
    if (absent && m->plan->mode != PLAN_REMOVE) {
        step_fail(m, ERR_UNAVAILABLE, "no Fast Call for Help",
                  "this machine's SKU (Standard Manageability) has no Fast Call for Help; only "
                  "machines with full vPro do");
    } else if (!absent && !step_answered(m)) {
        step_fail_outcome(m);
    } else {
        if (!absent)
            m->interfaces = step_parse_interfaces(step_instance(m, 0));
        end_with_version(m);
    }
}
