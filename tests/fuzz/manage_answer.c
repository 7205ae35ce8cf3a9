/* What AMT answers to fcfh-manage: whatever it says, nothing destructive is ever sent back. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "common/amt/boot.h"
#include "common/amt/consent.h"
#include "common/amt/message_log.h"
#include "common/amt/power.h"
#include "common/amt/redirection_flags.h"
#include "common/amt/return_value.h"

static void expect(bool good)
{
    if (!good)
        abort();
}

static void read_settings(const xml_node *node)
{
    static struct whole_object object;
    static const char *const never[] = {"SecureErase", "PlatformErase", "ConfigurationDataReset",
                                        "ReflashBIOS", "UserPasswordBypass"};
    const struct boot_options wish = {BOOT_BIOS, true};
    if (whole_object_read(&object, node, NULL) != ERR_OK)
        return;
    const struct wsman_request request = boot_settings(&object, &wish);
    for (size_t i = 0; i < request.pair_count; i++)
        for (size_t k = 0; k < sizeof never / sizeof never[0]; k++)
            expect(strcmp(request.pairs[i].name, never[k]) != 0 ||
                   strcmp(request.pairs[i].value, "true") != 0);
    char *text = NULL;
    size_t len;
    if (wsman_build(&request, 1, &text, &len, NULL) == ERR_OK)
        free(text);
}

static void read_log(const xml_node *node)
{
    static struct log_piece piece;
    (void)log_piece_read(node, &piece);
    expect(piece.count <= MESSAGE_LOG_RECORDS_MAX);
    for (size_t i = 0; i < piece.count; i++) {
        char words[64];
        log_record_format(&piece.records[i], words, sizeof words);
        expect(strlen(words) < sizeof words && words[0] != '\0');
        expect(strlen(log_record_severity(&piece.records[i])) < sizeof words);
    }
}

static void read_states(const xml_node *node)
{
    struct redirection_flags on = {.sol = false};
    struct consent consent;
    struct power power = {.state = 0};
    struct err e;
    if (power_read(node, &power))
        expect(power_state_name(power.state)[0] != '\0');
    power_read_saving(node, &power);
    for (int i = 0; i < POWER_ACTION_COUNT; i++)
        if (power_choose(&power, (enum power_action)i) != 0)
            (void)power_is_done(&power, (enum power_action)i);
    if (consent_read(node, &consent))
        expect(consent_state_text(consent.state)[0] != '\0');
    (void)redirection_read(node, &on);
    (void)redirection_read_kvm(node, &on);
    for (int i = RETURNS_CIM; i <= RETURNS_CONSENT; i++)
        (void)return_value(node, (enum return_values)i, "it", &e);
}

void fuzz_one(const uint8_t *data, size_t size)
{
    xml_doc *doc;
    if (xml_parse((const char *)data, size, &doc, NULL) != ERR_OK)
        return;
    const xml_node *root = xml_root(doc);
    read_settings(root);
    read_log(root);
    read_states(root);
    for (int i = 0; i < BOOT_DEVICE_COUNT; i++) {
        const struct boot_options wish = {(enum boot_device)i, true};
        (void)boot_check(root, &wish, NULL);
    }
    xml_free(doc);
}
