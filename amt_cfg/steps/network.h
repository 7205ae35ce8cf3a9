/* Sends the steps' questions to a machine over the network. */
#ifndef FCFH_AMT_CFG_STEPS_NETWORK_H
#define FCFH_AMT_CFG_STEPS_NETWORK_H

#include "amt_cfg/mask.h"
#include "amt_cfg/plan.h"
#include "amt_cfg/steps/step.h"
#include "amt_cfg/trust_host.h"
#include "common/amt/http.h"

/* A machine; the caller sets the members up to trust, and what they point to must outlive it. */
struct network {
    const struct plan *plan;
    struct http_engine *engine; /* used only by this thread */
    const char *host;
    const char *user; /* the administrator */
    const struct secret *password;
    void *trace_context; /* context of the plan's trace */

    struct trust_host trust; /* whether it is the machine that was named */
    struct mask mask;        /* what nobody may see of it */
    bool realm_known;        /* and so the hashes are in the mask */
    struct amt_session *admin;
    struct amt_session *limited; /* of the limited user */
};

/* To be called with the caller's members set and the others all zeros. The time for the
 * conversation begins with the first question. */
void network_begin(struct network *network, struct step_transport *transport);
void network_end(struct network *network);

#endif
