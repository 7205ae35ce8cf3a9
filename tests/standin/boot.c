#include "tests/standin/boot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/standin/call.h"
#include "tests/standin/consent.h"

enum { DONE = 0, INVALID_REFERENCE = 4, INVALID_PARAMETER = 5, ACCESS_DENIED = 6 };
enum { ROLE_NEXT = 1, ROLE_NOT = 32768 };

static const char settings_id[] = "Intel(r) AMT:BootSettingData 0";
static const char settings_name[] = "Intel(r) AMT Boot Configuration Settings";
static const char config_id[] = "Intel(r) AMT: Boot Configuration 0";

enum setting_kind {
    SETTING_FLAG,
    SETTING_NUMBER,
    SETTING_FIXED, /* text */
    SETTING_READ,  /* a flag of the firmware's: a Put may leave it out, and what it says is ignored
                    */
    SETTING_STATUS /* the same, two numbers */
};

/* In the order of the schema. */
static const struct setting {
    const char *name;
    enum setting_kind kind;
    const char *text;
    bool able;     /* AMT_BootCapabilities has it */
    bool destroys; /* what is on the PC */
} settings[] = {
    {"BIOSLastStatus", SETTING_STATUS, NULL, false, false},
    {"BIOSPause", SETTING_FLAG, NULL, true, false},
    {"BIOSSetup", SETTING_FLAG, NULL, true, false},
    {"BootMediaIndex", SETTING_NUMBER, NULL, true, false},
    {"BootguardStatus", SETTING_READ, NULL, false, false},
    {"ConfigurationDataReset", SETTING_FLAG, NULL, true, true},
    {"ElementName", SETTING_FIXED, settings_name, false, false},
    {"EnforceSecureBoot", SETTING_FLAG, NULL, true, false},
    {"FirmwareVerbosity", SETTING_NUMBER, NULL, false, false},
    {"ForcedProgressEvents", SETTING_FLAG, NULL, true, false},
    {"IDERBootDevice", SETTING_NUMBER, NULL, true, false},
    {"InstanceID", SETTING_FIXED, settings_id, false, false},
    {"LockKeyboard", SETTING_FLAG, NULL, false, false},
    {"LockPowerButton", SETTING_FLAG, NULL, false, false},
    {"LockResetButton", SETTING_FLAG, NULL, false, false},
    {"LockSleepButton", SETTING_FLAG, NULL, false, false},
    {"OptionsCleared", SETTING_READ, NULL, false, false},
    {"OwningEntity", SETTING_FIXED, "Intel(r) AMT", false, false},
    {"PlatformErase", SETTING_FLAG, NULL, true, true},
    {"RPEEnabled", SETTING_READ, NULL, false, false},
    {"ReflashBIOS", SETTING_FLAG, NULL, true, true},
    {"SecureBootControlEnabled", SETTING_READ, NULL, false, false},
    {"SecureErase", SETTING_FLAG, NULL, true, true},
    {"UEFIHTTPSBootEnabled", SETTING_READ, NULL, false, false},
    {"UEFILocalPBABootEnabled", SETTING_READ, NULL, false, false},
    {"UseIDER", SETTING_FLAG, NULL, true, false},
    {"UseSOL", SETTING_FLAG, NULL, true, false},
    {"UseSafeMode", SETTING_FLAG, NULL, false, false},
    {"UserPasswordBypass", SETTING_FLAG, NULL, false, false},
    {"WinREBootEnabled", SETTING_READ, NULL, false, false},
};

enum { SETTING_COUNT = sizeof settings / sizeof *settings };

_Static_assert((int)SETTING_COUNT <= (int)BOOT_SETTING_MAX, "room for every setting");

static const struct {
    const char *id, *word, *able;
} sources[BOOT_SOURCE_COUNT] = {
    {"Intel(r) AMT: Force Hard-drive Boot", "disk", "ForceHardDriveBoot"},
    {"Intel(r) AMT: Force PXE Boot", "pxe", "ForcePXEBoot"},
    {"Intel(r) AMT: Force CD/DVD Boot", "cd", "ForceCDorDVDBoot"},
};

static unsigned *value_of(struct boot_state *boot, const char *name)
{
    size_t i = 0;

    while (strcmp(settings[i].name, name) != 0)
        i++;
    return &boot->values[i];
}

void boot_forget(struct boot_state *boot)
{
    unsigned secure = *value_of(boot, "EnforceSecureBoot");

    memset(boot->values, 0, sizeof boot->values);
    *value_of(boot, "EnforceSecureBoot") = secure;
    *value_of(boot, "OptionsCleared") = 1;
    boot->source = -1;
    boot->next = false;
}

void boot_init(struct boot_state *boot, const struct options *options)
{
    memset(boot, 0, sizeof *boot);
    *value_of(boot, "EnforceSecureBoot") = 1;
    boot_forget(boot);
    if (options->remote.boot_leftover)
        boot->source = 1;
}

