#include "tests/unit/unit.h"

#include <stdlib.h>

#include "alert_collector/event/event.h"
#include "tests/unit/envelopes.h"

static struct event parsed(const char *text)
{
    struct event event;
    struct err e = {.text = ""};
    if (event_parse(text, strlen(text), &event, &e) != ERR_OK)
        fail_msg("%s", e.text);
    return event;
}

static void refused(enum err_code wanted, const char *why, const char *text)
{
    struct event event;
    struct err e = {.text = ""};
    assert_int_equal(event_parse(text, strlen(text), &event, &e), wanted);
    assert_int_equal(e.code, wanted);
    assert_holds(e.text, why);
}

static void a_call_is_read(void **state)
{
    (void)state;
    struct event event = parsed(CALL_ENVELOPE);
    assert_string_equal(event.id, "iAMT0036");
    assert_string_equal(event.message_id, "uuid:00000000-8086-8086-8086-000000000042");
    assert_string_equal(event.indication, "Intel(r):77");
    assert_string_equal(event.time, "2026-11-23T12:00:00.000Z");
    assert_string_equal(event.system, "Intel(r) AMT");
    assert_string_equal(event.message, "");
    assert_true(event.ack_requested);
    assert_int_equal(event.argument_count, 2);
    assert_string_equal(event.arguments[0], "0");
    assert_string_equal(event.arguments[1], PATH_ARGUMENT);
    char uuid[GUID_TEXT_SIZE];
    assert_true(event.has_uuid);
    guid_format(&event.uuid, uuid);
    assert_string_equal(uuid, EVENT_UUID);
    assert_string_equal(event.host, "till-07");
}

static void what_need_not_be_there(void **state)
{
    (void)state;
    struct event event = parsed(
        ENVELOPE_OF("<a:Header>" EVENT_ACTION "</a:Header>",
                    "<g:CIM_AlertIndication><g:MessageID>x</g:MessageID></g:CIM_AlertIndication>"));
    assert_string_equal(event.id, "x");
    assert_string_equal(event.message_id, "");
    assert_string_equal(event.indication, "");
    assert_string_equal(event.host, "");
    assert_false(event.ack_requested);
    assert_false(event.has_uuid);
    assert_int_equal(event.argument_count, 0);
}

/* Elements with the right name in another namespace are different elements. */
static void namespaces_decide_and_prefixes_do_not(void **state)
{
    (void)state;
    struct event event =
        parsed("<g:Envelope xmlns:g='http://www.w3.org/2003/05/soap-envelope' xmlns:x='urn:x'>"
               "<g:Header xmlns:a='http://schemas.xmlsoap.org/ws/2004/08/addressing'>"
               "<x:MessageID>no</x:MessageID><x:UUID>" EVENT_UUID "</x:UUID><x:AckRequested/>"
               "<a:Action>http://schemas.dmtf.org/wbem/wsman/1/wsman/Event</a:Action>"
               "<a:MessageID>header</a:MessageID></g:Header><g:Body><CIM_AlertIndication"
               " xmlns='http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_AlertIndication'>"
               "<x:MessageID>iAMT0036</x:MessageID><x:MessageArguments>1</x:MessageArguments>"
               "<MessageID>iAMT0005</MessageID></CIM_AlertIndication></g:Body></g:Envelope>");
    assert_string_equal(event.id, "iAMT0005");
    assert_string_equal(event.message_id, "header");
    assert_false(event.ack_requested);
    assert_false(event.has_uuid);
    assert_int_equal(event.argument_count, 0);
}

static void a_uuid_that_is_none(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", "x", EVENT_UUID "0", "5afe0016c0de4a118bad000000000001",
                                        "{" EVENT_UUID "}"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        char text[4096];
        (void)snprintf(text, sizeof text,
                       ENVELOPE_START "<a:Header>" EVENT_ACTION
                                      "<UUID xmlns='urn:fcfh:client:1'>%s</UUID></a:Header>"
                                      "<a:Body>" INDICATION_OF("iAMT0036", "") "</a:Body>"
                                                                               "</a:Envelope>",
                       wrong[i]);
        if (parsed(text).has_uuid)
            fail_row(wrong[i]);
    }
}

