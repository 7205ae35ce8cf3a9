/* Reads the SOAP of a request, strictly: AMT's own parser is generated from schemas. */
#ifndef TESTS_STANDIN_REQUEST_H
#define TESTS_STANDIN_REQUEST_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>

#define NS_SOAP        "http://www.w3.org/2003/05/soap-envelope"
#define NS_ADDRESSING  "http://schemas.xmlsoap.org/ws/2004/08/addressing"
#define NS_TRANSFER    "http://schemas.xmlsoap.org/ws/2004/09/transfer"
#define NS_ENUMERATION "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
#define NS_EVENTING    "http://schemas.xmlsoap.org/ws/2004/08/eventing"
#define NS_WSMAN       "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
#define NS_IDENTITY    "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"
#define NS_TRUST       "http://schemas.xmlsoap.org/ws/2005/02/trust"
#define NS_SECURITY                                                                                \
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
#define NS_CIMBINDING "http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd"
#define NS_COMMON     "http://schemas.dmtf.org/wbem/wscim/1/common"
#define NS_XSI        "http://www.w3.org/2001/XMLSchema-instance"
#define BASE_AMT      "http://intel.com/wbem/wscim/1/amt-schema/1/"
#define BASE_CIM      "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/"
#define BASE_IPS      "http://intel.com/wbem/wscim/1/ips-schema/1/"
#define ANONYMOUS     NS_ADDRESSING "/role/anonymous"

enum verb {
    VERB_NONE,
    VERB_GET,
    VERB_PUT,
    VERB_CREATE,
    VERB_DELETE,
    VERB_ENUMERATE,
    VERB_PULL,
    VERB_SUBSCRIBE,
    VERB_UNSUBSCRIBE,
    VERB_METHOD,
    VERB_IDENTIFY
};

enum { SELECTOR_MAX = 8 };

struct selector {
    char *name;
    char *value; /* NULL when it is an endpoint reference: see node */
    xmlNode *node;
};

struct request {
    bool good; /* nothing violates the schema; else the rest holds what could be found */
    xmlDoc *document;
    xmlNode *content; /* the element inside Body, or NULL */
    enum verb verb;
    char *action, *resource, *message_id; /* NULL: not there */
    const char *class_name;               /* last word of resource */
    const char *method;                   /* last word of action, for VERB_METHOD */
    struct selector selectors[SELECTOR_MAX];
    size_t selector_count;
    xmlNode *tokens; /* the log-in that comes with a Subscribe, or NULL */
};

void request_read(struct request *request, const char *bytes, size_t size);
void request_free(struct request *request);
/* The last word of the action, or NULL. */
const char *request_action(const struct request *request);

bool node_is(const xmlNode *node, const char *space, const char *name);
/* Whether a node holds nothing but elements, white space and comments. */
bool node_only_elements(const xmlNode *parent);
/* Whether a node contains this text and nothing else. */
bool node_text_is(const xmlNode *node, const char *wanted);
/* The first element at or after a node; comments and white space are stepped over. */
xmlNode *node_element(xmlNode *node);
/* The text of an element without surrounding white space; NULL when it holds elements. */
char *node_text(const xmlNode *node);

#endif
