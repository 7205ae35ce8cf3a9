/*
 * Whether the machine that answers is the one that is meant: judged by what it shows, on every
 * connection and at every port, before any log-in. Pure.
 */
#ifndef FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_JUDGE_H
#define FCFH_SUPPORT_QUEUE_GUI_MANAGE_MANAGE_JUDGE_H

#include <stdbool.h>

#include "common/amt/http.h"
#include "common/amt/register.h"
#include "common/guid.h"

enum manage_verdict {
    MANAGE_NOT_SEEN,
    MANAGE_PROVED,  /* by a key of the register, or a certificate of ca-file */
    MANAGE_AGREED,  /* nothing proves it, and a person has said yes to it */
    MANAGE_UNKNOWN, /* nothing proves it, and nobody has been asked yet */
    MANAGE_REFUSED  /* something speaks against it: no yes helps */
};

/* All that it points to must outlive it. */
struct manage_judge {
    const struct client_register *clients;
    const struct register_client *client; /* which it must prove to be; NULL: not known before */
    bool sure;                            /* it is that one; otherwise only an address says so */
    bool has_guid;                        /* of the entry: any of the register's records of it may
                                             be meant */
    struct guid guid;
    const char *host; /* named by a person; a certificate of ca-file may be for it; or "" */
    char agreed[TLS_KEY_SIZE];
    bool agreed_plain;                 /* without TLS */
    char pinned[CHALLENGE_REALM_SIZE]; /* the realm of WS-Management, which other ports must have
                                          too; "" while it is not known */

    /* What was shown last, and what it is worth. */
    enum manage_verdict verdict;
    const struct register_client *found; /* its record, if it has proved to be it */
    bool tls;
    char key[TLS_KEY_SIZE];
    char names[HTTP_NAMES_SIZE];
    char realm[CHALLENGE_REALM_SIZE];
    char reason[HTTP_WHY_SIZE]; /* of MANAGE_REFUSED and MANAGE_UNKNOWN */
};

/* An http_judge; context is a struct manage_judge. */
http_judge manage_judge_shown;

/* A person has said yes to what was shown last. */
void manage_judge_agree(struct manage_judge *j);

#endif
