#include "tests/standin/operations.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tests/standin/accounts.h"
#include "tests/standin/boot.h"
#include "tests/standin/call.h"
#include "tests/standin/consent.h"
#include "tests/standin/environment.h"
#include "tests/standin/filters.h"
#include "tests/standin/interfaces.h"
#include "tests/standin/message_log.h"
#include "tests/standin/power.h"
#include "tests/standin/redirection_service.h"
#include "tests/standin/state.h"
#include "tests/standin/subscribers.h"
#include "tests/standin/subscriptions.h"

typedef void handler(struct call *call);

/* What a machine does not reveal. */
static bool is_hidden(const struct call *call, const char *property)
{
    static const struct {
        const char *quirk, *class_name, *property;
    } hidden[] = {
        {"no-destination", "CIM_ListenerDestination", "Destination"},
        {"no-policy", "AMT_SNMPEventSubscriber", "PolicyID"},
        {"no-community", "AMT_SNMPEventSubscriber", "CommunityString"},
    };

    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
        if (strcmp(hidden[i].class_name, call->class->name) == 0 &&
            strcmp(hidden[i].property, property) == 0 &&
            amt_quirk(&call->options->amt, hidden[i].quirk))
            return true;
    }
    return false;
}

static void set_capitals(char *value)
{
    if (value != NULL && (strcmp(value, "true") == 0 || strcmp(value, "false") == 0)) {
        for (; *value != '\0'; value++)
            *value = (char)toupper((unsigned char)*value);
    }
}

/* --raw: in place of what it would say. */
static void make_raw(const struct call *call, struct property *property)
{
    const struct list *raw = &call->options->raw;
    char *start = xasprintf("%s/%s=", call->class->name, property->name);

    for (size_t i = 0; i < raw->count; i++) {
        if (strncmp(raw->items[i], start, strlen(start)) != 0)
            continue;
        free(property->value);
        property->value = words_unescaped(raw->items[i] + strlen(start));
        property->kind = PROPERTY_RAW;
    }
    free(start);
}

static void change_instance(const struct call *call, struct instance *instance)
{
    bool capitals = amt_quirk(&call->options->amt, "capitals");
    size_t kept = 0;

    for (size_t i = 0; i < instance->count; i++) {
        struct property *property = &instance->properties[i];

        if (is_hidden(call, property->name)) {
            free(property->value);
            continue;
        }
        if (capitals)
            set_capitals(property->value);
        make_raw(call, property);
        instance->properties[kept++] = *property;
    }
    instance->count = kept;
}

static void write_instance(struct call *call, struct reply *reply, unsigned index)
{
    struct instance instance = {.count = 0};

    if (!list_has(&call->options->empty, call->class->name))
        call->class->fill(&instance, call->machine, index);
    change_instance(call, &instance);
    instance_write(&instance, reply, call->class->name);
    instance_free(&instance);
}

static void get_instance(struct call *call)
{
    struct reply reply;
    unsigned index;

    if (!call_select(call, &index))
        return;
    call_begin(call, &reply, REPLY_RESOURCE);
    write_instance(call, &reply, index);
    reply_end(&reply);
}

static void consent_get(struct call *call)
{
    (void)consent_is_valid(call->machine); /* whose state goes with the time */
    get_instance(call);
}

static void enumerate(struct call *call)
{
    const struct amt_options *amt = &call->options->amt;
    struct reply reply;
    char context[37];

    if (strcmp(call->request->resource, FILTERS) == 0 &&
        (amt_quirk(amt, "filters-busy") || amt_quirk(amt, "filters-refused"))) {
        call_fault(call, amt_quirk(amt, "filters-busy") ? SOAP_FAULT_BUSY : SOAP_FAULT_ACTION);
        return;
    }
    /* Asking for an optimised enumeration changes nothing: the items come by Pull. */
    context_print(machine_enumerate(call->machine, call->class->name), context);
    call_begin(call, &reply, REPLY_ENUMERATION);
    reply_open(&reply, reply.operation, "EnumerateResponse");
    reply_text(&reply, reply.operation, "EnumerationContext", context);
    reply_close(&reply, reply.operation, "EnumerateResponse");
    reply_end(&reply);
}

