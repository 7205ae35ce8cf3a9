/* It prints: a program's own file. */
#include "amt_cfg/dry_run.h"

#include <stdlib.h>
#include <string.h>

#include "amt_cfg/machine.h"
#include "amt_cfg/requests.h"
#include "common/addr.h"

#define STARS "***"

/* What a machine would have told. */
static const char example_uuid[] = "00112233-4455-6677-8899-aabbccddeeff";
static const char example_host[] = "pc.example";
static const char example_context[] = "01000000-0000-0000-0000-000000000000";
static const unsigned long example_handle = 2;
static const unsigned example_policy = 25;

struct showing {
    const struct plan *plan;
    FILE *out;
    unsigned count;
    enum err_code code;
    struct err *e;
};

static void show_as(struct showing *s, const char *who, const struct wsman_request *request)
{
    char *text;
    size_t len;
    if (s->code != ERR_OK)
        return;
    s->count++;
    s->code = wsman_build(request, s->count, &text, &len, s->e);
    if (s->code != ERR_OK)
        return;
    (void)fprintf(s->out, "# %u: %s %s, as %s\nPOST %s HTTP/1.1\n\n%s\n\n", s->count,
                  wsman_operation_name(request), request->class_name, who, WSMAN_PATH, text);
    free(text);
}

static void show(struct showing *s, const struct wsman_request *request)
{
    show_as(s, "administrator", request);
}

static void show_get(struct showing *s, const char *class_name)
{
    struct wsman_request request = request_get(class_name);
    show(s, &request);
}

static void show_list(struct showing *s, const char *class_name)
{
    struct wsman_request request = request_list(class_name);
    show(s, &request);
    request.operation = WSMAN_PULL;
    request.context = example_context;
    show(s, &request);
}

static void show_account(struct showing *s)
{
    struct request r;
    request_enumerate_accounts(&r, 1);
    show(s, &r.wsman);
    request_by_handle(&r, "GetUserAclEntryEx", 1);
    show(s, &r.wsman);
    if (s->plan->mode == PLAN_CONFIGURE) {
        request_account(&r, NULL, s->plan->conf->amt.user, STARS);
        show(s, &r.wsman);
        request_by_handle(&r, "GetUserAclEntryEx", example_handle);
        show(s, &r.wsman);
    } else if (s->plan->mode == PLAN_REMOVE) {
        request_by_handle(&r, "RemoveUserAclEntry", example_handle);
        show(s, &r.wsman);
        request_by_handle(&r, "GetUserAclEntryEx", example_handle);
        show(s, &r.wsman);
    }
}

static void show_interfaces(struct showing *s)
{
    struct request r;
    if (s->plan->mode == PLAN_CHECK)
        return;
    request_interfaces(&r, s->plan->mode == PLAN_REMOVE ? INTERFACES_NONE : INTERFACES_BOTH);
    show(s, &r.wsman);
    show_get(s, "AMT_UserInitiatedConnectionService");
}

static void show_subscriptions(struct showing *s)
{
    struct request r;
    for (size_t i = 0; i < s->plan->collector_count; i++) {
        char address[ADDR_TEXT_SIZE];
        addr_format(&s->plan->collectors[i], address);
        request_subscriber(&r, address,
                           s->plan->policy >= 0 ? (unsigned)s->plan->policy : example_policy,
                           s->plan->conf->collector.community);
        show(s, &r.wsman);
    }
}

static void show_deletion(struct showing *s)
{
    static const struct wsman_pair keys[] = {
        {"CreationClassName", "AMT_SNMPEventSubscriber"},
        {"Name", "its name"},
        {"SystemCreationClassName", "CIM_ComputerSystem"},
        {"SystemName", "Intel(r) AMT"},
    };
    struct wsman_request request = {.operation = WSMAN_DELETE,
                                    .class_name = "AMT_SNMPEventSubscriber",
                                    .selectors = keys,
                                    .selector_count = sizeof keys / sizeof keys[0]};
    show(s, &request);
}

