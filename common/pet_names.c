#include "common/pet_names.h"

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
    SENSOR_AMT_NOTIFICATION = PET_CALL_SENSOR_TYPE,
};

/* Event data: the low nibble of the second byte is a version, the high one says what happened. */
enum { WHOLE = 0xff, REASON = 0xf0 };

/* ---------------------------------------------------------------- what the event data add */

/* IPMI v2.0, table 42-3, "System Firmware Progress" */
static const char *const progress[] = {
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
static const char *const errors[] = {
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

static const char *const agent_states[] = {
    [0x01] = "not started", [0x02] = "stopped",   [0x04] = "running",
    [0x08] = "expired",     [0x10] = "suspended",
};
static const char *const update_results[] = {NULL, NULL, "success", "partial success", "failure"};
static const char *const audit_levels[] = {"50% full", "75% full", "85% full", "95% full", "full"};
static const char *const tamper_ways[] = {"misconfigured", "five tries in an hour",
                                          "clock or flash protection"};
static const char *const notification_reasons[] = {"general", "circuit breaker", "EAC",
                                                   "remote diagnostics", "WLAN"};
enum { REMOTE_DIAGNOSTICS = 3 }; /* the reason given for a session */
static const char *const sessions[] = {"SOL started", "SOL stopped", "IDE-R started",
                                       "IDE-R stopped"};

/* What a PET says about an event besides its name. */
enum detail {
    NOTHING,
    /* "progress 13h: starting operating system boot": a byte of the event data and its word */
    PROGRESS,
    POST_ERROR,
    AGENT_STATE,
    UPDATE_RESULT,
    AUDIT_LEVEL,
    TAMPER_WAY,
    NOTIFICATION_REASON,
    /* each in a way of its own */
    FAILED_ATTEMPTS,
    SESSION,
    INTERFACE,
};

#define WORDS(array) array, sizeof(array) / sizeof((array)[0])

static const struct {
    const char *label;
    int at, mask, shift; /* in the event data */
    const char *const *words;
    size_t count;
} coded[] = {
    [PROGRESS] = {"progress", 1, 0xff, 0, WORDS(progress)},
    [POST_ERROR] = {"error", 1, 0xff, 0, WORDS(errors)},
    [AGENT_STATE] = {"state", 7, 0xff, 0, WORDS(agent_states)},
    [UPDATE_RESULT] = {"result", 1, 0x0f, 0, WORDS(update_results)},
    [AUDIT_LEVEL] = {"level", 2, 0xff, 0, WORDS(audit_levels)},
    [TAMPER_WAY] = {"way", 1, 0xff, 0, WORDS(tamper_ways)},
    [NOTIFICATION_REASON] = {"reason", 1, 0xf0, 4, WORDS(notification_reasons)},
};

/* ---------------------------------------------------------------- the events */

/* An event is recognised by its sensor type and, where they are known, event type, offset and the
 * first three bytes of event data. Sources: Intel AMT Implementation and Reference Guide, "Intel
 * AMT generated events" and its sub-pages; for C1h the decoders of the AMT event log. */
struct known_event {
    int sensor_type, event_type, offset;
    int data1, data2, data2_mask, data3;
    const char *name;
    enum detail detail;
};

static const struct known_event events[] = {
    {SENSOR_AMT_NOTIFICATION, ANY, ANY, 0xaa, 0x30, REASON, ANY, "Fast Call for Help", NOTHING},
    {SENSOR_AMT_NOTIFICATION, ANY, ANY, 0xaa, 0x10, REASON, ANY, "Audit log threshold",
     AUDIT_LEVEL},
    {SENSOR_AMT_NOTIFICATION, ANY, ANY, 0xaa, 0x20, REASON, 0x03, "EAC error", NOTHING},
    {SENSOR_AMT_NOTIFICATION, ANY, ANY, 0xaa, 0x20, REASON, 0x04, "Hardware asset error", NOTHING},
    {SENSOR_USER_NOTIFICATION, ANY, ANY, ANY, ANY, WHOLE, ANY, "User notification", SESSION},
    {SENSOR_LAN, 0x0a, 0x03, ANY, ANY, WHOLE, ANY, "Link Up", INTERFACE},
    {SENSOR_AGENT, 0x0a, 0x00, ANY, ANY, WHOLE, ANY, "Agent presence", AGENT_STATE},
    {SENSOR_SECURITY, 0x6f, 0x05, ANY, ANY, WHOLE, ANY, "Password attack", FAILED_ATTEMPTS},
    {SENSOR_SUBSYSTEM, 0x01, 0x00, 0xaa, ANY, WHOLE, ANY, "Firmware update", UPDATE_RESULT},
    {SENSOR_SUBSYSTEM, 0x01, 0x00, 0x40, ANY, WHOLE, ANY, "Network adapter tampered", TAMPER_WAY},
    {SENSOR_CPU, 0x01, 0x04, ANY, ANY, WHOLE, ANY, "CPU missing", NOTHING},
    {SENSOR_CPU, 0x01, 0x03, ANY, ANY, WHOLE, ANY, "CPU dead on arrival", NOTHING},
    {SENSOR_FIRMWARE, ANY, ANY, 0xaa, 0x30, REASON, ANY, "One Click Recovery", NOTHING},
    {SENSOR_FIRMWARE, ANY, ANY, 0xaa, 0x40, REASON, ANY, "Platform erase", NOTHING},
    {SENSOR_FIRMWARE, 0x01, 0x01, ANY, ANY, WHOLE, ANY, "BIOS hang", NOTHING},
    {SENSOR_FIRMWARE, 0x6f, 0x02, ANY, ANY, WHOLE, ANY, "BIOS progress", PROGRESS},
    {SENSOR_FIRMWARE, 0x6f, 0x00, ANY, ANY, WHOLE, ANY, "BIOS error", POST_ERROR},
    {SENSOR_BOOT, 0x6f, 0x00, ANY, ANY, WHOLE, ANY, "No bootable media", NOTHING},
    {SENSOR_INTRUSION, 0x6f, 0x00, ANY, ANY, WHOLE, ANY, "Case intrusion", NOTHING},
    {SENSOR_ALERT, ANY, ANY, ANY, ANY, WHOLE, ANY, "System Defense", NOTHING},
    {SENSOR_WATCHDOG, ANY, ANY, ANY, ANY, WHOLE, ANY, "Watchdog: boot failure", NOTHING},
    {SENSOR_OS, ANY, ANY, ANY, ANY, WHOLE, ANY, "OS hang", NOTHING},
    {SENSOR_ENTITY, ANY, ANY, ANY, ANY, WHOLE, ANY, "CPU started", NOTHING},
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

static void put_coded(const struct pet *pet, enum detail detail, char *out, size_t size)
{
    unsigned code = (pet->data[coded[detail].at] & coded[detail].mask) >> coded[detail].shift;
    const char *word = code < coded[detail].count ? coded[detail].words[code] : NULL;
    (void)snprintf(out, size, "%s %02Xh%s%s", coded[detail].label, code, word != NULL ? ": " : "",
                   word != NULL ? word : "");
}

void pet_detail(const struct pet *pet, char *out, size_t size)
{
    const struct known_event *event = find_event(pet);
    enum detail detail = event != NULL ? event->detail : NOTHING;
    out[0] = '\0';
    switch (detail) {
    case NOTHING:
        break;
    case FAILED_ATTEMPTS:
        (void)snprintf(out, size, "%u failed attempts", pet->data[1] | pet->data[2] << 8);
        break;
    case INTERFACE:
        (void)snprintf(out, size, "%s",
                       pet->entity_instance == 0x61   ? "wired"
                       : pet->entity_instance == 0x62 ? "wireless"
                                                      : "");
        break;
    case SESSION:
        if (pet->data[1] >> 4 == REMOTE_DIAGNOSTICS &&
            pet->data[2] < sizeof sessions / sizeof sessions[0])
            (void)snprintf(out, size, "%s", sessions[pet->data[2]]);
        else
            put_coded(pet, NOTIFICATION_REASON, out, size);
        break;
    default:
        put_coded(pet, detail, out, size);
    }
    if (pet->deassert) {
        size_t used = strlen(out);
        (void)snprintf(out + used, size - used, "%scleared", used > 0 ? ", " : "");
    }
}
