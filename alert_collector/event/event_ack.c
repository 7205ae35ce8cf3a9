#include "alert_collector/event/event_ack.h"

#include "common/amt/wsman_names.h"
#include "common/xml.h"

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
