#include "common/amt/realm_names.h"

#include <stddef.h>
#include <string.h>

#define REMOTE_CONTROL "Remote Control (realm 5)"
#define GENERAL_INFO   "General Info (realm 13)"
#define HARDWARE       "Hardware Asset (realm 4)"

const char *realm_needed(const char *asked)
{
    static const struct {
        const char *class_name;
        const char *realm;
    } rows[] = {
        {"AMT_RedirectionService", REALM_REDIRECTION},
        {"CIM_KVMRedirectionSAP", REALM_REDIRECTION},
        {"IPS_KVMRedirectionSettingData", REALM_REDIRECTION},
        {"CIM_AssociatedPowerManagementService", REMOTE_CONTROL},
        {"CIM_PowerManagementService", REMOTE_CONTROL},
        {"IPS_PowerManagementService", REMOTE_CONTROL},
        {"AMT_BootCapabilities", REMOTE_CONTROL},
        {"AMT_BootSettingData", REMOTE_CONTROL},
        {"CIM_BootConfigSetting", REMOTE_CONTROL},
        {"CIM_BootService", REMOTE_CONTROL},
        {"IPS_OptInService", "Remote Control or Redirection (realm 5 or 2)"},
        {"AMT_MessageLog", "Event Log Reader (realm 19)"},
        {"AMT_GeneralSettings", GENERAL_INFO},
        {"CIM_SoftwareIdentity", GENERAL_INFO},
        {"CIM_ComputerSystemPackage", HARDWARE},
        {"CIM_Chassis", HARDWARE},
        {"CIM_BIOSElement", HARDWARE},
    };
    size_t len = strcspn(asked, ".");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strlen(rows[i].class_name) == len && memcmp(rows[i].class_name, asked, len) == 0)
            return rows[i].realm;
    return NULL;
}
