#include "common/amt/wsman.h"

#include <stdio.h>
#include <string.h>

#include "common/amt/wsman_names.h"

void wsman_resource_uri(const char *class_name, char uri[WSMAN_URI_SIZE])
{
    const char *base = BASE_CIM;
    if (strncmp(class_name, "AMT_", 4) == 0)
        base = BASE_AMT;
    else if (strncmp(class_name, "IPS_", 4) == 0)
        base = BASE_IPS;
    (void)snprintf(uri, WSMAN_URI_SIZE, "%s%s", base, class_name);
}

/* The namespace of an operation's action; NULL for WSMAN_INVOKE, which uses the class's. */
static const struct {
    const char *name;
    const char *ns;
} operations[] = {
    [WSMAN_GET] = {"Get", NS_TRANSFER},
    [WSMAN_PUT] = {"Put", NS_TRANSFER},
    [WSMAN_CREATE] = {"Create", NS_TRANSFER},
    [WSMAN_DELETE] = {"Delete", NS_TRANSFER},
    [WSMAN_ENUMERATE] = {"Enumerate", NS_ENUMERATION},
    [WSMAN_PULL] = {"Pull", NS_ENUMERATION},
    [WSMAN_INVOKE] = {NULL, NULL},
    [WSMAN_SUBSCRIBE] = {"Subscribe", NS_EVENTING},
    [WSMAN_UNSUBSCRIBE] = {"Unsubscribe", NS_EVENTING},
};

bool wsman_is_change(const struct wsman_request *request)
{
    switch (request->operation) {
    case WSMAN_GET:
    case WSMAN_ENUMERATE:
    case WSMAN_PULL:
        return false;
    case WSMAN_INVOKE:
        return strncmp(request->method, "Get", 3) != 0 &&
               strncmp(request->method, "Enumerate", 9) != 0;
    case WSMAN_PUT:
    case WSMAN_CREATE:
    case WSMAN_DELETE:
    case WSMAN_SUBSCRIBE:
    case WSMAN_UNSUBSCRIBE:
        break;
    }
    return true;
}

const char *wsman_operation_name(const struct wsman_request *request)
{
    const char *name = operations[request->operation].name;
    return name != NULL ? name : request->method;
}

/* An element "p:Name" that declares its prefix. */
static void start_ns(struct xml_writer *w, const char *name, const char *ns)
{
    char attribute[16];
    (void)snprintf(attribute, sizeof attribute, "xmlns:%.*s", (int)strcspn(name, ":"), name);
    xml_start(w, name);
    xml_put_attribute(w, attribute, ns);
}

static void put_selector(struct xml_writer *w, const char *name, const char *value)
{
    xml_start(w, "w:Selector");
    xml_put_attribute(w, "Name", name);
    xml_put_text(w, value);
    xml_end(w);
}

/* The content of an EndpointReference. */
static void put_reference(struct xml_writer *w, const char *address,
                          const struct wsman_reference *reference)
{
    xml_put(w, "a:Address", address);
    xml_start(w, "a:ReferenceParameters");
    xml_put(w, "w:ResourceURI", reference->resource_uri);
    xml_start(w, "w:SelectorSet");
    for (size_t i = 0; i < reference->count; i++)
        put_selector(w, reference->names[i], reference->values[i]);
    xml_end(w);
    xml_end(w);
}

static void put_selectors(struct xml_writer *w, const struct wsman_request *request)
{
    if (request->selector_count + request->reference_selector_count == 0)
        return;
    xml_start(w, "w:SelectorSet");
    for (size_t i = 0; i < request->selector_count; i++)
        put_selector(w, request->selectors[i].name, request->selectors[i].value);
    for (size_t i = 0; i < request->reference_selector_count; i++) {
        const struct wsman_reference *reference = request->reference_selectors[i].reference;
        xml_start(w, "w:Selector");
        xml_put_attribute(w, "Name", request->reference_selectors[i].name);
        xml_start(w, "a:EndpointReference");
        put_reference(w, ADDRESS_ANONYMOUS, reference);
        xml_end(w);
        xml_end(w);
    }
    xml_end(w);
}

/* How AMT is told the user and password for its log-in where events go (DSP0226 10.5.4, WS-Trust's
 * IssuedTokens with a WS-Security UsernameToken). */
static void put_token(struct xml_writer *w, const struct wsman_delivery *delivery)
{
    start_ns(w, "t:IssuedTokens", NS_TRUST);
    xml_put_attribute(w, "xmlns:se", NS_WSSE);
    xml_start(w, "t:RequestSecurityTokenResponse");
    xml_put(w, "t:TokenType", TOKEN_TYPE);
    xml_start(w, "t:RequestedSecurityToken");
    xml_start(w, "se:UsernameToken");
    xml_put(w, "se:Username", delivery->user);
    xml_start(w, "se:Password");
    xml_put_attribute(w, "Type", NS_WSSE "#PasswordText");
    xml_put_text(w, delivery->password);
    xml_end(w);
    xml_end(w);
    xml_end(w);
    xml_end(w);
    xml_end(w);
}

