#include "alert_collector/identify/judge.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/amt/trust.h"
#include "common/timefmt.h"

void judge_begin(struct judge *judge, struct judge_shared *shared, const struct entry *entry,
                 const struct addr *address, bool by_person)
{
    bool at_address = addr_equal(address, &entry->address);
    *judge = (struct judge){
        .shared = shared,
        .has_guid = entry->has_guid,
        .guid = entry->guid,
        .address = *address,
        .is_home = at_address && entry_has_answered(entry),
        .has_answered = entry_has_answered(entry),
        .needs_proof = !at_address && entry->proof != PROOF_NONE,
        .may_join = !entry->has_guid && !entry_has_answered(entry) && entry->same_as[0] == '\0',
        .has_ticket = entry->ticket[0] != '\0',
        .by_person = by_person,
    };
    memcpy(judge->id, entry->file_id, sizeof judge->id);
    memcpy(judge->key, entry->key, sizeof judge->key);
    memcpy(judge->realm, entry->realm, sizeof judge->realm);
}

__attribute__((format(printf, 3, 4))) static bool
set_decision(struct judge *j, enum judge_decision word, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    j->decision = word;
    (void)vsnprintf(j->why, sizeof j->why, format, args);
    va_end(args);
    return word == JUDGE_LOGIN;
}

static bool set_unregistered(struct judge *j)
{
    char address[ADDR_TEXT_SIZE];
    addr_format(&j->address, address);
    return set_decision(j, JUDGE_UNREGISTERED,
                        "an administrator must run fcfh-config --learn %s; to ask once anyway: i",
                        address);
}

static bool is_registered(const struct judge *j)
{
    size_t at = 0;
    (void)pthread_mutex_lock(&j->shared->lock);
    bool found = register_by_guid(j->shared->reg, &j->guid, &at) != NULL;
    (void)pthread_mutex_unlock(&j->shared->lock);
    return found;
}

bool judge_allows_contact(struct judge *judge)
{
    if (judge->shared->conf->amt.login == CONF_LOGIN_NETWORKS || judge->by_person ||
        !judge->has_guid || is_registered(judge))
        return true;
    return set_unregistered(judge);
}

bool judge_wants_tls(const struct judge *judge)
{
    const struct register_client *client;
    size_t at = 0;
    size_t with = 0;
    size_t without = 0;
    (void)pthread_mutex_lock(&judge->shared->lock);
    while (judge->has_guid &&
           (client = register_by_guid(judge->shared->reg, &judge->guid, &at)) != NULL)
        *(client->has_tls ? &with : &without) += 1;
    (void)pthread_mutex_unlock(&judge->shared->lock);
    /* If nobody has registered the client, only a person can overrule what it showed before. */
    if (with + without == 0)
        return judge->key[0] != '\0' && !judge->by_person;
    return without == 0;
}

bool judge_allows_old_tls(const struct judge *judge)
{
    const struct register_client *client;
    size_t at = 0;
    bool old = false;
    (void)pthread_mutex_lock(&judge->shared->lock);
    while (judge->has_guid &&
           (client = register_by_guid(judge->shared->reg, &judge->guid, &at)) != NULL)
        old = old || (client->key_count > 0 && client->tls_version[0] != '\0' &&
                      strcmp(client->tls_version, "1.2") < 0);
    (void)pthread_mutex_unlock(&judge->shared->lock);
    return old;
}

/* From the best result to the worst. */
static int rank_of(enum trust trust)
{
    static const int ranks[] = {[TRUST_KEY] = 6,         [TRUST_CERTIFICATE] = 5,
                                [TRUST_REALM] = 4,       [TRUST_CERTIFICATE_BAD] = 3,
                                [TRUST_OTHER_REALM] = 2, [TRUST_OTHER_KEY] = 1,
                                [TRUST_NO_TLS] = 0};
    return ranks[trust];
}

/* The client's record in the register. If several machines have its UUID it is the one that fits
 * best; for a client without a UUID it is that of the machine that shows itself. NULL: there is
 * none. */
static const struct register_client *find_record(const struct judge *j,
                                                 const struct http_shown *shown, enum trust *trust)
{
    const struct client_register *reg = j->shared->reg;
    bool verify = j->shared->conf->amt.verify;
    const struct register_client *best = NULL;
    const struct register_client *client;
    size_t at = 0;
    if (!j->has_guid) {
        best = trust_find(reg, shown);
        if (best != NULL)
            *trust = trust_judge(reg, best, shown, verify);
        return best;
    }
    while ((client = register_by_guid(reg, &j->guid, &at)) != NULL) {
        enum trust this = trust_judge(reg, client, shown, verify);
        if (best != NULL && rank_of(this) <= rank_of(*trust))
            continue;
        best = client;
        *trust = this;
    }
    return best;
}