void boot_print(const struct boot_state *boot, const char *where, struct text *out)
{
    if (boot->taken > 0)
        text_printf(out, "%s boot %u%s\n", where, boot->taken, boot->last);
    if (boot->destroyed[0] != '\0')
        text_printf(out, "%s destroyed %s\n", where, boot->destroyed);
}

void boot_take(struct machine *machine)
{
    struct boot_state *boot = &machine->config.boot;
    struct pc *pc = machine->pc;

    if (!boot->next)
        return;
    pc->next_boot.setup = *value_of(boot, "BIOSSetup") != 0;
    pc->next_boot.serial = *value_of(boot, "UseSOL") != 0;
    pc->next_boot.source = boot->source >= 0 ? sources[boot->source].word : NULL;
    boot->taken++;
    snprintf(boot->last, sizeof boot->last, "%s%s%s%s", pc->next_boot.setup ? " setup" : "",
             pc->next_boot.serial ? " serial" : "", pc->next_boot.source ? " " : "",
             pc->next_boot.source ? pc->next_boot.source : "");
    boot_forget(boot);
    machine->config.changed = true;
}

/* --- What can be read ----------------------------------------------------------------------- */

void boot_fill_settings(struct instance *instance, const struct machine *machine, unsigned index)
{
    const struct boot_state *boot = &machine->config.boot;

    (void)index;
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        const struct setting *setting = &settings[i];

        if (setting->kind == SETTING_FIXED) {
            instance_text(instance, setting->name, setting->text);
        } else if (setting->kind == SETTING_NUMBER ||
                   strcmp(setting->name, "BootguardStatus") == 0) {
            instance_number(instance, setting->name, boot->values[i]);
        } else if (setting->kind == SETTING_STATUS) {
            instance_number(instance, setting->name, 2);
            instance_number(instance, setting->name, 0);
        } else {
            instance_flag(instance, setting->name, boot->values[i] != 0);
        }
    }
}

static bool is_able(const struct machine *machine, const char *capability)
{
    return !list_has(machine->incapable, capability);
}

void boot_fill_capabilities(struct instance *instance, const struct machine *machine,
                            unsigned index)
{
    static const struct {
        const char *name;
        bool able;
    } all[] = {
        {"BIOSPause", true},
        {"BIOSReflash", true},
        {"BIOSSecureBoot", true},
        {"BIOSSetup", true},
        {"ConfigurationDataReset", true},
        {"ForceCDorDVDBoot", true},
        {"ForceDiagnosticBoot", false},
        {"ForceHardDriveBoot", true},
        {"ForceHardDriveSafeModeBoot", false},
        {"ForcePXEBoot", true},
        {"ForcedProgressEvents", true},
        {"IDER", true},
    };
    static const char *const later[] = {"KeyboardLock", "PowerButtonLock", "ResetButtonLock"};

    (void)index;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (i == 5)
            instance_text(instance, "ElementName", "Intel(r) AMT: Boot Capabilities");
        instance_flag(instance, all[i].name, all[i].able && is_able(machine, all[i].name));
    }
    instance_text(instance, "InstanceID", "Intel(r) AMT:BootCapabilities 0");
    for (size_t i = 0; i < sizeof later / sizeof *later; i++)
        instance_flag(instance, later[i], false);
    instance_flag(instance, "SOL", is_able(machine, "SOL"));
    instance_flag(instance, "SecureErase", true);
    instance_flag(instance, "SleepButtonLock", false);
    instance_flag(instance, "UserPasswordBypass", false);
    instance_flag(instance, "VerbosityQuiet", false);
}

void boot_fill_config(struct instance *instance, const struct machine *machine, unsigned index)
{
    (void)machine;
    (void)index;
    instance_text(instance, "ElementName", config_id);
    instance_text(instance, "InstanceID", config_id);
}

void boot_fill_source(struct instance *instance, const struct machine *machine, unsigned index)
{
    (void)machine;
    instance_text(instance, "ElementName", sources[index].id);
    instance_number(instance, "FailThroughSupported", 2);
    instance_text(instance, "InstanceID", sources[index].id);
}

void boot_fill_service(struct instance *instance, const struct machine *machine, unsigned index)
{
    (void)machine;
    (void)index;
    instance_text(instance, "CreationClassName", "CIM_BootService");
    instance_text(instance, "ElementName", "Intel(r) AMT Boot Service");
    instance_number(instance, "EnabledState", 5);
    instance_text(instance, "Name", "Intel(r) AMT Boot Service");
    instance_number(instance, "RequestedState", 12);
    instance_text(instance, "SystemCreationClassName", "CIM_ComputerSystem");
    instance_text(instance, "SystemName", "Intel(r) AMT");
}

