#include "tests/unit/unit.h"

#include "common/amt/facts.h"

static struct facts facts;

static int start(void **state)
{
    (void)state;
    memset(&facts, 0, sizeof facts);
    return 0;
}

/* Gives a reader an instance with these elements. */
static void give(facts_reader *read, const char *elements)
{
    char text[1024];
    xml_doc *doc;
    struct err e;
    int len = snprintf(text, sizeof text, "<i:Class xmlns:i='urn:i'>%s</i:Class>", elements);
    assert_int_equal(xml_parse(text, (size_t)len, &doc, &e), ERR_OK);
    read(xml_root(doc), &facts);
    xml_free(doc);
}

static void assert_guid(const char *wanted)
{
    char text[GUID_TEXT_SIZE] = "";
    if (facts.has_guid)
        guid_format(&facts.guid, text);
    assert_string_equal(text, wanted);
}

static void a_uuid_comes_in_three_forms(void **state)
{
    (void)state;
    static const struct {
        facts_reader *read;
        const char *elements;
    } rows[] = {
        {facts_read_package, "<i:PlatformGUID>44454C4C4B0010428033B6C04F504633</i:PlatformGUID>"},
        {facts_read_package,
         "<i:PlatformGUID>4c4c4544-004b-4210-8033-b6c04f504633</i:PlatformGUID>"},
        {facts_read_uuid, "<i:UUID>REVMTEsAEEKAM7bAT1BGMw==</i:UUID>"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        facts.has_guid = false;
        give(rows[i].read, rows[i].elements);
        assert_guid("4c4c4544-004b-4210-8033-b6c04f504633");
    }
}

static void what_is_no_uuid_changes_nothing(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "REVMTEsAEEKAM7bAT1BGMw=", "REVMTEsAEEKAM7bAT1BGMw===",
                                        "REVMTEsAEEKAM7bAT1BG*w==", "0"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        char elements[128];
        (void)snprintf(elements, sizeof elements, "<UUID>%s</UUID><PlatformGUID>%s</PlatformGUID>",
                       texts[i], texts[i]);
        give(facts_read_uuid, elements);
        give(facts_read_package, elements);
        assert_guid("");
    }
    give(facts_read_uuid, "<UUID>REVMTEsAEEKAM7bAT1BGMw==</UUID>");
    give(facts_read_package, "<PlatformGUID/>");
    assert_guid("4c4c4544-004b-4210-8033-b6c04f504633");
}

static void names_are_put_together(void **state)
{
    (void)state;
    give(facts_read_settings, "<HostName>pc1</HostName>");
    assert_string_equal(facts.hostname, "pc1");
    assert_string_equal(facts.amt_fqdn, "");
    give(facts_read_settings, "<HostName>pc1</HostName><DomainName>x.example</DomainName>"
                              "<DigestRealm>Digest:0</DigestRealm><HostOSFQDN>os.y</HostOSFQDN>");
    assert_string_equal(facts.domain, "x.example");
    assert_string_equal(facts.amt_fqdn, "pc1.x.example");
    assert_string_equal(facts.os_fqdn, "os.y");
    assert_string_equal(facts.realm, "Digest:0");
}

