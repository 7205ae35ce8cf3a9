/* How a PC boots next time, once: AMT_BootSettingData, CIM_BootConfigSetting, CIM_BootService.
 * Pure. They are sent in this order: clear the boot order, put the settings, set the role, set the
 * boot order, then reset or switch on. */
#ifndef FCFH_COMMON_AMT_BOOT_H
#define FCFH_COMMON_AMT_BOOT_H

#include <stdbool.h>

#include "common/amt/request.h"
#include "common/amt/whole_object.h"

#define BOOT_CAPABILITIES_CLASS "AMT_BootCapabilities"
#define BOOT_SETTINGS_CLASS     "AMT_BootSettingData"

enum boot_device { BOOT_NORMAL, BOOT_BIOS, BOOT_PXE, BOOT_DISK, BOOT_CD, BOOT_DEVICE_COUNT };

/* What is wanted. use_sol: the BIOS writes to Serial-over-LAN; not together with a boot device,
 * which AMT accepts only without it. */
struct boot_options {
    enum boot_device device;
    bool use_sol;
};

/* Parses "pxe"; false for any other word. */
bool boot_device_parse(const char *word, enum boot_device *device);
const char *boot_device_name(enum boot_device device);
/* " into BIOS setup", " from the network", "" for BOOT_NORMAL: follows "Reset PC". */
const char *boot_device_text(enum boot_device device);
/* Whether it needs a boot source, which excludes Serial-over-LAN. */
bool boot_has_source(enum boot_device device);

/* ERR_UNAVAILABLE, saying what the instance of BOOT_CAPABILITIES_CLASS denies. NULL: it is not
 * known. */
enum err_code boot_check(const xml_node *capabilities, const struct boot_options *wish,
                         struct err *e);

/* The instance of BOOT_SETTINGS_CLASS that was read, with every flag off but those wanted: no flag
 * that erases or resets anything can ever be on. */
struct wsman_request boot_settings(struct whole_object *object, const struct boot_options *wish);

/* The order of devices; without a device it is cleared. */
void request_boot_order(struct request *r, enum boot_device device);
/* The settings are for the next boot. */
void request_boot_role(struct request *r);

#endif