static void put_header(struct xml_writer *w, const struct wsman_request *request, const char *uri,
                       unsigned message_id)
{
    char action[WSMAN_URI_SIZE + 64];
    char id[16];
    const char *ns = operations[request->operation].ns;
    (void)snprintf(action, sizeof action, "%s/%s", ns != NULL ? ns : uri,
                   wsman_operation_name(request));
    (void)snprintf(id, sizeof id, "%u", message_id);
    xml_start(w, "s:Header");
    xml_put(w, "a:Action", action);
    xml_put(w, "a:To", WSMAN_PATH);
    xml_put(w, "w:ResourceURI", uri);
    xml_put(w, "a:MessageID", id);
    xml_start(w, "a:ReplyTo");
    xml_put(w, "a:Address", ADDRESS_ANONYMOUS);
    xml_end(w);
    put_selectors(w, request);
    if (request->operation == WSMAN_SUBSCRIBE && request->delivery->user != NULL)
        put_token(w, request->delivery);
    xml_end(w);
}

/* An element in the class's namespace with the pairs in it. */
static void put_pairs(struct xml_writer *w, const struct wsman_request *request,
                      const char *element, const char *uri)
{
    char name[96];
    (void)snprintf(name, sizeof name, "r:%s", element);
    start_ns(w, name, uri);
    for (size_t i = 0; i < request->pair_count; i++) {
        (void)snprintf(name, sizeof name, "r:%s", request->pairs[i].name);
        if (request->pairs[i].value != NULL) {
            xml_put(w, name, request->pairs[i].value);
            continue;
        }
        /* Every program that is known to work with AMT gives this as the address of a parameter. */
        xml_start(w, name);
        put_reference(w, NS_ADDRESSING, request->parameter);
        xml_end(w);
    }
    xml_end(w);
}

static void put_delivery(struct xml_writer *w, const struct wsman_delivery *delivery)
{
    char name[96];
    start_ns(w, "v:Subscribe", NS_EVENTING);
    xml_start(w, "v:Delivery");
    xml_put_attribute(w, "Mode", MODE_PUSH_WITH_ACK);
    xml_start(w, "v:NotifyTo");
    xml_put(w, "a:Address", delivery->url);
    if (delivery->reference_count > 0) {
        xml_start(w, "a:ReferenceParameters");
        for (size_t i = 0; i < delivery->reference_count; i++) {
            (void)snprintf(name, sizeof name, "m:%s", delivery->references[i].name);
            start_ns(w, name, delivery->ns);
            xml_put_text(w, delivery->references[i].value);
            xml_end(w);
        }
        xml_end(w);
    }
    xml_end(w);
    if (delivery->user != NULL) {
        xml_start(w, "w:Auth");
        xml_put_attribute(w, "Profile", PROFILE_DIGEST);
        xml_end(w);
    }
    xml_end(w);
    xml_end(w);
}

static void put_body(struct xml_writer *w, const struct wsman_request *request, const char *uri)
{
    char input[96];
    xml_start(w, "s:Body");
    switch (request->operation) {
    case WSMAN_GET:
    case WSMAN_DELETE:
        break;
    case WSMAN_PUT:
    case WSMAN_CREATE:
        put_pairs(w, request, request->class_name, uri);
        break;
    case WSMAN_ENUMERATE:
        start_ns(w, "n:Enumerate", NS_ENUMERATION);
        xml_end(w);
        break;
    case WSMAN_PULL:
        start_ns(w, "n:Pull", NS_ENUMERATION);
        xml_put(w, "n:EnumerationContext", request->context);
        xml_put(w, "n:MaxElements", "100");
        xml_end(w);
        break;
    case WSMAN_INVOKE:
        (void)snprintf(input, sizeof input, "%s_INPUT", request->method);
        put_pairs(w, request, input, uri);
        break;
    case WSMAN_SUBSCRIBE:
        put_delivery(w, request->delivery);
        break;
    case WSMAN_UNSUBSCRIBE:
        start_ns(w, "v:Unsubscribe", NS_EVENTING);
        xml_end(w);
        break;
    }
    xml_end(w);
}

enum err_code wsman_build(const struct wsman_request *request, unsigned message_id, char **text,
                          size_t *len, struct err *e)
{
    char uri[WSMAN_URI_SIZE];
    struct xml_writer *w = xml_writer_new(false);
    if (w == NULL)
        return err_nomem(e);
    wsman_resource_uri(request->class_name, uri);
    start_ns(w, "s:Envelope", NS_SOAP);
    xml_put_attribute(w, "xmlns:a", NS_ADDRESSING);
    xml_put_attribute(w, "xmlns:w", NS_WSMAN);
    put_header(w, request, uri, message_id);
    put_body(w, request, uri);
    xml_end(w);
    return xml_writer_finish(w, text, len, e);
}
