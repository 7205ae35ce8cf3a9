/* This file prints, so it belongs to the program. */
#include "amt_cfg/steps/dry_run.h"

#include <stdlib.h>
#include <string.h>

#include "amt_cfg/mask.h"
#include "amt_cfg/steps/machine_run.h"
#include "amt_cfg/steps/requests.h"
#include "common/addr.h"
#include "common/amt/redirection_flags.h"
#include "common/amt/register_xml.h"
#include "common/amt/wsman_names.h"
#include "common/xml.h"

#define REALM "Digest:00000000000000000000000000000000"

static const char example_version[] = "16.1.25";
static const char example_key[] = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
static const char example_context[] = "01000000-0000-0000-0000-000000000000";

struct dry_run_state {
    const struct plan *plan;
    FILE *out;
    struct mask mask;
    unsigned count;
    char changed[64]; /* the class of the last change */
};

/* ---------------------------------------------------------------- what a machine would say */

#define ENVIRONMENT                                                                                \
    "ElementName=Intel(r) AMT Environment Detection Settings;"                                     \
    "InstanceID=Intel(r) AMT Environment Detection Settings"

#define REDIRECTION(state, listener)                                                               \
    "CreationClassName=" REDIRECTION_CLASS ";ElementName=Intel(r) AMT Redirection Service;"        \
    "EnabledState=" state ";ListenerEnabled=" listener ";Name=Intel(r) AMT Redirection Service;"   \
    "SystemCreationClassName=CIM_ComputerSystem;SystemName=Intel(r) AMT"

#define SELECTOR(holder, class_name, key)                                                          \
    "<" holder "><a:ReferenceParameters><w:ResourceURI>http://schemas.dmtf.org/wbem/wscim/1/"      \
    "cim-schema/2/" class_name "</w:ResourceURI><w:SelectorSet><w:Selector Name=\"" key            \
    "\">as AMT tells it</w:Selector></w:SelectorSet></a:ReferenceParameters></" holder ">"

#define SUBSCRIPTION                                                                               \
    "<s xmlns:a=\"" NS_ADDRESSING "\" xmlns:w=\"" NS_WSMAN                                         \
    "\">" SELECTOR("Filter", "CIM_FilterCollection", "InstanceID")                                 \
        SELECTOR("Handler", "CIM_ListenerDestinationWSManagement", "Name") "</s>"

/*
 * An answer is "Name=value;Name=value", or XML. "@user" and "@url" are replaced by the plan's
 * values; "@collector" makes one instance for each collector, and "@domain" one property for each
 * domain.
 */
