#include "tests/standin/subscribe.h"

#include <stdlib.h>
#include <string.h>

#define MODE_PUSH   NS_EVENTING "/DeliveryModes/Push"
#define MODE_ACK    "http://schemas.dmtf.org/wbem/wsman/1/wsman/PushWithAck"
#define AUTH_DIGEST "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/http/digest"
#define TOKEN_TYPE                                                                                 \
    "http://docs.oasis-open.org/wss/2004/01/"                                                      \
    "oasis-200401-wss-username-token-profile-1.0#UsernameToken"

enum { URL_MAX = 253 };

static char *attribute(const xmlNode *node, const char *name)
{
    xmlChar *value = xmlGetNoNsProp(node, (const xmlChar *)name);
    char *copy = value ? xstrdup((const char *)value) : NULL;

    xmlFree(value);
    return copy;
}

static bool attribute_ends(const xmlNode *node, const char *name, const char *end)
{
    char *value = attribute(node, name);
    bool fits = value != NULL && strlen(value) >= strlen(end) &&
                strcmp(value + strlen(value) - strlen(end), end) == 0;

    free(value);
    return fits;
}

/* The only child, if it is this one. */
static xmlNode *only_child(xmlNode *node, const char *space, const char *name)
{
    xmlNode *child = node ? node_element(node->children) : NULL;

    if (!node_is(child, space, name) || !node_only_elements(node) ||
        node_element(child->next) != NULL)
        return NULL;
    return child;
}

/* Copies what should be sent back, with the namespaces that it needs. */
static void read_reference(xmlNode *parameters, struct subscription *wanted)
{
    struct text xml = {0}, words = {0};

    for (xmlNode *node = node_element(parameters->children); node != NULL;
         node = node_element(node->next)) {
        xmlNode *copy = xmlDocCopyNode(node, node->doc, 1);
        xmlBuffer *buffer = xmlBufferCreate();
        char *value = node_text(node);

        if (copy == NULL || buffer == NULL || xmlNodeDump(buffer, node->doc, copy, 0, 0) < 0)
            abort();
        text_puts(&xml, (const char *)xmlBufferContent(buffer));
        text_printf(&words, "%s%s:%s", words.size > 0 ? "," : "", (const char *)node->name,
                    value ? value : "?");
        free(value);
        xmlBufferFree(buffer);
        xmlFreeNode(copy);
    }
    wanted->reference = xml.data;
    wanted->reference_words = words.data;
}

/* The name and the password that the header brings. */
static bool read_tokens(xmlNode *tokens, struct subscription *wanted)
{
    xmlNode *response = only_child(tokens, NS_TRUST, "RequestSecurityTokenResponse");
    xmlNode *type = response ? node_element(response->children) : NULL;
    xmlNode *requested = type ? node_element(type->next) : NULL;
    xmlNode *token, *user, *password;

    if (!node_is(type, NS_TRUST, "TokenType") || !node_text_is(type, TOKEN_TYPE) ||
        !node_is(requested, NS_TRUST, "RequestedSecurityToken") ||
        node_element(requested->next) != NULL)
        return false;
    token = only_child(requested, NS_SECURITY, "UsernameToken");
    user = token ? node_element(token->children) : NULL;
    password = user ? node_element(user->next) : NULL;
    if (!node_is(user, NS_SECURITY, "Username") || !node_is(password, NS_SECURITY, "Password") ||
        node_element(password->next) != NULL || !attribute_ends(password, "Type", "#PasswordText"))
        return false;
    wanted->user = node_text(user);
    wanted->password = node_text(password);
    return wanted->user != NULL && wanted->password != NULL && wanted->user[0] != '\0';
}

/* NotifyTo: an address, and possibly something to send back. */
static bool read_target(xmlNode *target, struct subscription *wanted)
{
    xmlNode *address = node_element(target->children);
    xmlNode *parameters = address ? node_element(address->next) : NULL;

    if (!node_is(address, NS_ADDRESSING, "Address") || !node_only_elements(target))
        return false;
    wanted->url = node_text(address);
    if (wanted->url == NULL)
        return false;
    if (parameters == NULL)
        return true;
    if (!node_is(parameters, NS_ADDRESSING, "ReferenceParameters") ||
        !node_only_elements(parameters) || node_element(parameters->next) != NULL)
        return false;
    read_reference(parameters, wanted);
    return true;
}

static bool url_is_good(const char *url, bool tls)
{
    const char *host;

    if (strlen(url) > URL_MAX)
        return false;
    if (strncmp(url, "http://", 7) == 0)
        host = url + 7;
    else if (tls && strncmp(url, "https://", 8) == 0)
        host = url + 8;
    else
        return false;
    return *host != '\0' && *host != '/' && *host != ':';
}

bool subscribe_read(const struct request *request, bool tls, struct subscription *wanted,
                    enum soap_fault *fault)
{
    xmlNode *delivery = only_child(request->content, NS_EVENTING, "Delivery");
    xmlNode *target = delivery ? node_element(delivery->children) : NULL;
    xmlNode *log_in = target ? node_element(target->next) : NULL;
    char *mode = delivery ? attribute(delivery, "Mode") : NULL;

    memset(wanted, 0, sizeof *wanted);
    *fault = SOAP_FAULT_SCHEMA;
    wanted->ack = mode != NULL && strcmp(mode, MODE_ACK) == 0;
    if (mode != NULL && !wanted->ack && strcmp(mode, MODE_PUSH) != 0)
        *fault = SOAP_FAULT_REPRESENTATION; /* a mode, but not one of AMT's */
    else if (mode != NULL)
        *fault = SOAP_FAULT_NONE;
    free(mode);
    if (*fault != SOAP_FAULT_NONE)
        return false;

    *fault = SOAP_FAULT_SCHEMA;
    if (!node_only_elements(delivery) || !node_is(target, NS_EVENTING, "NotifyTo") ||
        !read_target(target, wanted))
        return false;
    /* The name and the way to use it must be given together or not at all. */
    if ((log_in != NULL) != (request->tokens != NULL))
        return false;
    if (log_in != NULL &&
        (!node_is(log_in, NS_WSMAN, "Auth") || !attribute_ends(log_in, "Profile", AUTH_DIGEST) ||
         node_element(log_in->next) != NULL))
        return false;
    if (request->tokens != NULL && !read_tokens(request->tokens, wanted))
        return false;
    *fault = SOAP_FAULT_REPRESENTATION;
    return url_is_good(wanted->url, tls);
}
