#include "tests/standin/call.h"

#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void write_fault(struct call *call, enum soap_fault kind, const char *reason)
{
    reply_fault(call->out, kind, machine_message(call->machine), call->request->message_id, reason);
    call->status = kind == SOAP_FAULT_INTERNAL ? 500 : 400;
}

void call_fault(struct call *call, enum soap_fault kind)
{
    write_fault(call, kind, call->options->amt.fault_text);
}

void call_full(struct call *call)
{
    write_fault(call, amt_full_fault(&call->options->amt),
                "The maximum number of subscribers has been reached.");
}

void call_begin(struct call *call, struct reply *reply, enum reply_kind kind)
{
    char *action = xasprintf("%sResponse", call->request->action);

    /* The action and the resource are from our own tables: nothing in them needs escaping. */
    reply_begin(reply, call->out, kind, call->style, machine_message(call->machine),
                call->request->message_id, action, call->request->resource);
    free(action);
    call->status = 200;
}

void call_empty(struct call *call)
{
    struct reply reply;

    call_begin(call, &reply, REPLY_RESOURCE);
    reply_end(&reply);
}

void call_created(struct call *call, const struct reference *reference)
{
    struct reply reply;

    call_begin(call, &reply, REPLY_TRANSFER);
    reply_open(&reply, reply.operation, "ResourceCreated");
    reference_write(reference, &reply);
    reply_close(&reply, reply.operation, "ResourceCreated");
    reply_end(&reply);
}

void call_output(struct call *call, struct reply *reply)
{
    call_begin(call, reply, REPLY_RESOURCE);
    text_printf(call->out, "<%c:%s_OUTPUT>", reply->resource, call->request->method);
}

void call_output_end(struct call *call, struct reply *reply, unsigned value)
{
    call_output_number(reply, "ReturnValue", value);
    text_printf(call->out, "</%c:%s_OUTPUT>", reply->resource, call->request->method);
    reply_end(reply);
}

void call_output_number(struct reply *reply, const char *name, unsigned long value)
{
    char text[24];

    snprintf(text, sizeof text, "%lu", value);
    reply_text(reply, reply->resource, name, text);
}

void call_return(struct call *call, unsigned value)
{
    struct reply reply;

    call_output(call, &reply);
    call_output_end(call, &reply, value);
}

bool call_select(struct call *call, unsigned *index)
{
    unsigned count = inventory_count(call->class, call->machine);

    /* An empty SelectorSet, or none, is enough where there is only one instance. */
    if (call->request->selector_count == 0 && count > 1) {
        call_fault(call, SOAP_FAULT_SELECTORS);
        return false;
    }
    for (*index = 0; *index < count; ++*index) {
        struct instance instance = {.count = 0};
        bool fits;

        call->class->fill(&instance, call->machine, *index);
        fits = instance_fits(&instance, call->request);
        instance_free(&instance);
        if (fits)
            return true;
    }
    call_fault(call, SOAP_FAULT_UNREACHABLE);
    return false;
}

void parameters_begin(struct parameters *parameters, const struct call *call)
{
    const xmlNode *content = call->request->content;

    parameters->space = call->request->resource;
    parameters->next = node_element(content->children);
    parameters->good = node_only_elements(content);
}

char *parameter_maybe(struct parameters *parameters, const char *name)
{
    char *text;

    if (!node_is(parameters->next, parameters->space, name))
        return NULL;
    text = node_text(parameters->next);
    parameters->good &= text != NULL;
    parameters->next = node_element(parameters->next->next);
    return text;
}

char *parameter_text(struct parameters *parameters, const char *name)
{
    char *text = parameter_maybe(parameters, name);

    parameters->good &= text != NULL;
    return text;
}