/* FNV-1a over what the register says about a machine. */
static uint64_t hash_record(const struct register_client *client)
{
    uint64_t digest = 14695981039346656037u;
    const char *texts[REGISTER_KEYS_MAX + 2] = {client->realm, client->serial};
    for (size_t i = 0; i < client->key_count; i++)
        texts[2 + i] = client->keys[i];
    for (size_t i = 0; i < 2 + client->key_count; i++)
        for (const char *c = texts[i]; *c != '\0'; c++)
            digest = (digest ^ (unsigned char)*c) * 1099511628211u;
    return digest ^ (uint64_t)client->learned;
}

static void set_shown(struct judge *j, const struct http_shown *shown,
                      const struct register_client *client, enum trust trust)
{
    (void)snprintf(j->shown_key, sizeof j->shown_key, "%s", shown->key);
    (void)snprintf(j->shown_realm, sizeof j->shown_realm, "%s", shown->realm);
    j->has_record = client != NULL;
    j->record = client != NULL ? hash_record(client) : 0;
    j->proof = client == NULL               ? PROOF_NONE
               : trust == TRUST_KEY         ? PROOF_KEY
               : trust == TRUST_CERTIFICATE ? PROOF_CERTIFICATE
                                            : PROOF_NONE;
    j->new_key = j->proof == PROOF_CERTIFICATE && !register_client_has_key(client, shown->key);
    j->shows_record =
        client != NULL && (j->proof != PROOF_NONE ||
                           (client->realm[0] != '\0' && strcmp(client->realm, shown->realm) == 0));
    if (client != NULL)
        j->record_guid = client->guid;
}

/* Whether a record other than this one has the key that the entry rests on. */
static bool rests_on_another(const struct judge *j, const struct register_client *client)
{
    const struct register_client *other;
    size_t at = 0;
    while (j->key[0] != '\0' && (other = register_by_key(j->shared->reg, j->key, &at)) != NULL)
        if (other != client && !register_client_has_key(client, j->key))
            return true;
    return false;
}

/* Whether the register has the realm that is shown, and has the entry's realm for no machine of
 * this UUID. */
static bool was_set_up_anew(const struct judge *j, const struct http_shown *shown,
                            const struct register_client *client)
{
    const struct register_client *other;
    size_t at = 0;
    if (client == NULL || !j->has_guid || shown->realm[0] == '\0' ||
        strcmp(client->realm, shown->realm) != 0)
        return false;
    while ((other = register_by_guid(j->shared->reg, &j->guid, &at)) != NULL)
        if (strcmp(other->realm, j->realm) == 0)
            return false;
    return true;
}

/* Whether this may be the machine that the entry rests on, as far as can be seen. An entry from a
 * v1 file has no key and no realm; then it may be any machine. */
static bool looks_the_same(const struct judge *j, const struct http_shown *shown,
                           const struct register_client *client)
{
    if (j->key[0] == '\0' && j->realm[0] == '\0')
        return true;
    if (j->key[0] != '\0' && strcmp(j->key, shown->key) == 0)
        return true;
    if (client != NULL && j->proof != PROOF_NONE)
        return !rests_on_another(j, client);
    return j->key[0] == '\0' && (shown->realm[0] == '\0' || strcmp(j->realm, shown->realm) == 0 ||
                                 was_set_up_anew(j, shown, client));
}

/* Decides by the register, if it knows the machine. */
static bool check_trust(struct judge *j, const struct http_shown *shown, enum trust trust)
{
    char address[ADDR_TEXT_SIZE];
    addr_format(&j->address, address);
    switch (trust) {
    case TRUST_KEY:
    case TRUST_CERTIFICATE:
    case TRUST_REALM:
        return true;
    case TRUST_OTHER_KEY:
        return set_decision(j, JUDGE_OTHER,
                            "shows another TLS key than the register has; if it was renewed: "
                            "fcfh-config --learn --accept-key %s",
                            address);
    case TRUST_OTHER_REALM:
        return set_decision(
            j, JUDGE_OTHER,
            "was set up again, or is another machine: fcfh-config --learn --accept-key %s",
            address);
    case TRUST_NO_TLS:
        return set_decision(j, JUDGE_TLS, "no TLS there, though the register has seen TLS");
    case TRUST_CERTIFICATE_BAD:
        break;
    }
    return set_decision(j, JUDGE_TLS, "%s; fcfh-config --learn %s", shown->chain_trouble, address);
}