static void show_pet(struct showing *s)
{
    bool configure = s->plan->mode == PLAN_CONFIGURE;
    if (s->plan->collector_count == 0 || s->plan->alerts == PLAN_EVENTS)
        return;
    show_list(s, "AMT_SNMPEventSubscriber");
    if (s->plan->mode != PLAN_REMOVE && s->plan->policy < 0)
        show_list(s, "AMT_PETFilterSetting");
    if (configure)
        show_subscriptions(s);
    else if (s->plan->mode == PLAN_REMOVE)
        show_deletion(s);
    if (s->plan->mode != PLAN_CHECK)
        show_list(s, "AMT_SNMPEventSubscriber");
    if (s->plan->mode == PLAN_REMOVE)
        show_list(s, "AMT_PETFilterSetting");
}

static struct wsman_reference example_reference(const char *class_name, const char *key)
{
    struct wsman_reference reference = {.count = 1};
    wsman_resource_uri(class_name, reference.resource_uri);
    (void)snprintf(reference.names[0], sizeof reference.names[0], "%s", key);
    (void)snprintf(reference.values[0], sizeof reference.values[0], "%s", "as AMT tells it");
    return reference;
}

static void show_unsubscribe(struct showing *s)
{
    struct request r;
    struct wsman_reference filter = example_reference("CIM_FilterCollection", "InstanceID");
    struct wsman_reference handler =
        example_reference("CIM_ListenerDestinationWSManagement", "Name");
    show_list(s, "CIM_FilterCollectionSubscription");
    request_unsubscribe(&r, &filter, &handler);
    show(s, &r.wsman);
}

static void show_events(struct showing *s)
{
    static const struct secret stars = {.text = STARS};
    struct request r;
    bool pet_only = s->plan->alerts == PLAN_PET;
    if (s->plan->conf->collector.event_url[0] == '\0' || pet_only)
        return;
    show_list(s, "CIM_ListenerDestination");
    if (s->plan->mode == PLAN_CONFIGURE) {
        show_get(s, "CIM_ComputerSystemPackage");
        request_subscribe(&r, FILTER_FEATURES, s->plan->conf, &stars, example_uuid, example_host);
        show(s, &r.wsman);
    } else if (s->plan->mode == PLAN_REMOVE) {
        show_unsubscribe(s);
    }
    if (s->plan->mode != PLAN_CHECK)
        show_list(s, "CIM_ListenerDestination");
}

static void show_environment(struct showing *s)
{
    static const char class_name[] = "AMT_EnvironmentDetectionSettingData";
    static const char class_element[] = "Intel(r) AMT Environment Detection Settings";
    struct request r;
    if (s->plan->mode == PLAN_REMOVE && s->plan->domain_count == 0)
        return;
    show_get(s, class_name);
    if (s->plan->mode == PLAN_CHECK || s->plan->domain_count == 0)
        return;
    request_begin(&r, WSMAN_PUT, class_name, NULL);
    request_add(&r, "DetectionAlgorithm", "0");
    for (size_t i = 0; s->plan->mode == PLAN_CONFIGURE && i < s->plan->domain_count; i++)
        request_add(&r, "DetectionStrings", s->plan->domains[i]);
    request_add(&r, "ElementName", class_element);
    request_add(&r, "InstanceID", class_element);
    show(s, &r.wsman);
    show_get(s, class_name);
}

static void show_proof(struct showing *s)
{
    struct wsman_request request = request_get("CIM_ComputerSystemPackage");
    if (s->plan->mode != PLAN_REMOVE)
        show_as(s, s->plan->conf->amt.user, &request);
}

enum err_code dry_run(const struct plan *plan, FILE *out, struct err *e)
{
    struct showing s = {.plan = plan, .out = out, .e = e};
    (void)fprintf(out,
                  "# Nothing is sent. Secrets are %s, and what only the machine could tell is "
                  "invented.\n\n",
                  STARS);
    show_get(&s, "AMT_GeneralSettings");
    show_get(&s, "AMT_UserInitiatedConnectionService");
    show_account(&s);
    show_interfaces(&s);
    show_pet(&s);
    show_events(&s);
    show_environment(&s);
    show_proof(&s);
    return s.code;
}
