#include "common/amt/trust.h"

#include <string.h>

/* Whether the register has the key for another client: then it is that client that shows it. */
static bool belongs_to_another(const struct client_register *reg,
                               const struct register_client *client, const char *key)
{
    size_t at = 0;
    const struct register_client *other;
    while ((other = register_by_key(reg, key, &at)) != NULL)
        if (!guid_equal(&other->guid, &client->guid) || other->number != client->number)
            return true;
    return false;
}

static bool is_certified(const struct client_register *reg, const struct register_client *client,
                         const struct http_shown *shown)
{
    if (!shown->own_ca || !shown->chain_good || belongs_to_another(reg, client, shown->key))
        return false;
    for (size_t i = 0; i < client->name_count; i++)
        if (register_name_is_unique(reg, client->names[i]) &&
            http_shown_is_for(shown, client->names[i]))
            return true;
    return false;
}

/* Good enough to go on if there is nothing better: what a browser would accept. */
static bool is_plausible(const struct register_client *client, const struct http_shown *shown)
{
    bool named = client->name_count == 0; /* there is no name yet to compare with */
    for (size_t i = 0; i < client->name_count; i++)
        named = http_shown_may_be_for(shown, client->names[i]) || named;
    return shown->chain_good && named;
}

static bool is_other_realm(const struct register_client *client, const struct http_shown *shown)
{
    return client->realm[0] != '\0' && shown->realm[0] != '\0' &&
           strcmp(client->realm, shown->realm) != 0;
}

enum trust trust_judge(const struct client_register *reg, const struct register_client *client,
                       const struct http_shown *shown, bool verify)
{
    if (!shown->tls && (client->has_tls || client->key_count > 0))
        return TRUST_NO_TLS;
    bool known = shown->tls && register_client_has_key(client, shown->key);
    bool certified = shown->tls && is_certified(reg, client, shown);
    if (shown->tls && !known && !certified &&
        (client->key_count > 0 || belongs_to_another(reg, client, shown->key)))
        return TRUST_OTHER_KEY;
    if (is_other_realm(client, shown))
        return TRUST_OTHER_REALM;
    if (known && register_key_is_unique(reg, shown->key))
        return TRUST_KEY;
    if (certified)
        return TRUST_CERTIFICATE;
    if (shown->tls && !known && verify && !is_plausible(client, shown))
        return TRUST_CERTIFICATE_BAD;
    return TRUST_REALM;
}

bool trust_allows_login(enum trust trust)
{
    return trust <= TRUST_REALM;
}

const struct register_client *trust_find(const struct client_register *reg,
                                         const struct http_shown *shown)
{
    size_t at = 0;
    if (shown->key[0] != '\0' && register_key_is_unique(reg, shown->key))
        return register_by_key(reg, shown->key, &at);
    at = 0;
    const struct register_client *first =
        shown->realm[0] != '\0' ? register_by_realm(reg, shown->realm, &at) : NULL;
    return first != NULL && register_by_realm(reg, shown->realm, &at) == NULL ? first : NULL;
}
