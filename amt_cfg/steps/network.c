#include "amt_cfg/steps/network.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "common/amt/challenge.h"

/* Enough for some twenty-five exchanges; AMT that sleeps needs a second for each. */
#define CONVERSATION_TIMEOUTS 12

/* Once the realm is known, so are the hashes that log in to this machine; the mask gets them. */
static void learn_realm(struct network *n, const char *realm)
{
    if (n->realm_known || realm[0] == '\0')
        return;
    n->realm_known = true;
    mask_add_login(&n->mask, n->user, realm, n->password);
    mask_add_login(&n->mask, n->plan->conf->amt.user, realm, &n->plan->secret);
}

/* The realm is learnt before anything that it protects can arrive. */
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
        .judge = trust_host_judge,
        .judge_context = &n->trust,
        .trace = plan->trace != NULL ? on_trace : NULL,
        .trace_context = n,
    };
    if (!addr_parse(n->host, &peer.address))
        peer.host = n->host;
    return amt_session_new(limited ? &n->limited : &n->admin, n->engine, plan->conf, &peer, e);
}

static enum err_code send_request(void *context, enum step_login login,
                                  const struct wsman_request *request, struct amt_reply *reply,
                                  struct err *e)
{
    struct network *n = context;
    bool limited = login == STEP_LIMITED;
    enum err_code code = ERR_OK;
    if (limited) {
        /* A nonce from before the account was changed would be refused. */
        amt_session_free(n->limited);
        n->limited = NULL;
    }
    if (limited || n->admin == NULL)
        code = open_session(n, limited, e);
    else if (login == STEP_ADMIN_ANEW)
        amt_forget_login(n->admin);
    if (code == ERR_OK)
        code = amt_ask(limited ? n->limited : n->admin, request, reply, e);
    if (reply->realm != NULL)
        learn_realm(n, reply->realm);
    if (code == ERR_OK && reply->outcome.result == AMT_UNTRUSTED && n->trust.reason[0] != '\0')
        (void)snprintf(reply->outcome.reason, sizeof reply->outcome.reason, "%s", n->trust.reason);
    return code;
}

static enum err_code update_register(void *context, struct register_client *seen,
                                     struct register_note *note, struct err *e)
{
    static const enum register_source sources[] = {
        [PLAN_CONFIGURE] = REGISTER_SETUP,
        [PLAN_CHECK] = REGISTER_CHECK,
        [PLAN_LEARN] = REGISTER_LEARN,
    };
    const struct network *n = context;
    const struct plan *plan = n->plan;
    const struct register_policy policy = {.source = sources[plan->mode],
                                           .accept_key = plan->accept_key,
                                           .plain = plan->conf->amt.tls == CONF_TLS_OFF};
    if (n->trust.tls) {
        seen->has_tls = true;
        seen->tls_since = time(NULL);
        memcpy(seen->tls_version, n->trust.tls_version, sizeof seen->tls_version);
        memcpy(seen->keys[seen->key_count++], n->trust.key, sizeof seen->keys[0]);
    }
    return register_write(plan->conf->clients.directory, seen, &policy, note, e);
}

void network_begin(struct network *network, struct step_transport *transport)
{
    mask_add(&network->mask, network->password->text);
    mask_add(&network->mask, network->plan->secret.text);
    mask_add(&network->mask, network->plan->event_secret.text);
    network->trust = (struct trust_host){.plan = network->plan, .host = network->host};
    *transport = (struct step_transport){send_request, update_register, network};
}

void network_end(struct network *network)
{
    amt_session_free(network->admin);
    amt_session_free(network->limited);
    mask_wipe(&network->mask);
}
