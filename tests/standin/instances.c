#include "tests/standin/instances.h"

#include <stdlib.h>
#include <string.h>

static void add(struct instance *instance, enum property_kind kind, const char *name,
                const char *value, const struct reference *reference)
{
    struct property *property = &instance->properties[instance->count++];

    if (instance->count > sizeof instance->properties / sizeof *instance->properties)
        abort();
    property->kind = kind;
    property->name = name;
    property->value = value ? must_copy(value) : NULL;
    property->reference = reference;
}

static void add_text(struct instance *instance, const char *name, const char *value)
{
    add(instance, PROPERTY_TEXT, name, value, NULL);
}

struct pair {
    const char *name, *value;
};

/* Adds pairs up to one without a name. */
static void add_all(struct instance *instance, const struct pair *pairs)
{
    for (; pairs->name != NULL; pairs++)
        add_text(instance, pairs->name, pairs->value);
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
        {"SharedFQDN", "true"},
        {"ThunderboltDockEnabled", "0"},
        {"WsmanOnlyMode", "false"},
        {NULL, NULL},
    };

    (void)index;
    add_all(instance, before);
    add_text(instance, "DigestRealm", machine->realm);
    add_text(instance, "DomainName", machine->domain);
    add_text(instance, "ElementName", "Intel(r) AMT: General Settings");
    add_text(instance, "HostName", machine->host);
    add_text(instance, "HostOSFQDN", machine->fqdn);
    add_all(instance, after);
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
    add(instance, PROPERTY_REFERENCE, "Antecedent", NULL, &chassis);
    add(instance, PROPERTY_REFERENCE, "Dependent", NULL, &computer);
    add_text(instance, "PlatformGUID", guid);
}

static void fill_chassis(struct instance *instance, const struct machine *machine, unsigned index)
{
    (void)index;
    add_text(instance, "ChassisPackageType", "0");
    add_text(instance, "CreationClassName", "CIM_Chassis");
    add_text(instance, "ElementName", "Managed System Chassis");
    add_text(instance, "Manufacturer", machine->manufacturer);
    add_text(instance, "Model", machine->model);
    add_text(instance, "OperationalStatus", "0");
    add_text(instance, "PackageType", "3");
    add_text(instance, "SerialNumber", machine->serial);
    add_text(instance, "Tag", "CIM_Chassis");
    add_text(instance, "Version", machine->version);
}

static void fill_card(struct instance *instance, const struct machine *machine, unsigned index)
{
    (void)index;
    add_text(instance, "CanBeFRUed", "true");
    add_text(instance, "CreationClassName", "CIM_Card");
    add_text(instance, "ElementName", "Managed System Base Board");
    add_text(instance, "Manufacturer", machine->board_manufacturer);
    add_text(instance, "Model", machine->board_model);
    add_text(instance, "OperationalStatus", "0");
    add_text(instance, "PackageType", "9");
    add_text(instance, "SerialNumber", machine->board_serial);
    add_text(instance, "Tag", "CIM_Card");
    add_text(instance, "Version", machine->board_version);
}

static void fill_bios(struct instance *instance, const struct machine *machine, unsigned index)
{
    (void)index;
    add_text(instance, "ElementName", "Primary BIOS");
    add_text(instance, "Manufacturer", machine->bios_manufacturer);
    add_text(instance, "Name", "Primary BIOS");
    add_text(instance, "OperationalStatus", "0");
    add_text(instance, "PrimaryBIOS", "true");
    add(instance, PROPERTY_DATETIME, "ReleaseDate", "2023-02-28T00:00:00Z", NULL);
    add_text(instance, "SoftwareElementID", machine->bios_version);
    add_text(instance, "SoftwareElementState", "2");
    add_text(instance, "TargetOperatingSystem", "66");
    add_text(instance, "Version", machine->bios_version);
}

