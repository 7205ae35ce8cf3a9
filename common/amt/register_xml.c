#include "common/amt/register_xml.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/timefmt.h"
#include "common/xml.h"

#define FORMAT_VERSION "1"

enum content { UUID, REALM, TLS, KEYS, TEXT, NAMES, LEARNED };

/* The elements of a record, in their order. */
static const struct field {
    const char *name;
    enum content content;
    size_t member; /* for a text: its offset and size */
    size_t size;
    bool needed; /* required */
    bool many;
} fields[] = {
#define TEXT_OF(name_)                                                                             \
    .member = offsetof(struct register_client, name_),                                             \
    .size = sizeof((struct register_client *)0)->name_
    {"uuid", UUID, .needed = true},
    {"realm", REALM, TEXT_OF(realm)},
    {"tls", TLS, .many = false},
    {"key", KEYS, .many = true},
    {"serial", TEXT, TEXT_OF(serial)},
    {"name", NAMES, .many = true},
    {"make", TEXT, TEXT_OF(make)},
    {"model", TEXT, TEXT_OF(model)},
    {"amt_version", TEXT, TEXT_OF(amt_version)},
    {"learned", LEARNED, .needed = true},
};

enum { FIELDS = sizeof fields / sizeof fields[0] };

/* ---------------------------------------------------------------- reading */

/* Longer than any value may be, so that a value that is too long is noticed. */
#define VALUE_SIZE (2 * TEXT_VALUE_SIZE)

static bool set_text(char *member, size_t size, const char *text)
{
    size_t len = strlen(text);
    if (len >= size)
        return false;
    memcpy(member, text, len + 1);
    return true;
}

static bool read_attribute(const xml_node *node, const char *name, char *member, size_t size)
{
    char text[VALUE_SIZE];
    xml_attribute(node, name, text, sizeof text);
    return set_text(member, size, text);
}

static bool read_time(const xml_node *node, const char *name, time_t *when)
{
    char text[VALUE_SIZE];
    return xml_attribute(node, name, text, sizeof text) && time_parse(text, when);
}

static bool read_tls(struct register_client *client, const xml_node *node)
{
    client->has_tls = true;
    return read_attribute(node, "version", client->tls_version, sizeof client->tls_version) &&
           register_client_is_version(client->tls_version) &&
           read_time(node, "since", &client->tls_since);
}

static bool read_key(struct register_client *client, const char *text)
{
    if (!tls_key_is_valid(text))
        return false;
    for (size_t i = 0; i < client->key_count; i++)
        if (strcmp(client->keys[i], text) == 0)
            return true;
    return client->key_count < REGISTER_KEYS_MAX &&
           set_text(client->keys[client->key_count++], TLS_KEY_SIZE, text);
}

static bool read_name(struct register_client *client, const char *text)
{
    char name[TEXT_VALUE_SIZE];
    if (!register_client_name(text, name))
        return false;
    for (size_t i = 0; i < client->name_count; i++)
        if (strcmp(client->names[i], name) == 0)
            return true;
    return client->name_count < REGISTER_NAMES_MAX &&
           set_text(client->names[client->name_count++], TEXT_VALUE_SIZE, name);
}

static bool read_learned(struct register_client *client, const xml_node *node)
{
    return read_time(node, "time", &client->learned) &&
           read_attribute(node, "from", client->learned_from, sizeof client->learned_from) &&
           read_attribute(node, "by", client->learned_by, sizeof client->learned_by);
}

static bool read_field(struct register_client *client, const struct field *field,
                       const xml_node *node)
{
    char text[VALUE_SIZE];
    xml_text(node, text, sizeof text);
    switch (field->content) {
    case UUID:
        return guid_parse(text, &client->guid);
    case REALM:
        return register_client_is_realm(text) &&
               set_text(client->realm, sizeof client->realm, text);
    case TLS:
        return read_tls(client, node);
    case KEYS:
        return read_key(client, text);
    case TEXT:
        return set_text((char *)client + field->member, field->size, text);
    case NAMES:
        return read_name(client, text);
    case LEARNED:
        return read_learned(client, node);
    }
    return false;
}

/* Elements of a later version are ignored. */
static enum err_code read_fields(struct register_client *client, const xml_node *root,
                                 struct err *e)
{
    unsigned seen = 0;
    for (const xml_node *node = xml_child(root, "", NULL); node != NULL;
         node = xml_next(node, "", NULL)) {
        size_t i = 0;
        while (i < FIELDS && strcmp(fields[i].name, xml_name(node)) != 0)
            i++;
        if (i == FIELDS)
            continue;
        if ((seen & 1u << i) != 0 && !fields[i].many)
            return err_set(e, ERR_DATA, "<%s> appears twice", fields[i].name);
        seen |= 1u << i;
        if (!read_field(client, &fields[i], node))
            return err_set(e, ERR_DATA, "the value of <%s> is not valid", fields[i].name);
    }
    for (size_t i = 0; i < FIELDS; i++)
        if (fields[i].needed && (seen & 1u << i) == 0)
            return err_set(e, ERR_DATA, "it has no <%s>", fields[i].name);
    return ERR_OK;
}

