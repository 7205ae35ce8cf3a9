#include "common/amt/register_client.h"

#include <stdio.h>
#include <string.h>

#include "common/hex.h"
#include "common/placeholder.h"

enum { NAME_MAX_CHARACTERS = 253 };

bool register_client_is_realm(const char *text)
{
    static const char prefix[] = "Digest:";
    if (strlen(text) != CHALLENGE_REALM_SIZE - 1 || strncmp(text, prefix, strlen(prefix)) != 0)
        return false;
    for (text += strlen(prefix); *text != '\0'; text++)
        if (hex_digit(*text) < 0)
            return false;
    return true;
}

bool register_client_is_version(const char *text)
{
    static const char *const versions[] = {"", "1.0", "1.1", "1.2", "1.3"};
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++)
        if (strcmp(text, versions[i]) == 0)
            return true;
    return false;
}

/* Lower case for A-Z, whatever the locale. */
static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool register_client_name(const char *text, char name[TEXT_VALUE_SIZE])
{
    static const char characters[] = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
    size_t len = strlen(text);
    name[0] = '\0';
    if (len > 0 && text[len - 1] == '.')
        len--;
    if (len == 0 || len > NAME_MAX_CHARACTERS)
        return false;
    for (size_t i = 0; i < len; i++)
        name[i] = lower(text[i]);
    name[len] = '\0';
    bool good = strspn(name, characters) == len && name[0] != '.' && name[0] != '-' &&
                strstr(name, "..") == NULL;
    if (!good)
        name[0] = '\0';
    return good;
}

static void clean(char *text, size_t size)
{
    char copy[TEXT_VALUE_SIZE];
    (void)snprintf(copy, sizeof copy, "%s", text);
    text_clean_xml(copy, strlen(copy), text, size);
}

static bool has(char (*list)[TEXT_VALUE_SIZE], size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i], text) == 0)
            return true;
    return false;
}

static void clean_names(struct register_client *client)
{
    size_t used = 0;
    for (size_t i = 0; i < client->name_count; i++) {
        char name[TEXT_VALUE_SIZE];
        if (register_client_name(client->names[i], name) && !has(client->names, used, name))
            memcpy(client->names[used++], name, sizeof name);
    }
    client->name_count = used;
}

static void clean_keys(struct register_client *client)
{
    size_t used = 0;
    for (size_t i = 0; i < client->key_count; i++) {
        char key[TLS_KEY_SIZE];
        memcpy(key, client->keys[i], sizeof key);
        bool there = !tls_key_is_valid(key);
        for (size_t j = 0; j < used && !there; j++)
            there = strcmp(client->keys[j], key) == 0;
        if (!there)
            memcpy(client->keys[used++], key, sizeof key);
    }
    client->key_count = used;
}

void register_client_clean(struct register_client *client)
{
    clean(client->serial, sizeof client->serial);
    clean(client->make, sizeof client->make);
    clean(client->model, sizeof client->model);
    clean(client->amt_version, sizeof client->amt_version);
    clean(client->learned_from, sizeof client->learned_from);
    clean(client->learned_by, sizeof client->learned_by);
    if (is_placeholder(client->serial))
        client->serial[0] = '\0';
    if (!register_client_is_realm(client->realm))
        client->realm[0] = '\0';
    if (!register_client_is_version(client->tls_version))
        client->tls_version[0] = '\0';
    clean_names(client);
    clean_keys(client);
    client->has_tls = client->has_tls || client->key_count > 0;
}

bool register_client_has_key(const struct register_client *client, const char *key)
{
    for (size_t i = 0; i < client->key_count; i++)
        if (strcmp(client->keys[i], key) == 0)
            return true;
    return false;
}

void register_client_id(const struct register_client *client, char id[REGISTER_ID_SIZE])
{
    guid_format(&client->guid, id);
    if (client->number > 1)
        (void)snprintf(id + GUID_TEXT_SIZE - 1, REGISTER_ID_SIZE - GUID_TEXT_SIZE + 1, ".%u",
                       client->number % (REGISTER_NUMBER_MAX + 1));
}

bool register_client_parse_id(const char *text, struct guid *guid, unsigned *number)
{
    char uuid[GUID_TEXT_SIZE];
    char again[REGISTER_ID_SIZE];
    struct register_client client = {.number = 1};
    char end;
    if (strlen(text) < GUID_TEXT_SIZE - 1)
        return false;
    (void)snprintf(uuid, sizeof uuid, "%.*s", GUID_TEXT_SIZE - 1, text);
    if (!guid_parse(uuid, &client.guid))
        return false;
    const char *rest = text + GUID_TEXT_SIZE - 1;
    if (rest[0] != '\0' && (strlen(rest) > 3 || sscanf(rest, ".%2u%c", &client.number, &end) != 1))
        return false;
    register_client_id(&client, again); /* no ".1", no ".02" */
    if (strcmp(again + GUID_TEXT_SIZE - 1, rest) != 0)
        return false;
    *guid = client.guid;
    *number = client.number;
    return true;
}
