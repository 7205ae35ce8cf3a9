#include "tests/unit/unit.h"

#include <stdlib.h>

#include "common/wsman.h"

#define SOAP  "http://www.w3.org/2003/05/soap-envelope"
#define WSA   "http://schemas.xmlsoap.org/ws/2004/08/addressing"
#define WSEN  "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
#define WSMAN "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
#define CIM   "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/"
#define AMT   "http://intel.com/wbem/wscim/1/amt-schema/1/"
#define HEADER                                                                                     \
    "<e:Header><ad:To>" WSA "/role/anonymous</ad:To><ad:RelatesTo>3</ad:RelatesTo>"                \
    "<ad:Action e:mustUnderstand=\"true\">x</ad:Action></e:Header>"
/* The shape of a machine's answer, with prefixes of its own. */
#define ANSWER(body)                                                                               \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><e:Envelope xmlns:e=\"" SOAP "\" xmlns:ad=\"" WSA   \
    "\" xmlns:en=\"" WSEN "\" xmlns:w=\"" WSMAN "\" xmlns:k=\"" CIM "CIM_Chip\">" HEADER           \
    "<e:Body>" body "</e:Body></e:Envelope>"
#define FAULT(subcode, reason)                                                                     \
    ANSWER("<e:Fault><e:Code><e:Value>e:Sender</e:Value>" subcode "</e:Code><e:Reason>"            \
           "<e:Text xml:lang=\"en-US\">" reason "</e:Text></e:Reason><e:Detail/></e:Fault>")
#define SUBCODE(name) "<e:Subcode><e:Value>" name "</e:Value></e:Subcode>"

static const char *text_of(const xml_node *node)
{
    static char text[512];
    xml_text(node, text, sizeof text);
    return text;
}

/* Builds a request and reads it back: the header and the first element of the body. */
static struct xml_doc *built(const struct wsman_request *request, unsigned id,
                             const xml_node **header, const xml_node **body)
{
    char *text;
    size_t len;
    struct xml_doc *doc;
    struct err e;
    assert_int_equal(wsman_build(request, id, &text, &len, &e), ERR_OK);
    assert_int_equal(strlen(text), len);
    assert_int_equal(xml_parse(text, len, &doc, &e), ERR_OK);
    free(text);
    const xml_node *root = xml_root(doc);
    assert_true(xml_is(root, SOAP, "Envelope"));
    *header = xml_child(root, SOAP, "Header");
    assert_non_null(*header);
    const xml_node *element = xml_child(root, SOAP, "Body");
    assert_non_null(element);
    *body = xml_child(element, NULL, NULL);
    return doc;
}