static const struct answer {
    const char *class_name;
    const char *question;
    const char *always;
    const char *without;         /* the answer while nothing is set up; NULL: no instance */
    const char *with;            /* the answer once it is set up */
    enum plan_alerts never_with; /* with this it is never set up; PLAN_AUTO: it always is */
    /* A change to a class whose name begins like this switches between the two answers; NULL: a
     * change to the class itself. */
    const char *changed_by;
} answers[] = {
    {"AMT_GeneralSettings", "Get",
     .always = "DigestRealm=" REALM ";HostName=pc;DomainName=example"},
    {"CIM_ComputerSystemPackage", "Get", .always = "PlatformGUID=33221100554477668899AABBCCDDEEFF"},
    {"CIM_Chassis", "Get", .always = "Manufacturer=Maker;Model=Model;SerialNumber=as AMT tells it"},
    {"AMT_PETFilterSetting", "Enumerate",
     .always = "PolicyID=25;EventSensorType=193;EnableFilter=true;SendAlert=true"},
    {"AMT_UserInitiatedConnectionService", "Get", .without = "EnabledState=32768",
     .with = "EnabledState=32771"},
    {"AMT_UserInitiatedConnectionService", "RequestStateChange", .always = "ReturnValue=0"},
    {"AMT_AuthorizationService", "EnumerateUserAclEntries",
     .always = "TotalCount=1;Handles=1;ReturnValue=0"},
    {"AMT_AuthorizationService", "GetUserAclEntryEx",
     .without = "DigestUsername=$$uns;ReturnValue=0",
     .with = "DigestUsername=@user;AccessPermission=1;Realms=4;Realms=13;ReturnValue=0"},
    {"AMT_AuthorizationService", "AddUserAclEntryEx", .always = "Handle=2;ReturnValue=0"},
    {"AMT_AuthorizationService", "RemoveUserAclEntry", .always = "ReturnValue=0"},
    {"AMT_SNMPEventSubscriber", "Enumerate", .never_with = PLAN_EVENTS,
     .with = "CreationClassName=AMT_SNMPEventSubscriber;Name=its name;SystemCreationClassName="
             "CIM_ComputerSystem;SystemName=Intel(r) AMT;AccessInfo=@collector"},
    {"CIM_ListenerDestination", "Enumerate", .never_with = PLAN_PET,
     .with = "Destination=@url;Name=as AMT tells it", .changed_by = "CIM_FilterCollection"},
    {"CIM_FilterCollectionSubscription", "Enumerate", .never_with = PLAN_PET,
     .changed_by = "CIM_FilterCollection", .with = SUBSCRIPTION},
    {"AMT_EnvironmentDetectionSettingData", "Get", .without = "DetectionAlgorithm=0;" ENVIRONMENT,
     .with = "DetectionAlgorithm=0;DetectionStrings=@domain;" ENVIRONMENT},
    {REDIRECTION_CLASS, "Get", .without = REDIRECTION("32768", "false"),
     .with = REDIRECTION("32770", "true")},
    {REDIRECTION_CLASS, "RequestStateChange", .always = "ReturnValue=0"},
    {REDIRECTION_KVM_CLASS, "Get", .without = "EnabledState=3;RequestedState=3",
     .with = "EnabledState=6;RequestedState=2"},
    {REDIRECTION_KVM_CLASS, "RequestStateChange", .always = "ReturnValue=0"},
};

static const struct answer *find_answer(const char *class_name, const char *question)
{
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++)
        if (strcmp(answers[i].class_name, class_name) == 0 &&
            strcmp(answers[i].question, question) == 0)
            return &answers[i];
    return NULL;
}

static void put_property(struct xml_writer *w, const struct plan *plan, const char *name,
                         const char *value, size_t collector)
{
    char address[ADDR_TEXT_SIZE];
    if (strcmp(value, "@user") == 0)
        value = plan->conf->amt.user;
    else if (strcmp(value, "@url") == 0)
        value = plan->conf->collector.event_url;
    if (strcmp(value, "@collector") == 0) {
        addr_format(&plan->collectors[collector], address);
        value = address;
    }
    for (size_t i = 0; strcmp(value, "@domain") == 0 && i < plan->domain_count; i++)
        xml_put(w, name, plan->domains[i]);
    if (value[0] != '@')
        xml_put(w, name, value);
}

static enum err_code add_instance(struct amt_reply *reply, const char *text, size_t len,
                                  struct err *e)
{
    xml_doc *doc;
    enum err_code code = xml_parse(text, len, &doc, e);
    if (code != ERR_OK)
        return code;
    code = amt_reply_add(reply, xml_root(doc)) ? ERR_OK : err_nomem(e);
    xml_free(doc);
    return code;
}

static enum err_code write_instance(const struct plan *plan, const char *class_name,
                                    const char *properties, size_t collector,
                                    struct amt_reply *reply, struct err *e)
{
    struct xml_writer *w = xml_writer_new(false);
    char copy[512]; /* enough for any answer in the table */
    char *next;
    char *text;
    size_t len;
    if (w == NULL)
        return err_nomem(e);
    (void)snprintf(copy, sizeof copy, "%s", properties);
    xml_start(w, class_name);
    for (char *name = strtok_r(copy, ";", &next); name != NULL; name = strtok_r(NULL, ";", &next)) {
        char *equals = strchr(name, '=');
        *equals = '\0';
        put_property(w, plan, name, equals + 1, collector);
    }
    xml_end(w);
    enum err_code code = xml_writer_finish(w, &text, &len, e);
    if (code == ERR_OK) {
        code = add_instance(reply, text, len, e);
        free(text);
    }
    return code;
}

