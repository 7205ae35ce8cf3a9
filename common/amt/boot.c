#include "common/amt/boot.h"

#include <string.h>
#include <strings.h>

static const struct {
    const char *word;
    const char *words;
    const char *source;     /* InstanceID of a CIM_BootSourceSetting, or NULL */
    const char *capability; /* that the machine must have, or NULL */
} devices[] = {
    [BOOT_NORMAL] = {"normal", "", NULL, NULL},
    [BOOT_BIOS] = {"bios", " into BIOS setup", NULL, "BIOSSetup"},
    [BOOT_PXE] = {"pxe", " from the network (PXE)", "Intel(r) AMT: Force PXE Boot", "ForcePXEBoot"},
    [BOOT_DISK] = {"disk", " from its disk", "Intel(r) AMT: Force Hard-drive Boot",
                   "ForceHardDriveBoot"},
    [BOOT_CD] = {"cd", " from CD or DVD", "Intel(r) AMT: Force CD/DVD Boot", "ForceCDorDVDBoot"},
};

/* Read-only, only in newer firmware, or for erasing a disk: programs that are known to work do not
 * send them. */
static const char *const left_out[] = {
    "BIOSLastStatus",
    "BootguardStatus",
    "OptionsCleared",
    "RPEEnabled",
    "RSEPassword",
    "SecureBootControlEnabled",
    "UEFIHTTPSBootEnabled",
    "UEFILocalPBABootEnabled",
    "UefiBootParametersArray",
    "WinREBootEnabled",
};

bool boot_device_parse(const char *word, enum boot_device *device)
{
    for (size_t i = 0; i < BOOT_DEVICE_COUNT; i++) {
        if (strcmp(devices[i].word, word) == 0) {
            *device = (enum boot_device)i;
            return true;
        }
    }
    return false;
}

const char *boot_device_name(enum boot_device device)
{
    return devices[device].word;
}

const char *boot_device_text(enum boot_device device)
{
    return devices[device].words;
}

bool boot_has_source(enum boot_device device)
{
    return devices[device].source != NULL;
}

static bool is_denied(const xml_node *capabilities, const char *name)
{
    char value[8];
    wsman_value(capabilities, name, value, sizeof value);
    return strcasecmp(value, "false") == 0;
}

enum err_code boot_check(const xml_node *capabilities, const struct boot_options *wish,
                         struct err *e)
{
    const char *needed = devices[wish->device].capability;
    if (needed != NULL && is_denied(capabilities, needed))
        return err_set(e, ERR_UNAVAILABLE, "this machine cannot boot%s: AMT says %s is false",
                       devices[wish->device].words, needed);
    if (wish->use_sol && is_denied(capabilities, "SOL"))
        return err_set(e, ERR_UNAVAILABLE,
                       "this machine cannot boot with Serial-over-LAN: AMT says SOL is false");
    return ERR_OK;
}

struct wsman_request boot_settings(struct whole_object *object, const struct boot_options *wish)
{
    for (size_t i = 0; i < sizeof left_out / sizeof left_out[0]; i++)
        whole_object_drop(object, left_out[i]);
    for (size_t i = 0; i < object->count; i++) {
        const char *value = object->values[i];
        if (strcmp(object->names[i], "EnforceSecureBoot") == 0)
            continue; /* whether the system is checked is not for this one boot to decide */
        if (strcmp(value, "true") == 0)
            (void)whole_object_set(object, object->names[i], "false");
        else if (value[0] != '\0' && value[strspn(value, "0123456789")] == '\0')
            (void)whole_object_set(object, object->names[i], "0");
    }
    if (wish->device == BOOT_BIOS)
        (void)whole_object_set(object, "BIOSSetup", "true");
    if (wish->use_sol && !boot_has_source(wish->device))
        (void)whole_object_set(object, "UseSOL", "true");
    return whole_object_put(object);
}

void request_boot_order(struct request *r, enum boot_device device)
{
    const struct wsman_pair key = {"InstanceID", devices[device].source};
    request_begin(r, WSMAN_INVOKE, "CIM_BootConfigSetting", "ChangeBootOrder");
    if (devices[device].source != NULL)
        request_add_reference(r, "Source", "CIM_BootSourceSetting", &key, 1);
}

void request_boot_role(struct request *r)
{
    enum { FOR_THE_NEXT_BOOT = 1 };
    static const struct wsman_pair key = {"InstanceID", "Intel(r) AMT: Boot Configuration 0"};
    request_begin(r, WSMAN_INVOKE, "CIM_BootService", "SetBootConfigRole");
    request_add_reference(r, "BootConfigSetting", "CIM_BootConfigSetting", &key, 1);
    request_add_number(r, "Role", FOR_THE_NEXT_BOOT, 0);
}
