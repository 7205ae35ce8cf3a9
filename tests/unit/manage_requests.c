/* What fcfh-manage asks AMT for, and reads from its answers: power, boot, consent, event log,
 * redirection. */
#include "tests/unit/unit.h"

#include <stdlib.h>

#include "common/amt/boot.h"
#include "common/amt/consent.h"
#include "common/amt/message_log.h"
#include "common/amt/power.h"
#include "common/amt/realm_names.h"
#include "common/amt/redirection_flags.h"
#include "common/amt/return_value.h"

/* An instance with these elements. The caller frees it. */
static xml_doc *instance(const char *name, const char *elements)
{
    char text[4096];
    xml_doc *doc;
    struct err e;
    int len = snprintf(text, sizeof text, "<g:%s xmlns:g='urn:g'>%s</g:%s>", name, elements, name);
    assert_true(len > 0 && (size_t)len < sizeof text);
    if (xml_parse(text, (size_t)len, &doc, &e) != ERR_OK)
        fail_msg("%s", e.text);
    return doc;
}

/* The envelope of a request; the caller frees it. */
static char *built(const struct wsman_request *request)
{
    char *text;
    size_t len;
    struct err e;
    assert_int_equal(wsman_build(request, 1, &text, &len, &e), ERR_OK);
    return text;
}

static void assert_built(const struct wsman_request *request, const char *const *parts)
{
    char *text = built(request);
    const char *at = text;
    for (; *parts != NULL; parts++) {
        const char *found = strstr(at, *parts);
        if (found == NULL)
            fail_msg("\"%s\" is missing or out of order in \"%s\"", *parts, text);
        at = found + strlen(*parts);
    }
    free(text);
}

/* ---------------------------------------------------------------- power */

static struct power power_of(const char *elements)
{
    struct power power;
    xml_doc *doc = instance(POWER_CLASS, elements);
    assert_true(power_read(xml_root(doc), &power));
    power.saving = false;
    xml_free(doc);
    return power;
}

static void only_what_is_offered_can_be_asked_for(void **state)
{
    (void)state;
    /* As on a machine that is on. */
    static const char on[] = "<g:AvailableRequestedPowerStates>10</g:AvailableRequestedPowerStates>"
                             "<g:AvailableRequestedPowerStates>8</g:AvailableRequestedPowerStates>"
                             "<g:AvailableRequestedPowerStates>5</g:AvailableRequestedPowerStates>"
                             "<g:AvailableRequestedPowerStates>12</g:AvailableRequestedPowerStates>"
                             "<g:PowerState>2</g:PowerState>";
    const struct power power = power_of(on);
    assert_int_equal(power_choose(&power, POWER_RESET), 10);
    assert_int_equal(power_choose(&power, POWER_OFF), 8);
    assert_int_equal(power_choose(&power, POWER_CYCLE), 5);
    assert_int_equal(power_choose(&power, POWER_OS_SHUTDOWN), 12);
    assert_int_equal(power_choose(&power, POWER_SLEEP), 0);
    assert_int_equal(power_choose(&power, POWER_ON), 0);
    const struct power untold = power_of("<g:PowerState>8</g:PowerState>");
    assert_int_equal(power_choose(&untold, POWER_ON), 2);
    const struct power hard =
        power_of("<g:AvailableRequestedPowerStates>6</g:AvailableRequestedPowerStates>"
                 "<g:AvailableRequestedPowerStates>9</g:AvailableRequestedPowerStates>"
                 "<g:AvailableRequestedPowerStates>3</g:AvailableRequestedPowerStates>"
                 "<g:PowerState>2</g:PowerState>");
    assert_int_equal(power_choose(&hard, POWER_OFF), 6);
    assert_int_equal(power_choose(&hard, POWER_CYCLE), 9);
    assert_int_equal(power_choose(&hard, POWER_SLEEP), 3);
}

