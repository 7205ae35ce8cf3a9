#include "common/amt/wsman.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/amt/wsman_names.h"
#include "common/xml_repair.h"

/* Fault codes are QNames ("b:DestinationUnreachable") whose prefix may be anything. */
static enum wsman_fault parse_fault_code(const char *code)
{
    static const struct {
        const char *name;
        enum wsman_fault fault;
    } codes[] = {
        {"DestinationUnreachable", WSMAN_FAULT_ABSENT},
        {"AccessDenied", WSMAN_FAULT_DENIED},
        {"QuotaLimit", WSMAN_FAULT_BUSY},
        /* The same request would get them again. */
        {"ActionNotSupported", WSMAN_FAULT_OTHER},
        {"AlreadyExists", WSMAN_FAULT_OTHER},
        {"CannotProcessFilter", WSMAN_FAULT_OTHER},
        {"DeliveryModeRequestedUnavailable", WSMAN_FAULT_OTHER},
        {"EncodingLimit", WSMAN_FAULT_OTHER},
        {"EventDeliverToUnusable", WSMAN_FAULT_OTHER},
        {"FilterDialectRequestedUnavailable", WSMAN_FAULT_OTHER},
        {"FilteringNotSupported", WSMAN_FAULT_OTHER},
        {"FilteringRequestedUnavailable", WSMAN_FAULT_OTHER},
        {"FragmentDialectNotSupported", WSMAN_FAULT_OTHER},
        {"InvalidMessage", WSMAN_FAULT_OTHER},
        {"InvalidMessageInformationHeader", WSMAN_FAULT_OTHER},
        {"InvalidOptions", WSMAN_FAULT_OTHER},
        {"InvalidParameter", WSMAN_FAULT_OTHER},
        {"InvalidRepresentation", WSMAN_FAULT_OTHER},
        {"InvalidSelectors", WSMAN_FAULT_OTHER},
        {"MessageInformationHeaderRequired", WSMAN_FAULT_OTHER},
        {"SchemaValidationError", WSMAN_FAULT_OTHER},
        {"UnsupportedFeature", WSMAN_FAULT_OTHER},
    };
    const char *colon = strrchr(code, ':');
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (strcmp(colon != NULL ? colon + 1 : code, codes[i].name) == 0)
            return codes[i].fault;
    return WSMAN_FAULT_TRANSIENT;
}

static void read_fault(struct wsman_answer *answer)
{
    const xml_node *fault = answer->content;
    const xml_node *code = xml_child(fault, NS_SOAP, "Code");
    char name[64];
    xml_text(xml_child(xml_child(code, NS_SOAP, "Subcode"), NS_SOAP, "Value"), name, sizeof name);
    answer->fault = parse_fault_code(name);
    xml_text(xml_child(xml_child(fault, NS_SOAP, "Reason"), NS_SOAP, "Text"), answer->fault_text,
             sizeof answer->fault_text);
    if (answer->fault_text[0] == '\0')
        (void)snprintf(answer->fault_text, sizeof answer->fault_text, "%s",
                       name[0] != '\0' ? name : "SOAP fault");
}

enum err_code wsman_read(const char *text, size_t len, struct wsman_answer *answer, struct err *e)
{
    struct err why;
    *answer = (struct wsman_answer){.fault = WSMAN_FAULT_NONE};
    enum err_code code = xml_parse_repaired(text, len, &answer->doc, &why);
    if (code == ERR_INTERNAL)
        return err_nomem(e);
    if (code != ERR_OK)
        return err_set(e, ERR_PROTOCOL, "its answer is %.100s", why.text);
    const xml_node *root = xml_root(answer->doc);
    const xml_node *body =
        xml_is(root, NS_SOAP, "Envelope") ? xml_child(root, NS_SOAP, "Body") : NULL;
    if (body == NULL) {
        wsman_free(answer);
        return err_set(e, ERR_PROTOCOL, "its answer is XML, but not a SOAP message");
    }
    answer->content = xml_child(body, NULL, NULL);
    if (answer->content != NULL && xml_is(answer->content, NS_SOAP, "Fault"))
        read_fault(answer);
    return ERR_OK;
}

void wsman_free(struct wsman_answer *answer)
{
    xml_free(answer->doc);
    answer->doc = NULL;
    answer->content = NULL;
}

bool wsman_context(const struct wsman_answer *answer, char context[WSMAN_CONTEXT_SIZE])
{
    const xml_node *node = xml_child(answer->content, NS_ENUMERATION, "EnumerationContext");
    xml_text(node, context, WSMAN_CONTEXT_SIZE);
    return context[0] != '\0';
}

const xml_node *wsman_items(const struct wsman_answer *answer)
{
    return xml_child(xml_child(answer->content, NS_ENUMERATION, "Items"), NULL, NULL);
}

bool wsman_end_of_sequence(const struct wsman_answer *answer)
{
    return xml_child(answer->content, NS_ENUMERATION, "EndOfSequence") != NULL;
}

void wsman_value(const xml_node *instance, const char *name, char *out, size_t size)
{
    xml_text(xml_child(instance, NULL, name), out, size);
}

bool wsman_number(const xml_node *instance, const char *name, unsigned long *out)
{
    char text[16];
    wsman_value(instance, name, text, sizeof text);
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 10 || text[digits] != '\0')
        return false;
    *out = strtoul(text, NULL, 10);
    return *out <= UINT32_MAX;
}

static bool read_selector(const xml_node *selector, struct wsman_reference *reference)
{
    size_t at = reference->count;
    if (at == WSMAN_SELECTORS_MAX)
        return false;
    char *name = reference->names[at];
    char *value = reference->values[at];
    if (!xml_attribute(selector, "Name", name, sizeof reference->names[at]))
        return false;
    xml_text(selector, value, sizeof reference->values[at]);
    reference->count++;
    /* A text that fills its buffer was cut, or may have been; a repaired one names something else.
     */
    return strstr(value, XML_REPLACEMENT_CHAR) == NULL &&
           strlen(name) < sizeof reference->names[at] - 1 &&
           strlen(value) < sizeof reference->values[at] - 1;
}

bool wsman_read_reference(const xml_node *holder, struct wsman_reference *reference)
{
    const xml_node *inner = xml_child(holder, NS_ADDRESSING, "EndpointReference");
    const xml_node *parameters =
        xml_child(inner != NULL ? inner : holder, NS_ADDRESSING, "ReferenceParameters");
    const xml_node *set = xml_child(parameters, NS_WSMAN, "SelectorSet");
    reference->count = 0;
    xml_text(xml_child(parameters, NS_WSMAN, "ResourceURI"), reference->resource_uri,
             sizeof reference->resource_uri);
    const xml_node *selector = xml_child(set, NS_WSMAN, "Selector");
    for (; selector != NULL; selector = xml_next(selector, NS_WSMAN, "Selector"))
        if (!read_selector(selector, reference))
            return false;
    return reference->count > 0 && reference->resource_uri[0] != '\0';
}
