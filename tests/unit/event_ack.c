#include "tests/unit/unit.h"

#include <stdlib.h>

#include "alert_collector/event/event.h"
#include "common/xml.h"

#define NS_SOAP       "http://www.w3.org/2003/05/soap-envelope"
#define NS_ADDRESSING "http://schemas.xmlsoap.org/ws/2004/08/addressing"

static void check_ack(const char *message_id, const char *relates_to)
{
    struct event event = {.ack_requested = true};
    xml_doc *doc;
    struct err e;
    char *text;
    size_t len;
    char value[EVENT_ID_SIZE];
    (void)snprintf(event.message_id, sizeof event.message_id, "%s", message_id);
    assert_int_equal(event_ack(&event, &text, &len, &e), ERR_OK);
    assert_int_equal(xml_parse(text, len, &doc, &e), ERR_OK);
    const xml_node *root = xml_root(doc);
    const xml_node *header = xml_child(root, NS_SOAP, "Header");
    assert_true(xml_is(root, NS_SOAP, "Envelope"));
    assert_non_null(xml_child(root, NS_SOAP, "Body"));
    xml_text(xml_child(header, NS_ADDRESSING, "Action"), value, sizeof value);
    assert_string_equal(value, "http://schemas.dmtf.org/wbem/wsman/1/wsman/Ack");
    xml_text(xml_child(header, NS_ADDRESSING, "RelatesTo"), value, sizeof value);
    assert_string_equal(value, relates_to);
    xml_free(doc);
    free(text);
}

static void it_relates_to_the_event(void **state)
{
    (void)state;
    check_ack("uuid:1", "uuid:1");
    check_ack("</a:RelatesTo>&\"", "</a:RelatesTo>&\"");
    check_ack("", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(it_relates_to_the_event)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