/* What a Pull says in one of its children; NULL when there is no such child. */
static char *pull_says(const struct request *request, const char *name)
{
    for (xmlNode *node = node_element(request->content->children); node != NULL;
         node = node_element(node->next)) {
        if (node_is(node, NS_ENUMERATION, name))
            return node_text(node);
    }
    return NULL;
}

static void pull(struct call *call)
{
    char *context = pull_says(call->request, "EnumerationContext");
    char *most = pull_says(call->request, "MaxElements");
    unsigned id = context ? context_parse(context) : 0;
    unsigned limit = most ? (unsigned)strtoul(most, NULL, 10) : 0;
    unsigned own = call->options->pull_items, first = 0, count = 0;
    unsigned total = inventory_count(call->class, call->machine);
    struct reply reply;

    if (own != 0 && (limit == 0 || limit > own))
        limit = own;
    if (!machine_pull(call->machine, id, call->class->name, limit, total, &first, &count)) {
        call_fault(call, SOAP_FAULT_CONTEXT);
    } else {
        bool last = first + count == total;

        call_begin(call, &reply, REPLY_ENUMERATION);
        reply_open(&reply, reply.operation, "PullResponse");
        /* When items come in several answers, the last one holds a (dead) context and the end. */
        if (!last || own != 0)
            reply_text(&reply, reply.operation, "EnumerationContext", context);
        reply_open(&reply, reply.operation, "Items");
        for (unsigned i = 0; i < count; i++)
            write_instance(call, &reply, first + i);
        reply_close(&reply, reply.operation, "Items");
        if (last)
            reply_text(&reply, reply.operation, "EndOfSequence", "");
        reply_close(&reply, reply.operation, "PullResponse");
        reply_end(&reply);
    }
    free(context);
    free(most);
}

static void get_uuid(struct call *call)
{
    struct parameters parameters;
    struct reply reply;
    char text[4 * 6 + 1];

    parameters_begin(&parameters, call);
    if (!parameters_end(&parameters, call))
        return; /* it has no parameters */
    base64_encode(call->machine->guid, sizeof call->machine->guid, text);
    call_output(call, &reply);
    reply_text(&reply, reply.resource, "UUID", text);
    call_output_end(call, &reply, 0);
}

static void identify(struct call *call)
{
    /* There is no header to answer to, so the envelope is a bare one. */
    text_printf(call->out,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a:Envelope xmlns:a=\"" NS_SOAP
                "\" xmlns:b=\"" NS_IDENTITY "\"><a:Header></a:Header><a:Body>"
                "<b:IdentifyResponse><b:ProtocolVersion>" NS_WSMAN "</b:ProtocolVersion>"
                "<b:ProductVendor>Intel(r)</b:ProductVendor>"
                "<b:ProductVersion>AMT %s</b:ProductVersion></b:IdentifyResponse></a:Body>"
                "</a:Envelope>",
                call->machine->amt_version);
    call->status = 200;
}

