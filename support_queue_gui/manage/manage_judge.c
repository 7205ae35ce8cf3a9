#include "support_queue_gui/manage/manage_judge.h"

#include <stdio.h>
#include <string.h>

#include "common/amt/trust.h"

static int rank_of(enum trust trust)
{
    return trust == TRUST_KEY ? 3 : trust == TRUST_CERTIFICATE ? 2 : trust == TRUST_REALM ? 1 : 0;
}

static enum trust trust_of(const struct manage_judge *j, const struct register_client *client,
                           const struct http_shown *shown)
{
    /* A certificate that ca-file does not vouch for is for a person to judge, and not for the
     * system's list of authorities. */
    return trust_judge(j->clients, client, shown, false);
}

/* The record that is meant, and what it says of what is shown; of several with one UUID, the one
 * that fits best. NULL: the register does not know the machine. */
static const struct register_client *find_record(const struct manage_judge *j,
                                                 const struct http_shown *shown, enum trust *trust)
{
    const struct register_client *best = NULL;
    const struct register_client *client;
    size_t at = 0;
    while (j->has_guid && (client = register_by_guid(j->clients, &j->guid, &at)) != NULL) {
        enum trust this = trust_of(j, client, shown);
        if (best != NULL && rank_of(this) <= rank_of(*trust))
            continue;
        best = client;
        *trust = this;
    }
    if (best != NULL || j->has_guid)
        return best;
    best = j->client;
    if (!j->sure && (client = trust_find(j->clients, shown)) != NULL)
        best = client; /* an address may now belong to another machine, which proves it */
    if (best != NULL)
        *trust = trust_of(j, best, shown);
    return best;
}

static enum manage_verdict refuse(struct manage_judge *j, const char *why)
{
    (void)snprintf(j->reason, sizeof j->reason, "%s", why);
    return MANAGE_REFUSED;
}

/* Nothing in the register proves it. */
static enum manage_verdict judge_unknown(struct manage_judge *j, const struct http_shown *shown,
                                         const struct register_client *client)
{
    size_t at = 0;
    bool own = client != NULL && register_client_has_key(client, shown->key); /* and another's */
    if (shown->tls && !own && register_by_key(j->clients, shown->key, &at) != NULL)
        return refuse(j, "it shows the key of another client of the register");
    if (shown->tls && shown->own_ca && shown->chain_good && j->host[0] != '\0' &&
        http_shown_is_for(shown, j->host))
        return MANAGE_PROVED;
    if (shown->tls && j->agreed[0] != '\0' && strcmp(j->agreed, shown->key) != 0)
        return refuse(j, "it shows another key than a moment ago: somebody may be in between");
    if (shown->tls ? j->agreed[0] != '\0' : j->agreed_plain)
        return MANAGE_AGREED;
    (void)snprintf(j->reason, sizeof j->reason, "%s",
                   shown->tls ? "its key is not known" : "without TLS nothing proves who it is");
    return MANAGE_UNKNOWN;
}

static enum manage_verdict judge(struct manage_judge *j, const struct http_shown *shown)
{
    enum trust trust = TRUST_REALM;
    const struct register_client *client = find_record(j, shown, &trust);
    j->found = NULL;
    if (j->pinned[0] != '\0' && shown->realm[0] != '\0' && strcmp(j->pinned, shown->realm) != 0)
        return refuse(j, "it asks for a log-in to another realm than WS-Management does");
    if (client == NULL)
        return judge_unknown(j, shown, NULL);
    switch (trust) {
    case TRUST_KEY:
    case TRUST_CERTIFICATE:
        j->found = client;
        return MANAGE_PROVED;
    case TRUST_OTHER_KEY:
        return refuse(j, "it shows another key than the register has for it: somebody may be in "
                         "between; if it was renewed: fcfh-config --learn --accept-key");
    case TRUST_OTHER_REALM:
        return refuse(j,
                      "it asks for a log-in to another realm than the register has for it; if it "
                      "was set up again: fcfh-config --learn --accept-key");
    case TRUST_NO_TLS:
        return refuse(j, "the register has seen TLS there: without TLS there is no log-in");
    case TRUST_REALM:
    case TRUST_CERTIFICATE_BAD:
        break;
    }
    return judge_unknown(j, shown, client);
}

bool manage_judge_shown(void *context, const struct http_shown *shown, char why[HTTP_WHY_SIZE])
{
    struct manage_judge *j = context;
    j->reason[0] = '\0';
    j->tls = shown->tls;
    (void)snprintf(j->key, sizeof j->key, "%s", shown->key);
    (void)snprintf(j->names, sizeof j->names, "%s", shown->names);
    (void)snprintf(j->realm, sizeof j->realm, "%s", shown->realm);
    j->verdict = judge(j, shown);
    (void)snprintf(why, HTTP_WHY_SIZE, "%s", j->reason);
    return j->verdict == MANAGE_PROVED || j->verdict == MANAGE_AGREED;
}

void manage_judge_agree(struct manage_judge *j)
{
    j->agreed_plain = !j->tls;
    if (j->tls)
        memcpy(j->agreed, j->key, sizeof j->agreed);
}
