#include "tests/unit/unit.h"

#include <stdlib.h>

#include "common/amt/wsman.h"

#define SOAP  "http://www.w3.org/2003/05/soap-envelope"
#define WSA   "http://schemas.xmlsoap.org/ws/2004/08/addressing"
#define WSEN  "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
#define WSMAN "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
#define CIM   "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/"
#define AMT   "http://intel.com/wbem/wscim/1/amt-schema/1/"
#define HEADER                                                                                     \
    "<e:Header><ad:To>" WSA "/role/anonymous</ad:To><ad:RelatesTo>3</ad:RelatesTo>"                \
    "<ad:Action e:mustUnderstand=\"true\">x</ad:Action></e:Header>"
/* The form of a machine's answer, with prefixes of its own. */
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
static xml_doc *built(const struct wsman_request *request, unsigned id, const xml_node **header,
                      const xml_node **body)
{
    char *text;
    size_t len;
    xml_doc *doc;
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
        {{.operation = WSMAN_GET, .class_name = "CIM_Chassis"},
         "http://schemas.xmlsoap.org/ws/2004/09/transfer/Get",
         CIM "CIM_Chassis",
         NULL,
         NULL},
        {{.operation = WSMAN_GET, .class_name = "AMT_GeneralSettings"},
         "http://schemas.xmlsoap.org/ws/2004/09/transfer/Get",
         AMT "AMT_GeneralSettings",
         NULL,
         NULL},
        {{.operation = WSMAN_ENUMERATE, .class_name = "CIM_SoftwareIdentity"},
         WSEN "/Enumerate",
         CIM "CIM_SoftwareIdentity",
         WSEN,
         "Enumerate"},
        {{.operation = WSMAN_PULL, .class_name = "IPS_HostBasedSetupService", .context = "ctx"},
         WSEN "/Pull",
         "http://intel.com/wbem/wscim/1/ips-schema/1/IPS_HostBasedSetupService",
         WSEN,
         "Pull"},
        {{.operation = WSMAN_INVOKE,
          .class_name = "AMT_SetupAndConfigurationService",
          .method = "GetUuid"},
         AMT "AMT_SetupAndConfigurationService/GetUuid",
         AMT "AMT_SetupAndConfigurationService",
         AMT "AMT_SetupAndConfigurationService",
         "GetUuid_INPUT"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const xml_node *header;
        const xml_node *body;
        xml_doc *doc = built(&rows[i].request, 41 + (unsigned)i, &header, &body);
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
    struct wsman_request request = {
        .operation = WSMAN_PULL, .class_name = "CIM_Chip", .context = hostile};
    const xml_node *header;
    const xml_node *body;
    xml_doc *doc = built(&request, 1, &header, &body);
    assert_string_equal(text_of(xml_child(body, WSEN, "EnumerationContext")), hostile);
    assert_null(xml_child(body, NULL, "x"));
    assert_true(atoi(text_of(xml_child(body, WSEN, "MaxElements"))) > 0);
    xml_free(doc);
}

/* The text of an element found by a path of names, in any namespace. */
static const char *text_at(const xml_node *node, const char *const *path)
{
    for (; *path != NULL && node != NULL; path++)
        node = xml_child(node, NULL, *path);
    return text_of(node);
}
#define AT(node, ...) text_at(node, (const char *const[]){__VA_ARGS__, NULL})

static void parameters_stand_in_the_order_given(void **state)
{
    (void)state;
    static const struct wsman_pair pairs[] = {
        {"DigestUsername", "FCFH"}, {"DigestPassword", "a&b<"}, {"Realms", "4"}, {"Realms", "13"}};
    struct wsman_request request = {.operation = WSMAN_INVOKE,
                                    .class_name = "AMT_AuthorizationService",
                                    .method = "AddUserAclEntryEx",
                                    .pairs = pairs,
                                    .pair_count = COUNT(pairs)};
    const xml_node *header;
    const xml_node *body;
    xml_doc *doc = built(&request, 1, &header, &body);
    assert_string_equal(AT(header, "Action"), AMT "AMT_AuthorizationService/AddUserAclEntryEx");
    const xml_node *n = xml_child(body, NULL, NULL);
    for (size_t i = 0; i < COUNT(pairs); i++) {
        assert_true(n != NULL && xml_is(n, AMT "AMT_AuthorizationService", pairs[i].name));
        assert_string_equal(text_of(n), pairs[i].value);
        n = xml_next(n, NULL, NULL);
    }
    assert_null(n);
    xml_free(doc);
}

static void an_instance_is_made_and_named(void **state)
{
    (void)state;
    static const struct wsman_pair pairs[] = {{"AccessInfo", "192.0.2.10"}, {"PolicyID", "25"}};
    static const struct wsman_pair selectors[] = {{"Name", "a \"b\" <c>"}};
    struct wsman_request request = {.operation = WSMAN_CREATE,
                                    .class_name = "AMT_SNMPEventSubscriber",
                                    .pairs = pairs,
                                    .pair_count = COUNT(pairs)};
    const xml_node *header;
    const xml_node *body;
    xml_doc *doc = built(&request, 1, &header, &body);
    assert_string_equal(AT(header, "Action"),
                        "http://schemas.xmlsoap.org/ws/2004/09/transfer/Create");
    assert_null(xml_child(header, WSMAN, "SelectorSet"));
    assert_true(xml_is(body, AMT "AMT_SNMPEventSubscriber", "AMT_SNMPEventSubscriber"));
    assert_string_equal(AT(body, "PolicyID"), "25");
    xml_free(doc);
    request = (struct wsman_request){.operation = WSMAN_DELETE,
                                     .class_name = "AMT_SNMPEventSubscriber",
                                     .selectors = selectors,
                                     .selector_count = COUNT(selectors)};
    doc = built(&request, 1, &header, &body);
    assert_string_equal(AT(header, "Action"),
                        "http://schemas.xmlsoap.org/ws/2004/09/transfer/Delete");
    const xml_node *selector =
        xml_child(xml_child(header, WSMAN, "SelectorSet"), WSMAN, "Selector");
    char name[16];
    assert_true(xml_attribute(selector, "Name", name, sizeof name));
    assert_string_equal(name, "Name");
    assert_string_equal(text_of(selector), selectors[0].value);
    assert_null(body);
    xml_free(doc);
}

static void a_subscription_says_where_and_as_whom(void **state)
{
    (void)state;
    static const struct wsman_pair references[] = {{"UUID", "u"}, {"HostName", "<h>"}};
    static const struct wsman_pair selectors[] = {{"InstanceID", "Intel(r) AMT:Features"}};
    struct wsman_delivery delivery = {.url = "https://collector.example:4443/e?a&b",
                                      .user = "events",
                                      .password = "p<&>",
                                      .ns = "urn:x",
                                      .references = references,
                                      .reference_count = COUNT(references)};
    struct wsman_request request = {.operation = WSMAN_SUBSCRIBE,
                                    .class_name = "CIM_FilterCollection",
                                    .selectors = selectors,
                                    .selector_count = COUNT(selectors),
                                    .delivery = &delivery};
    const xml_node *header;
    const xml_node *body;
    xml_doc *doc = built(&request, 1, &header, &body);
    assert_string_equal(AT(header, "Action"),
                        "http://schemas.xmlsoap.org/ws/2004/08/eventing/Subscribe");
    assert_string_equal(AT(header, "SelectorSet", "Selector"), "Intel(r) AMT:Features");
    assert_string_equal(AT(header, "IssuedTokens", "RequestSecurityTokenResponse",
                           "RequestedSecurityToken", "UsernameToken", "Username"),
                        "events");
    assert_string_equal(AT(header, "IssuedTokens", "RequestSecurityTokenResponse",
                           "RequestedSecurityToken", "UsernameToken", "Password"),
                        "p<&>");
    assert_string_equal(AT(body, "Delivery", "NotifyTo", "Address"), delivery.url);
    const xml_node *parameters = xml_child(
        xml_child(xml_child(body, NULL, "Delivery"), NULL, "NotifyTo"), WSA, "ReferenceParameters");
    assert_string_equal(text_of(xml_child(parameters, "urn:x", "HostName")), "<h>");
    assert_non_null(xml_child(xml_child(body, NULL, "Delivery"), WSMAN, "Auth"));
    xml_free(doc);
    delivery.user = NULL;
    doc = built(&request, 1, &header, &body);
    assert_null(xml_child(header, NULL, "IssuedTokens"));
    assert_null(xml_child(xml_child(body, NULL, "Delivery"), NULL, "Auth"));
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

/* As SMBIOS strings hold them. */
static void bad_bytes_cost_only_themselves(void **state)
{
    (void)state;
    static const struct {
        const char *serial, *wanted;
    } rows[] = {
        {"ACM-\x90"
         "1",
         "ACM-\xef\xbf\xbd"
         "1"},
        {"\xff\xff", "\xef\xbf\xbd\xef\xbf\xbd"},
        {"A&#1;B", "A\xef\xbf\xbd"
                   "B"},
        {"A\x1b[2J", "A\xef\xbf\xbd[2J"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[2048];
        char value[32];
        (void)snprintf(text, sizeof text,
                       "\r\n" ANSWER("<k:CIM_Chip><k:Manufacturer>Acme</k:Manufacturer>"
                                     "<k:SerialNumber>%s</k:SerialNumber><k:Tag>x</k:Tag>"
                                     "</k:CIM_Chip>"),
                       rows[i].serial);
        struct wsman_answer answer = answer_of(text);
        wsman_value(answer.content, "SerialNumber", value, sizeof value);
        assert_string_equal(value, rows[i].wanted);
        wsman_value(answer.content, "Tag", value, sizeof value);
        assert_string_equal(value, "x");
        wsman_free(&answer);
    }
}

static void what_is_no_soap_message_is_told(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", "its answer is"},
        {"<html><p>Log on failed</html>", "its answer is not well-formed XML"},
        {"<html><body><p>Log on failed</p></body></html>", "not a SOAP message"},
        {"<Envelope><Body><x/></Body></Envelope>", "not a SOAP message"},
        {"<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body><x/></e:Body>"
         "</e:Envelope>",
         "not a SOAP message"},
        {"<e:Envelope xmlns:e=\"" SOAP "\"><e:Header/></e:Envelope>", "not a SOAP message"},
        {"<!DOCTYPE x>" ANSWER("<x/>"), "its answer is"},
        {"<!DOCTYPE x>" ANSWER("<x>\xff</x>"), "its answer is"},
        {ANSWER("<x\x01/>"), "its answer is"},
        {ANSWER("<x>&nbsp;\x01</x>"), "its answer is"},
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

#define REFERENCE(selectors)                                                                       \
    "<ad:Address>x</ad:Address><ad:ReferenceParameters><w:ResourceURI>" CIM                        \
    "CIM_X</w:ResourceURI>"                                                                        \
    "<w:SelectorSet>" selectors "</w:SelectorSet></ad:ReferenceParameters>"

static void a_reference_is_taken_and_given_back(void **state)
{
    (void)state;
    static const char *const texts[] = {
        ANSWER("<k:a>" REFERENCE("<w:Selector Name=\"Name\">n &amp; 1</w:Selector><w:Selector "
                                 "Name=\"SystemName\">s</w:Selector>") "</k:a>"),
        ANSWER("<k:a><ad:EndpointReference>" REFERENCE(
            "<w:Selector Name=\"Name\">n &amp; 1</w:Selector><w:Selector "
            "Name=\"SystemName\">s</w:Selector>") "</ad:EndpointReference></k:a>")};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct wsman_reference reference;
        struct wsman_answer answer = answer_of(texts[i]);
        assert_true(wsman_read_reference(answer.content, &reference));
        wsman_free(&answer);
        struct wsman_reference_selector selector = {"Handler", &reference};
        struct wsman_request request = {.operation = WSMAN_UNSUBSCRIBE,
                                        .class_name = "CIM_FilterCollectionSubscription",
                                        .reference_selectors = &selector,
                                        .reference_selector_count = 1};
        const xml_node *header;
        const xml_node *body;
        xml_doc *doc = built(&request, 1, &header, &body);
        const xml_node *holder =
            xml_child(xml_child(header, WSMAN, "SelectorSet"), WSMAN, "Selector");
        struct wsman_reference again;
        assert_true(wsman_read_reference(holder, &again));
        assert_string_equal(again.resource_uri, CIM "CIM_X");
        assert_int_equal(again.count, 2);
        assert_string_equal(again.names[0], "Name");
        assert_string_equal(again.values[0], "n & 1");
        assert_string_equal(again.values[1], "s");
        xml_free(doc);
    }
}

static void what_is_no_reference_is_none(void **state)
{
    (void)state;
#define SELECTOR "<w:Selector Name=\"a\">b</w:Selector>"
    static const char *const texts[] = {
        ANSWER("<k:a/>"), ANSWER("<k:a>" REFERENCE("") "</k:a>"),
        ANSWER("<k:a>" REFERENCE("<w:Selector>no name</w:Selector>") "</k:a>"),
        ANSWER("<k:a>" REFERENCE(SELECTOR SELECTOR SELECTOR SELECTOR SELECTOR SELECTOR SELECTOR
                                     SELECTOR SELECTOR) "</k:a>")};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct wsman_reference reference;
        struct wsman_answer answer = answer_of(texts[i]);
        assert_false(wsman_read_reference(answer.content, &reference));
        wsman_free(&answer);
    }
}

static void numbers_are_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
        unsigned long value;
    } rows[] = {
        {"<k:n>32771</k:n>", true, 32771},
        {"<k:n>0</k:n>", true, 0},
        {"<k:n>4294967295</k:n>", true, 4294967295ul},
        {"<k:n>4294967296</k:n>", false, 0},
        {"<k:n>-1</k:n>", false, 0},
        {"<k:n>12x</k:n>", false, 0},
        {"<k:n></k:n>", false, 0},
        {"", false, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[1024];
        unsigned long got = 0;
        (void)snprintf(text, sizeof text,
                       "<e:Envelope xmlns:e=\"" SOAP "\" xmlns:k=\"u\"><e:Body>"
                       "<k:a>%s</k:a></e:Body></e:Envelope>",
                       rows[i].text);
        struct wsman_answer answer = answer_of(text);
        assert_int_equal(wsman_number(answer.content, "n", &got), rows[i].good);
        if (rows[i].good)
            assert_int_equal(got, rows[i].value);
        wsman_free(&answer);
    }
}

static void an_empty_answer_has_no_content(void **state)
{
    (void)state;
    static const char *const texts[] = {ANSWER(""), ANSWER("text")};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct wsman_answer answer = answer_of(texts[i]);
        assert_null(answer.content);
        assert_int_equal(answer.fault, WSMAN_FAULT_NONE);
        wsman_free(&answer);
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
        {FAULT(SUBCODE("w:SchemaValidationError"), "bad"), WSMAN_FAULT_OTHER, "bad"},
        {FAULT(SUBCODE("w:InternalError"), "bad"), WSMAN_FAULT_TRANSIENT, "bad"},
        {FAULT(SUBCODE("n:InvalidEnumerationContext"), "bad"), WSMAN_FAULT_TRANSIENT, "bad"},
        {FAULT(SUBCODE("w:Whatever"), "bad"), WSMAN_FAULT_TRANSIENT, "bad"},
        {FAULT("", "bad"), WSMAN_FAULT_TRANSIENT, "bad"},
        {FAULT("", ""), WSMAN_FAULT_TRANSIENT, "SOAP fault"},
        {ANSWER("<e:Fault/>"), WSMAN_FAULT_TRANSIENT, "SOAP fault"},
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
        cmocka_unit_test(parameters_stand_in_the_order_given),
        cmocka_unit_test(an_instance_is_made_and_named),
        cmocka_unit_test(a_subscription_says_where_and_as_whom),
        cmocka_unit_test(a_reference_is_taken_and_given_back),
        cmocka_unit_test(what_is_no_reference_is_none),
        cmocka_unit_test(numbers_are_numbers),
        cmocka_unit_test(an_empty_answer_has_no_content),
        cmocka_unit_test(a_pull_gives_the_context_back_as_it_came),
        cmocka_unit_test(an_instance_is_read_whatever_its_prefixes),
        cmocka_unit_test(bad_bytes_cost_only_themselves),
        cmocka_unit_test(what_is_no_soap_message_is_told),
        cmocka_unit_test(faults_are_told_apart),
        cmocka_unit_test(enumerations_go_on_and_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
