#include "tests/standin/instances.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/standin/accounts.h"
#include "tests/standin/boot.h"
#include "tests/standin/consent.h"
#include "tests/standin/environment.h"
#include "tests/standin/filters.h"
#include "tests/standin/interfaces.h"
#include "tests/standin/message_log.h"
#include "tests/standin/power.h"
#include "tests/standin/redirection_service.h"
#include "tests/standin/subscribers.h"
#include "tests/standin/subscriptions.h"

static void add(struct instance *instance, enum property_kind kind, const char *name,
                const char *value, const struct reference *reference)
{
    struct property *property = &instance->properties[instance->count++];

    if (instance->count > sizeof instance->properties / sizeof *instance->properties)
        abort();
    property->kind = kind;
    property->name = name;
    property->value = value ? xstrdup(value) : NULL;
    property->reference = reference;
}

void instance_text(struct instance *instance, const char *name, const char *value)
{
    add(instance, PROPERTY_TEXT, name, value, NULL);
}

void instance_number(struct instance *instance, const char *name, unsigned value)
{
    char text[16];

    snprintf(text, sizeof text, "%u", value);
    instance_text(instance, name, text);
}

void instance_flag(struct instance *instance, const char *name, bool value)
{
    instance_text(instance, name, value ? "true" : "false");
}

void instance_reference(struct instance *instance, const char *name,
                        const struct reference *reference)
{
    add(instance, PROPERTY_REFERENCE, name, NULL, reference);
}

struct pair {
    const char *name, *value;
};

/* Adds pairs up to the first one without a name. */
static void add_all(struct instance *instance, const struct pair *pairs)
{
    for (; pairs->name != NULL; pairs++)
        instance_text(instance, pairs->name, pairs->value);
}

static void fill_general_settings(struct instance *instance, const struct machine *machine,
                                  unsigned index)
{
    static const struct pair before[] = {
        {"AMTNetworkEnabled", "1"},
        {"DDNSPeriodicUpdateInterval", "1440"},
        {"DDNSTTL", "900"},
        {"DDNSUpdateByDHCPServerEnabled", "true"},
        {"DDNSUpdateEnabled", "false"},
        {"DHCPv6ConfigurationTimeout", "0"},
        {NULL, NULL},
    };
    static const struct pair after[] = {
        {"IdleWakeTimeout", "65535"},
        {"InstanceID", "Intel(r) AMT: General Settings"},
        {"NetworkInterfaceEnabled", "true"},
        {"PingResponseEnabled", "true"},
        {"PowerSource", "0"},
        {"PreferredAddressFamily", "0"},
        {"PresenceNotificationInterval", "0"},
        {"PrivacyLevel", "0"},
        {"RmcpPingResponseEnabled", "true"},
        {NULL, NULL},
    };
    static const struct pair last[] = {
        {"ThunderboltDockEnabled", "0"},
        {"WsmanOnlyMode", "false"},
        {NULL, NULL},
    };

    (void)index;
    add_all(instance, before);
    instance_text(instance, "DigestRealm", machine->realm);
    instance_text(instance, "DomainName", machine->domain);
    instance_text(instance, "ElementName", "Intel(r) AMT: General Settings");
    instance_text(instance, "HostName", machine->host);
    instance_text(instance, "HostOSFQDN", machine->fqdn);
    add_all(instance, after);
    instance_flag(instance, "SharedFQDN", !machine->own_name);
    add_all(instance, last);
}

static void fill_system_package(struct instance *instance, const struct machine *machine,
                                unsigned index)
{
    static const struct reference chassis = {
        BASE_CIM "CIM_Chassis",
        {{"CreationClassName", "CIM_Chassis"}, {"Tag", "CIM_Chassis"}},
    };
    static const struct reference computer = {
        BASE_CIM "CIM_ComputerSystem",
        {{"CreationClassName", "CIM_ComputerSystem"}, {"Name", "ManagedSystem"}},
    };
    char guid[33];

    (void)index;
    hex_encode(machine->guid, sizeof machine->guid, true, guid);
    instance_reference(instance, "Antecedent", &chassis);
    instance_reference(instance, "Dependent", &computer);
    instance_text(instance, "PlatformGUID", guid);
}

