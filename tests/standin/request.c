#include "tests/standin/request.h"

#include <ctype.h>
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tests/standin/text.h"

bool node_is(const xmlNode *node, const char *space, const char *name)
{
    return node != NULL && node->type == XML_ELEMENT_NODE && node->ns != NULL &&
           strcmp((const char *)node->ns->href, space) == 0 &&
           strcmp((const char *)node->name, name) == 0;
}

xmlNode *node_element(xmlNode *node)
{
    while (node != NULL && node->type != XML_ELEMENT_NODE)
        node = node->next;
    return node;
}

char *node_text(const xmlNode *node)
{
    xmlChar *content;
    char *start, *end, *copy;

    if (node_element(node->children) != NULL)
        return NULL;
    content = xmlNodeGetContent(node);
    if (content == NULL)
        return NULL;
    start = (char *)content;
    while (isspace((unsigned char)*start))
        start++;
    end = start + strlen(start);
    while (end > start && isspace((unsigned char)end[-1]))
        end--;
    *end = '\0';
    copy = xstrdup(start);
    xmlFree(content);
    return copy;
}

/* Only white space and comments are allowed between elements. */
bool node_only_elements(const xmlNode *parent)
{
    for (const xmlNode *node = parent->children; node != NULL; node = node->next) {
        if (node->type == XML_ELEMENT_NODE || node->type == XML_COMMENT_NODE)
            continue;
        if (node->type != XML_TEXT_NODE || !xmlIsBlankNode(node))
            return false;
    }
    return true;
}

bool node_text_is(const xmlNode *node, const char *wanted)
{
    char *text = node_text(node);
    bool fits = text != NULL && strcmp(text, wanted) == 0;

    free(text);
    return fits;
}

/* "/wsman", or an absolute URL of it: both are in use. */
static bool to_fits(const xmlNode *node)
{
    char *text = node_text(node);
    const char *path = text;
    bool fits;

    if (path != NULL && strncmp(path, "http", 4) == 0) {
        path = strstr(path, "://");
        if (path != NULL)
            path = strchr(path + 3, '/');
    }
    fits = path != NULL && strcmp(path, "/wsman") == 0;
    free(text);
    return fits;
}

static bool reply_to_fits(const xmlNode *node)
{
    const xmlNode *address = node_element(node->children);

    return node_only_elements(node) && node_is(address, NS_ADDRESSING, "Address") &&
           node_element(address->next) == NULL && node_text_is(address, ANONYMOUS);
}

/* Less than 30 seconds made some firmware fail. */
static bool timeout_fits(const xmlNode *node)
{
    char *text = node_text(node);
    const char *at = text;
    double seconds = 0;
    bool fits = at != NULL && strncmp(at, "PT", 2) == 0 && at[2] != '\0';

    for (at = fits ? at + 2 : ""; fits && *at != '\0';) {
        char *end;
        double number = strtod(at, &end);

        if (end == at || strchr("HMS", *end) == NULL || *end == '\0')
            fits = false;
        else
            seconds += number * (*end == 'H' ? 3600 : *end == 'M' ? 60 : 1);
        at = end + (*end != '\0');
    }
    free(text);
    return fits && seconds >= 30;
}

static bool envelope_size_fits(const xmlNode *node)
{
    char *text = node_text(node);
    bool fits = text != NULL && *text != '\0' && strspn(text, "0123456789") == strlen(text) &&
                strtoul(text, NULL, 10) >= 50000;

    free(text);
    return fits;
}

static bool read_selectors(struct request *request, xmlNode *set)
{
    if (!node_only_elements(set))
        return false;
    for (xmlNode *node = node_element(set->children); node != NULL;
         node = node_element(node->next)) {
        struct selector *selector = &request->selectors[request->selector_count];
        xmlChar *name;

        if (!node_is(node, NS_WSMAN, "Selector") || request->selector_count == SELECTOR_MAX)
            return false;
        name = xmlGetNoNsProp(node, (const xmlChar *)"Name");
        if (name == NULL)
            return false;
        selector->name = xstrdup((const char *)name);
        selector->value = node_text(node);
        selector->node = node;
        request->selector_count++;
        xmlFree(name);
    }
    return true;
}