/* Who can do what. Everything else is ActionNotSupported, or no such class. */
static const struct operation {
    const char *resource;
    enum verb verb;
    const char *method;
    handler *run;
} operations[] = {
    {BASE_AMT "AMT_GeneralSettings", VERB_GET, NULL, get_instance},
    {BASE_CIM "CIM_ComputerSystemPackage", VERB_GET, NULL, get_instance},
    {BASE_CIM "CIM_Chassis", VERB_GET, NULL, get_instance},
    {BASE_CIM "CIM_Chassis", VERB_ENUMERATE, NULL, enumerate},
    {BASE_CIM "CIM_Chassis", VERB_PULL, NULL, pull},
    {BASE_CIM "CIM_Card", VERB_GET, NULL, get_instance},
    {BASE_CIM "CIM_Card", VERB_ENUMERATE, NULL, enumerate},
    {BASE_CIM "CIM_Card", VERB_PULL, NULL, pull},
    {BASE_CIM "CIM_BIOSElement", VERB_GET, NULL, get_instance},
    {BASE_CIM "CIM_BIOSElement", VERB_ENUMERATE, NULL, enumerate},
    {BASE_CIM "CIM_BIOSElement", VERB_PULL, NULL, pull},
    {BASE_CIM "CIM_Chip", VERB_GET, NULL, get_instance},
    {BASE_CIM "CIM_Chip", VERB_ENUMERATE, NULL, enumerate},
    {BASE_CIM "CIM_Chip", VERB_PULL, NULL, pull},
    {BASE_CIM "CIM_Processor", VERB_GET, NULL, get_instance},
    {BASE_CIM "CIM_Processor", VERB_ENUMERATE, NULL, enumerate},
    {BASE_CIM "CIM_Processor", VERB_PULL, NULL, pull},
    {BASE_CIM "CIM_SoftwareIdentity", VERB_GET, NULL, get_instance},
    {BASE_CIM "CIM_SoftwareIdentity", VERB_ENUMERATE, NULL, enumerate},
    {BASE_CIM "CIM_SoftwareIdentity", VERB_PULL, NULL, pull},
    {BASE_CIM "CIM_PhysicalMemory", VERB_GET, NULL, get_instance},
    {BASE_CIM "CIM_PhysicalMemory", VERB_ENUMERATE, NULL, enumerate},
    {BASE_CIM "CIM_PhysicalMemory", VERB_PULL, NULL, pull},
    {BASE_CIM "CIM_MediaAccessDevice", VERB_GET, NULL, get_instance},
    {BASE_CIM "CIM_MediaAccessDevice", VERB_ENUMERATE, NULL, enumerate},
    {BASE_CIM "CIM_MediaAccessDevice", VERB_PULL, NULL, pull},
    {BASE_AMT "AMT_SetupAndConfigurationService", VERB_GET, NULL, get_instance},
    {BASE_AMT "AMT_SetupAndConfigurationService", VERB_METHOD, "GetUuid", get_uuid},
    {ACCOUNTS, VERB_GET, NULL, get_instance},
    {ACCOUNTS, VERB_METHOD, "EnumerateUserAclEntries", accounts_enumerate},
    {ACCOUNTS, VERB_METHOD, "GetUserAclEntryEx", accounts_get},
    {ACCOUNTS, VERB_METHOD, "AddUserAclEntryEx", accounts_add},
    {ACCOUNTS, VERB_METHOD, "UpdateUserAclEntryEx", accounts_update},
    {ACCOUNTS, VERB_METHOD, "RemoveUserAclEntry", accounts_remove},
    {ACCOUNTS, VERB_METHOD, "GetAclEnabledState", accounts_get_enabled},
    {ACCOUNTS, VERB_METHOD, "SetAclEnabledState", accounts_set_enabled},
    {INTERFACES, VERB_GET, NULL, get_instance},
    {INTERFACES, VERB_METHOD, "RequestStateChange", interfaces_change},
    {SUBSCRIBERS, VERB_GET, NULL, get_instance},
    {SUBSCRIBERS, VERB_ENUMERATE, NULL, enumerate},
    {SUBSCRIBERS, VERB_PULL, NULL, pull},
    {SUBSCRIBERS, VERB_CREATE, NULL, subscribers_create},
    {SUBSCRIBERS, VERB_DELETE, NULL, subscribers_delete},
    {FILTERS, VERB_GET, NULL, get_instance},
    {FILTERS, VERB_ENUMERATE, NULL, enumerate},
    {FILTERS, VERB_PULL, NULL, pull},
    {FILTERS, VERB_CREATE, NULL, filters_create},
    {FILTERS, VERB_DELETE, NULL, filters_delete},
    {BASE_AMT "AMT_EventManagerService", VERB_GET, NULL, get_instance},
    {COLLECTIONS, VERB_GET, NULL, get_instance},
    {COLLECTIONS, VERB_ENUMERATE, NULL, enumerate},
    {COLLECTIONS, VERB_PULL, NULL, pull},
    {COLLECTIONS, VERB_SUBSCRIBE, NULL, subscriptions_subscribe},
    {SUBSCRIPTIONS, VERB_ENUMERATE, NULL, enumerate},
    {SUBSCRIPTIONS, VERB_PULL, NULL, pull},
    {SUBSCRIPTIONS, VERB_UNSUBSCRIBE, NULL, subscriptions_unsubscribe},
    {BASE_CIM "CIM_ListenerDestination", VERB_ENUMERATE, NULL, enumerate},
    {BASE_CIM "CIM_ListenerDestination", VERB_PULL, NULL, pull},
    {LISTENERS, VERB_GET, NULL, get_instance},
    {LISTENERS, VERB_ENUMERATE, NULL, enumerate},
    {LISTENERS, VERB_PULL, NULL, pull},
    {ENVIRONMENT, VERB_GET, NULL, get_instance},
    {ENVIRONMENT, VERB_PUT, NULL, environment_put},
    {REDIRECTION, VERB_GET, NULL, get_instance},
    {REDIRECTION, VERB_PUT, NULL, redirection_put},
    {REDIRECTION, VERB_METHOD, "RequestStateChange", redirection_change},
    {KVM_SAP, VERB_GET, NULL, get_instance},
    {KVM_SAP, VERB_METHOD, "RequestStateChange", redirection_change_kvm},
    {KVM_SETTINGS, VERB_GET, NULL, get_instance},
    {POWER_STATE, VERB_GET, NULL, get_instance},
    {POWER_STATE, VERB_ENUMERATE, NULL, enumerate},
    {POWER_STATE, VERB_PULL, NULL, pull},
    {POWER_SERVICE, VERB_GET, NULL, get_instance},
    {POWER_SERVICE, VERB_METHOD, "RequestPowerStateChange", power_change},
    {POWER_CAPABILITIES, VERB_GET, NULL, get_instance},
    {POWER_SAVING, VERB_GET, NULL, get_instance},
    {POWER_SAVING, VERB_METHOD, "RequestOSPowerSavingStateChange", power_change_saving},
    {BOOT_SETTINGS, VERB_GET, NULL, get_instance},
    {BOOT_SETTINGS, VERB_PUT, NULL, boot_put},
    {BOOT_CAPABILITIES, VERB_GET, NULL, get_instance},
    {BOOT_CONFIG, VERB_GET, NULL, get_instance},
    {BOOT_CONFIG, VERB_METHOD, "ChangeBootOrder", boot_change_order},
    {BOOT_SOURCES, VERB_GET, NULL, get_instance},
    {BOOT_SOURCES, VERB_ENUMERATE, NULL, enumerate},
    {BOOT_SOURCES, VERB_PULL, NULL, pull},
    {BOOT_SERVICE, VERB_GET, NULL, get_instance},
    {BOOT_SERVICE, VERB_METHOD, "SetBootConfigRole", boot_set_role},
    {CONSENT, VERB_GET, NULL, consent_get},
    {CONSENT, VERB_METHOD, "StartOptIn", consent_start},
    {CONSENT, VERB_METHOD, "SendOptInCode", consent_send},
    {CONSENT, VERB_METHOD, "CancelOptIn", consent_cancel},
    {MESSAGE_LOG, VERB_GET, NULL, get_instance},
    {MESSAGE_LOG, VERB_METHOD, "PositionToFirstRecord", message_log_position},
    {MESSAGE_LOG, VERB_METHOD, "GetRecords", message_log_get},
    {CLOCK, VERB_GET, NULL, get_instance},
    {CLOCK, VERB_METHOD, "GetLowAccuracyTimeSynch", clock_get},
};