static void a_state_is_done_when_it_is_so(void **state)
{
    (void)state;
    static const struct {
        unsigned long state;
        bool saving;
        enum power_action action;
        bool done;
    } rows[] = {
        {2, false, POWER_ON, true},     {2, true, POWER_ON, false},
        {8, false, POWER_ON, false},    {8, false, POWER_OFF, true},
        {6, false, POWER_OFF, true},    {2, false, POWER_OFF, false},
        {4, false, POWER_SLEEP, true},  {2, true, POWER_SLEEP, true},
        {2, false, POWER_SLEEP, false}, {2, false, POWER_RESET, true},
        {8, false, POWER_CYCLE, false}, {12, false, POWER_OS_SHUTDOWN, true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct power power = {.state = rows[i].state, .saving = rows[i].saving};
        if (power_is_done(&power, rows[i].action) != rows[i].done)
            fail_msg("row %zu", i);
    }
    struct power power;
    xml_doc *doc = instance(POWER_CLASS, "");
    assert_false(power_read(xml_root(doc), &power));
    xml_free(doc);
}

static void power_is_asked_for_as_amt_takes_it(void **state)
{
    (void)state;
    static const char *const parts[] = {
        "CIM_PowerManagementService/RequestPowerStateChange</a:Action>",
        "<r:RequestPowerStateChange_INPUT",
        "<r:PowerState>10</r:PowerState><r:ManagedElement><a:Address>",
        "</a:Address><a:ReferenceParameters><w:ResourceURI>"
        "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ComputerSystem</w:ResourceURI>",
        "Name=\"CreationClassName\">CIM_ComputerSystem<",
        "Name=\"Name\">ManagedSystem<",
        "</r:ManagedElement></r:RequestPowerStateChange_INPUT>",
        NULL};
    struct request request;
    request_power(&request, 10);
    assert_built(&request.wsman, parts);
    assert_true(wsman_is_change(&request.wsman));
}

static void words_of_power_are_found_again(void **state)
{
    (void)state;
    for (int i = 0; i < POWER_ACTION_COUNT; i++) {
        enum power_action action;
        assert_true(power_action_parse(power_action_name((enum power_action)i), &action));
        assert_int_equal(action, i);
    }
    enum power_action action;
    assert_false(power_action_parse("explode", &action));
    assert_true(power_action_needs_confirmation(POWER_OFF) &&
                power_action_needs_confirmation(POWER_RESET) &&
                power_action_needs_confirmation(POWER_CYCLE));
    assert_false(power_action_needs_confirmation(POWER_ON));
}

/* ---------------------------------------------------------------- boot */

#define EVERYTHING_ON                                                                              \
    "<g:BIOSPause>true</g:BIOSPause><g:BIOSSetup>false</g:BIOSSetup>"                              \
    "<g:BootMediaIndex>3</g:BootMediaIndex>"                                                       \
    "<g:ConfigurationDataReset>true</g:ConfigurationDataReset>"                                    \
    "<g:ElementName>Intel(r) AMT Boot Configuration Settings</g:ElementName>"                      \
    "<g:EnforceSecureBoot>true</g:EnforceSecureBoot>"                                              \
    "<g:FirmwareVerbosity>2</g:FirmwareVerbosity>"                                                 \
    "<g:InstanceID>Intel(r) AMT:BootSettingData 0</g:InstanceID>"                                  \
    "<g:OptionsCleared>true</g:OptionsCleared><g:PlatformErase>TRUE</g:PlatformErase>"             \
    "<g:RPEEnabled>true</g:RPEEnabled><g:ReflashBIOS>TRUE</g:ReflashBIOS>"                         \
    "<g:LockKeyboard>FALSE</g:LockKeyboard><g:SecureErase>true</g:SecureErase>"                    \
    "<g:UseIDER>true</g:UseIDER><g:UseSOL>false</g:UseSOL>"                                        \
    "<g:UserPasswordBypass>true</g:UserPasswordBypass>"                                            \
    "<g:WinREBootEnabled>true</g:WinREBootEnabled>"

static void nothing_but_what_is_wanted_is_set(void **state)
{
    (void)state;
    static const struct {
        struct boot_options wish;
        const char *wanted[3];
    } rows[] = {
        {{BOOT_BIOS, true}, {"<r:BIOSSetup>true</r:BIOSSetup>", "<r:UseSOL>true</r:UseSOL>"}},
        {{BOOT_BIOS, false}, {"<r:BIOSSetup>true</r:BIOSSetup>", "<r:UseSOL>false</r:UseSOL>"}},
        {{BOOT_NORMAL, true}, {"<r:BIOSSetup>false</r:BIOSSetup>", "<r:UseSOL>true</r:UseSOL>"}},
        /* AMT refuses both in one request. */
        {{BOOT_PXE, true}, {"<r:BIOSSetup>false</r:BIOSSetup>", "<r:UseSOL>false</r:UseSOL>"}},
    };
    static const char *const never[] = {"ConfigurationDataReset>true",
                                        "Erase>true",
                                        "Erase>TRUE",
                                        "ReflashBIOS>true",
                                        "RPEEnabled",
                                        "UseIDER>true",
                                        "Bypass>true",
                                        "WinREBootEnabled",
                                        "OptionsCleared"};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct whole_object object;
        xml_doc *doc = instance(BOOT_SETTINGS_CLASS, EVERYTHING_ON);
        assert_int_equal(whole_object_read(&object, xml_root(doc), NULL), ERR_OK);
        xml_free(doc);
        const struct wsman_request request = boot_settings(&object, &rows[i].wish);
        char *text = built(&request);
        assert_holds(text, rows[i].wanted[0]);
        assert_holds(text, rows[i].wanted[1]);
        assert_holds(text, "<r:BootMediaIndex>0</r:BootMediaIndex>");
        assert_holds(text, "<r:EnforceSecureBoot>true</r:EnforceSecureBoot>");
        assert_holds(text, "<r:InstanceID>Intel(r) AMT:BootSettingData 0</r:InstanceID>");
        for (size_t k = 0; k < COUNT(never); k++)
            assert_null(strstr(text, never[k]));
        free(text);
    }
}

