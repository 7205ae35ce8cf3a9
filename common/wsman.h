/*
 * WS-Management as Intel AMT speaks it: requests as text, answers read. No input or output.
 *
 * SOAP 1.2, WS-Addressing 2004/08, WS-Transfer and WS-Enumeration 2004/09 (DMTF DSP0226). AMT binds
 * its prefixes anew in every answer, so everything is matched by namespace.
 */
#ifndef FCFH_COMMON_WSMAN_H
#define FCFH_COMMON_WSMAN_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"
#include "common/xml.h"

#define WSMAN_PATH         "/wsman"
#define WSMAN_URI_SIZE     160
#define WSMAN_CONTEXT_SIZE 128

enum wsman_operation { WSMAN_GET, WSMAN_ENUMERATE, WSMAN_PULL, WSMAN_INVOKE };

struct wsman_request {
    enum wsman_operation operation;
    const char *class_name; /* "CIM_Chassis"; its prefix tells the namespace */
    const char *method;     /* WSMAN_INVOKE: a method without parameters */
    const char *context;    /* WSMAN_PULL: what the answer before gave */
};

/* The namespace of a class: AMT_, CIM_ or IPS_. */
void wsman_resource_uri(const char *class_name, char uri[WSMAN_URI_SIZE]);

/* The envelope; message_id comes back in the answer. Caller frees *text. */
enum err_code wsman_build(const struct wsman_request *request, unsigned message_id, char **text,
                          size_t *len, struct err *e);

enum wsman_fault {
    WSMAN_FAULT_NONE,
    WSMAN_FAULT_ABSENT, /* the machine has no such class or instance */
    WSMAN_FAULT_DENIED, /* this user may not read it */
    WSMAN_FAULT_BUSY,   /* it serves somebody else: try again */
    WSMAN_FAULT_OTHER
};

struct wsman_answer {
    struct xml_doc *doc;
    const xml_node *content; /* the first element in the Body */
    enum wsman_fault fault;
    char fault_text[120];
};

/* ERR_PROTOCOL for what is no SOAP envelope with a body. Free with wsman_free. */
enum err_code wsman_read(const char *text, size_t len, struct wsman_answer *answer, struct err *e);
void wsman_free(struct wsman_answer *answer);

/* The enumeration context of an EnumerateResponse or PullResponse; false if there is none. */
bool wsman_context(const struct wsman_answer *answer, char context[WSMAN_CONTEXT_SIZE]);

/* The first item of a PullResponse (go on with xml_next), NULL if there is none. */
const xml_node *wsman_items(const struct wsman_answer *answer);

/* Whether a PullResponse is the last: AMT may send a context beside it. */
bool wsman_end_of_sequence(const struct wsman_answer *answer);

/* The text of an element of an instance, "" if it is not there. */
void wsman_value(const xml_node *instance, const char *name, char *out, size_t size);

#endif