static bool read_header(struct request *request, xmlNode *header)
{
    enum { ACTION, TO, MESSAGE, REPLY, RESOURCE, SELECTORS, TIMEOUT, SIZE, LOCALE, TOKENS, ALL };
    static const struct {
        const char *space, *name;
    } known[ALL] = {
        [ACTION] = {NS_ADDRESSING, "Action"},
        [TO] = {NS_ADDRESSING, "To"},
        [MESSAGE] = {NS_ADDRESSING, "MessageID"},
        [REPLY] = {NS_ADDRESSING, "ReplyTo"},
        [RESOURCE] = {NS_WSMAN, "ResourceURI"},
        [SELECTORS] = {NS_WSMAN, "SelectorSet"},
        [TIMEOUT] = {NS_WSMAN, "OperationTimeout"},
        [SIZE] = {NS_WSMAN, "MaxEnvelopeSize"},
        [LOCALE] = {NS_WSMAN, "Locale"},
        [TOKENS] = {NS_TRUST, "IssuedTokens"}, /* the log-in of a subscription */
    };
    unsigned seen = 0;
    bool good = node_only_elements(header);

    for (xmlNode *node = node_element(header->children); node != NULL;
         node = node_element(node->next)) {
        unsigned which = 0;

        while (which < ALL && !node_is(node, known[which].space, known[which].name))
            which++;
        if (which == ALL || seen & 1u << which) {
            good = false; /* OptionSet and fragments are not wanted either */
            continue;
        }
        seen |= 1u << which;
        if (which == ACTION)
            good &= (request->action = node_text(node)) != NULL;
        else if (which == MESSAGE)
            good &= (request->message_id = node_text(node)) != NULL && request->message_id[0];
        else if (which == RESOURCE)
            good &= (request->resource = node_text(node)) != NULL;
        else if (which == TO)
            good &= to_fits(node);
        else if (which == REPLY)
            good &= reply_to_fits(node);
        else if (which == SELECTORS)
            good &= read_selectors(request, node);
        else if (which == TIMEOUT)
            good &= timeout_fits(node);
        else if (which == SIZE)
            good &= envelope_size_fits(node);
        else if (which == TOKENS)
            request->tokens = node;
    }
    return good && (seen & 0x1f) ==
                       (1u << ACTION | 1u << TO | 1u << MESSAGE | 1u << REPLY | 1u << RESOURCE);
}

/* What the action asks for; it must match the resource when it is a method. */
static void find_verb(struct request *request)
{
    static const struct {
        const char *action;
        enum verb verb;
    } known[] = {
        {NS_TRANSFER "/Get", VERB_GET},
        {NS_TRANSFER "/Put", VERB_PUT},
        {NS_TRANSFER "/Create", VERB_CREATE},
        {NS_TRANSFER "/Delete", VERB_DELETE},
        {NS_ENUMERATION "/Enumerate", VERB_ENUMERATE},
        {NS_ENUMERATION "/Pull", VERB_PULL},
        {NS_EVENTING "/Subscribe", VERB_SUBSCRIBE},
        {NS_EVENTING "/Unsubscribe", VERB_UNSUBSCRIBE},
    };
    size_t size;

    if (request->resource == NULL)
        return;
    request->class_name = strrchr(request->resource, '/');
    request->class_name = request->class_name ? request->class_name + 1 : request->resource;
    if (request->action == NULL)
        return;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(request->action, known[i].action) == 0)
            request->verb = known[i].verb;
    }
    size = strlen(request->resource);
    if (request->verb == VERB_NONE && strncmp(request->action, request->resource, size) == 0 &&
        request->action[size] == '/' && request->action[size + 1] != '\0' &&
        strchr(request->action + size + 1, '/') == NULL) {
        request->verb = VERB_METHOD;
        request->method = request->action + size + 1;
    }
}

