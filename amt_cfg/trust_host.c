#include "amt_cfg/trust_host.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/amt/register_find_host.h"
#include "common/amt/trust.h"
#include "common/host_name.h"

/* Whether the register knows this machine by that name or by the first part of it, or saw it at
 * that address. */
static bool is_known_as(const struct register_client *client, const char *host)
{
    size_t len = strlen(host);
    if (strcmp(client->learned_from, host) == 0)
        return true;
    for (size_t i = 0; i < client->name_count; i++)
        if (strncmp(client->names[i], host, len) == 0 &&
            (client->names[i][len] == '\0' || client->names[i][len] == '.'))
            return true;
    return false;
}

__attribute__((format(printf, 2, 3))) static enum trust_host_verdict refuse(struct trust_host *t,
                                                                            const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (vsnprintf(t->reason, sizeof t->reason, format, args) < 0)
        t->reason[0] = '\0';
    va_end(args);
    return TRUST_HOST_REFUSED;
}

static enum trust_host_verdict judge_key(struct trust_host *t, const struct http_shown *shown,
                                         enum trust trust, bool sure)
{
    const struct plan *plan = t->plan;
    bool verify = plan->conf->amt.verify;
    bool named = plan->key[0] != '\0';
    bool signed_by_ours = verify && shown->own_ca && shown->chain_good;
    bool certified = signed_by_ours && http_shown_is_for(shown, t->host);
    t->changed = trust == TRUST_OTHER_KEY;
    if (named && strcmp(plan->key, shown->key) != 0)
        return refuse(t, "it shows another key than the one given with --key: %s", shown->key);
    if (t->changed && !plan->accept_key && (sure || !(named || certified)))
        return refuse(t,
                      "it shows another key than the register has for it; if that is right: "
                      "--accept-key --key %s",
                      shown->key);
    if (trust == TRUST_KEY || trust == TRUST_CERTIFICATE || named || certified)
        return TRUST_HOST_PROVED;
    if (!verify || plan->accept_unknown)
        return TRUST_HOST_ACCEPTED;
    (void)refuse(t,
                 "its certificate is not trusted (%.40s); name its CA with --ca-file FILE; if its "
                 "key is right: --key %s",
                 signed_by_ours      ? "for another name"
                 : shown->chain_good ? "there is no ca-file"
                                     : shown->chain_trouble,
                 shown->key);
    return TRUST_HOST_UNKNOWN;
}

static enum trust judge_without_realm(const struct plan *plan, const struct register_client *client,
                                      const struct http_shown *shown)
{
    struct http_shown before = *shown;
    before.realm[0] = '\0';
    return trust_judge(plan->clients, client, &before, plan->conf->amt.verify);
}

static enum trust_host_verdict judge(struct trust_host *t, const struct http_shown *shown)
{
    const struct plan *plan = t->plan;
    char host[HOST_NAME_SIZE];
    size_t at = 0;
    bool sure = true;
    host_normalize(t->host, host);
    /* With TLS, the realm is no reason to take a machine for another one: two may have the same. */
    const struct register_client *client = NULL;
    if (!shown->tls)
        client = trust_find(plan->clients, shown);
    else if (register_key_is_unique(plan->clients, shown->key))
        client = register_by_key(plan->clients, shown->key, &at);
    bool elsewhere = client != NULL && !shown->tls && !is_known_as(client, host);
    if (client == NULL)
        client = register_find_host(plan->clients, host, &sure);
    enum trust trust = TRUST_REALM;
    if (client != NULL)
        trust = trust_judge(plan->clients, client, shown, plan->conf->amt.verify);
    if (t->key[0] != '\0' && strcmp(t->key, shown->key) != 0)
        return refuse(t, "it shows another key than a moment ago: somebody may be in between");
    if (trust == TRUST_NO_TLS && !plan->accept_key)
        return refuse(t, "the register has seen TLS there, but now there is none; if that is "
                         "right: --accept-key --plain");
    if (trust == TRUST_OTHER_REALM && (sure || shown->tls) && !plan->accept_key)
        return refuse(t, "it asks for a log-in to another realm than the register has for it; if "
                         "it was set up again: --accept-key");
    if (trust == TRUST_OTHER_REALM) /* the realm may differ: what does the key say? */
        trust = judge_without_realm(plan, client, shown);
    if (elsewhere && !plan->accept_key)
        return refuse(t,
                      "it asks for a log-in to the realm of a machine that was at %.60s; if it is "
                      "that one: --accept-key",
                      client->learned_from);
    return shown->tls ? judge_key(t, shown, trust, sure) : TRUST_HOST_ACCEPTED;
}

bool trust_host_judge(void *context, const struct http_shown *shown, char why[HTTP_WHY_SIZE])
{
    struct trust_host *t = context;
    t->reason[0] = '\0';
    t->verdict = judge(t, shown);
    t->tls = shown->tls;
    (void)snprintf(t->key, sizeof t->key, "%s", shown->key);
    (void)snprintf(t->tls_version, sizeof t->tls_version, "%s", shown->tls_version);
    (void)snprintf(t->names, sizeof t->names, "%s", shown->names);
    (void)snprintf(why, HTTP_WHY_SIZE, "%.*s", HTTP_WHY_SIZE - 1, t->reason);
    return !t->probe_only && (t->verdict == TRUST_HOST_PROVED || t->verdict == TRUST_HOST_ACCEPTED);
}