unsigned parameter_number(struct parameters *parameters, const char *name, unsigned most)
{
    char *text = parameter_text(parameters, name);
    unsigned long value = 0;

    if (text != NULL) {
        size_t size = strlen(text);

        value = strtoul(text, NULL, 10);
        if (size == 0 || size > 10 || strspn(text, "0123456789") != size || value > most)
            parameters->good = false;
    }
    free(text);
    return parameters->good ? (unsigned)value : 0;
}

bool parameter_flag(struct parameters *parameters, const char *name)
{
    char *text = parameter_text(parameters, name);
    bool is_true = text != NULL && (strcmp(text, "true") == 0 || strcmp(text, "1") == 0);

    if (text != NULL && !is_true && strcmp(text, "false") != 0 && strcmp(text, "0") != 0)
        parameters->good = false;
    free(text);
    return is_true;
}

size_t parameter_count(const struct parameters *parameters, const char *name)
{
    size_t count = 0;

    for (xmlNode *node = parameters->next; node_is(node, parameters->space, name);
         node = node_element(node->next))
        count++;
    return count;
}

/* Copies the text of a child element to a buffer; false when it is missing or does not fit. */
static bool read_child(const xmlNode *node, const char *space, const char *name, char *out)
{
    char *text = node_is(node, space, name) ? node_text(node) : NULL;
    bool good = text != NULL && strlen(text) < NAMED_SIZE;

    if (good)
        strcpy(out, text);
    free(text);
    return good;
}

static bool read_named_selectors(const xmlNode *set, struct named *named)
{
    for (xmlNode *node = node_element(set->children); node != NULL;
         node = node_element(node->next)) {
        xmlChar *name = xmlGetNoNsProp(node, (const xmlChar *)"Name");
        bool good = name != NULL && strlen((const char *)name) < NAMED_SIZE &&
                    named->count < NAMED_SELECTOR_MAX &&
                    read_child(node, NS_WSMAN, "Selector", named->selectors[named->count].value);

        if (good)
            strcpy(named->selectors[named->count++].name, (const char *)name);
        xmlFree(name);
        if (!good)
            return false;
    }
    return node_only_elements(set);
}

static bool read_reference(const xmlNode *node, struct named *named)
{
    const xmlNode *address = node_element(node->children), *parameters, *resource, *set;
    char text[NAMED_SIZE];

    if (!read_child(address, NS_ADDRESSING, "Address", text) ||
        (strcmp(text, NS_ADDRESSING) != 0 && strcmp(text, ANONYMOUS) != 0))
        return false;
    parameters = node_element(address->next);
    if (!node_is(parameters, NS_ADDRESSING, "ReferenceParameters") ||
        node_element(parameters->next) != NULL)
        return false;
    resource = node_element(parameters->children);
    if (!read_child(resource, NS_WSMAN, "ResourceURI", named->resource))
        return false;
    set = node_element(resource->next);
    return node_is(set, NS_WSMAN, "SelectorSet") && node_element(set->next) == NULL &&
           read_named_selectors(set, named);
}

void parameter_reference(struct parameters *parameters, const char *name, struct named *named)
{
    if (!node_is(parameters->next, parameters->space, name))
        return;
    named->given = read_reference(parameters->next, named);
    parameters->good &= named->given;
    parameters->next = node_element(parameters->next->next);
}

bool named_is(const struct named *named, const char *resource, ...)
{
    const char *name;
    size_t wanted = 0, found = 0;
    va_list words;

    va_start(words, resource);
    while ((name = va_arg(words, const char *)) != NULL) {
        const char *value = va_arg(words, const char *);

        wanted++;
        for (size_t i = 0; i < named->count; i++)
            found += strcmp(named->selectors[i].name, name) == 0 &&
                     strcmp(named->selectors[i].value, value) == 0;
    }
    va_end(words);
    return strcmp(named->resource, resource) == 0 && found == wanted && named->count == wanted;
}

bool parameters_end(const struct parameters *parameters, struct call *call)
{
    if (parameters->good && parameters->next == NULL)
        return true;
    call_fault(call, SOAP_FAULT_SCHEMA);
    return false;
}
