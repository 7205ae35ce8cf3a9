/* What fcfh-config is to do, the same for every machine. It has a fixed size, and there is nothing
 * to free. */
#ifndef FCFH_AMT_CFG_PLAN_H
#define FCFH_AMT_CFG_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "common/addr.h"
#include "common/address_list.h"
#include "common/amt/http.h"
#include "common/amt/register.h"
#include "common/amt/tls_key.h"
#include "common/conf.h"
#include "common/secret.h"

#define PLAN_COLLECTORS_MAX ADDRESS_LIST_MAX
#define PLAN_DOMAINS_MAX    5 /* as many as AMT keeps */

/* PLAN_LEARN: asks as the limited user, and only for what the register needs. */
enum plan_mode { PLAN_CONFIGURE, PLAN_CHECK, PLAN_REMOVE, PLAN_LEARN };

/* How the call for help is to reach us. PLAN_AUTO: by PET if the firmware still has them. */
enum plan_alerts { PLAN_AUTO, PLAN_PET, PLAN_EVENTS, PLAN_BOTH };

/* Which parts of redirection are to be switched on, or with PLAN_REMOVE off. */
enum plan_redirection { PLAN_SOL = 1, PLAN_KVM = 2 };

struct plan {
    enum plan_mode mode;
    enum plan_alerts alerts;
    const struct conf *conf;    /* [amt]: the limited user, TLS, time-out */
    struct secret secret;       /* of the limited user */
    struct secret event_secret; /* of [listener], if that has a user */
    struct addr collectors[PLAN_COLLECTORS_MAX];
    size_t collector_count;
    const char *domains[PLAN_DOMAINS_MAX]; /* none: environment detection is only reported */
    size_t domain_count;
    unsigned redirection; /* of PLAN_SOL and PLAN_KVM; 0: it is only reported */
    int policy;           /* PolicyID of the subscription; -1: found out */
    enum http_auth auth;
    bool legacy_tls;
    char run_by[REGISTER_USER_SIZE];       /* the login name of whoever runs this */
    const struct client_register *clients; /* the register, as the run found it */
    char key[TLS_KEY_SIZE]; /* the machine that shows this key is the one that is meant; "": none */
    bool accept_unknown;    /* --yes */
    bool accept_key;        /* a key or realm other than the register's */
    http_trace *trace;      /* NULL: no record */
};

#endif