/* Whether this firmware, or this kind of machine, does not have the class. */
static bool is_absent(const struct options *options, const struct request *request)
{
    const char *name = request->class_name;
    unsigned major = options->amt_major;

    if (strcmp(name, "AMT_UserInitiatedConnectionService") == 0 &&
        (options->amt.no_fcfh || major < 4))
        return true;
    if (options->remote.no_kvm && (strcmp(name, "CIM_KVMRedirectionSAP") == 0 ||
                                   strcmp(name, "IPS_KVMRedirectionSettingData") == 0))
        return true;
    if (major >= 18 &&
        (strcmp(name, "AMT_SNMPEventSubscriber") == 0 || strcmp(name, "AMT_PETFilterSetting") == 0))
        return !options->amt.pet_enum_empty_18 ||
               (request->verb != VERB_ENUMERATE && request->verb != VERB_PULL);
    return list_has(&options->absent, name);
}

static const struct operation *find_operation(struct call *call, bool *known)
{
    const struct request *request = call->request;

    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        const struct operation *operation = &operations[i];

        if (strcmp(operation->resource, request->resource) != 0)
            continue;
        *known = true;
        /* So that neighbours differ. A real machine binds them in its own order, which is style
         * 0. */
        call->style = call->options->amt.real_prefixes ? 0 : (unsigned)(i + i / 3);
        if (operation->verb == request->verb &&
            (operation->method == NULL || strcmp(operation->method, request->method) == 0))
            return operation;
    }
    return NULL;
}