static enum err_code add_answer(const struct dry_run_state *p, const struct answer *answer,
                                struct amt_reply *reply, struct err *e)
{
    const struct plan *plan = p->plan;
    if (answer == NULL)
        return ERR_OK; /* a change for which success is enough */
    bool was_set_up =
        plan->mode == PLAN_REMOVE &&
        (answer->never_with == PLAN_AUTO || answer->never_with != plan->alerts) &&
        (answer->never_with != PLAN_PET || plan->conf->collector.event_url[0] != '\0');
    const char *class_name = answer->changed_by != NULL ? answer->changed_by : answer->class_name;
    bool changed = strncmp(p->changed, class_name, strlen(class_name)) == 0;
    const char *text = answer->always;
    if (text == NULL)
        text = was_set_up != changed ? answer->with : answer->without;
    if (text == NULL)
        return ERR_OK;
    if (text[0] == '<')
        return add_instance(reply, text, strlen(text), e);
    size_t count = strstr(text, "@collector") != NULL ? plan->collector_count : 1;
    enum err_code code = ERR_OK;
    for (size_t i = 0; i < count && code == ERR_OK; i++)
        code = write_instance(plan, answer->class_name, text, i, reply, e);
    return code;
}

/* ---------------------------------------------------------------- what the machine is asked */

static enum err_code print(struct dry_run_state *p, const char *who,
                           const struct wsman_request *request, struct err *e)
{
    char *text;
    size_t len;
    p->count++;
    enum err_code code = wsman_build(request, p->count, &text, &len, e);
    if (code != ERR_OK)
        return code;
    mask_text(&p->mask, text);
    (void)fprintf(p->out, "# %u: %s %s, as %s\nPOST %s HTTP/1.1\n\n%s\n\n", p->count,
                  wsman_operation_name(request), request->class_name, who, WSMAN_PATH, text);
    free(text);
    return ERR_OK;
}

static enum err_code send_request(void *context, enum step_login login,
                                  const struct wsman_request *request, struct amt_reply *reply,
                                  struct err *e)
{
    struct dry_run_state *p = context;
    const char *who = login == STEP_LIMITED ? p->plan->conf->amt.user : "administrator";
    struct wsman_request pull = {
        .operation = WSMAN_PULL, .class_name = request->class_name, .context = example_context};
    enum err_code code = print(p, who, request, e);
    if (code == ERR_OK && request->operation == WSMAN_ENUMERATE)
        code = print(p, who, &pull, e);
    if (code == ERR_OK)
        code = add_answer(p, find_answer(request->class_name, wsman_operation_name(request)), reply,
                          e);
    if (wsman_is_change(request))
        (void)snprintf(p->changed, sizeof p->changed, "%s", request->class_name);
    reply->realm = REALM;
    reply->version = example_version;
    reply->address = "";
    reply->is_private = true;
    return code;
}

static enum err_code update_register(void *context, struct register_client *seen,
                                     struct register_note *note, struct err *e)
{
    struct dry_run_state *p = context;
    char *text;
    size_t len;
    note->result = REGISTER_ADDED;
    if (p->plan->conf->amt.tls != CONF_TLS_OFF) {
        seen->has_tls = true;
        seen->tls_since = seen->learned;
        (void)snprintf(seen->tls_version, sizeof seen->tls_version, "1.2");
        (void)snprintf(seen->keys[seen->key_count++], sizeof seen->keys[0], "%s", example_key);
    }
    register_client_clean(seen);
    enum err_code code = register_xml_write(seen, &text, &len, e);
    if (code != ERR_OK)
        return code;
    (void)fprintf(p->out, "# At the end the register in %s gets\n%s\n",
                  p->plan->conf->clients.directory, text);
    free(text);
    return ERR_OK;
}

enum err_code dry_run(const struct plan *plan, FILE *out, struct err *e)
{
    struct dry_run_state p = {.plan = plan, .out = out};
    struct step_transport transport = {send_request, update_register, &p};
    struct machine_report report = {.code = ERR_OK};
    mask_add_login(&p.mask, plan->conf->amt.user, REALM, &plan->secret);
    (void)fprintf(out,
                  "# Nothing is sent. Secrets are %s, and what only the machine could tell is "
                  "invented.\n\n",
                  MASK_STARS);
    machine_run(plan, &transport, &p.mask, NULL, NULL, &report);
    return report.code == ERR_OK || report.code == ERR_SOME
               ? ERR_OK
               : err_set(e, report.code, "%s", report.reason);
}
