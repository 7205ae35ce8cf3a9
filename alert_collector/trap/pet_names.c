#include "alert_collector/trap/pet_names.h"

#include <stdio.h>
#include <string.h>

#define ANY (-1)

enum sensor {
    SENSOR_INTRUSION = 0x05,
    SENSOR_SECURITY = 0x06,
    SENSOR_CPU = 0x07,
    SENSOR_FIRMWARE = 0x0f,
    SENSOR_AGENT = 0x12,
    SENSOR_BOOT = 0x1e,
    SENSOR_OS = 0x20,
    SENSOR_WATCHDOG = 0x23,
    SENSOR_ALERT = 0x24,
    SENSOR_ENTITY = 0x25,
    SENSOR_SUBSYSTEM = 0x26,
    SENSOR_LAN = 0x27,
    SENSOR_USER_NOTIFICATION = 0xc0,
    SENSOR_AMT_NOTIFICATION = 0xc1,
};

/* Event data: the low nibble of the second byte is a version, the high one says what happened. */
enum { WHOLE = 0xff, REASON = 0xf0 };

/* An event is told by its sensor type and, where they are known, event type, offset and the first
 * three bytes of event data. Sources: Intel AMT Implementation and Reference Guide, "Intel AMT
 * generated events" and its sub-pages; for C1h the decoders of the AMT event log. */
struct known_event {
    int sensor_type, event_type, offset;
    int data1, data2, data2_mask, data3;
    const char *name;
};

static const struct known_event events[] = {
    {SENSOR_AMT_NOTIFICATION, ANY, ANY, 0xaa, 0x30, REASON, ANY, "Fast Call for Help"},
    {SENSOR_AMT_NOTIFICATION, ANY, ANY, 0xaa, 0x10, REASON, ANY, "Audit log threshold"},
    {SENSOR_AMT_NOTIFICATION, ANY, ANY, 0xaa, 0x20, REASON, 0x03, "EAC error"},
    {SENSOR_AMT_NOTIFICATION, ANY, ANY, 0xaa, 0x20, REASON, 0x04, "Hardware asset error"},
    {SENSOR_USER_NOTIFICATION, ANY, ANY, ANY, ANY, WHOLE, ANY, "User notification"},
    {SENSOR_LAN, 0x0a, 0x03, ANY, ANY, WHOLE, ANY, "Link Up"},
    {SENSOR_AGENT, 0x0a, 0x00, ANY, ANY, WHOLE, ANY, "Agent presence"},
    {SENSOR_SECURITY, 0x6f, 0x05, ANY, ANY, WHOLE, ANY, "Password attack"},
    {SENSOR_SUBSYSTEM, 0x01, 0x00, 0xaa, ANY, WHOLE, ANY, "Firmware update"},
    {SENSOR_SUBSYSTEM, 0x01, 0x00, 0x40, ANY, WHOLE, ANY, "Network adapter tampered"},
    {SENSOR_CPU, 0x01, 0x04, ANY, ANY, WHOLE, ANY, "CPU missing"},
    {SENSOR_CPU, 0x01, 0x03, ANY, ANY, WHOLE, ANY, "CPU dead on arrival"},
    {SENSOR_FIRMWARE, ANY, ANY, 0xaa, 0x30, REASON, ANY, "One Click Recovery"},
    {SENSOR_FIRMWARE, ANY, ANY, 0xaa, 0x40, REASON, ANY, "Platform erase"},
    {SENSOR_FIRMWARE, 0x01, 0x01, ANY, ANY, WHOLE, ANY, "BIOS hang"},
    {SENSOR_FIRMWARE, 0x6f, 0x02, ANY, ANY, WHOLE, ANY, "BIOS progress"},
    {SENSOR_FIRMWARE, 0x6f, 0x00, ANY, ANY, WHOLE, ANY, "BIOS error"},
    {SENSOR_BOOT, 0x6f, 0x00, ANY, ANY, WHOLE, ANY, "No bootable media"},
    {SENSOR_INTRUSION, 0x6f, 0x00, ANY, ANY, WHOLE, ANY, "Case intrusion"},
    {SENSOR_ALERT, ANY, ANY, ANY, ANY, WHOLE, ANY, "System Defense"},
    {SENSOR_WATCHDOG, ANY, ANY, ANY, ANY, WHOLE, ANY, "Watchdog: boot failure"},
    {SENSOR_OS, ANY, ANY, ANY, ANY, WHOLE, ANY, "OS hang"},
    {SENSOR_ENTITY, ANY, ANY, ANY, ANY, WHOLE, ANY, "CPU started"},
};

static bool fits(int wanted, int value)
{
    return wanted == ANY || wanted == value;
}

static const struct known_event *find_event(const struct pet *pet)
{
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        const struct known_event *k = &events[i];
        if (k->sensor_type == pet->sensor_type && fits(k->event_type, pet->event_type) &&
            fits(k->offset, pet->event_offset) && fits(k->data1, pet->data[0]) &&
            fits(k->data2, pet->data[1] & k->data2_mask) && fits(k->data3, pet->data[2]))
            return k;
    }
    return NULL;
}

const char *pet_name(const struct pet *pet)
{
    const struct known_event *event = find_event(pet);
    return event != NULL ? event->name : NULL;
}

