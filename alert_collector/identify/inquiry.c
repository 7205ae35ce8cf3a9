#include "alert_collector/identify/inquiry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"

struct inquiry {
    struct amt_session *session;
    struct inquiry_findings found;
    size_t step;
    bool identified; /* reported */
    enum amt_result chip_result;
    inquiry_report *report;
    void *context;
};

/* Takes what an instance tells into one fact; what is empty or cannot be kept changes nothing. */
static void take(struct inquiry *q, enum entry_fact fact, const char *text)
{
    if (text[0] != '\0')
        (void)entry_set_fact(&q->found.facts, fact, text, NULL); /* one fact less, no more */
}

static void take_value(struct inquiry *q, enum entry_fact fact, const xml_node *instance,
                       const char *name)
{
    char text[TEXT_VALUE_SIZE];
    wsman_value(instance, name, text, sizeof text);
    take(q, fact, text);
}

static void read_general_settings(void *context, const xml_node *instance)
{
    struct inquiry *q = context;
    char host[TEXT_VALUE_SIZE];
    char domain[TEXT_VALUE_SIZE];
    char full[2 * TEXT_VALUE_SIZE];
    wsman_value(instance, "HostName", host, sizeof host);
    wsman_value(instance, "DomainName", domain, sizeof domain);
    wsman_value(instance, "HostOSFQDN", full, sizeof full);
    take(q, FACT_HOSTNAME, host);
    take(q, FACT_DOMAIN, domain);
    if (full[0] == '\0' && host[0] != '\0' && domain[0] != '\0')
        (void)snprintf(full, sizeof full, "%s.%s", host, domain);
    take(q, FACT_FQDN, full);
}

static void read_platform_guid(void *context, const xml_node *instance)
{
    struct inquiry *q = context;
    char text[64];
    wsman_value(instance, "PlatformGUID", text, sizeof text);
    q->found.has_guid =
        guid_parse_raw_hex(text, strlen(text), &q->found.guid) || guid_parse(text, &q->found.guid);
}

/* AMT_SetupAndConfigurationService.GetUuid gives the same 16 bytes in base64: 22 digits and "==" */
static bool decode_base64_guid(const char *text, struct guid *guid)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned bits = 0;
    unsigned count = 0;
    size_t used = 0;
    if (strlen(text) != 24 || strcmp(text + 22, "==") != 0)
        return false;
    for (size_t i = 0; i < 22; i++) {
        const char *digit = strchr(digits, text[i]);
        if (digit == NULL || *digit == '\0')
            return false;
        bits = bits << 6 | (unsigned)(digit - digits);
        count += 6;
        if (count >= 8 && used < GUID_BYTES) {
            count -= 8;
            guid->raw[used++] = (unsigned char)(bits >> count);
        }
    }
    return used == GUID_BYTES;
}

static void read_get_uuid(void *context, const xml_node *output)
{
    struct inquiry *q = context;
    char text[64];
    wsman_value(output, "UUID", text, sizeof text);
    q->found.has_guid = decode_base64_guid(text, &q->found.guid);
}

static void read_chassis(void *context, const xml_node *instance)
{
    struct inquiry *q = context;
    take_value(q, FACT_MANUFACTURER, instance, "Manufacturer");
    take_value(q, FACT_MODEL, instance, "Model");
    take_value(q, FACT_SERIAL, instance, "SerialNumber");
    take_value(q, FACT_VERSION, instance, "Version");
}

static void read_card(void *context, const xml_node *instance)
{
    struct inquiry *q = context;
    char maker[TEXT_VALUE_SIZE];
    char model[TEXT_VALUE_SIZE];
    char both[2 * TEXT_VALUE_SIZE];
    wsman_value(instance, "Manufacturer", maker, sizeof maker);
    wsman_value(instance, "Model", model, sizeof model);
    (void)snprintf(both, sizeof both, "%s %s", maker, model);
    take(q, FACT_BOARD,
         maker[0] != '\0' && model[0] != '\0' ? both
         : maker[0] != '\0'                   ? maker
                                              : model);
}