static void a_name_that_leads_to_the_machine(void **state)
{
    (void)state;
    static const struct {
        const char *elements, *fqdn;
    } rows[] = {
        {"<HostName>pc1</HostName><DomainName>x.y</DomainName><HostOSFQDN>pc9.z</HostOSFQDN>"
         "<SharedFQDN>true</SharedFQDN>",
         "pc1.x.y"},
        {"<HostName>pc1</HostName><DomainName>x.y</DomainName><HostOSFQDN>pc9.z</HostOSFQDN>"
         "<SharedFQDN>false</SharedFQDN>",
         "pc1.x.y"},
        {"<HostName>pc1</HostName><HostOSFQDN>pc1.z</HostOSFQDN><SharedFQDN>true</SharedFQDN>",
         "pc1.z"},
        {"<HostName>pc1</HostName><HostOSFQDN>pc1.z</HostOSFQDN>", "pc1.z"}, /* before AMT 6 */
        /* the operating system's name leads to the operating system */
        {"<HostName>pc1</HostName><HostOSFQDN>pc1.z</HostOSFQDN><SharedFQDN>FALSE</SharedFQDN>",
         ""},
        {"<HostName>pc1</HostName>", ""},
        {"<HostName>p&#xFFFD;1</HostName><DomainName>x.y</DomainName>", ""},
        {"<HostName>pc1</HostName><HostOSFQDN>p&#xFFFD;1.z</HostOSFQDN>", ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        start(NULL);
        give(facts_read_settings, rows[i].elements);
        assert_string_equal(facts_fqdn(&facts), rows[i].fqdn);
    }
}

#define CHASSIS(tag, type, serial)                                                                 \
    "<Tag>" tag "</Tag><PackageType>" type "</PackageType><SerialNumber>" serial "</SerialNumber>"

/* As when a docking station or a second enclosure is listed, too. */
static void of_several_chassis_the_systems_counts(void **state)
{
    (void)state;
    static const struct {
        const char *tag; /* that CIM_ComputerSystemPackage names, or "" */
        const char *chassis[3];
        const char *serial;
    } rows[] = {
        {"", {CHASSIS("A", "3", "S1"), CHASSIS("B", "3", "S2")}, "S1"},
        {"B", {CHASSIS("A", "3", "S1"), CHASSIS("B", "3", "S2")}, "S2"},
        {"B", {CHASSIS("A", "3", "S1"), CHASSIS("B", "0", "S2")}, "S2"},
        {"B", {CHASSIS("B", "3", "S2"), CHASSIS("A", "3", "S1")}, "S2"},
        {"X", {CHASSIS("A", "0", "S1"), CHASSIS("B", "3", "S2")}, "S2"},
        {"", {CHASSIS("A", "0", "S1"), CHASSIS("B", "3", "S2"), CHASSIS("C", "3", "S3")}, "S2"},
        {"", {"<SerialNumber>S1</SerialNumber>", CHASSIS("B", "9", "S2")}, "S1"},
        /* what the better one does not say is not taken from the other */
        {"B", {CHASSIS("A", "3", "S1"), "<Tag>B</Tag>"}, ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char package[512];
        start(NULL);
        (void)snprintf(
            package, sizeof package,
            "<i:Antecedent xmlns:a='http://schemas.xmlsoap.org/ws/2004/08/addressing' "
            "xmlns:w='http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd'><a:ReferenceParameters>"
            "<w:ResourceURI>u</w:ResourceURI><w:SelectorSet><w:Selector Name='Tag'>%s</w:Selector>"
            "</w:SelectorSet></a:ReferenceParameters></i:Antecedent>",
            rows[i].tag);
        give(facts_read_package, package);
        assert_string_equal(facts.chassis_tag, rows[i].tag);
        for (size_t n = 0; n < 3 && rows[i].chassis[n] != NULL; n++)
            give(facts_read_chassis, rows[i].chassis[n]);
        assert_string_equal(facts.serial, rows[i].serial);
    }
}

static void of_several_cards_the_hosting_one_counts(void **state)
{
    (void)state;
    give(facts_read_card, "<Tag>Riser</Tag><Model>R</Model><SerialNumber>S1</SerialNumber>");
    assert_string_equal(facts.board_serial, "S1");
    give(facts_read_card, "<Tag>CIM_Card</Tag><Model>B</Model>");
    assert_string_equal(facts.board, "B");
    assert_string_equal(facts.board_serial, "");
    give(facts_read_card, "<Tag>x</Tag><HostingBoard>true</HostingBoard><Model>H</Model>");
    give(facts_read_card, "<Tag>CIM_Card</Tag><Model>B</Model>");
    assert_string_equal(facts.board, "H");
}

static void a_board_is_what_is_told_of_it(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"<Manufacturer/>", "", ""},
        {"<Manufacturer>M</Manufacturer>", "M", ""},
        {"<Model>B16</Model>", "B16", ""},
        {"<Manufacturer>M</Manufacturer><Model>B16</Model>", "M B16", ""},
        {"<Manufacturer>M</Manufacturer><Model>Default string</Model>", "M", ""},
        {"<SerialNumber> BS-1 </SerialNumber>", "", "BS-1"},
        {"<SerialNumber>Default string</SerialNumber>", "", ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        start(NULL);
        give(facts_read_card, rows[i][0]);
        assert_string_equal(facts.board, rows[i][1]);
        assert_string_equal(facts.board_serial, rows[i][2]);
    }
}

static void a_placeholder_tells_nothing(void **state)
{
    (void)state;
    static const char *const rows[] = {"To Be Filled By O.E.M.",
                                       "Default string",
                                       "Not Specified",
                                       "System Serial Number",
                                       "None",
                                       "00000000",
                                       "0123456789",
                                       "&#xFFFD;&#xFFFD;"};
    for (size_t i = 0; i < COUNT(rows); i++) {
        char elements[512];
        start(NULL);
        (void)snprintf(elements, sizeof elements,
                       "<Manufacturer>%s</Manufacturer><Model>%s</Model><SerialNumber>%s"
                       "</SerialNumber><Version>%s</Version>",
                       rows[i], rows[i], rows[i], rows[i]);
        give(facts_read_chassis, elements);
        give(facts_read_card, elements);
        give(facts_read_bios, elements);
        give(facts_read_chip, elements);
        if (facts.bios[0] != '\0' || facts.processor[0] != '\0')
            fail_row(rows[i]);
        if (facts.manufacturer[0] != '\0' || facts.model[0] != '\0' || facts.serial[0] != '\0' ||
            facts.version[0] != '\0' || facts.board[0] != '\0' || facts.board_serial[0] != '\0')
            fail_row(rows[i]);
    }
}

static void a_day_comes_in_two_forms(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"<h:Datetime xmlns:h='u'>2023-02-28T00:00:00Z</h:Datetime>", "2023-02-28"},
        {"2023-02-28T00:00:00.000+01:00", "2023-02-28"},
        {"2023-02-28", "2023-02-28"},
        {"20230228000000.000000+000", "2023-02-28"},
        {"20230228******.******+***", "2023-02-28"},
        {" 20230228000000.000000-480 ", "2023-02-28"},
        {"20230228", "2023-02-28"},
        {"00000000000000.000000+000", ""},
        {"20231328000000.000000+000", ""},
        {"20230200000000.000000+000", ""},
        {"0000-00-00", ""},
        {"1701122334", ""}, /* seconds since 1970 */
        {"02/28/2023", ""},
        {"2023-2-28", ""},
        {"", ""},
        {"x", ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char elements[128];
        start(NULL);
        (void)snprintf(elements, sizeof elements, "<ReleaseDate>%s</ReleaseDate>", rows[i][0]);
        give(facts_read_bios, elements);
        if (strcmp(facts.bios_date, rows[i][1]) != 0)
            fail_msg("'%s': '%s'", rows[i][0], facts.bios_date);
    }
}