static const char *word_of(const char *const *words, size_t count, unsigned code)
{
    return code < count && words[code] != NULL ? words[code] : "";
}

#define WORD_OF(words, code) word_of(words, sizeof(words) / sizeof((words)[0]), code)

/* IPMI v2.0, table 42-3, "System Firmware Progress" */
static const char *const progress_words[] = {
    "unspecified",
    "memory initialization",
    "hard disk initialization",
    "secondary processor initialization",
    "user authentication",
    "user-initiated system setup",
    "USB resource configuration",
    "PCI resource configuration",
    "option ROM initialization",
    "video initialization",
    "cache initialization",
    "SM bus initialization",
    "keyboard controller initialization",
    "management controller initialization",
    "docking station attachment",
    "enabling docking station",
    "docking station ejection",
    "disabling docking station",
    "calling operating system wake-up vector",
    "starting operating system boot",
    "motherboard initialization",
    NULL,
    "floppy initialization",
    "keyboard test",
    "pointing device test",
    "primary processor initialization",
};

/* The same table, "System Firmware Error (POST Error)" */
static const char *const error_words[] = {
    "unspecified",
    "no system memory installed",
    "no usable system memory",
    "hard disk failure",
    "system board failure",
    "diskette failure",
    "hard disk controller failure",
    "keyboard failure",
    "removable boot media not found",
    "video controller failure",
    "no video device detected",
    "BIOS ROM corruption",
    "CPU voltage mismatch",
    "CPU speed mismatch",
};

static void coded(char *out, size_t size, const char *what, unsigned code, const char *word)
{
    (void)snprintf(out, size, "%s %02Xh%s%s", what, code, word[0] != '\0' ? ": " : "", word);
}

static const char *agent_state(unsigned code)
{
    switch (code) {
    case 0x01:
        return "not started";
    case 0x02:
        return "stopped";
    case 0x04:
        return "running";
    case 0x08:
        return "expired";
    case 0x10:
        return "suspended";
    default:
        return "";
    }
}

static void user_notification(const struct pet *pet, char *out, size_t size)
{
    static const char *const reasons[] = {"general", "circuit breaker", "EAC", "remote diagnostics",
                                          "WLAN"};
    static const char *const sessions[] = {"SOL started", "SOL stopped", "IDE-R started",
                                           "IDE-R stopped"};
    unsigned reason = pet->data[1] >> 4;
    const char *session = reason == 3 ? WORD_OF(sessions, pet->data[2]) : "";
    if (session[0] != '\0')
        (void)snprintf(out, size, "%s", session);
    else
        coded(out, size, "reason", reason, WORD_OF(reasons, reason));
}

static void firmware_update(const struct pet *pet, char *out, size_t size)
{
    static const char *const results[] = {NULL, NULL, "success", "partial success", "failure"};
    unsigned result = pet->data[1] & 0x0f;
    coded(out, size, "result", result, WORD_OF(results, result));
}

static void audit_log(const struct pet *pet, char *out, size_t size)
{
    static const char *const levels[] = {"50% full", "75% full", "85% full", "95% full", "full"};
    coded(out, size, "level", pet->data[2], WORD_OF(levels, pet->data[2]));
}

static void tampered(const struct pet *pet, char *out, size_t size)
{
    static const char *const ways[] = {"misconfigured", "five tries in an hour",
                                       "clock or flash protection"};
    coded(out, size, "way", pet->data[1], WORD_OF(ways, pet->data[1]));
}

static void interface_of(const struct pet *pet, char *out, size_t size)
{
    const char *name = pet->entity_instance == 0x61   ? "wired"
                       : pet->entity_instance == 0x62 ? "wireless"
                                                      : "";
    (void)snprintf(out, size, "%s", name);
}

static void describe(const struct pet *pet, const char *name, char *out, size_t size)
{
    if (strcmp(name, "BIOS progress") == 0)
        coded(out, size, "progress", pet->data[1], WORD_OF(progress_words, pet->data[1]));
    else if (strcmp(name, "BIOS error") == 0)
        coded(out, size, "error", pet->data[1], WORD_OF(error_words, pet->data[1]));
    else if (strcmp(name, "Password attack") == 0)
        (void)snprintf(out, size, "%u failed attempts", pet->data[1] | pet->data[2] << 8);
    else if (strcmp(name, "Agent presence") == 0)
        coded(out, size, "state", pet->data[7], agent_state(pet->data[7]));
    else if (strcmp(name, "User notification") == 0)
        user_notification(pet, out, size);
    else if (strcmp(name, "Firmware update") == 0)
        firmware_update(pet, out, size);
    else if (strcmp(name, "Audit log threshold") == 0)
        audit_log(pet, out, size);
    else if (strcmp(name, "Network adapter tampered") == 0)
        tampered(pet, out, size);
    else if (strcmp(name, "Link Up") == 0)
        interface_of(pet, out, size);
}

void pet_detail(const struct pet *pet, char *out, size_t size)
{
    const char *name = pet_name(pet);
    out[0] = '\0';
    if (name != NULL)
        describe(pet, name, out, size);
    if (pet->deassert) {
        size_t used = strlen(out);
        (void)snprintf(out + used, size - used, "%scleared", used > 0 ? ", " : "");
    }
}