/* --- What can be changed -------------------------------------------------------------------- */

/* The elements of a Put, one after the other. */
static void read_setting(struct parameters *parameters, const struct setting *setting,
                         unsigned *value)
{
    char *text;

    switch (setting->kind) {
    case SETTING_FLAG:
        *value = parameter_flag(parameters, setting->name);
        break;
    case SETTING_NUMBER:
        *value = parameter_number(parameters, setting->name, 255);
        break;
    case SETTING_FIXED:
        text = parameter_text(parameters, setting->name);
        parameters->good &= text != NULL && strcmp(text, setting->text) == 0;
        free(text);
        break;
    case SETTING_READ:
    case SETTING_STATUS:
        while ((text = parameter_maybe(parameters, setting->name)) != NULL)
            free(text);
        break;
    }
}

/* Whether the machine is capable of what is requested. */
static bool settings_fit(const struct machine *machine, const struct boot_state *wanted)
{
    const struct boot_state *boot = &machine->config.boot;

    for (size_t i = 0; i < SETTING_COUNT; i++) {
        if (settings[i].kind != SETTING_READ && wanted->values[i] != 0 && !settings[i].able)
            return false;
    }
    if (wanted->values[2] != 0 && !is_able(machine, "BIOSSetup"))
        return false;
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        bool redirects =
            strcmp(settings[i].name, "UseSOL") == 0 || strcmp(settings[i].name, "UseIDER") == 0;

        if (redirects && wanted->values[i] != 0 &&
            (boot->source >= 0 || !is_able(machine, settings[i].name + strlen("Use"))))
            return false;
    }
    return true;
}

void boot_put(struct call *call)
{
    struct boot_state *boot = &call->machine->config.boot;
    struct boot_state wanted = *boot;
    struct parameters parameters;
    struct instance instance = {.count = 0};
    struct reply reply;

    parameters_begin(&parameters, call);
    for (size_t i = 0; i < SETTING_COUNT; i++)
        read_setting(&parameters, &settings[i], &wanted.values[i]);
    if (!parameters_end(&parameters, call))
        return;
    if (!consent_is_valid(call->machine)) {
        call_fault(call, SOAP_FAULT_DENIED);
        return;
    }
    if (!settings_fit(call->machine, &wanted)) {
        call_fault(call, SOAP_FAULT_REPRESENTATION);
        return;
    }
    *value_of(&wanted, "OptionsCleared") = 0;
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        if (settings[i].destroys && wanted.values[i] != 0)
            snprintf(wanted.destroyed, sizeof wanted.destroyed, "%s", settings[i].name);
    }
    *boot = wanted;
    call->machine->config.changed = true;
    boot_fill_settings(&instance, call->machine, 0);
    call_begin(call, &reply, REPLY_RESOURCE);
    instance_write(&instance, &reply, call->class->name);
    reply_end(&reply);
    instance_free(&instance);
}

void boot_change_order(struct call *call)
{
    struct boot_state *boot = &call->machine->config.boot;
    struct parameters parameters;
    struct named source = {.given = false};
    unsigned index, result = DONE;
    int which = -1;

    if (!call_select(call, &index))
        return;
    parameters_begin(&parameters, call);
    parameter_reference(&parameters, "Source", &source);
    if (!parameters_end(&parameters, call))
        return;
    for (int i = 0; source.given && i < BOOT_SOURCE_COUNT; i++) {
        if (named_is(&source, BOOT_SOURCES, "InstanceID", sources[i].id, NULL))
            which = i;
    }
    if (!consent_is_valid(call->machine))
        result = ACCESS_DENIED;
    else if (source.given && which < 0)
        result = INVALID_REFERENCE;
    else if (source.given && (*value_of(boot, "UseSOL") || *value_of(boot, "UseIDER") ||
                              !is_able(call->machine, sources[which].able)))
        result = INVALID_PARAMETER;
    else
        boot->source = which;
    call_return(call, result);
}

void boot_set_role(struct call *call)
{
    struct boot_state *boot = &call->machine->config.boot;
    struct parameters parameters;
    struct named config = {.given = false};
    unsigned role, result = DONE;

    parameters_begin(&parameters, call);
    parameter_reference(&parameters, "BootConfigSetting", &config);
    role = parameter_number(&parameters, "Role", 65535);
    parameters.good &= config.given;
    if (!parameters_end(&parameters, call))
        return;
    if (!consent_is_valid(call->machine))
        result = ACCESS_DENIED;
    else if (!named_is(&config, BOOT_CONFIG, "InstanceID", config_id, NULL))
        result = INVALID_REFERENCE;
    else if (role != ROLE_NEXT && role != ROLE_NOT)
        result = INVALID_PARAMETER;
    else
        boot->next = role == ROLE_NEXT;
    call_return(call, result);
}