/* It is done, but nothing is said about it. */
static bool is_silent(const struct call *call, enum verb verb)
{
    return call->status == 200 && amt_quirk(&call->options->amt, "empty-answers") &&
           (verb == VERB_PUT || verb == VERB_CREATE || verb == VERB_DELETE ||
            verb == VERB_SUBSCRIBE || verb == VERB_UNSUBSCRIBE);
}

static void run_operation(struct call *call)
{
    struct config *config = &call->machine->config;
    bool known = false;
    const struct operation *operation = find_operation(call, &known);
    unsigned value;

    if (operation == NULL) {
        call_fault(call, known ? SOAP_FAULT_ACTION : SOAP_FAULT_UNREACHABLE);
        return;
    }
    if (operation->verb == VERB_METHOD &&
        amt_return_at(&call->options->amt, call->request->class_name, operation->method, &value)) {
        call_return(call, value);
        return;
    }
    pthread_mutex_lock(&config->lock);
    operation->run(call);
    if (is_silent(call, operation->verb))
        call->out->size = 0;
    if (config->changed) {
        config->changed = false;
        state_save(call->machine);
    }
    pthread_mutex_unlock(&config->lock);
}

int operation_run(const struct options *options, struct machine *machine,
                  const struct request *request, const struct caller *caller, enum fault fault,
                  struct text *out)
{
    struct call call = {
        .options = options,
        .machine = machine,
        .request = request,
        .out = out,
    };
    const char *name = request->class_name;

    if (fault == FAULT_BUSY) {
        call_fault(&call, SOAP_FAULT_BUSY);
    } else if (fault == FAULT_SOAP_500) {
        call_fault(&call, SOAP_FAULT_INTERNAL);
    } else if (fault == FAULT_CONTEXT && request->verb == VERB_PULL) {
        machine_forget_enumerations(machine);
        call_fault(&call, SOAP_FAULT_CONTEXT);
    } else if (fault == FAULT_SCHEMA || !request->good) {
        call_fault(&call, SOAP_FAULT_SCHEMA);
    } else if (request->verb == VERB_IDENTIFY) {
        identify(&call);
    } else if (fault == FAULT_DENIED || !caller_may(caller, name)) {
        call_fault(&call, SOAP_FAULT_DENIED);
    } else if (is_absent(options, request)) {
        call_fault(&call, SOAP_FAULT_UNREACHABLE);
    } else if (list_has(&options->denied, name)) {
        call_fault(&call, SOAP_FAULT_DENIED);
    } else {
        call.class = inventory_find(request->resource);
        if (fault == FAULT_BUSY_ONCE && call.class != NULL &&
            machine_busy_first(machine, inventory_index(call.class)))
            call_fault(&call, SOAP_FAULT_BUSY);
        else
            run_operation(&call);
    }
    return call.status;
}