static unsigned chassis_count(const struct machine *machine)
{
    return machine->chassis;
}

static unsigned cards_count(const struct machine *machine)
{
    return machine->cards;
}

/* A chassis that is not the system's: a dock, a riser. */
static void fill_other(struct instance *instance, const char *class_name, const char *model,
                       const char *type, unsigned index)
{
    char *serial = xasprintf("OTHER%04u", index + 1);
    char *tag = xasprintf("%s %u", class_name, index + 1);

    instance_text(instance, "CreationClassName", class_name);
    instance_text(instance, "Manufacturer", "Other Makers");
    instance_text(instance, "Model", model);
    instance_text(instance, "PackageType", type);
    instance_text(instance, "SerialNumber", serial);
    instance_text(instance, "Tag", tag);
    free(serial);
    free(tag);
}

static void fill_chassis(struct instance *instance, const struct machine *machine, unsigned index)
{
    if (index + 1 < machine->chassis) {
        fill_other(instance, "CIM_Chassis", "Dock 3", "3", index);
        return;
    }
    instance_text(instance, "ChassisPackageType", "0");
    instance_text(instance, "CreationClassName", "CIM_Chassis");
    instance_text(instance, "ElementName", "Managed System Chassis");
    instance_text(instance, "Manufacturer", machine->manufacturer);
    instance_text(instance, "Model", machine->model);
    instance_text(instance, "OperationalStatus", "0");
    instance_text(instance, "PackageType", "3");
    instance_text(instance, "SerialNumber", machine->serial);
    instance_text(instance, "Tag", "CIM_Chassis");
    instance_text(instance, "Version", machine->version);
}

static void fill_card(struct instance *instance, const struct machine *machine, unsigned index)
{
    if (index + 1 < machine->cards) {
        fill_other(instance, "CIM_Card", "Riser 2", "9", index);
        return;
    }
    instance_text(instance, "CanBeFRUed", "true");
    instance_text(instance, "CreationClassName", "CIM_Card");
    instance_text(instance, "ElementName", "Managed System Base Board");
    instance_text(instance, "Manufacturer", machine->board_manufacturer);
    instance_text(instance, "Model", machine->board_model);
    instance_text(instance, "OperationalStatus", "0");
    instance_text(instance, "PackageType", "9");
    instance_text(instance, "SerialNumber", machine->board_serial);
    instance_text(instance, "Tag", "CIM_Card");
    instance_text(instance, "Version", machine->board_version);
}

static void fill_bios(struct instance *instance, const struct machine *machine, unsigned index)
{
    (void)index;
    instance_text(instance, "ElementName", "Primary BIOS");
    instance_text(instance, "Manufacturer", machine->bios_manufacturer);
    instance_text(instance, "Name", "Primary BIOS");
    instance_text(instance, "OperationalStatus", "0");
    instance_text(instance, "PrimaryBIOS", "true");
    if (machine->cim_dates)
        instance_text(instance, "ReleaseDate", "20230228000000.000000+000");
    else
        add(instance, PROPERTY_DATETIME, "ReleaseDate", "2023-02-28T00:00:00Z", NULL);
    instance_text(instance, "SoftwareElementID", machine->bios_version);
    instance_text(instance, "SoftwareElementState", "2");
    instance_text(instance, "TargetOperatingSystem", "66");
    instance_text(instance, "Version", machine->bios_version);
}

static void fill_chip(struct instance *instance, const struct machine *machine, unsigned index)
{
    (void)index;
    instance_text(instance, "CreationClassName", "CIM_Chip");
    instance_text(instance, "ElementName", "Managed System Processor Chip");
    instance_text(instance, "Manufacturer", "Intel(R) Corporation");
    instance_text(instance, "OperationalStatus", "0");
    instance_text(instance, "Tag", "CPU 0");
    instance_text(instance, "Version", machine->processor);
}

