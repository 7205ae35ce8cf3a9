/*
 * Whether the machine that answers is the one that was named to us. This is judged by what it
 * shows, before we ask it for anything and before we log in to it.
 */
#ifndef FCFH_AMT_CFG_TRUST_HOST_H
#define FCFH_AMT_CFG_TRUST_HOST_H

#include <stdbool.h>

#include "amt_cfg/plan.h"
#include "common/amt/http.h"

enum trust_host_verdict {
    TRUST_HOST_NOT_SEEN,
    TRUST_HOST_PROVED,   /* by a key of the register, by --key, or by a certificate of ca-file */
    TRUST_HOST_ACCEPTED, /* nothing proves it: --yes, --insecure, or without TLS */
    TRUST_HOST_UNKNOWN,  /* nothing proves it, and nobody has said that it may be accepted */
    TRUST_HOST_REFUSED   /* something speaks against it */
};

/* Everything that it points to must outlive it; the members from verdict on begin as zeros. */
struct trust_host {
    const struct plan *plan;
    const char *host; /* as it was named */
    bool probe_only;  /* nothing is sent, whatever the verdict */

    enum trust_host_verdict verdict; /* the last one */
    bool changed;                    /* the register has another key for this machine */
    bool tls;
    char key[TLS_KEY_SIZE];
    char tls_version[REGISTER_TLS_SIZE];
    char names[sizeof((struct http_shown *)0)->names];
    char reason[200]; /* why it is not trusted, and what to do; "" if it is */
};

/* An http_judge; context is a struct trust_host. */
http_judge trust_host_judge;

#endif