static void what_the_machine_denies_is_refused(void **state)
{
    (void)state;
    xml_doc *doc = instance(BOOT_CAPABILITIES_CLASS,
                            "<g:BIOSSetup>false</g:BIOSSetup><g:ForcePXEBoot>true</g:ForcePXEBoot>"
                            "<g:ForceCDorDVDBoot>FALSE</g:ForceCDorDVDBoot><g:SOL>false</g:SOL>");
    static const struct {
        struct boot_options wish;
        enum err_code code;
    } rows[] = {
        {{BOOT_BIOS, false}, ERR_UNAVAILABLE}, {{BOOT_PXE, false}, ERR_OK},
        {{BOOT_CD, false}, ERR_UNAVAILABLE},   {{BOOT_DISK, false}, ERR_OK}, /* it does not say */
        {{BOOT_NORMAL, false}, ERR_OK},        {{BOOT_NORMAL, true}, ERR_UNAVAILABLE},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (boot_check(xml_root(doc), &rows[i].wish, NULL) != rows[i].code)
            fail_msg("row %zu", i);
    xml_free(doc);
}

static void the_boot_order_names_its_source_or_none(void **state)
{
    (void)state;
    static const char *const cleared[] = {"CIM_BootConfigSetting/ChangeBootOrder</a:Action>",
                                          "<r:ChangeBootOrder_INPUT", "/>", NULL};
    static const char *const pxe[] = {"<r:ChangeBootOrder_INPUT",
                                      "<r:Source><a:Address>",
                                      "CIM_BootSourceSetting",
                                      "Name=\"InstanceID\">Intel(r) AMT: Force PXE Boot<",
                                      "</r:Source>",
                                      NULL};
    static const char *const role[] = {
        "CIM_BootService/SetBootConfigRole</a:Action>", "<r:BootConfigSetting>",
        "Intel(r) AMT: Boot Configuration 0", "</r:BootConfigSetting><r:Role>1</r:Role>", NULL};
    struct request request;
    request_boot_order(&request, BOOT_NORMAL);
    assert_built(&request.wsman, cleared);
    request_boot_order(&request, BOOT_PXE);
    assert_built(&request.wsman, pxe);
    request_boot_role(&request);
    assert_built(&request.wsman, role);
}

static void an_object_that_is_none_of_amts_is_not_put_back(void **state)
{
    (void)state;
    struct whole_object object;
    char elements[3000] = "";
    for (int i = 0; i < WHOLE_PROPERTIES_MAX + 1; i++)
        (void)strcat(elements, "<g:P>1</g:P>");
    xml_doc *doc = instance("AMT_X", elements);
    assert_int_equal(whole_object_read(&object, xml_root(doc), NULL), ERR_PROTOCOL);
    xml_free(doc);
    (void)snprintf(elements, sizeof elements, "<g:P>%0170d</g:P>", 0);
    doc = instance("AMT_X", elements);
    assert_int_equal(whole_object_read(&object, xml_root(doc), NULL), ERR_PROTOCOL);
    xml_free(doc);
    assert_int_equal(whole_object_read(&object, NULL, NULL), ERR_PROTOCOL);
    doc = instance("AMT_X", "<g:P>1</g:P><g:R><g:Inner>2</g:Inner></g:R><g:Q/>");
    assert_int_equal(whole_object_read(&object, xml_root(doc), NULL), ERR_OK);
    xml_free(doc);
    assert_int_equal(object.count, 2);
    whole_object_drop(&object, "P");
    assert_int_equal(object.count, 1);
    assert_false(whole_object_set(&object, "P", "2"));
    assert_true(whole_object_set(&object, "Q", "2"));
}

/* ---------------------------------------------------------------- consent */

static void consent_is_needed_as_amt_says(void **state)
{
    (void)state;
    static const struct {
        const char *required;
        bool boot, kvm;
    } rows[] = {{"0", false, false}, {"1", false, true}, {"4294967295", true, true}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        char elements[160];
        struct consent consent;
        (void)snprintf(elements, sizeof elements,
                       "<g:OptInCodeTimeout>120</g:OptInCodeTimeout>"
                       "<g:OptInRequired>%s</g:OptInRequired><g:OptInState>3</g:OptInState>",
                       rows[i].required);
        xml_doc *doc = instance(CONSENT_CLASS, elements);
        assert_true(consent_read(xml_root(doc), &consent));
        xml_free(doc);
        assert_int_equal(consent_is_required(&consent, CONSENT_BOOT), rows[i].boot);
        assert_int_equal(consent_is_required(&consent, CONSENT_KVM), rows[i].kvm);
        assert_true(consent_is_valid(&consent));
        assert_int_equal(consent.code_seconds, 120);
    }
    struct consent consent;
    xml_doc *doc = instance(CONSENT_CLASS, "<g:OptInRequired>0</g:OptInRequired>"
                                           "<g:OptInState>9</g:OptInState>");
    assert_false(consent_read(xml_root(doc), &consent));
    xml_free(doc);
}

static void a_code_has_six_digits_and_keeps_its_zeros(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "12345", "1234567", "12345a", " 12345", "-12345"};
    static const char *const parts[] = {"<r:SendOptInCode_INPUT",
                                        "<r:OptInCode>001234</r:OptInCode>", NULL};
    struct request request;
    assert_true(consent_code_is_valid("001234"));
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(consent_code_is_valid(bad[i]));
    request_consent_code(&request, "001234");
    assert_built(&request.wsman, parts);
}

