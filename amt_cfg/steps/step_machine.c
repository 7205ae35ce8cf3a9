/* What the machine is, and whether what is wanted can be had with it. Changes nothing. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "amt_cfg/requests.h"
#include "amt_cfg/steps/step.h"
#include "common/text.h"

enum {
    VERSION_OLDEST = 4, /* Fast Call for Help came with release 4.0 */
    VERSION_HTTPS_EVENTS = 11
};

static void take_settings(void *machine, const xml_node *instance)
{
    struct machine *m = machine;
    char host[64];
    char full[sizeof host + sizeof m->domain];
    wsman_value(instance, "DigestRealm", m->realm, sizeof m->realm);
    wsman_value(instance, "DomainName", m->domain, sizeof m->domain);
    wsman_value(instance, "HostName", host, sizeof host);
    (void)snprintf(full, sizeof full, "%s%s%s", host,
                   host[0] != '\0' && m->domain[0] != '\0' ? "." : "",
                   host[0] != '\0' ? m->domain : "");
    /* Cut between characters: it goes into XML again. */
    text_clean_xml(full, strlen(full), m->report.hostname, sizeof m->report.hostname);
}

static void take_software(void *machine, const xml_node *instance)
{
    struct machine *m = machine;
    char id[32];
    wsman_value(instance, "InstanceID", id, sizeof id);
    if (strcmp(id, "AMT") == 0)
        wsman_value(instance, "VersionString", m->report.version, sizeof m->report.version);
}

static void tell(struct machine *m)
{
    const char *version = m->report.version[0] != '\0' ? m->report.version : "of unknown version";
    if (m->report.hostname[0] != '\0')
        step_end(m, STEP_OK, "AMT %s, %s", version, m->report.hostname);
    else
        step_end(m, STEP_OK, "AMT %s, without a host name", version);
}

static void service_read(struct machine *m, const struct amt_outcome *outcome)
{
    /* Standard Manageability has all but this. */
    if (outcome->result == AMT_ABSENT && m->plan->mode == PLAN_REMOVE)
        tell(m);
    else if (outcome->result == AMT_ABSENT)
        step_fail(m, ERR_UNAVAILABLE, "no Fast Call for Help",
                  "this machine's SKU (Standard Manageability) has no Fast Call for Help; only "
                  "machines with full vPro do");
    else if (outcome->result != AMT_ANSWERED)
        step_fail_outcome(m, outcome);
    else
        tell(m);
}

static void choose_alerts(struct machine *m)
{
    const struct plan *plan = m->plan;
    bool has_pet = step_version(m) < STEP_WITHOUT_PET;
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

/* What cannot be had is told before anything is changed. True if it was told. */
static bool refuse_alerts(struct machine *m)
{
    const char *url = m->plan->conf->collector.event_url;
    unsigned version = step_version(m);
    if (m->wants_pet && version >= STEP_WITHOUT_PET && m->plan->alerts != PLAN_BOTH)
        step_fail(m, ERR_UNAVAILABLE, "no PETs",
                  "AMT %s sends no PETs any more; use --alerts ws-event", m->report.version);
    else if (m->wants_events && url[0] == '\0')
        step_fail(m, ERR_CONFIG, "no event-url",
                  "AMT %s calls by WS-Event: set [collector] event-url to where fcfh-listener "
                  "receives them (fcfh-settings set collector.event-url https://...)",
                  m->report.version);
    else if (m->wants_events && version != 0 && version < VERSION_HTTPS_EVENTS &&
             strncasecmp(url, "https:", 6) == 0)
        step_fail(m, ERR_UNAVAILABLE, "no https events",
                  "AMT %s sends WS-Events to http:// only (https from 11.0): use --alerts pet, or "
                  "another event-url",
                  m->report.version);
    else
        return false;
    return true;
}

static void version_known(struct machine *m)
{
    unsigned version = step_version(m);
    if (m->report.version[0] != '\0' && version < VERSION_OLDEST) {
        step_fail(m, ERR_UNAVAILABLE, "firmware too old",
                  "AMT %s has no Fast Call for Help, which came with 4.0; is there newer firmware "
                  "from its maker?",
                  m->report.version);
        return;
    }
    choose_alerts(m);
    if (m->plan->mode != PLAN_REMOVE && refuse_alerts(m))
        return;
    struct wsman_request request = request_get("AMT_UserInitiatedConnectionService");
    step_try(m, &request, step_take_interfaces, service_read);
}

static void software_read(struct machine *m, const struct amt_outcome *outcome)
{
    (void)outcome; /* a machine that does not tell its version is told so in the step's line */
    version_known(m);
}

static void settings_read(struct machine *m, const struct amt_outcome *outcome)
{
    const char *asked = amt_realm(m->admin);
    (void)outcome;
    mask_cut_text(&m->mask, m->realm);
    mask_cut_text(&m->mask, m->domain);
    /* This goes back to AMT, too, and to wherever that sends it. */
    mask_cut_text(&m->mask, m->report.hostname);
    if (asked[0] != '\0' && strcmp(asked, m->realm) != 0) {
        step_fail(m, ERR_PROTOCOL, "another realm",
                  "it asks for a password for '%.50s' but is '%.50s': somebody may stand between",
                  asked, m->realm);
        return;
    }
    if (m->realm[0] == '\0') {
        step_fail(m, ERR_PROTOCOL, "not AMT", "its general settings have no DigestRealm");
        return;
    }
    (void)snprintf(m->report.version, sizeof m->report.version, "%s", amt_version(m->admin));
    /* The Server header is a hint: what would be refused for it is asked for properly. */
    if (step_version(m) >= VERSION_OLDEST) {
        version_known(m);
        return;
    }
    struct wsman_request request = request_list("CIM_SoftwareIdentity");
    step_try(m, &request, take_software, software_read);
}

void step_machine(struct machine *m)
{
    struct wsman_request request = request_get("AMT_GeneralSettings");
    step_ask(m, &request, take_settings, settings_read);
}