static void fill_chip(struct instance *instance, const struct machine *machine, unsigned index)
{
    (void)index;
    add_text(instance, "CreationClassName", "CIM_Chip");
    add_text(instance, "ElementName", "Managed System Processor Chip");
    add_text(instance, "Manufacturer", "Intel(R) Corporation");
    add_text(instance, "OperationalStatus", "0");
    add_text(instance, "Tag", "CPU 0");
    add_text(instance, "Version", machine->processor);
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
    char *bank = must_printf("BANK %u", index * 2);
    char *part = must_printf("%-20s", machine->part_number); /* padded with spaces, as DIMMs are */
    char *serial = must_printf("5E0016%02X", index + 1);
    char *tag = must_printf("Memory Module %u", index);

    add_text(instance, "BankLabel", bank);
    add_text(instance, "Capacity", "8589934592");
    add_text(instance, "ConfiguredMemoryClockSpeed", "3200");
    add_text(instance, "CreationClassName", "CIM_PhysicalMemory");
    add_text(instance, "ElementName", "Managed System Memory Chip");
    add_text(instance, "FormFactor", "13");
    add_text(instance, "IsSpeedInMhz", "true");
    add_text(instance, "Manufacturer", "0E5A");
    add_text(instance, "MaxMemorySpeed", "3200");
    add_text(instance, "MemoryType", "26");
    add_text(instance, "OperationalStatus", "0");
    add_text(instance, "PartNumber", part);
    add_text(instance, "SerialNumber", serial);
    add_text(instance, "Speed", "0");
    add_text(instance, "Tag", tag);
    free(bank);
    free(part);
    free(serial);
    free(tag);
}

static void fill_media(struct instance *instance, const struct machine *machine, unsigned index)
{
    char *device = must_printf("MEDIA DEV %u", index);

    (void)machine;
    add_text(instance, "Capabilities", "4"); /* an array: the element is repeated */
    add_text(instance, "Capabilities", "10");
    add_text(instance, "CreationClassName", "CIM_MediaAccessDevice");
    add_text(instance, "DeviceID", device);
    add_text(instance, "ElementName", "Managed System Media Access Device");
    add_text(instance, "EnabledDefault", "2");
    add_text(instance, "EnabledState", "0");
    add_text(instance, "MaxMediaSize", index == 0 ? "512110190" : "2000398934"); /* KB */
    add_text(instance, "OperationalStatus", "0");
    add_text(instance, "RequestedState", "12");
    add_text(instance, "Security", "2");
    add_text(instance, "SystemCreationClassName", "CIM_ComputerSystem");
    add_text(instance, "SystemName", "ManagedSystem");
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
        {"Sku", "16392"},
        {"VendorID", "8086"},
        {"Build Number", machine->amt_build},
        {"Recovery Version", machine->amt_version},
        {"Recovery Build Num", machine->amt_build},
        {"Legacy Mode", "False"},
        {"AMT FW Core Version", machine->amt_version},
    };

    add_text(instance, "InstanceID", all[index].name);
    add_text(instance, "IsEntity", "true");
    add_text(instance, "VersionString", all[index].version);
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
    {"AMT_GeneralSettings", BASE_AMT, 1, fill_general_settings},
    {"CIM_ComputerSystemPackage", BASE_CIM, 1, fill_system_package},
    {"CIM_Chassis", BASE_CIM, 1, fill_chassis},
    {"CIM_Card", BASE_CIM, 1, fill_card},
    {"CIM_BIOSElement", BASE_CIM, 1, fill_bios},
    {"CIM_Chip", BASE_CIM, 1, fill_chip},
    {"CIM_Processor", BASE_CIM, 1, fill_processor},
    {"CIM_SoftwareIdentity", BASE_CIM, SOFTWARE_COUNT, fill_software},
    {"CIM_PhysicalMemory", BASE_CIM, 2, fill_memory},
    {"CIM_MediaAccessDevice", BASE_CIM, 2, fill_media},
    {"AMT_SetupAndConfigurationService", BASE_AMT, 1, fill_set_up_service},
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

static void write_reference(const struct reference *reference, struct reply *reply)
{
    reply_text(reply, reply->addressing, "Address", ANONYMOUS);
    reply_open(reply, reply->addressing, "ReferenceParameters");
    reply_text(reply, reply->wsman, "ResourceURI", reference->resource);
    reply_open(reply, reply->wsman, "SelectorSet");
    for (size_t i = 0; i < 2 && reference->selectors[i].name != NULL; i++)
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
        if (property->kind == PROPERTY_DATETIME)
            reply_text(reply, reply->common, "Datetime", property->value);
        else
            write_reference(property->reference, reply);
        reply_close(reply, reply->resource, property->name);
    }
    reply_close(reply, reply->resource, class_name);
}