static void fill_processor(struct instance *instance, const struct machine *machine, unsigned index)
{
    static const struct pair all[] = {
        {"CPUStatus", "1"},
        {"CreationClassName", "CIM_Processor"},
        {"CurrentClockSpeed", "2400"},
        {"DeviceID", "CPU 0"},
        {"ElementName", "Managed System CPU"},
        {"EnabledState", "2"},
        {"ExternalBusClockSpeed", "100"},
        {"Family", "205"},
        {"HealthState", "0"},
        {"MaxClockSpeed", "4200"},
        {"OperationalStatus", "0"},
        {"OtherFamilyDescription", ""},
        {"RequestedState", "12"},
        {"Role", "Central"},
        {"Stepping", "3"},
        {"SystemCreationClassName", "CIM_ComputerSystem"},
        {"SystemName", "ManagedSystem"},
        {"UpgradeMethod", "1"},
        {NULL, NULL},
    };

    (void)machine;
    (void)index;
    add_all(instance, all);
}

static void fill_memory(struct instance *instance, const struct machine *machine, unsigned index)
{
    char *bank = xasprintf("BANK %u", index * 2);
    char *part = xasprintf("%-20s", machine->part_number); /* padded with spaces, as DIMMs are */
    char *serial = xasprintf("5E0016%02X", index + 1);
    char *tag = xasprintf("Memory Module %u", index);

    instance_text(instance, "BankLabel", bank);
    instance_text(instance, "Capacity", "8589934592");
    instance_text(instance, "ConfiguredMemoryClockSpeed", "3200");
    instance_text(instance, "CreationClassName", "CIM_PhysicalMemory");
    instance_text(instance, "ElementName", "Managed System Memory Chip");
    instance_text(instance, "FormFactor", "13");
    instance_text(instance, "IsSpeedInMhz", "true");
    instance_text(instance, "Manufacturer", "0E5A");
    instance_text(instance, "MaxMemorySpeed", "3200");
    instance_text(instance, "MemoryType", "26");
    instance_text(instance, "OperationalStatus", "0");
    instance_text(instance, "PartNumber", part);
    instance_text(instance, "SerialNumber", serial);
    instance_text(instance, "Speed", "0");
    instance_text(instance, "Tag", tag);
    free(bank);
    free(part);
    free(serial);
    free(tag);
}

static void fill_media(struct instance *instance, const struct machine *machine, unsigned index)
{
    char *device = xasprintf("MEDIA DEV %u", index);

    (void)machine;
    instance_text(instance, "Capabilities", "4"); /* an array: the element is repeated */
    instance_text(instance, "Capabilities", "10");
    instance_text(instance, "CreationClassName", "CIM_MediaAccessDevice");
    instance_text(instance, "DeviceID", device);
    instance_text(instance, "ElementName", "Managed System Media Access Device");
    instance_text(instance, "EnabledDefault", "2");
    instance_text(instance, "EnabledState", "0");
    instance_text(instance, "MaxMediaSize", index == 0 ? "512110190" : "2000398934"); /* KB */
    instance_text(instance, "OperationalStatus", "0");
    instance_text(instance, "RequestedState", "12");
    instance_text(instance, "Security", "2");
    instance_text(instance, "SystemCreationClassName", "CIM_ComputerSystem");
    instance_text(instance, "SystemName", "ManagedSystem");
    free(device);
}

enum { SOFTWARE_COUNT = 11 };

