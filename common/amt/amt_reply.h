/* The outcome of a question to AMT, and the answer. */
#ifndef FCFH_COMMON_AMT_AMT_REPLY_H
#define FCFH_COMMON_AMT_AMT_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "common/xml.h"

/* The outcome of a question. */
enum amt_result {
    AMT_ANSWERED,
    AMT_ABSENT,              /* the firmware has no such class */
    AMT_DENIED,              /* the account may not read it */
    AMT_FAULT,               /* refused for another reason */
    AMT_UNREADABLE,          /* it answered before, but this answer cannot be read */
    AMT_GOT_CHALLENGE,       /* of amt_get_challenge: it asks for a log-in as AMT does */
    AMT_NO_HOST,             /* from here on there is no point in asking anything else */
    AMT_ADDRESS_NOT_ALLOWED, /* no log-in may be sent to its address */
    AMT_UNREACHABLE,
    AMT_TIMEOUT,
    AMT_TLS,
    AMT_CERTIFICATE, /* TLS, with a certificate that is not trusted */
    AMT_LOGIN_REFUSED,
    AMT_UNTRUSTED,       /* the judge refuses it; the reason is the judge's */
    AMT_NO_LOGIN,        /* what answers does not ask for a log-in, so it is not AMT */
    AMT_BAD_CHALLENGE,   /* what answers does not ask for a log-in the way AMT does */
    AMT_NOT_AMT,         /* what answers does not speak WS-Management */
    AMT_CONNECTION_LOST, /* it does, but broke off the connection in the middle */
    AMT_BUSY             /* with somebody else or with itself */
};

struct amt_outcome {
    enum amt_result result;
    bool transient; /* it may be different next time, and says nothing about the machine. A question
                     has then been asked twice, with a pause. A change may or may not have been
                     made: the caller must look, and the next question waits for that. */
    char asked[96]; /* what for: "CIM_Chassis", "AMT_AuthorizationService.RemoveUserAclEntry" */
    char reason[200]; /* one line for people; "" for AMT_ANSWERED */
};

/* All zeros is empty. */
struct amt_reply {
    struct amt_outcome outcome;
    xml_doc **instances;
    size_t count;
    /* What is known about the machine now; the session's own, "" for nothing. */
    const char *realm;
    const char *version;
    const char *address;
    bool is_private; /* nobody else can read what is said */
};

/* An instance, or a method's result, counted from 0; NULL if there is none. The reply owns it. */
const xml_node *amt_reply_instance(const struct amt_reply *reply, size_t i);
/* Copies it into the reply. False: out of memory. */
bool amt_reply_add(struct amt_reply *reply, const xml_node *instance);
/* Leaves it empty. */
void amt_reply_free(struct amt_reply *reply);

#endif