static void read_bios(void *context, const xml_node *instance)
{
    struct inquiry *q = context;
    char date[64];
    take_value(q, FACT_BIOS, instance, "Version");
    wsman_value(instance, "ReleaseDate", date, sizeof date);
    date[strcspn(date, "T")] = '\0'; /* the time of a BIOS's release is always midnight */
    take(q, FACT_BIOS_DATE, date);
}

/* CIM_PhysicalMemory extends CIM_Chip: only the CPU's version is a processor's name. */
static void read_chip(void *context, const xml_node *instance)
{
    struct inquiry *q = context;
    char tag[64];
    wsman_value(instance, "Tag", tag, sizeof tag);
    if (q->found.facts.facts[FACT_PROCESSOR] == NULL &&
        (tag[0] == '\0' || strncmp(tag, "CPU", 3) == 0))
        take_value(q, FACT_PROCESSOR, instance, "Version");
}

static void read_processor(void *context, const xml_node *instance)
{
    struct inquiry *q = context;
    char family[32];
    char clock[32];
    char text[96];
    wsman_value(instance, "Family", family, sizeof family);
    wsman_value(instance, "MaxClockSpeed", clock, sizeof clock);
    if (family[0] == '\0' || q->found.facts.facts[FACT_PROCESSOR] != NULL)
        return;
    (void)snprintf(text, sizeof text, "family %s%s%s%s", family, clock[0] != '\0' ? ", " : "",
                   clock, clock[0] != '\0' ? " MHz" : "");
    take(q, FACT_PROCESSOR, text);
}

static bool read_number(const xml_node *instance, const char *name, uint64_t *number)
{
    char text[24];
    wsman_value(instance, name, text, sizeof text);
    size_t len = strlen(text);
    if (len == 0 || len > 18 || strspn(text, "0123456789") != len)
        return false;
    *number = strtoull(text, NULL, 10);
    return true;
}

static void read_memory(void *context, const xml_node *instance)
{
    struct inquiry *q = context;
    uint64_t bytes;
    if (read_number(instance, "Capacity", &bytes) &&
        bytes <= INT64_MAX - q->found.facts.memory_bytes) /* JSON's integers end there */
        q->found.facts.memory_bytes += bytes;
}

static void read_disk(void *context, const xml_node *instance)
{
    struct inquiry *q = context;
    struct entry *facts = &q->found.facts;
    uint64_t kilobytes; /* of 1000 bytes */
    if (facts->disk_count < ENTRY_DISKS_MAX && read_number(instance, "MaxMediaSize", &kilobytes) &&
        kilobytes > 0 && kilobytes <= INT64_MAX / 1000)
        facts->disk_bytes[facts->disk_count++] = kilobytes * 1000;
}

static void read_software(void *context, const xml_node *instance)
{
    struct inquiry *q = context;
    char id[64];
    wsman_value(instance, "InstanceID", id, sizeof id);
    if (strcmp(id, "AMT") == 0)
        take_value(q, FACT_AMT_VERSION, instance, "VersionString");
}

static bool no_guid_yet(const struct inquiry *q)
{
    return !q->found.has_guid;
}

/* A machine with several processors refuses to give "the" chip. */
static bool chip_refused(const struct inquiry *q)
{
    return q->chip_result == AMT_FAULT && q->found.facts.facts[FACT_PROCESSOR] == NULL;
}

static bool no_processor_yet(const struct inquiry *q)
{
    return q->found.facts.facts[FACT_PROCESSOR] == NULL;
}

static bool no_version_yet(const struct inquiry *q)
{
    return q->found.facts.facts[FACT_AMT_VERSION] == NULL;
}

enum question { GET, LIST, INVOKE };

struct step {
    enum question question;
    const char *class_name;
    const char *method;
    amt_instance *read;
    bool (*wanted)(const struct inquiry *q); /* NULL: always */
};