static void the_first_processor_counts(void **state)
{
    (void)state;
    give(facts_read_chip, "<Tag>DIMM 1</Tag><Version>RAM</Version>");
    assert_string_equal(facts.processor, "");
    give(facts_read_processor, "<Family>198</Family><MaxClockSpeed>2600</MaxClockSpeed>");
    assert_string_equal(facts.processor, "family 198, 2600 MHz");
    give(facts_read_chip, "<Tag>CPU 0</Tag><Version>Core</Version>");
    assert_string_equal(facts.processor, "family 198, 2600 MHz");
}

static void sizes_add_up_to_what_json_can_hold(void **state)
{
    (void)state;
    give(facts_read_memory, "<Capacity>8589934592</Capacity>");
    give(facts_read_memory, "<Capacity>8589934592</Capacity>");
    give(facts_read_memory, "<Capacity>-1</Capacity>");
    assert_true(facts.memory_bytes == 17179869184);
    for (int i = 0; i < 10; i++)
        give(facts_read_memory, "<Capacity>999999999999999999</Capacity>");
    assert_true(facts.memory_bytes <= INT64_MAX);
    give(facts_read_disk, "<MaxMediaSize>0</MaxMediaSize>");
    assert_int_equal(facts.disk_count, 0);
    for (int i = 0; i < 2 * FACTS_DISKS_MAX; i++)
        give(facts_read_disk, "<MaxMediaSize>512110190</MaxMediaSize>");
    assert_int_equal(facts.disk_count, FACTS_DISKS_MAX);
    assert_true(facts.disk_bytes[0] == 512110190000);
}

static void a_version_is_amts_own(void **state)
{
    (void)state;
    give(facts_read_software, "<InstanceID>Flash</InstanceID><VersionString>1</VersionString>");
    assert_string_equal(facts.amt_version, "");
    give(facts_read_software, "<InstanceID>AMT</InstanceID><VersionString>16.1.25</VersionString>");
    assert_string_equal(facts.amt_version, "16.1.25");
    assert_int_equal(facts_major(facts.amt_version), 16);
    assert_int_equal(facts_major(""), 0);
}

static void the_server_header_tells_a_version_or_not(void **state)
{
    (void)state;
    static const struct {
        const char *server, *version;
    } rows[] = {
        {"Intel(R) Active Management Technology 16.1.25.1917", "16.1.25"},
        {"Intel(R) Active Management Technology 9.5", "9.5"},
        {"Active Management Technology ", "before"},
        {"Active Management Technology x", "before"},
        {"Active Management Technology 111111111111111111111111111", "before"},
        {"AMT", "before"},
        {"", "before"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char version[FACTS_VERSION_SIZE] = "before";
        assert_int_equal(facts_read_server(rows[i].server, version),
                         strcmp(rows[i].version, "before") != 0);
        assert_string_equal(version, rows[i].version);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_uuid_comes_in_three_forms, start),
        cmocka_unit_test_setup(what_is_no_uuid_changes_nothing, start),
        cmocka_unit_test_setup(names_are_put_together, start),
        cmocka_unit_test_setup(a_name_that_leads_to_the_machine, start),
        cmocka_unit_test_setup(of_several_chassis_the_systems_counts, start),
        cmocka_unit_test_setup(of_several_cards_the_hosting_one_counts, start),
        cmocka_unit_test_setup(a_board_is_what_is_told_of_it, start),
        cmocka_unit_test_setup(a_placeholder_tells_nothing, start),
        cmocka_unit_test_setup(a_day_comes_in_two_forms, start),
        cmocka_unit_test_setup(the_first_processor_counts, start),
        cmocka_unit_test_setup(sizes_add_up_to_what_json_can_hold, start),
        cmocka_unit_test_setup(a_version_is_amts_own, start),
        cmocka_unit_test_setup(the_server_header_tells_a_version_or_not, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
