/* The steps' questions go to a machine, over the network. */
#ifndef FCFH_AMT_CFG_STEPS_NETWORK_H
#define FCFH_AMT_CFG_STEPS_NETWORK_H

#include "amt_cfg/mask.h"
#include "amt_cfg/plan.h"
#include "amt_cfg/steps/step.h"
#include "amt_cfg/trust_host.h"
#include "common/amt/http.h"

/* Which machine it is; the members up to trust are the caller's, and must outlive it. */
struct network {
    const struct plan *plan;
    struct http_engine *engine; /* of this thread alone */
    const char *host;
    const char *user; /* the administrator */
    const struct secret *password;
    void *trace_context; /* of the plan's trace */

    struct trust_host trust; /* whether it is the one that was named */
    struct mask mask;        /* what nobody may see of it */
    bool realm_known;        /* and the hashes are in the mask */
    struct amt_session *admin;
    struct amt_session *limited; /* of the limited user */
};

/* With the caller's members set and the others all zeros. The time for the conversation begins with
 * the first question. */
void network_begin(struct network *network, struct step_transport *transport);
void network_end(struct network *network);

#endif