/* ---------------------------------------------------------------- the event log */

static void records_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *base64;
        uint32_t when;
        const char *words;
        const char *severity;
    } rows[] = {
        /* Of real machines, as published. */
        {"Y8iYZf8GbwVoEP8mYaoKAAAAAAAA", 1704511587, "Password attack: 10 failed attempts",
         "critical"},
        {"/////////wb///////////////8=", 0, NULL, NULL}, /* 20 bytes */
        {"///////BcQBQAf8mYaowAAAAAAAA", 0, "Fast Call for Help", "monitor"},
        {"AAAAAP8PbwJoAf8EAEACAAAAAAAA", 0, "BIOS progress: progress 02h: hard disk initialization",
         "monitor"},
        {"AQAAAP/vAQFoAv8EAAECAwQFBgcI", 1,
         "event EFh/01h/01h of sensor 255, entity 4, data 01 02 03 04", "information"},
        {"", 0, NULL, NULL},
        {"Y8iYZf8GbwVoEP8mYaoKAAAAAAA*", 0, NULL, NULL},
        {"Y8iYZf8GbwVoEP8mYaoKAAAAAAAAAAAA", 0, NULL, NULL},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct log_record record;
        char words[200];
        bool good = log_record_parse(rows[i].base64, &record);
        if (good != (rows[i].words != NULL))
            fail_row(rows[i].base64);
        if (!good)
            continue;
        log_record_format(&record, words, sizeof words);
        assert_string_equal(words, rows[i].words);
        assert_string_equal(log_record_severity(&record), rows[i].severity);
        assert_int_equal(record.when, rows[i].when);
    }
}

