#include "tests/standin/operations.h"

#include <stdlib.h>
#include <string.h>

#include "tests/standin/instances.h"
#include "tests/standin/reply.h"

struct call {
    const struct options *options;
    struct machine *machine;
    const struct request *request;
    const struct inventory_class *class; /* NULL: no inventory of that class */
    unsigned style;                      /* of the prefixes */
    struct text *out;
    int status;
};

typedef void handler(struct call *call);

static void fault(struct call *call, enum soap_fault kind)
{
    reply_fault(call->out, kind, machine_message(call->machine), call->request->message_id);
    call->status = kind == SOAP_FAULT_INTERNAL ? 500 : 400;
}

static void begin(struct call *call, struct reply *reply, enum reply_kind kind)
{
    char *action = must_printf("%sResponse", call->request->action);

    /* The action and the resource were found in our own tables: nothing in them to escape. */
    reply_begin(reply, call->out, kind, call->style, machine_message(call->machine),
                call->request->message_id, action, call->request->resource);
    free(action);
    call->status = 200;
}

static void write_instance(struct call *call, struct reply *reply, unsigned index)
{
    struct instance instance = {.count = 0};

    if (!list_has(&call->options->empty, call->class->name))
        call->class->fill(&instance, call->machine, index);
    instance_write(&instance, reply, call->class->name);
    instance_free(&instance);
}

/* The instance that the selectors name; false after a fault was written. */
static bool select_instance(struct call *call, unsigned *index)
{
    /* An empty SelectorSet, or none, is enough where there is just one. */
    if (call->request->selector_count == 0 && call->class->instances > 1) {
        fault(call, SOAP_FAULT_SELECTORS);
        return false;
    }
    for (*index = 0; *index < call->class->instances; ++*index) {
        struct instance instance = {.count = 0};
        bool fits;

        call->class->fill(&instance, call->machine, *index);
        fits = instance_fits(&instance, call->request);
        instance_free(&instance);
        if (fits)
            return true;
    }
    fault(call, SOAP_FAULT_UNREACHABLE);
    return false;
}

static void get_instance(struct call *call)
{
    struct reply reply;
    unsigned index;

    if (!select_instance(call, &index))
        return;
    begin(call, &reply, REPLY_RESOURCE);
    write_instance(call, &reply, index);
    reply_end(&reply);
}

static void enumerate(struct call *call)
{
    struct reply reply;
    char context[37];

    /* Asking for an optimised enumeration changes nothing: the items come by Pull. */
    context_print(machine_enumerate(call->machine, call->class->name), context);
    begin(call, &reply, REPLY_ENUMERATION);
    reply_open(&reply, reply.operation, "EnumerateResponse");
    reply_text(&reply, reply.operation, "EnumerationContext", context);
    reply_close(&reply, reply.operation, "EnumerateResponse");
    reply_end(&reply);
}

/* What a Pull says in one of its children; NULL when it does not have it. */
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
    struct reply reply;

    if (own != 0 && (limit == 0 || limit > own))
        limit = own;
    if (!machine_pull(call->machine, id, call->class->name, limit, call->class->instances, &first,
                      &count)) {
        fault(call, SOAP_FAULT_CONTEXT);
    } else {
        bool last = first + count == call->class->instances;

        begin(call, &reply, REPLY_ENUMERATION);
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
    struct reply reply;
    char text[4 * 6 + 1];

    if (node_element(call->request->content->children) != NULL) {
        fault(call, SOAP_FAULT_SCHEMA); /* it has no parameters */
        return;
    }
    base64_encode(call->machine->guid, sizeof call->machine->guid, text);
    begin(call, &reply, REPLY_RESOURCE);
    reply_open(&reply, reply.resource, "GetUuid_OUTPUT");
    reply_text(&reply, reply.resource, "UUID", text);
    reply_text(&reply, reply.resource, "ReturnValue", "0");
    reply_close(&reply, reply.resource, "GetUuid_OUTPUT");
    reply_end(&reply);
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
};

static void run_operation(struct call *call)
{
    const struct request *request = call->request;
    bool known = false;

    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        const struct operation *operation = &operations[i];

        if (strcmp(operation->resource, request->resource) != 0)
            continue;
        known = true;
        call->style = (unsigned)(i + i / 3); /* so that neighbours differ */
        if (operation->verb != request->verb ||
            (operation->method != NULL && strcmp(operation->method, request->method) != 0))
            continue;
        operation->run(call);
        return;
    }
    fault(call, known ? SOAP_FAULT_ACTION : SOAP_FAULT_UNREACHABLE);
}

int operation_run(const struct options *options, struct machine *machine,
                  const struct request *request, bool fault_due, struct text *out)
{
    struct call call = {
        .options = options,
        .machine = machine,
        .request = request,
        .out = out,
    };
    const char *name = request->class_name;

    if (fault_due && options->fault == FAULT_BUSY) {
        fault(&call, SOAP_FAULT_BUSY);
    } else if (fault_due && options->fault == FAULT_SOAP_500) {
        fault(&call, SOAP_FAULT_INTERNAL);
    } else if (!request->good) {
        fault(&call, SOAP_FAULT_SCHEMA);
    } else if (request->verb == VERB_IDENTIFY) {
        identify(&call);
    } else if (list_has(&options->absent, name)) {
        fault(&call, SOAP_FAULT_UNREACHABLE);
    } else if (list_has(&options->denied, name)) {
        fault(&call, SOAP_FAULT_DENIED);
    } else {
        call.class = inventory_find(request->resource);
        if (fault_due && options->fault == FAULT_BUSY_ONCE && call.class != NULL &&
            machine_busy_first(machine, inventory_index(call.class)))
            fault(&call, SOAP_FAULT_BUSY);
        else
            run_operation(&call);
    }
    return call.status;
}