/* The first DECISIVE_STEPS tell who the machine is. */
static const struct step steps[] = {
    {GET, "AMT_GeneralSettings", NULL, read_general_settings, NULL},
    {GET, "CIM_ComputerSystemPackage", NULL, read_platform_guid, NULL},
    {INVOKE, "AMT_SetupAndConfigurationService", "GetUuid", read_get_uuid, no_guid_yet},
    {GET, "CIM_Chassis", NULL, read_chassis, NULL},
    {GET, "CIM_Card", NULL, read_card, NULL},
    {GET, "CIM_BIOSElement", NULL, read_bios, NULL},
    {GET, "CIM_Chip", NULL, read_chip, NULL},
    {LIST, "CIM_Chip", NULL, read_chip, chip_refused},
    {GET, "CIM_Processor", NULL, read_processor, no_processor_yet},
    {LIST, "CIM_PhysicalMemory", NULL, read_memory, NULL},
    {LIST, "CIM_MediaAccessDevice", NULL, read_disk, NULL},
    {LIST, "CIM_SoftwareIdentity", NULL, read_software, no_version_yet},
};

enum { STEP_COUNT = sizeof steps / sizeof steps[0], DECISIVE_STEPS = 4, CHIP_STEP = 6 };

static void go_on(struct inquiry *q);

static void finish(struct inquiry *q)
{
    (void)q->report(q->context, q, INQUIRY_END); /* there is nothing left to go on with */
}

static void step_done(void *context, const struct amt_outcome *outcome)
{
    struct inquiry *q = context;
    if (q->step == CHIP_STEP)
        q->chip_result = outcome->result;
    /* Once it is known who the machine is, a time-out costs facts and not the identity. */
    if (amt_is_final(outcome->result)) {
        if (!q->identified)
            q->found.outcome = *outcome;
        finish(q);
        return;
    }
    take(q, FACT_AMT_VERSION, amt_version(q->session));
    q->step++;
    go_on(q);
}

static enum err_code ask(struct inquiry *q, const struct step *step, struct err *e)
{
    switch (step->question) {
    case GET:
        return amt_get(q->session, step->class_name, step->read, step_done, q, e);
    case LIST:
        return amt_list(q->session, step->class_name, step->read, step_done, q, e);
    case INVOKE:
        return amt_invoke(q->session, step->class_name, step->method, step->read, step_done, q, e);
    }
    return err_set(e, ERR_INTERNAL, "no such question");
}

static void go_on(struct inquiry *q)
{
    for (; q->step < STEP_COUNT; q->step++) {
        if (q->step == DECISIVE_STEPS && !q->identified) {
            q->identified = true;
            if (!q->report(q->context, q, INQUIRY_IDENTIFIED))
                break;
        }
        const struct step *step = &steps[q->step];
        if (step->wanted != NULL && !step->wanted(q))
            continue;
        struct err e;
        if (ask(q, step, &e) == ERR_OK)
            return;
        if (!q->identified) {
            q->found.outcome.result = AMT_TIMEOUT;
            (void)snprintf(q->found.outcome.reason, sizeof q->found.outcome.reason, "%.190s",
                           e.text);
        }
        break; /* no time left, or no memory */
    }
    finish(q);
}

enum err_code inquiry_new(struct inquiry **inquiry, struct http_engine *engine,
                          const struct conf *conf, const struct secret *secret,
                          const struct addr *address, inquiry_report *report, void *context,
                          struct err *e)
{
    struct inquiry *q = calloc(1, sizeof *q);
    if (q == NULL)
        return err_nomem(e);
    entry_init(&q->found.facts);
    q->report = report;
    q->context = context;
    struct amt_peer peer = {.address = *address, .user = conf->amt.user, .secret = secret};
    enum err_code code = amt_session_new(&q->session, engine, conf, &peer, e);
    if (code == ERR_OK)
        code = ask(q, &steps[0], e);
    if (code != ERR_OK) {
        inquiry_free(q);
        return code;
    }
    *inquiry = q;
    return ERR_OK;
}

void inquiry_free(struct inquiry *inquiry)
{
    if (inquiry == NULL)
        return;
    amt_session_free(inquiry->session);
    entry_free(&inquiry->found.facts);
    free(inquiry);
}

const struct inquiry_findings *inquiry_findings(const struct inquiry *inquiry)
{
    return &inquiry->found;
}