static void requests_say_what_is_asked(void **state)
{
    (void)state;
    static const struct {
        struct wsman_request request;
        const char *action, *resource, *space, *body;
    } rows[] = {
        {{WSMAN_GET, "CIM_Chassis", NULL, NULL},
         "http://schemas.xmlsoap.org/ws/2004/09/transfer/Get",
         CIM "CIM_Chassis",
         NULL,
         NULL},
        {{WSMAN_GET, "AMT_GeneralSettings", NULL, NULL},
         "http://schemas.xmlsoap.org/ws/2004/09/transfer/Get",
         AMT "AMT_GeneralSettings",
         NULL,
         NULL},
        {{WSMAN_ENUMERATE, "CIM_SoftwareIdentity", NULL, NULL},
         WSEN "/Enumerate",
         CIM "CIM_SoftwareIdentity",
         WSEN,
         "Enumerate"},
        {{WSMAN_PULL, "IPS_HostBasedSetupService", NULL, "ctx"},
         WSEN "/Pull",
         "http://intel.com/wbem/wscim/1/ips-schema/1/IPS_HostBasedSetupService",
         WSEN,
         "Pull"},
        {{WSMAN_INVOKE, "AMT_SetupAndConfigurationService", "GetUuid", NULL},
         AMT "AMT_SetupAndConfigurationService/GetUuid",
         AMT "AMT_SetupAndConfigurationService",
         AMT "AMT_SetupAndConfigurationService",
         "GetUuid_INPUT"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const xml_node *header;
        const xml_node *body;
        struct xml_doc *doc = built(&rows[i].request, 41 + (unsigned)i, &header, &body);
        char id[16];
        (void)snprintf(id, sizeof id, "%zu", 41 + i);
        assert_string_equal(text_of(xml_child(header, WSA, "Action")), rows[i].action);
        assert_string_equal(text_of(xml_child(header, WSA, "To")), "/wsman");
        assert_string_equal(text_of(xml_child(header, WSMAN, "ResourceURI")), rows[i].resource);
        assert_string_equal(text_of(xml_child(header, WSA, "MessageID")), id);
        assert_string_equal(text_of(xml_child(xml_child(header, WSA, "ReplyTo"), WSA, "Address")),
                            WSA "/role/anonymous");
        if (rows[i].body == NULL)
            assert_null(body);
        else
            assert_true(body != NULL && xml_is(body, rows[i].space, rows[i].body));
        xml_free(doc);
    }
}

static void a_pull_gives_the_context_back_as_it_came(void **state)
{
    (void)state;
    static const char hostile[] = "a</n:EnumerationContext><x>&\"'";
    struct wsman_request request = {WSMAN_PULL, "CIM_Chip", NULL, hostile};
    const xml_node *header;
    const xml_node *body;
    struct xml_doc *doc = built(&request, 1, &header, &body);
    assert_string_equal(text_of(xml_child(body, WSEN, "EnumerationContext")), hostile);
    assert_null(xml_child(body, NULL, "x"));
    assert_true(atoi(text_of(xml_child(body, WSEN, "MaxElements"))) > 0);
    xml_free(doc);
}

static struct wsman_answer answer_of(const char *text)
{
    struct wsman_answer answer;
    struct err e;
    if (wsman_read(text, strlen(text), &answer, &e) != ERR_OK)
        fail_msg("%s: %s", e.text, text);
    return answer;
}

static void an_instance_is_read_whatever_its_prefixes(void **state)
{
    (void)state;
    static const char *const texts[] = {
        ANSWER("<k:CIM_Chip><k:ElementName>x</k:ElementName><k:Tag> CPU 0 </k:Tag></k:CIM_Chip>"),
        "<Envelope xmlns=\"" SOAP "\"><Body><CIM_Chip xmlns=\"" CIM "CIM_Chip\">\n  <Tag>CPU 0"
        "</Tag>\n</CIM_Chip></Body></Envelope>",
        "<?xml version= \"1.0\" encoding= \"UTF-8\"?>\n<a:Envelope xmlns:a= \"" SOAP
        "\"><a:Header/>"
        "<a:Body>\n<g:CIM_Chip xmlns:g='" CIM "CIM_Chip'><g:Tag>CPU 0</g:Tag></g:CIM_Chip>\n"
        "</a:Body></a:Envelope>\n",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct wsman_answer answer = answer_of(texts[i]);
        char value[32];
        assert_int_equal(answer.fault, WSMAN_FAULT_NONE);
        assert_true(xml_is(answer.content, CIM "CIM_Chip", "CIM_Chip"));
        wsman_value(answer.content, "Tag", value, sizeof value);
        assert_string_equal(value, "CPU 0");
        wsman_value(answer.content, "Model", value, sizeof value);
        assert_string_equal(value, "");
        assert_null(wsman_items(&answer));
        wsman_free(&answer);
        wsman_free(&answer); /* twice does no harm */
    }
}

static void what_is_no_soap_message_is_told(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", "its answer is"},
        {"<html><p>Log on failed</html>", "its answer is not well-formed XML"},
        {"<html><body><p>Log on failed</p></body></html>", "no SOAP message"},
        {"<Envelope><Body><x/></Body></Envelope>", "no SOAP message"},
        {"<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body><x/></e:Body>"
         "</e:Envelope>",
         "no SOAP message"},
        {"<e:Envelope xmlns:e=\"" SOAP "\"><e:Header/></e:Envelope>", "no SOAP message"},
        {ANSWER(""), "no SOAP message"},
        {ANSWER("text"), "no SOAP message"},
        {"<!DOCTYPE x>" ANSWER("<x/>"), "its answer is"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct wsman_answer answer;
        struct err e;
        if (wsman_read(rows[i][0], strlen(rows[i][0]), &answer, &e) != ERR_PROTOCOL)
            fail_row(rows[i][0]);
        assert_int_equal(e.code, ERR_PROTOCOL);
        assert_holds(e.text, rows[i][1]);
        assert_null(answer.doc);
    }
}

static void faults_are_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum wsman_fault fault;
        const char *reason;
    } rows[] = {
        {FAULT(SUBCODE("ad:DestinationUnreachable"), "No route can be determined"),
         WSMAN_FAULT_ABSENT, "No route can be determined"},
        {FAULT(SUBCODE("DestinationUnreachable"), "x"), WSMAN_FAULT_ABSENT, "x"},
        {FAULT(SUBCODE("w:AccessDenied"), "The sender was not authorized"), WSMAN_FAULT_DENIED,
         "The sender was not authorized"},
        {FAULT(SUBCODE("w:QuotaLimit"), ""), WSMAN_FAULT_BUSY, "w:QuotaLimit"},
        {FAULT(SUBCODE("w:InvalidSelectors"), "bad"), WSMAN_FAULT_OTHER, "bad"},
        {FAULT("", "bad"), WSMAN_FAULT_OTHER, "bad"},
        {FAULT("", ""), WSMAN_FAULT_OTHER, "SOAP fault"},
        {ANSWER("<e:Fault/>"), WSMAN_FAULT_OTHER, "SOAP fault"},
        {FAULT(SUBCODE("w:AccessDenied"), "a\nb"), WSMAN_FAULT_DENIED, "a b"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct wsman_answer answer = answer_of(rows[i].text);
        if (answer.fault != rows[i].fault)
            fail_row(rows[i].text);
        assert_string_equal(answer.fault_text, rows[i].reason);
        wsman_free(&answer);
    }
    struct wsman_answer answer = answer_of(ANSWER("<k:Fault/>"));
    assert_int_equal(answer.fault, WSMAN_FAULT_NONE);
    wsman_free(&answer);
}

