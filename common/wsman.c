#include "common/wsman.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NS_SOAP           "http://www.w3.org/2003/05/soap-envelope"
#define NS_ADDRESSING     "http://schemas.xmlsoap.org/ws/2004/08/addressing"
#define NS_TRANSFER       "http://schemas.xmlsoap.org/ws/2004/09/transfer"
#define NS_ENUMERATION    "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
#define NS_WSMAN          "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
#define ADDRESS_ANONYMOUS NS_ADDRESSING "/role/anonymous"

void wsman_resource_uri(const char *class_name, char uri[WSMAN_URI_SIZE])
{
    const char *base = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/";
    if (strncmp(class_name, "AMT_", 4) == 0)
        base = "http://intel.com/wbem/wscim/1/amt-schema/1/";
    else if (strncmp(class_name, "IPS_", 4) == 0)
        base = "http://intel.com/wbem/wscim/1/ips-schema/1/";
    (void)snprintf(uri, WSMAN_URI_SIZE, "%s%s", base, class_name);
}

static void make_action(const struct wsman_request *request, const char *uri, char *out,
                        size_t size)
{
    switch (request->operation) {
    case WSMAN_GET:
        (void)snprintf(out, size, NS_TRANSFER "/Get");
        break;
    case WSMAN_ENUMERATE:
        (void)snprintf(out, size, NS_ENUMERATION "/Enumerate");
        break;
    case WSMAN_PULL:
        (void)snprintf(out, size, NS_ENUMERATION "/Pull");
        break;
    case WSMAN_INVOKE:
        (void)snprintf(out, size, "%s/%s", uri, request->method);
        break;
    }
}

static void put_header(struct xml_writer *w, const char *action, const char *uri,
                       unsigned message_id)
{
    char id[16];
    (void)snprintf(id, sizeof id, "%u", message_id);
    xml_start(w, "s:Header");
    xml_put(w, "a:Action", action);
    xml_put(w, "a:To", WSMAN_PATH);
    xml_put(w, "w:ResourceURI", uri);
    xml_put(w, "a:MessageID", id);
    xml_start(w, "a:ReplyTo");
    xml_put(w, "a:Address", ADDRESS_ANONYMOUS);
    xml_end(w);
    xml_end(w);
}

static void put_body(struct xml_writer *w, const struct wsman_request *request, const char *uri)
{
    char input[96];
    xml_start(w, "s:Body");
    switch (request->operation) {
    case WSMAN_GET:
        break;
    case WSMAN_ENUMERATE:
        xml_start(w, "n:Enumerate");
        xml_put_attribute(w, "xmlns:n", NS_ENUMERATION);
        xml_end(w);
        break;
    case WSMAN_PULL:
        xml_start(w, "n:Pull");
        xml_put_attribute(w, "xmlns:n", NS_ENUMERATION);
        xml_put(w, "n:EnumerationContext", request->context);
        xml_put(w, "n:MaxElements", "100");
        xml_end(w);
        break;
    case WSMAN_INVOKE:
        (void)snprintf(input, sizeof input, "r:%s_INPUT", request->method);
        xml_start(w, input);
        xml_put_attribute(w, "xmlns:r", uri);
        xml_end(w);
        break;
    }
    xml_end(w);
}

enum err_code wsman_build(const struct wsman_request *request, unsigned message_id, char **text,
                          size_t *len, struct err *e)
{
    char uri[WSMAN_URI_SIZE];
    char action[WSMAN_URI_SIZE + 64];
    struct xml_writer *w = xml_writer_new(false);
    if (w == NULL)
        return err_nomem(e);
    wsman_resource_uri(request->class_name, uri);
    make_action(request, uri, action, sizeof action);
    xml_start(w, "s:Envelope");
    xml_put_attribute(w, "xmlns:s", NS_SOAP);
    xml_put_attribute(w, "xmlns:a", NS_ADDRESSING);
    xml_put_attribute(w, "xmlns:w", NS_WSMAN);
    put_header(w, action, uri, message_id);
    put_body(w, request, uri);
    xml_end(w);
    return xml_writer_finish(w, text, len, e);
}

/* Fault codes are QNames ("b:DestinationUnreachable") whose prefix may be anything. */
static enum wsman_fault fault_of(const char *code)
{
    const char *colon = strrchr(code, ':');
    const char *name = colon != NULL ? colon + 1 : code;
    if (strcmp(name, "DestinationUnreachable") == 0)
        return WSMAN_FAULT_ABSENT;
    if (strcmp(name, "AccessDenied") == 0)
        return WSMAN_FAULT_DENIED;
    if (strcmp(name, "QuotaLimit") == 0)
        return WSMAN_FAULT_BUSY;
    return WSMAN_FAULT_OTHER;
}

static void read_fault(struct wsman_answer *answer)
{
    const xml_node *fault = answer->content;
    const xml_node *code = xml_child(fault, NS_SOAP, "Code");
    const xml_node *subcode = xml_child(xml_child(code, NS_SOAP, "Subcode"), NS_SOAP, "Value");
    char name[64];
    xml_text(subcode, name, sizeof name);
    answer->fault = fault_of(name);
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
    if (xml_parse(text, len, &answer->doc, &why) != ERR_OK)
        return err_set(e, ERR_PROTOCOL, "its answer is %.100s", why.text);
    const xml_node *root = xml_root(answer->doc);
    const xml_node *body = NULL;
    if (xml_is(root, NS_SOAP, "Envelope"))
        body = xml_child(root, NS_SOAP, "Body");
    answer->content = xml_child(body, NULL, NULL);
    if (answer->content == NULL) {
        wsman_free(answer);
        return err_set(e, ERR_PROTOCOL, "its answer is XML, but no SOAP message");
    }
    if (xml_is(answer->content, NS_SOAP, "Fault"))
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