static void fill_software(struct instance *instance, const struct machine *machine, unsigned index)
{
    const struct {
        const char *name, *version;
    } all[SOFTWARE_COUNT] = {
        {"Flash", machine->amt_version},
        {"Netstack", machine->amt_version},
        {"AMTApps", machine->amt_version},
        {"AMT", machine->amt_version},
        {"Sku", machine->sku},
        {"VendorID", "8086"},
        {"Build Number", machine->amt_build},
        {"Recovery Version", machine->amt_version},
        {"Recovery Build Num", machine->amt_build},
        {"Legacy Mode", "False"},
        {"AMT FW Core Version", machine->amt_version},
    };

    instance_text(instance, "InstanceID", all[index].name);
    instance_text(instance, "IsEntity", "true");
    instance_text(instance, "VersionString", all[index].version);
}

static void fill_set_up_service(struct instance *instance, const struct machine *machine,
                                unsigned index)
{
    static const struct pair all[] = {
        {"CreationClassName", "AMT_SetupAndConfigurationService"},
        {"ElementName", "Intel(r) AMT Setup and Configuration Service"},
        {"EnabledState", "5"},
        {"Name", "Intel(r) AMT Setup and Configuration Service"},
        {"PasswordModel", "1"},
        {"ProvisioningMode", "1"},
        {"ProvisioningServerOTP", ""},
        {"ProvisioningState", "2"},
        {"RequestedState", "12"},
        {"SystemCreationClassName", "CIM_ComputerSystem"},
        {"SystemName", "Intel(r) AMT"},
        {"ZeroTouchConfigurationEnabled", "true"},
        {NULL, NULL},
    };

    (void)machine;
    (void)index;
    add_all(instance, all);
}

static const struct inventory_class classes[] = {
    {"AMT_GeneralSettings", BASE_AMT, 1, NULL, fill_general_settings},
    {"CIM_ComputerSystemPackage", BASE_CIM, 1, NULL, fill_system_package},
    {"CIM_Chassis", BASE_CIM, 0, chassis_count, fill_chassis},
    {"CIM_Card", BASE_CIM, 0, cards_count, fill_card},
    {"CIM_BIOSElement", BASE_CIM, 1, NULL, fill_bios},
    {"CIM_Chip", BASE_CIM, 1, NULL, fill_chip},
    {"CIM_Processor", BASE_CIM, 1, NULL, fill_processor},
    {"CIM_SoftwareIdentity", BASE_CIM, SOFTWARE_COUNT, NULL, fill_software},
    {"CIM_PhysicalMemory", BASE_CIM, 2, NULL, fill_memory},
    {"CIM_MediaAccessDevice", BASE_CIM, 2, NULL, fill_media},
    {"AMT_SetupAndConfigurationService", BASE_AMT, 1, NULL, fill_set_up_service},
    {"AMT_AuthorizationService", BASE_AMT, 1, NULL, accounts_fill},
    {"AMT_UserInitiatedConnectionService", BASE_AMT, 1, NULL, interfaces_fill},
    {"AMT_SNMPEventSubscriber", BASE_AMT, 0, subscribers_count, subscribers_fill},
    {"AMT_PETFilterSetting", BASE_AMT, 0, filters_count, filters_fill},
    {"AMT_EventManagerService", BASE_AMT, 1, NULL, filters_fill_service},
    {"CIM_FilterCollection", BASE_CIM, COLLECTION_COUNT, NULL, subscriptions_fill_collection},
    {"CIM_FilterCollectionSubscription", BASE_CIM, 0, subscriptions_count, subscriptions_fill},
    {"CIM_ListenerDestination", BASE_CIM, 0, subscriptions_count, subscriptions_fill_listener},
    {"CIM_ListenerDestinationWSManagement", BASE_CIM, 0, subscriptions_count,
     subscriptions_fill_listener},
    {"AMT_EnvironmentDetectionSettingData", BASE_AMT, 1, NULL, environment_fill},
    {"AMT_RedirectionService", BASE_AMT, 1, NULL, redirection_fill},
    {"CIM_KVMRedirectionSAP", BASE_CIM, 1, NULL, redirection_fill_kvm},
    {"IPS_KVMRedirectionSettingData", BASE_IPS, 1, NULL, redirection_fill_settings},
    {"CIM_AssociatedPowerManagementService", BASE_CIM, 1, NULL, power_fill_state},
    {"CIM_PowerManagementService", BASE_CIM, 1, NULL, power_fill_service},
    {"CIM_PowerManagementCapabilities", BASE_CIM, 1, NULL, power_fill_capabilities},
    {"IPS_PowerManagementService", BASE_IPS, 1, NULL, power_fill_saving},
    {"AMT_BootSettingData", BASE_AMT, 1, NULL, boot_fill_settings},
    {"AMT_BootCapabilities", BASE_AMT, 1, NULL, boot_fill_capabilities},
    {"CIM_BootConfigSetting", BASE_CIM, 1, NULL, boot_fill_config},
    {"CIM_BootSourceSetting", BASE_CIM, BOOT_SOURCE_COUNT, NULL, boot_fill_source},
    {"CIM_BootService", BASE_CIM, 1, NULL, boot_fill_service},
    {"IPS_OptInService", BASE_IPS, 1, NULL, consent_fill},
    {"AMT_MessageLog", BASE_AMT, 1, NULL, message_log_fill},
    {"AMT_TimeSynchronizationService", BASE_AMT, 1, NULL, clock_fill},
};

