/* Writes answers in AMT's style: one line, one-letter prefixes, message ids of its own. */
#ifndef TESTS_STANDIN_REPLY_H
#define TESTS_STANDIN_REPLY_H

#include "tests/standin/text.h"

struct reply {
    struct text *out;
    /* The prefixes of this message. A client that assumes them is wrong: they vary. */
    char soap, addressing, wsman, operation, resource, common;
};

enum reply_kind {
    REPLY_RESOURCE,    /* Get, Put, methods */
    REPLY_ENUMERATION, /* binds the namespace of Enumerate and Pull too */
    REPLY_TRANSFER,    /* binds the namespace of Create's ResourceCreated too */
    REPLY_EVENTING     /* binds the namespace of SubscribeResponse too */
};

enum soap_fault {
    SOAP_FAULT_NONE,
    SOAP_FAULT_SCHEMA,
    SOAP_FAULT_UNREACHABLE,
    SOAP_FAULT_DENIED,
    SOAP_FAULT_BUSY,
    SOAP_FAULT_SELECTORS,
    SOAP_FAULT_CONTEXT,
    SOAP_FAULT_ACTION,
    SOAP_FAULT_REPRESENTATION,
    SOAP_FAULT_INTERNAL
};

/* Writes the start of envelope and header, and leaves the message inside Body. style: any
 * number. */
void reply_begin(struct reply *reply, struct text *out, enum reply_kind kind, unsigned style,
                 unsigned message, const char *relates_to, const char *action,
                 const char *resource);
void reply_end(struct reply *reply);

void reply_open(struct reply *reply, char prefix, const char *name);
void reply_close(struct reply *reply, char prefix, const char *name);
void reply_text(struct reply *reply, char prefix, const char *name, const char *value);

/* The whole message. relates_to may be NULL; so may reason: then the fault's own is used. */
void reply_fault(struct text *out, enum soap_fault fault, unsigned message, const char *relates_to,
                 const char *reason);

#endif
