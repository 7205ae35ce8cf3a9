#include "alert_collector/event/event.h"

#include <string.h>

#include "common/amt/event_reference.h"
#include "common/amt/wsman_names.h"
#include "common/xml_repair.h"

#define NS_INDICATION BASE_CIM "CIM_AlertIndication"

static void read_text(const xml_node *indication, const char *name, char *out, size_t size)
{
    xml_text(xml_child(indication, NS_INDICATION, name), out, size);
}

static enum err_code read_indication(const xml_node *body, struct event *event, struct err *e)
{
    const xml_node *indication = xml_child(body, NULL, NULL);
    if (indication == NULL || !xml_is(indication, NS_INDICATION, "CIM_AlertIndication"))
        return err_set(e, ERR_DATA, "the Body holds %.60s, not a CIM_AlertIndication",
                       indication != NULL ? xml_name(indication) : "nothing");
    read_text(indication, "MessageID", event->id, sizeof event->id);
    if (event->id[0] == '\0')
        return err_set(e, ERR_DATA, "the CIM_AlertIndication has no MessageID");
    read_text(indication, "IndicationIdentifier", event->indication, sizeof event->indication);
    read_text(indication, "Message", event->message, sizeof event->message);
    read_text(indication, "SystemName", event->system, sizeof event->system);
    xml_text(xml_child(xml_child(indication, NS_INDICATION, "IndicationTime"), NS_CIM_COMMON,
                       "Datetime"),
             event->time, sizeof event->time);
    for (const xml_node *n = xml_child(indication, NS_INDICATION, "MessageArguments");
         n != NULL && event->argument_count < EVENT_ARGUMENTS_MAX;
         n = xml_next(n, NS_INDICATION, "MessageArguments"))
        xml_text(n, event->arguments[event->argument_count++], EVENT_TEXT_SIZE);
    return ERR_OK;
}

static enum err_code read_header(const xml_node *header, struct event *event, struct err *e)
{
    char action[128];
    xml_text(xml_child(header, NS_ADDRESSING, "Action"), action, sizeof action);
    if (strcmp(action, ACTION_EVENT) != 0)
        return err_set(e, ERR_PROTOCOL, "not an event: its Action is '%.100s'", action);
    xml_text(xml_child(header, NS_ADDRESSING, "MessageID"), event->message_id,
             sizeof event->message_id);
    event->ack_requested = xml_child(header, NS_WSMAN, "AckRequested") != NULL;
    char uuid[GUID_TEXT_SIZE + 1]; /* one more byte shows that it is too long */
    xml_text(xml_child(header, EVENT_REFERENCE_NS, EVENT_REFERENCE_UUID), uuid, sizeof uuid);
    event->has_uuid = guid_parse(uuid, &event->uuid);
    xml_text(xml_child(header, EVENT_REFERENCE_NS, EVENT_REFERENCE_HOST), event->host,
             sizeof event->host);
    return ERR_OK;
}

enum err_code event_parse(const char *text, size_t len, struct event *event, struct err *e)
{
    xml_doc *doc;
    memset(event, 0, sizeof *event);
    if (len > EVENT_BODY_MAX)
        return err_set(e, ERR_DATA, "%zu bytes are not an event", len);
    enum err_code code = xml_parse_repaired(text, len, &doc, e);
    if (code != ERR_OK)
        return code;
    const xml_node *root = xml_root(doc);
    const xml_node *header = xml_child(root, NS_SOAP, "Header");
    const xml_node *body = xml_child(root, NS_SOAP, "Body");
    if (!xml_is(root, NS_SOAP, "Envelope") || header == NULL || body == NULL)
        code = err_set(e, ERR_DATA, "not a SOAP 1.2 envelope with Header and Body, but %.60s",
                       xml_name(root));
    if (code == ERR_OK)
        code = read_header(header, event, e);
    if (code == ERR_OK)
        code = read_indication(body, event, e);
    xml_free(doc);
    return code;
}

enum err_code event_ack(const struct event *event, char **text, size_t *len, struct err *e)
{
    struct xml_writer *w = xml_writer_new(false);
    if (w == NULL)
        return err_nomem(e);
    xml_start(w, "s:Envelope");
    xml_put_attribute(w, "xmlns:s", NS_SOAP);
    xml_put_attribute(w, "xmlns:a", NS_ADDRESSING);
    xml_start(w, "s:Header");
    xml_put(w, "a:To", ADDRESS_ANONYMOUS);
    xml_put(w, "a:Action", ACTION_ACK);
    if (event->message_id[0] != '\0')
        xml_put(w, "a:RelatesTo", event->message_id);
    xml_end(w);
    xml_start(w, "s:Body");
    xml_end(w);
    xml_end(w);
    return xml_writer_finish(w, text, len, e);
}
