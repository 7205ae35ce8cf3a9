/*
 * WS-Management as Intel AMT speaks it: requests as text, answers read. No input or output.
 *
 * SOAP 1.2, WS-Addressing 2004/08, WS-Transfer and WS-Enumeration 2004/09 (DMTF DSP0226). AMT binds
 * its prefixes anew in every answer, so everything is matched by namespace.
 */
#ifndef FCFH_COMMON_AMT_WSMAN_H
#define FCFH_COMMON_AMT_WSMAN_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"
#include "common/xml.h"

#define WSMAN_PATH          "/wsman"
#define WSMAN_URI_SIZE      160
#define WSMAN_CONTEXT_SIZE  128
#define WSMAN_SELECTORS_MAX 8

enum wsman_operation {
    WSMAN_GET,
    WSMAN_PUT,
    WSMAN_CREATE,
    WSMAN_DELETE,
    WSMAN_ENUMERATE,
    WSMAN_PULL,
    WSMAN_INVOKE,
    WSMAN_SUBSCRIBE,
    WSMAN_UNSUBSCRIBE
};

/* An element with text: a parameter of a method, a property of an instance, a selector. */
struct wsman_pair {
    const char *name;
    const char *value; /* NULL: a reference, see wsman_request */
};

/* A reference to an instance (WS-Addressing EndpointReference), as AMT gave it. */
struct wsman_reference {
    char resource_uri[WSMAN_URI_SIZE];
    char names[WSMAN_SELECTORS_MAX][64];
    char values[WSMAN_SELECTORS_MAX][256];
    size_t count;
};

/* WSMAN_UNSUBSCRIBE: a selector whose value is a reference. */
struct wsman_reference_selector {
    const char *name;
    const struct wsman_reference *reference;
};

/* WSMAN_SUBSCRIBE: where events go (push with acknowledgement), as whom AMT logs in there, and what
 * it sends back in the header of each event. */
struct wsman_delivery {
    const char *url;
    const char *user; /* NULL: without a log-in */
    const char *password;
    const char *ns; /* the namespace of the references */
    const struct wsman_pair *references;
    size_t reference_count;
};

/* AMT insists on the order in which the class lists parameters and properties. */
struct wsman_request {
    enum wsman_operation operation;
    const char *class_name;         /* "CIM_Chassis"; its prefix tells the namespace */
    const char *method;             /* WSMAN_INVOKE */
    const char *context;            /* WSMAN_PULL: from the previous answer */
    const struct wsman_pair *pairs; /* for WSMAN_INVOKE, WSMAN_PUT, WSMAN_CREATE; an array's
                                       elements follow each other under the same name */
    size_t pair_count;
    const struct wsman_reference *parameter; /* of the pair without a value, or NULL */
    const struct wsman_pair *selectors;
    size_t selector_count;
    const struct wsman_reference_selector *reference_selectors;
    size_t reference_selector_count;
    const struct wsman_delivery *delivery;
};

/* The namespace of a class, by its prefix: AMT_, CIM_ or IPS_. */
void wsman_resource_uri(const char *class_name, char uri[WSMAN_URI_SIZE]);

/* "Get", "AddUserAclEntryEx", ...: what a request does, in one word. */
const char *wsman_operation_name(const struct wsman_request *request);

/* Whether it changes something, and must not be sent again without a look at what it did. */
bool wsman_is_change(const struct wsman_request *request);

/* Makes the envelope; message_id comes back in the answer. The caller frees *text, and wipes it
 * first if the request holds a secret. */
enum err_code wsman_build(const struct wsman_request *request, unsigned message_id, char **text,
                          size_t *len, struct err *e);

enum wsman_fault {
    WSMAN_FAULT_NONE,
    WSMAN_FAULT_ABSENT,   /* the machine has no such class or instance */
    WSMAN_FAULT_DENIED,   /* this user may not read it */
    WSMAN_FAULT_BUSY,     /* it serves somebody else: try again */
    WSMAN_FAULT_OTHER,    /* it would be the same next time */
    WSMAN_FAULT_TRANSIENT /* it may be different next time, and says nothing about the machine */
};

struct wsman_answer {
    xml_doc *doc;
    const xml_node *content; /* the first element in the Body; NULL: the Body is empty */
    enum wsman_fault fault;
    char fault_text[120];
};

/* ERR_PROTOCOL for anything but a SOAP envelope with a body; bad bytes in its texts are repaired.
 * Free with wsman_free. */
enum err_code wsman_read(const char *text, size_t len, struct wsman_answer *answer, struct err *e);
void wsman_free(struct wsman_answer *answer);

/* The enumeration context of an EnumerateResponse or PullResponse; false if there is none. */
bool wsman_context(const struct wsman_answer *answer, char context[WSMAN_CONTEXT_SIZE]);

/* The first item of a PullResponse (go on with xml_next), NULL if there is none. */
const xml_node *wsman_items(const struct wsman_answer *answer);

/* Whether a PullResponse is the last: AMT may send a context beside it. */
bool wsman_end_of_sequence(const struct wsman_answer *answer);

/* The text of an instance's element, "" if it is missing. */
void wsman_value(const xml_node *instance, const char *name, char *out, size_t size);

/* The same for a number; false if it is missing, not a number, or larger than 32 bits. */
bool wsman_number(const xml_node *instance, const char *name, unsigned long *out);

/* Extracts the reference from an element that holds one, directly or in an EndpointReference. False
 * if there is none, or if its selectors are more, or longer, than AMT's, or hold bad bytes. */
bool wsman_read_reference(const xml_node *holder, struct wsman_reference *reference);

#endif