static void what_is_no_event(void **state)
{
    (void)state;
    refused(ERR_DATA, "not XML", "");
    refused(ERR_DATA, "well-formed", "call");
    refused(ERR_DATA, "well-formed", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>");
    refused(ERR_DATA, "well-formed", "\xef\xbb\xbf <!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;\x01</a>");
    refused(ERR_DATA, "envelope", "<Envelope><Header/><Body/></Envelope>");
    refused(ERR_DATA, "envelope",
            "<Envelope xmlns='http://schemas.xmlsoap.org/soap/envelope/'><Header/><Body/>"
            "</Envelope>");
    refused(ERR_DATA, "envelope", ENVELOPE_START "<a:Body/></a:Envelope>");
    refused(ERR_DATA, "envelope",
            ENVELOPE_START "<a:Header>" EVENT_ACTION "</a:Header>"
                           "</a:Envelope>");
    refused(ERR_DATA, "nothing", ENVELOPE_OF("<a:Header>" EVENT_ACTION "</a:Header>", ""));
    refused(ERR_DATA, "holds x",
            ENVELOPE_OF("<a:Header>" EVENT_ACTION "</a:Header>", "<x/><g:CIM_AlertIndication/>"));
    refused(ERR_DATA, "MessageID",
            ENVELOPE_OF("<a:Header>" EVENT_ACTION "</a:Header>", "<g:CIM_AlertIndication/>"));
}

static void another_action_is_no_event(void **state)
{
    (void)state;
    refused(ERR_PROTOCOL, "Heartbeat",
            ENVELOPE_OF("<a:Header><b:Action>http://schemas.dmtf.org/wbem/wsman/1/wsman/Heartbeat"
                        "</b:Action></a:Header>",
                        INDICATION_OF("iAMT0036", "")));
    refused(ERR_PROTOCOL, "Action", ENVELOPE_OF("<a:Header/>", INDICATION_OF("iAMT0036", "")));
}

/* A call that contains a bad byte is still a call. */
static void what_is_not_legible_costs_nothing_else(void **state)
{
    (void)state;
    static const char *const arguments[][2] = {
        {"\xff\x90", "\xef\xbf\xbd\xef\xbf\xbd"},
        {"t\x1bll-&#1;7", "t\xef\xbf\xbdll-\xef\xbf\xbd"
                          "7"},
        {"Jos\xe9", "Jos\xef\xbf\xbd"},
    };
    for (size_t i = 0; i < COUNT(arguments); i++) {
        char text[4096];
        (void)snprintf(text, sizeof text,
                       "\xef\xbb\xbf\r\n" ENVELOPE_START "<a:Header>" EVENT_ACTION REFERENCES
                       "</a:Header><a:Body>"
                       "<g:CIM_AlertIndication><g:Message>%s</g:Message>"
                       "<g:MessageArguments>%s</g:MessageArguments>"
                       "<g:MessageArguments>till-07</g:MessageArguments>"
                       "<g:MessageID>iAMT0036</g:MessageID><g:SystemName>%s</g:SystemName>"
                       "</g:CIM_AlertIndication></a:Body></a:Envelope>",
                       arguments[i][0], arguments[i][0], arguments[i][0]);
        struct event event = parsed(text);
        assert_string_equal(event.id, "iAMT0036");
        assert_string_equal(event.arguments[0], arguments[i][1]);
        assert_string_equal(event.arguments[1], "till-07");
        assert_true(event.has_uuid);
    }
    struct event event = parsed(ENVELOPE_OF(
        "<a:Header>" EVENT_ACTION
        "<b:MessageID>\x01</b:MessageID><UUID xmlns='urn:fcfh:client:1'>5afe\xff</UUID></a:Header>",
        INDICATION_OF("iAMT0036", "")));
    assert_string_equal(event.id, "iAMT0036");
    assert_string_equal(event.message_id, "\xef\xbf\xbd");
    assert_false(event.has_uuid);
}

static void long_texts_and_many_arguments_are_cut(void **state)
{
    (void)state;
    static char text[EVENT_BODY_MAX + 2];
    size_t used = (size_t)snprintf(text, sizeof text, "%s",
                                   ENVELOPE_START "<a:Header>" EVENT_ACTION "</a:Header><a:Body>"
                                                  "<g:CIM_AlertIndication><g:MessageID>");
    memset(text + used, 'i', 1000);
    used += 1000;
    used += (size_t)snprintf(text + used, sizeof text - used, "</g:MessageID>");
    for (int i = 0; i < 100; i++)
        used += (size_t)snprintf(text + used, sizeof text - used,
                                 "<g:MessageArguments>%d</g:MessageArguments>", i);
    (void)snprintf(text + used, sizeof text - used,
                   "</g:CIM_AlertIndication></a:Body></a:Envelope>");
    struct event event = parsed(text);
    assert_int_equal(strlen(event.id), sizeof event.id - 1);
    assert_int_equal(event.argument_count, EVENT_ARGUMENTS_MAX);
    assert_string_equal(event.arguments[EVENT_ARGUMENTS_MAX - 1], "7");
    memset(text, ' ', sizeof text);
    struct err e;
    assert_int_equal(event_parse(text, EVENT_BODY_MAX + 1, &event, &e), ERR_DATA);
    assert_holds(e.text, "65537 bytes");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_read),
        cmocka_unit_test(what_need_not_be_there),
        cmocka_unit_test(namespaces_decide_and_prefixes_do_not),
        cmocka_unit_test(a_uuid_that_is_none),
        cmocka_unit_test(what_is_no_event),
        cmocka_unit_test(another_action_is_no_event),
        cmocka_unit_test(what_is_not_legible_costs_nothing_else),
        cmocka_unit_test(long_texts_and_many_arguments_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
