/*
 * How a PC boots the next time, once: AMT_BootSettingData, CIM_BootConfigSetting, CIM_BootService.
 * Pure. The order in which they are sent: boot order cleared, settings put, role, boot order set,
 * then reset, or on.
 */
#ifndef FCFH_COMMON_AMT_BOOT_H
#define FCFH_COMMON_AMT_BOOT_H

#include <stdbool.h>

#include "common/amt/request.h"
#include "common/amt/whole_object.h"

#define BOOT_CAPABILITIES_CLASS "AMT_BootCapabilities"
#define BOOT_SETTINGS_CLASS     "AMT_BootSettingData"

enum boot_device { BOOT_NORMAL, BOOT_BIOS, BOOT_PXE, BOOT_DISK, BOOT_CD, BOOT_DEVICE_COUNT };

/* What is wanted. use_sol: the BIOS writes to Serial-over-LAN; not with a device to boot from,
 * which AMT takes only without. */
struct boot_wish {
    enum boot_device device;
    bool use_sol;
};

/* "pxe"; false: no such word. */
bool boot_device_parse(const char *word, enum boot_device *device);
const char *boot_device_word(enum boot_device device);
/* " into BIOS setup", " from the network", "" for BOOT_NORMAL: behind "Reset PC". */
const char *boot_device_words(enum boot_device device);
/* Whether it takes a boot source, with which there is no Serial-over-LAN. */
bool boot_has_source(enum boot_device device);

/* ERR_UNAVAILABLE with what the instance of BOOT_CAPABILITIES_CLASS denies. NULL: it says nothing.
 */
enum err_code boot_check(const xml_node *capabilities, const struct boot_wish *wish, struct err *e);

/* The instance of BOOT_SETTINGS_CLASS that was read, with every flag off but those wanted: none of
 * those that erase or reset anything can ever be on. */
struct wsman_request boot_settings(struct whole_object *object, const struct boot_wish *wish);

/* The order of devices: without one it is cleared. */
void request_boot_order(struct request *r, enum boot_device device);
/* The settings are for the next boot. */
void request_boot_role(struct request *r);

#endif