static void a_piece_of_the_log_is_bounded(void **state)
{
    (void)state;
    static struct log_piece piece;
    xml_doc *doc =
        instance("GetRecords_OUTPUT", "<g:IterationIdentifier>21</g:IterationIdentifier>"
                                      "<g:NoMoreRecords>false</g:NoMoreRecords>"
                                      "<g:RecordArray>Y8iYZf8GbwVoEP8mYaoKAAAAAAAA</g:RecordArray>"
                                      "<g:RecordArray>rubbish</g:RecordArray><g:RecordArray/>"
                                      "<g:ReturnValue>0</g:ReturnValue>");
    assert_true(log_piece_read(xml_root(doc), &piece));
    assert_int_equal(piece.count, 1);
    assert_int_equal(piece.bad, 1);
    assert_false(piece.last);
    assert_int_equal(piece.next, 21);
    xml_free(doc);
    doc = instance("GetRecords_OUTPUT", "<g:NoMoreRecords>TRUE</g:NoMoreRecords>");
    assert_true(log_piece_read(xml_root(doc), &piece) && piece.last && piece.count == 0);
    xml_free(doc);
    doc = instance("GetRecords_OUTPUT", "<g:ReturnValue>0</g:ReturnValue>");
    assert_false(log_piece_read(xml_root(doc), &piece));
    xml_free(doc);
}

/* ---------------------------------------------------------------- redirection, and what is said */

static void redirection_is_read_and_switched(void **state)
{
    (void)state;
    struct redirection_flags on = {.kvm = false};
    struct request request;
    static const char *const both[] = {"<r:RequestedState>32771</r:RequestedState>", NULL};
    static const char *const put[] = {"<r:AMT_RedirectionService",
                                      "<r:EnabledState>32771</r:EnabledState>",
                                      "<r:ListenerEnabled>true</r:ListenerEnabled>",
                                      "<r:Name>Intel(r) AMT Redirection Service</r:Name>", NULL};
    xml_doc *doc = instance(REDIRECTION_CLASS, "<g:EnabledState>32769</g:EnabledState>"
                                               "<g:ListenerEnabled>false</g:ListenerEnabled>"
                                               "<g:Name>Intel(r) AMT Redirection Service</g:Name>");
    assert_true(redirection_read(xml_root(doc), &on));
    assert_true(on.storage && !on.sol && !on.listener);
    on.sol = true;
    on.listener = true;
    request_redirection(&request, &on);
    assert_built(&request.wsman, both); /* whatever else is on stays on */
    struct whole_object object;
    assert_int_equal(whole_object_read(&object, xml_root(doc), NULL), ERR_OK);
    const struct wsman_request listen = redirection_put_listener(&object, &on);
    assert_built(&listen, put);
    xml_free(doc);
    doc = instance(REDIRECTION_KVM_CLASS, "<g:EnabledState>6</g:EnabledState>"
                                          "<g:RequestedState>2</g:RequestedState>");
    assert_true(redirection_read_kvm(xml_root(doc), &on) && on.kvm);
    xml_free(doc);
    doc = instance(REDIRECTION_KVM_CLASS, "<g:EnabledState>3</g:EnabledState>");
    assert_true(redirection_read_kvm(xml_root(doc), &on) && !on.kvm);
    xml_free(doc);
}

