#include "amt_cfg/steps/network.h"

#include <strings.h>

#include "common/amt/challenge.h"

/* Some twenty-five exchanges; AMT that sleeps needs a second for each. */
#define CONVERSATION_TIMEOUTS 12

/* Which hashes log in to this machine is known with its realm. */
static void learn_realm(struct network *n, const char *realm)
{
    if (n->realm_known || realm[0] == '\0')
        return;
    n->realm_known = true;
    mask_add_login(&n->mask, n->user, realm, n->password);
    mask_add_login(&n->mask, n->plan->conf->amt.user, realm, &n->plan->secret);
}

/* The realm is learnt before what it protects can come. */
static void on_trace(void *context, enum http_trace_kind kind, const char *text, size_t len)
{
    static const char header[] = "WWW-Authenticate: ";
    struct network *n = context;
    char realm[CHALLENGE_REALM_SIZE];
    if (kind == HTTP_TRACE_ANSWER_HEAD && len > sizeof header &&
        strncasecmp(text, header, sizeof header - 1) == 0) {
        const char *value = text + sizeof header - 1;
        const char *end = text + len;
        while (end > value && (end[-1] == '\r' || end[-1] == '\n'))
            end--;
        if (challenge_parse(value, (size_t)(end - value), realm) == CHALLENGE_AMT)
            learn_realm(n, realm);
    }
    n->plan->trace(n->trace_context, kind, text, len);
}

static enum err_code open_session(struct network *n, bool limited, struct err *e)
{
    const struct plan *plan = n->plan;
    struct amt_peer peer = {
        .user = limited ? plan->conf->amt.user : n->user,
        .secret = limited ? &plan->secret : n->password,
        .auth = limited ? HTTP_AUTH_DIGEST : plan->auth,
        .legacy_tls = plan->legacy_tls,
        .before = limited ? n->admin : NULL,
        .timeouts = CONVERSATION_TIMEOUTS,
        .trace = plan->trace != NULL ? on_trace : NULL,
        .trace_context = n,
    };
    if (!addr_parse(n->host, &peer.address))
        peer.host = n->host;
    return amt_session_new(limited ? &n->limited : &n->admin, n->engine, plan->conf, &peer, e);
}

static enum err_code call(void *context, enum step_login login, const struct wsman_request *request,
                          struct amt_reply *reply, struct err *e)
{
    struct network *n = context;
    bool limited = login == STEP_LIMITED;
    enum err_code code = ERR_OK;
    if (limited) {
        /* A nonce of before the account was changed would cost a refusal. */
        amt_session_free(n->limited);
        n->limited = NULL;
    }
    if (limited || n->admin == NULL)
        code = open_session(n, limited, e);
    else if (login == STEP_ADMIN_ANEW)
        amt_forget_login(n->admin);
    if (code == ERR_OK)
        code = amt_call(limited ? n->limited : n->admin, n->engine, n->stop_fd, request, reply, e);
    if (reply->realm != NULL)
        learn_realm(n, reply->realm);
    return code;
}

void network_begin(struct network *network, struct step_transport *transport)
{
    mask_add(&network->mask, network->password->text);
    mask_add(&network->mask, network->plan->secret.text);
    mask_add(&network->mask, network->plan->event_secret.text);
    *transport = (struct step_transport){call, network};
}

void network_end(struct network *network)
{
    amt_session_free(network->admin);
    amt_session_free(network->limited);
    mask_wipe(&network->mask);
}