/* Optional children in the schema's order, each at most once. */
static bool pull_fits(const xmlNode *pull)
{
    static const char *const order[] = {"EnumerationContext", "MaxTime", "MaxElements",
                                        "MaxCharacters"};
    size_t next = 0;

    for (xmlNode *node = node_element(pull->children); node != NULL;
         node = node_element(node->next)) {
        size_t first = next;

        while (next < 4 && !node_is(node, NS_ENUMERATION, order[next]))
            next++;
        if (next == 4 || (first == 0 && next != 0))
            return false;
        next++;
    }
    return next > 0 && node_only_elements(pull);
}

static bool enumerate_fits(const xmlNode *enumerate)
{
    for (xmlNode *node = node_element(enumerate->children); node != NULL;
         node = node_element(node->next)) {
        if (!node_is(node, NS_WSMAN, "OptimizeEnumeration") &&
            !node_is(node, NS_WSMAN, "MaxElements") && !node_is(node, NS_WSMAN, "EnumerationMode"))
            return false;
    }
    return node_only_elements(enumerate);
}

static bool content_fits(const struct request *request)
{
    const xmlNode *content = request->content;
    char *wanted;
    bool fits;

    switch (request->verb) {
    case VERB_GET:
    case VERB_DELETE:
        return content == NULL;
    case VERB_PUT:
    case VERB_CREATE:
        return node_is(content, request->resource, request->class_name);
    case VERB_ENUMERATE:
        return node_is(content, NS_ENUMERATION, "Enumerate") && enumerate_fits(content);
    case VERB_PULL:
        return node_is(content, NS_ENUMERATION, "Pull") && pull_fits(content);
    case VERB_SUBSCRIBE:
        return node_is(content, NS_EVENTING, "Subscribe");
    case VERB_UNSUBSCRIBE:
        return node_is(content, NS_EVENTING, "Unsubscribe");
    case VERB_METHOD:
        wanted = xasprintf("%s_INPUT", request->method);
        fits = node_is(content, request->resource, wanted) && node_only_elements(content);
        free(wanted);
        return fits;
    case VERB_NONE:
    case VERB_IDENTIFY:
        break;
    }
    return false;
}

void request_read(struct request *request, const char *bytes, size_t size)
{
    xmlNode *root, *header, *body;
    bool good;

    memset(request, 0, sizeof *request);
    if (size == 0 || size > 1 << 20)
        return;
    request->document = xmlReadMemory(bytes, (int)size, NULL, NULL,
                                      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (request->document == NULL)
        return;
    root = xmlDocGetRootElement(request->document);
    if (request->document->intSubset != NULL || !node_is(root, NS_SOAP, "Envelope") ||
        (request->document->encoding != NULL &&
         strcasecmp((const char *)request->document->encoding, "UTF-8") != 0))
        return;

    header = node_element(root->children);
    body = node_is(header, NS_SOAP, "Header") ? node_element(header->next) : header;
    if (!node_is(body, NS_SOAP, "Body") || node_element(body->next) != NULL)
        return;
    request->content = node_element(body->children);
    good = node_only_elements(root) && node_only_elements(body) &&
           (request->content == NULL || node_element(request->content->next) == NULL);

    /* Identify is the one request that needs no header. */
    if (node_is(request->content, NS_IDENTITY, "Identify")) {
        request->verb = VERB_IDENTIFY;
        request->good = good && node_element(request->content->children) == NULL;
        return;
    }
    if (header == body)
        return;
    good &= read_header(request, header);
    find_verb(request);
    request->good = good && request->verb != VERB_NONE && content_fits(request);
}

const char *request_action(const struct request *request)
{
    const char *slash = request->action ? strrchr(request->action, '/') : NULL;

    return slash ? slash + 1 : request->action;
}

void request_free(struct request *request)
{
    for (size_t i = 0; i < request->selector_count; i++) {
        free(request->selectors[i].name);
        free(request->selectors[i].value);
    }
    free(request->action);
    free(request->resource);
    free(request->message_id);
    xmlFreeDoc(request->document);
    memset(request, 0, sizeof *request);
}
