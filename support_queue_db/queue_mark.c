#include "support_queue_db/queue_mark.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/timefmt.h"
#include "common/xml.h"

#define MARK_VERSION "1"

enum err_code mark_format(const char *kind, const char *id, const struct proved *mark, char **text,
                          size_t *len, struct err *e)
{
    char uuid[GUID_TEXT_SIZE];
    char address[ADDR_TEXT_SIZE];
    char when[TIME_TEXT_SIZE];
    struct xml_writer *w = xml_writer_new(true);
    if (w == NULL)
        return err_nomem(e);
    xml_start(w, kind);
    xml_put_attribute(w, "version", MARK_VERSION);
    xml_put_attribute(w, "id", id);
    if (mark->has_guid) {
        guid_format(&mark->guid, uuid);
        xml_put(w, "uuid", uuid);
    }
    addr_format(&mark->address, address);
    xml_put(w, "address", address);
    xml_put(w, "state", entry_state_name(mark->state));
    xml_put(w, "proof", entry_proof_name(mark->proof));
    if (mark->key[0] != '\0')
        xml_put(w, "key", mark->key);
    if (mark->serial[0] != '\0')
        xml_put(w, "serial", mark->serial);
    time_format(mark->when, when);
    xml_put(w, "time", when);
    xml_end(w);
    return xml_writer_finish(w, text, len, e);
}

static bool read_root(const xml_node *root, const char *kind, const char *id, struct proved *mark)
{
    char text[TEXT_VALUE_SIZE];
    xml_attribute(root, "version", text, sizeof text);
    if (!xml_is(root, "", kind) || strcmp(text, MARK_VERSION) != 0)
        return false;
    xml_attribute(root, "id", text, sizeof text);
    if (strcmp(text, id) != 0)
        return false;
    const xml_node *uuid = xml_child(root, "", "uuid");
    xml_text(uuid, text, sizeof text);
    mark->has_guid = uuid != NULL;
    if (mark->has_guid && !guid_parse(text, &mark->guid))
        return false;
    xml_text(xml_child(root, "", "key"), text, sizeof text);
    if (text[0] != '\0' && !tls_key_is_valid(text))
        return false;
    (void)snprintf(mark->key, sizeof mark->key, "%.*s", TLS_KEY_SIZE - 1, text);
    xml_text(xml_child(root, "", "serial"), mark->serial, sizeof mark->serial);
    xml_text(xml_child(root, "", "address"), text, sizeof text);
    if (!addr_parse(text, &mark->address))
        return false;
    xml_text(xml_child(root, "", "state"), text, sizeof text);
    if (!entry_state_parse(text, &mark->state))
        return false;
    xml_text(xml_child(root, "", "proof"), text, sizeof text);
    if (!entry_proof_parse(text, &mark->proof))
        return false;
    xml_text(xml_child(root, "", "time"), text, sizeof text);
    return time_parse(text, &mark->when);
}

enum err_code mark_parse(const char *kind, const char *id, const char *text, size_t len,
                         struct proved *mark, struct err *e)
{
    xml_doc *doc;
    *mark = (struct proved){.when = 0};
    enum err_code code = xml_parse(text, len, &doc, e);
    if (code != ERR_OK)
        return code;
    if (!read_root(xml_root(doc), kind, id, mark))
        code = err_set(e, ERR_DATA, "it is not a <%s> of %.63s", kind, id);
    xml_free(doc);
    return code;
}

enum err_code mark_save(const struct queue *queue, enum queue_trusted which, const char *kind,
                        const char *id, const char *name, const struct proved *mark, struct err *e)
{
    char *text;
    size_t len;
    if (!queue_id_is_valid(id))
        return err_set(e, ERR_INTERNAL, "%.63s: not the name of a client", id);
    enum err_code code = mark_format(kind, id, mark, &text, &len, e);
    if (code != ERR_OK)
        return code;
    code = queue_trusted_write(queue, which, name, text, len, e);
    free(text);
    return code;
}

enum err_code mark_load(const struct queue *queue, enum queue_trusted which, const char *kind,
                        const char *id, const char *name, struct proved *mark, uid_t *owner,
                        struct err *e)
{
    char *text;
    size_t len;
    *mark = (struct proved){.when = 0};
    if (!queue_id_is_valid(id))
        return err_set(e, ERR_NOHOST, "%.63s: not the name of a client", id);
    enum err_code code = queue_trusted_read(queue, which, name, &text, &len, owner, e);
    if (code != ERR_OK)
        return code;
    code = mark_parse(kind, id, text, len, mark, e);
    free(text);
    return code;
}