static enum err_code read_root(struct register_client *client, const xml_node *root, struct err *e)
{
    char version[8];
    *client = (struct register_client){.number = 0};
    xml_attribute(root, "version", version, sizeof version);
    if (!xml_is(root, "", "client") || strcmp(version, FORMAT_VERSION) != 0)
        return err_set(e, ERR_DATA, "not a <client version=\"" FORMAT_VERSION "\">");
    enum err_code code = read_fields(client, root, e);
    if (code != ERR_OK)
        return code;
    if (client->realm[0] == '\0' && client->key_count == 0)
        return err_set(e, ERR_DATA, "it has neither <realm> nor <key>");
    if (client->key_count > 0 && !client->has_tls)
        return err_set(e, ERR_DATA, "it has a <key> and no <tls>");
    return ERR_OK;
}

enum err_code register_xml_read(struct register_client *client, const char *text, size_t len,
                                struct err *e)
{
    xml_doc *doc;
    enum err_code code = xml_parse(text, len, &doc, e);
    if (code != ERR_OK)
        return code;
    code = read_root(client, xml_root(doc), e);
    xml_free(doc);
    return code;
}

static size_t count_children(const xml_node *root)
{
    size_t count = 0;
    for (const xml_node *node = xml_child(root, NULL, NULL); node != NULL;
         node = xml_next(node, NULL, NULL))
        count++;
    return count;
}

/* A person is better served by the UUID than by the record's place in the document. */
static enum err_code not_a_record(const xml_node *node, size_t number, const char *why,
                                  struct err *e)
{
    char uuid[GUID_TEXT_SIZE];
    struct guid guid;
    xml_text(xml_child(node, "", "uuid"), uuid, sizeof uuid);
    if (guid_parse(uuid, &guid))
        return err_set(e, ERR_DATA, "%s: %s", uuid, why);
    return err_set(e, ERR_DATA, "record %zu: %s", number, why);
}

enum err_code register_xml_read_all(struct register_client **clients, size_t *count,
                                    const char *text, size_t len, struct err *e)
{
    xml_doc *doc;
    char version[8];
    enum err_code code = xml_parse(text, len, &doc, e);
    if (code != ERR_OK)
        return code;
    const xml_node *root = xml_root(doc);
    struct register_client *list = calloc(count_children(root) + 1, sizeof *list);
    size_t used = 0;
    xml_attribute(root, "version", version, sizeof version);
    if (list == NULL)
        code = err_nomem(e);
    else if (!xml_is(root, "", "clients") || strcmp(version, FORMAT_VERSION) != 0)
        code = err_set(e, ERR_DATA, "not a <clients version=\"" FORMAT_VERSION "\">");
    for (const xml_node *node = xml_child(root, NULL, NULL); node != NULL && code == ERR_OK;
         node = xml_next(node, NULL, NULL)) {
        struct err why;
        if (read_root(&list[used++], node, &why) != ERR_OK)
            code = not_a_record(node, used, why.text, e);
    }
    xml_free(doc);
    if (code != ERR_OK) {
        free(list);
        return code;
    }
    *clients = list;
    *count = used;
    return ERR_OK;
}

/* ---------------------------------------------------------------- writing */

static void put_time(struct xml_writer *w, const char *name, time_t when)
{
    char text[TIME_TEXT_SIZE];
    time_format(when, text);
    xml_put_attribute(w, name, text);
}

static void put_attribute(struct xml_writer *w, const char *name, const char *value)
{
    if (value[0] != '\0')
        xml_put_attribute(w, name, value);
}

/* What is not known is left out. */
static void put_field(struct xml_writer *w, const struct field *field,
                      const struct register_client *client)
{
    const char *name = field->name;
    const char *text = (const char *)client + field->member;
    char uuid[GUID_TEXT_SIZE];
    switch (field->content) {
    case UUID:
        guid_format(&client->guid, uuid);
        xml_put(w, name, uuid);
        break;
    case REALM:
    case TEXT:
        if (text[0] != '\0')
            xml_put(w, name, text);
        break;
    case TLS:
        if (!client->has_tls)
            break;
        xml_start(w, name);
        put_attribute(w, "version", client->tls_version);
        put_time(w, "since", client->tls_since);
        xml_end(w);
        break;
    case KEYS:
        for (size_t i = 0; i < client->key_count; i++)
            xml_put(w, name, client->keys[i]);
        break;
    case NAMES:
        for (size_t i = 0; i < client->name_count; i++)
            xml_put(w, name, client->names[i]);
        break;
    case LEARNED:
        xml_start(w, name);
        put_time(w, "time", client->learned);
        put_attribute(w, "from", client->learned_from);
        put_attribute(w, "by", client->learned_by);
        xml_end(w);
        break;
    }
}

static void put_client(struct xml_writer *w, const struct register_client *client)
{
    xml_start(w, "client");
    xml_put_attribute(w, "version", FORMAT_VERSION);
    for (size_t i = 0; i < FIELDS; i++)
        put_field(w, &fields[i], client);
    xml_end(w);
}

enum err_code register_xml_write(const struct register_client *client, char **text, size_t *len,
                                 struct err *e)
{
    struct xml_writer *w = xml_writer_new(true);
    if (w == NULL)
        return err_nomem(e);
    put_client(w, client);
    return xml_writer_finish(w, text, len, e);
}

enum err_code register_xml_write_all(const struct register_client *const *clients, size_t count,
                                     char **text, size_t *len, struct err *e)
{
    struct xml_writer *w = xml_writer_new(true);
    if (w == NULL)
        return err_nomem(e);
    xml_start(w, "clients");
    xml_put_attribute(w, "version", FORMAT_VERSION);
    for (size_t i = 0; i < count; i++)
        put_client(w, clients[i]);
    xml_end(w);
    return xml_writer_finish(w, text, len, e);
}