const struct inventory_class *inventory_find(const char *resource)
{
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        size_t size = strlen(classes[i].base);

        if (strncmp(resource, classes[i].base, size) == 0 &&
            strcmp(resource + size, classes[i].name) == 0)
            return &classes[i];
    }
    return NULL;
}

unsigned inventory_index(const struct inventory_class *class)
{
    return (unsigned)(class - classes);
}

unsigned inventory_count(const struct inventory_class *class, const struct machine *machine)
{
    return class->count ? class->count(machine) : class->instances;
}

void instance_free(struct instance *instance)
{
    for (size_t i = 0; i < instance->count; i++)
        free(instance->properties[i].value);
    instance->count = 0;
}

bool instance_fits(const struct instance *instance, const struct request *request)
{
    for (size_t i = 0; i < request->selector_count; i++) {
        const struct selector *selector = &request->selectors[i];
        bool found = false;

        for (size_t j = 0; j < instance->count && selector->value != NULL; j++) {
            const struct property *property = &instance->properties[j];

            found |= property->value != NULL && strcmp(property->name, selector->name) == 0 &&
                     strcmp(property->value, selector->value) == 0;
        }
        if (!found)
            return false;
    }
    return true;
}

void reference_write(const struct reference *reference, struct reply *reply)
{
    reply_text(reply, reply->addressing, "Address", ANONYMOUS);
    reply_open(reply, reply->addressing, "ReferenceParameters");
    reply_text(reply, reply->wsman, "ResourceURI", reference->resource);
    reply_open(reply, reply->wsman, "SelectorSet");
    for (size_t i = 0; i < 4 && reference->selectors[i].name != NULL; i++)
        text_printf(reply->out, "<%c:Selector Name=\"%s\">%s</%c:Selector>", reply->wsman,
                    reference->selectors[i].name, reference->selectors[i].value, reply->wsman);
    reply_close(reply, reply->wsman, "SelectorSet");
    reply_close(reply, reply->addressing, "ReferenceParameters");
}

void instance_write(const struct instance *instance, struct reply *reply, const char *class_name)
{
    reply_open(reply, reply->resource, class_name);
    for (size_t i = 0; i < instance->count; i++) {
        const struct property *property = &instance->properties[i];

        if (property->kind == PROPERTY_TEXT) {
            reply_text(reply, reply->resource, property->name, property->value);
            continue;
        }
        reply_open(reply, reply->resource, property->name);
        if (property->kind == PROPERTY_RAW)
            text_puts(reply->out, property->value);
        else if (property->kind == PROPERTY_DATETIME)
            reply_text(reply, reply->common, "Datetime", property->value);
        else
            reference_write(property->reference, reply);
        reply_close(reply, reply->resource, property->name);
    }
    reply_close(reply, reply->resource, class_name);
}