static void enumerations_go_on_and_end(void **state)
{
    (void)state;
    static const struct {
        const char *text, *context;
        size_t items;
        bool end;
    } rows[] = {
        {ANSWER("<en:EnumerateResponse><en:EnumerationContext>AC07</en:EnumerationContext>"
                "</en:EnumerateResponse>"),
         "AC07", 0, false},
        {ANSWER("<en:PullResponse><en:EnumerationContext>AC08</en:EnumerationContext><en:Items>"
                "<k:CIM_Chip><k:Tag>1</k:Tag></k:CIM_Chip></en:Items></en:PullResponse>"),
         "AC08", 1, false},
        {ANSWER("<en:PullResponse><en:Items><k:CIM_Chip/><k:CIM_Chip/>\n<k:CIM_Chip/></en:Items>"
                "<en:EndOfSequence></en:EndOfSequence></en:PullResponse>"),
         "", 3, true},
        {ANSWER("<en:PullResponse><en:EnumerationContext>AC08</en:EnumerationContext><en:Items>"
                "<k:CIM_Chip/></en:Items><en:EndOfSequence/></en:PullResponse>"),
         "AC08", 1, true},
        {ANSWER("<en:PullResponse><en:Items/><en:EndOfSequence/></en:PullResponse>"), "", 0, true},
        {ANSWER("<en:PullResponse><en:EndOfSequence/></en:PullResponse>"), "", 0, true},
        {ANSWER("<en:PullResponse><k:EndOfSequence/><k:EnumerationContext>x"
                "</k:EnumerationContext></en:PullResponse>"),
         "", 0, false},
        {ANSWER("<en:EnumerateResponse><en:EnumerationContext/></en:EnumerateResponse>"), "", 0,
         false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct wsman_answer answer = answer_of(rows[i].text);
        char context[WSMAN_CONTEXT_SIZE];
        size_t items = 0;
        assert_int_equal(wsman_context(&answer, context), rows[i].context[0] != '\0');
        assert_string_equal(context, rows[i].context);
        for (const xml_node *n = wsman_items(&answer); n != NULL; n = xml_next(n, NULL, NULL))
            items++;
        assert_int_equal(items, rows[i].items);
        assert_int_equal(wsman_end_of_sequence(&answer), rows[i].end);
        wsman_free(&answer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_say_what_is_asked),
        cmocka_unit_test(a_pull_gives_the_context_back_as_it_came),
        cmocka_unit_test(an_instance_is_read_whatever_its_prefixes),
        cmocka_unit_test(what_is_no_soap_message_is_told),
        cmocka_unit_test(faults_are_told_apart),
        cmocka_unit_test(enumerations_go_on_and_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
