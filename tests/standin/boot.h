/* How the PC is to start next: AMT_BootSettingData, CIM_BootConfigSetting, CIM_BootService. */
#ifndef TESTS_STANDIN_BOOT_H
#define TESTS_STANDIN_BOOT_H

#include <stdbool.h>

#include "tests/standin/text.h"

#define BOOT_SETTINGS     BASE_AMT "AMT_BootSettingData"
#define BOOT_CAPABILITIES BASE_AMT "AMT_BootCapabilities"
#define BOOT_CONFIG       BASE_CIM "CIM_BootConfigSetting"
#define BOOT_SOURCES      BASE_CIM "CIM_BootSourceSetting"
#define BOOT_SERVICE      BASE_CIM "CIM_BootService"

struct call;
struct instance;
struct machine;
struct options;

enum { BOOT_SETTING_MAX = 40, BOOT_SOURCE_COUNT = 3 };

struct boot_state {
    unsigned values[BOOT_SETTING_MAX]; /* of the table in boot.c */
    int source;                        /* one of the sources there, or -1 */
    bool next;                         /* the settings are for the next boot */
    unsigned taken;                    /* boots that used them */
    char last[64];                     /* how the last of these was, in words */
    char destroyed[64];                /* what was requested that destroys something, or empty */
};

void boot_init(struct boot_state *boot, const struct options *options);
void boot_print(const struct boot_state *boot, const char *where, struct text *out);
/* The PC is about to start: the settings are used, and then gone. */
void boot_take(struct machine *machine);
/* Consent has expired, and with it the settings. */
void boot_forget(struct boot_state *boot);

void boot_fill_settings(struct instance *instance, const struct machine *machine, unsigned index);
void boot_fill_capabilities(struct instance *instance, const struct machine *machine,
                            unsigned index);
void boot_fill_config(struct instance *instance, const struct machine *machine, unsigned index);
void boot_fill_source(struct instance *instance, const struct machine *machine, unsigned index);
void boot_fill_service(struct instance *instance, const struct machine *machine, unsigned index);

void boot_put(struct call *call);
void boot_change_order(struct call *call);
void boot_set_role(struct call *call);

#endif