static void what_a_method_returns_has_an_exit_status(void **state)
{
    (void)state;
    static const struct {
        enum return_values whose;
        const char *elements;
        enum err_code code;
        bool busy;
    } rows[] = {
        {RETURNS_CIM, "<g:ReturnValue>0</g:ReturnValue>", ERR_OK, false},
        {RETURNS_CIM, "<g:ReturnValue>4096</g:ReturnValue>", ERR_OK, false},
        {RETURNS_CIM, "<g:ReturnValue>2</g:ReturnValue>", ERR_UNAVAILABLE, false},
        {RETURNS_CIM, "<g:ReturnValue>3</g:ReturnValue>", ERR_TEMPFAIL, false},
        {RETURNS_CIM, "<g:ReturnValue>6</g:ReturnValue>", ERR_TEMPFAIL, true},
        {RETURNS_CIM, "<g:ReturnValue>4099</g:ReturnValue>", ERR_TEMPFAIL, true},
        {RETURNS_BOOT, "<g:ReturnValue>3</g:ReturnValue>", ERR_TEMPFAIL, true},
        {RETURNS_BOOT, "<g:ReturnValue>6</g:ReturnValue>", ERR_NOPERM, false},
        {RETURNS_CONSENT, "<g:ReturnValue>3</g:ReturnValue>", ERR_TEMPFAIL, false},
        {RETURNS_CONSENT, "<g:ReturnValue>77</g:ReturnValue>", ERR_UNAVAILABLE, false},
        {RETURNS_CIM, "", ERR_PROTOCOL, false},
        {RETURNS_CIM, "<g:ReturnValue>zero</g:ReturnValue>", ERR_PROTOCOL, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct err e;
        xml_doc *doc = instance("X_OUTPUT", rows[i].elements);
        if (return_value(xml_root(doc), rows[i].whose, "it", &e) != rows[i].code ||
            return_is_busy(xml_root(doc), rows[i].whose) != rows[i].busy)
            fail_msg("row %zu", i);
        xml_free(doc);
    }
}

static void the_right_that_is_missing_has_a_name(void **state)
{
    (void)state;
    assert_holds(realm_needed("AMT_MessageLog.GetRecords"), "19");
    assert_holds(realm_needed("CIM_PowerManagementService.RequestPowerStateChange"), "realm 5");
    assert_holds(realm_needed("AMT_RedirectionService"), "realm 2");
    assert_null(realm_needed("AMT_SomethingElse"));
    assert_null(realm_needed(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_is_offered_can_be_asked_for),
        cmocka_unit_test(a_state_is_done_when_it_is_so),
        cmocka_unit_test(power_is_asked_for_as_amt_takes_it),
        cmocka_unit_test(words_of_power_are_found_again),
        cmocka_unit_test(nothing_but_what_is_wanted_is_set),
        cmocka_unit_test(what_the_machine_denies_is_refused),
        cmocka_unit_test(the_boot_order_names_its_source_or_none),
        cmocka_unit_test(an_object_that_is_none_of_amts_is_not_put_back),
        cmocka_unit_test(consent_is_needed_as_amt_says),
        cmocka_unit_test(a_code_has_six_digits_and_keeps_its_zeros),
        cmocka_unit_test(records_are_read),
        cmocka_unit_test(a_piece_of_the_log_is_bounded),
        cmocka_unit_test(redirection_is_read_and_switched),
        cmocka_unit_test(what_a_method_returns_has_an_exit_status),
        cmocka_unit_test(the_right_that_is_missing_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