/* The one client that answered at another address than this and shows what this one does: the same
 * key or, where there is no TLS and it has a UUID of its own, the same realm. NULL if there is none
 * or more than one. */
static const struct index_client *find_elsewhere(const struct judge *j, const char *key,
                                                 const char *realm)
{
    const struct queue_index *index = j->shared->index;
    const struct index_client *found = NULL;
    const struct index_client *client = NULL;
    while ((client = queue_index_by_key(index, key, realm, client)) != NULL) {
        if (!client->has_answered || addr_equal(&client->address, &j->address) ||
            (key[0] == '\0' && !client->has_guid))
            continue;
        if (found != NULL)
            return NULL;
        found = client;
    }
    return found;
}

/* Whether a client that has no identity yet is one that answered elsewhere. Two machines may have
 * the same realm, so that alone never moves a ticket to another client. */
static bool is_elsewhere(struct judge *j, const struct http_shown *shown)
{
    const struct index_client *client =
        find_elsewhere(j, shown->key, shown->tls || j->has_ticket ? "" : shown->realm);
    if (client == NULL)
        return false;
    (void)snprintf(j->elsewhere, sizeof j->elsewhere, "%s", client->id);
    (void)set_decision(j, JUDGE_ELSEWHERE, "it shows the same as %s", client->id);
    return true;
}

/* Whether only an alert says that the client is there. A key that proves it says more: then only
 * that machine can read what is sent. */
static bool is_claimed_only(const struct judge *j)
{
    return !j->is_home && j->proof == PROOF_NONE;
}

/* Whether enough time has passed since the last refusal or log-in there. */
static bool may_retry_now(struct judge *j, const struct http_shown *shown)
{
    struct logins *logins = j->shared->logins;
    const char *mark = shown->tls ? shown->key : shown->realm;
    char when[TIME_TEXT_SIZE];
    time_t now = time(NULL);
    if (j->decision == JUDGE_LOGIN) /* there was a log-in already; this is another connection */
        return true;
    if (j->by_person || j->from_memory)
        return true;
    j->not_before = logins_refused_retry_at(logins, &j->address, mark, j->record, now);
    time_format(j->not_before, when);
    if (j->not_before != 0)
        return set_decision(
            j, JUDGE_REFUSED,
            "it was refused there, and is not sent again before %s; to try once now: i", when);
    j->not_before = is_claimed_only(j) ? logins_claim_retry_at(logins, j->id, now) : 0;
    if (j->not_before != 0)
        return set_decision(j, JUDGE_LATER, "there was a log-in less than a minute ago");
    return true;
}

static bool judge_locked(struct judge *j, const struct http_shown *shown)
{
    const struct conf *conf = j->shared->conf;
    enum trust trust = TRUST_REALM;
    const struct register_client *client = find_record(j, shown, &trust);
    bool last = shown->realm[0] != '\0';
    bool good = true;
    set_shown(j, shown, client, trust);
    j->is_same = looks_the_same(j, shown, client);
    if (j->looks && (last || j->is_same))
        return true;
    if (j->looks)
        return set_decision(j, JUDGE_OTHER, "shows another key");
    if (j->may_join && is_elsewhere(j, shown))
        good = false;
    else if (client != NULL)
        good = check_trust(j, shown, trust);
    else if (conf->amt.login == CONF_LOGIN_REGISTER && !j->by_person)
        good = (!last && !j->has_guid) || set_unregistered(j); /* its realm may identify it */
    else if (conf->amt.verify && shown->tls && !shown->chain_good && !j->by_person)
        good = set_decision(j, JUDGE_TLS, "%s", shown->chain_trouble);
    if (good && j->has_answered && !j->is_same && !j->by_person)
        good = set_decision(j, JUDGE_OTHER, "is not what answered before; if that is right: i");
    if (good && j->needs_proof && j->proof == PROOF_NONE)
        good = set_decision(j, JUDGE_OTHER, "proves less than what answered before");
    return good && (!last || may_retry_now(j, shown));
}

bool judge_check_shown(struct judge *judge, const struct http_shown *shown, char why[HTTP_WHY_SIZE])
{
    (void)pthread_mutex_lock(&judge->shared->lock);
    bool good = judge_locked(judge, shown);
    (void)pthread_mutex_unlock(&judge->shared->lock);
    if (!good)
        (void)snprintf(why, HTTP_WHY_SIZE, "%s", judge->why);
    return good;
}

void judge_record_login(struct judge *judge)
{
    if (judge->decision != JUDGE_LOGIN && is_claimed_only(judge) && !judge->from_memory)
        logins_add_claim(judge->shared->logins, judge->id, time(NULL));
    judge->decision = JUDGE_LOGIN;
}
