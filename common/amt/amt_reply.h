/* What became of a question to AMT, and what came. */
#ifndef FCFH_COMMON_AMT_AMT_REPLY_H
#define FCFH_COMMON_AMT_AMT_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "common/xml.h"

/* What became of a question. */
enum amt_result {
    AMT_ANSWERED,
    AMT_ABSENT,     /* the firmware has no such class */
    AMT_DENIED,     /* the account may not read it */
    AMT_FAULT,      /* refused for another reason */
    AMT_UNREADABLE, /* what has answered before gave an answer that cannot be read */
    AMT_LOOKED,     /* of amt_look: it asks for a log-in as AMT does */
    AMT_NO_HOST,    /* from here on there is no point in asking more */
    AMT_FORBIDDEN,  /* no login may go to its address */
    AMT_UNREACHABLE,
    AMT_TIMEOUT,
    AMT_TLS,
    AMT_CERTIFICATE, /* TLS, with a certificate that is not to be trusted */
    AMT_PASSWORD,
    AMT_STRANGER,  /* the judge says no; the reason is what he says of it */
    AMT_NO_LOGIN,  /* what answers asks for no log-in: so it is not AMT */
    AMT_CHALLENGE, /* what answers asks for one otherwise than AMT does */
    AMT_NOT_AMT,   /* what answers does not speak WS-Management */
    AMT_CUT,       /* it did, but broke the connection off in the middle */
    AMT_BUSY       /* with somebody else, or with itself */
};

struct amt_outcome {
    enum amt_result result;
    bool passing;     /* it may be otherwise the next time, and says nothing of the machine. A
                         question was asked twice then, after a pause. A change may have been made or
                         not: that is to be looked at, for which the next question waits. */
    char asked[96];   /* what for: "CIM_Chassis", "AMT_AuthorizationService.RemoveUserAclEntry" */
    char reason[200]; /* one line for people; "" for AMT_ANSWERED */
};

/* All zeros is an empty one. */
struct amt_reply {
    struct amt_outcome outcome;
    xml_doc **instances;
    size_t count;
    /* What is known of the machine since; the session's own, "" for nothing. */
    const char *realm;
    const char *version;
    const char *address;
    bool is_private; /* nobody else can read what is said */
};

/* An instance, or what a method gave, from 0 on; NULL if there is none. The reply's own. */
const xml_node *amt_reply_instance(const struct amt_reply *reply, size_t i);
/* Copies it into the reply. False: out of memory. */
bool amt_reply_add(struct amt_reply *reply, const xml_node *instance);
/* Leaves an empty one. */
void amt_reply_free(struct amt_reply *reply);

#endif
