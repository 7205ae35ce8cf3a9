#include "common/amt/facts.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/amt/wsman.h"
#include "common/placeholder.h"
#include "common/xml_repair.h"

/* Reads an element's text; an empty one changes nothing. */
static void read_text(const xml_node *instance, const char *name, char *out, size_t size)
{
    char text[TEXT_VALUE_SIZE];
    wsman_value(instance, name, text, sizeof text);
    if (text[0] != '\0')
        text_clean_xml(text, strlen(text), out, size);
}

/* The same for a field that makers fill in, or forget to. */
static void read_made(const xml_node *instance, const char *name, char *out, size_t size)
{
    char text[TEXT_VALUE_SIZE];
    wsman_value(instance, name, text, sizeof text);
    if (!is_placeholder(text))
        text_clean_xml(text, strlen(text), out, size);
}

static bool has_value(const xml_node *instance, const char *name, const char *wanted)
{
    char text[FACTS_TAG_SIZE];
    wsman_value(instance, name, text, sizeof text);
    return text[0] != '\0' && strcasecmp(text, wanted) == 0;
}

/* A name with an illegible byte leads nowhere, or to another machine. */
static bool is_legible(const char *name)
{
    return strstr(name, XML_REPLACEMENT_CHAR) == NULL;
}

void facts_read_settings(const xml_node *instance, struct facts *facts)
{
    char both[2 * TEXT_VALUE_SIZE];
    read_text(instance, "DigestRealm", facts->realm, sizeof facts->realm);
    read_text(instance, "HostName", facts->hostname, sizeof facts->hostname);
    read_text(instance, "DomainName", facts->domain, sizeof facts->domain);
    read_text(instance, "HostOSFQDN", facts->os_fqdn, sizeof facts->os_fqdn);
    facts->own_name = has_value(instance, "SharedFQDN", "false");
    if (facts->hostname[0] == '\0' || facts->domain[0] == '\0')
        return;
    (void)snprintf(both, sizeof both, "%s.%s", facts->hostname, facts->domain);
    if (is_legible(both))
        text_clean_xml(both, strlen(both), facts->amt_fqdn, sizeof facts->amt_fqdn);
}

const char *facts_fqdn(const struct facts *facts)
{
    bool is_os = facts->amt_fqdn[0] == '\0' && !facts->own_name && is_legible(facts->os_fqdn);
    return is_os ? facts->os_fqdn : facts->amt_fqdn;
}

void facts_read_package(const xml_node *instance, struct facts *facts)
{
    char text[64];
    struct wsman_reference chassis;
    if (wsman_read_reference(xml_child(instance, NULL, "Antecedent"), &chassis))
        for (size_t i = 0; i < chassis.count; i++)
            if (strcmp(chassis.names[i], "Tag") == 0)
                (void)snprintf(facts->chassis_tag, sizeof facts->chassis_tag, "%.*s",
                               (int)sizeof facts->chassis_tag - 1, chassis.values[i]);
    wsman_value(instance, "PlatformGUID", text, sizeof text);
    if (guid_parse_raw_hex(text, strlen(text), &facts->guid) || guid_parse(text, &facts->guid))
        facts->has_guid = true;
}

void facts_read_uuid(const xml_node *output, struct facts *facts)
{
    /* The same 16 bytes in base64: 22 digits and "==". */
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char text[64];
    unsigned char bytes[GUID_BYTES + 2]; /* with the two bytes that "==" stands for */
    wsman_value(output, "UUID", text, sizeof text);
    if (strspn(text, digits) != 22 || strcmp(text + 22, "==") != 0 ||
        EVP_DecodeBlock(bytes, (const unsigned char *)text, 24) != sizeof bytes)
        return;
    memcpy(facts->guid.raw, bytes, GUID_BYTES);
    facts->has_guid = true;
}

/* Whether this instance fits the system better than those read before. */
static bool is_better(bool is_systems, bool looks_so, unsigned *rank)
{
    unsigned own = 1 + (looks_so ? 1 : 0) + (is_systems ? 2 : 0);
    if (own <= *rank)
        return false;
    *rank = own;
    return true;
}

void facts_read_chassis(const xml_node *instance, struct facts *facts)
{
    bool is_systems = has_value(instance, "Tag", facts->chassis_tag);
    bool is_chassis = has_value(instance, "PackageType", "3"); /* of CIM_PhysicalPackage */
    if (!is_better(is_systems, is_chassis, &facts->chassis_rank))
        return;
    facts->manufacturer[0] = '\0'; /* keep nothing of another chassis */
    facts->model[0] = '\0';
    facts->serial[0] = '\0';
    facts->version[0] = '\0';
    read_made(instance, "Manufacturer", facts->manufacturer, sizeof facts->manufacturer);
    read_made(instance, "Model", facts->model, sizeof facts->model);
    read_made(instance, "SerialNumber", facts->serial, sizeof facts->serial);
    read_made(instance, "Version", facts->version, sizeof facts->version);
}

void facts_read_card(const xml_node *instance, struct facts *facts)
{
    char maker[TEXT_VALUE_SIZE] = "";
    char model[TEXT_VALUE_SIZE] = "";
    char both[2 * TEXT_VALUE_SIZE];
    bool is_systems = has_value(instance, "HostingBoard", "true");
    bool is_first = has_value(instance, "Tag", "CIM_Card");
    if (!is_better(is_systems, is_first, &facts->card_rank))
        return;
    read_made(instance, "Manufacturer", maker, sizeof maker);
    read_made(instance, "Model", model, sizeof model);
    (void)snprintf(both, sizeof both, "%s %s", maker, model);
    text_clean_xml(both, strlen(both), facts->board, sizeof facts->board);
    facts->board_serial[0] = '\0';
    read_made(instance, "SerialNumber", facts->board_serial, sizeof facts->board_serial);
}

/* In form, 0 stands for any digit. */
static bool begins_as(const char *text, const char *form)
{
    while (*form == '0' ? *text >= '0' && *text <= '9' : *form != '\0' && *text == *form) {
        text++;
        form++;
    }
    return *form == '\0';
}

/* The day in "2023-02-28T00:00:00Z", or in a date as CIM itself writes it (DSP0004):
 * "20230228000000.000000+000", where asterisks stand for what is not known. The time of a BIOS
 * release is always midnight. */
static void read_day(const xml_node *instance, const char *name, char *out, size_t size)
{
    char text[TEXT_VALUE_SIZE];
    const char *month = text + 4;
    wsman_value(instance, name, text, sizeof text);
    if (begins_as(text, "0000-00-00"))
        month = text + 5;
    else if (!begins_as(text, "00000000") ||
             (text[8] != '\0' && (strspn(text + 8, "0123456789*") != 6 || text[14] != '.')))
        return;
    const char *day = month + (month[2] == '-' ? 3 : 2);
    long months = strtol((char[]){month[0], month[1], '\0'}, NULL, 10);
    long days = strtol((char[]){day[0], day[1], '\0'}, NULL, 10);
    if (strncmp(text, "0000", 4) == 0 || months < 1 || months > 12 || days < 1 || days > 31)
        return;
    (void)snprintf(out, size, "%.4s-%.2s-%.2s", text, month, day);
}

void facts_read_bios(const xml_node *instance, struct facts *facts)
{
    read_made(instance, "Version", facts->bios, sizeof facts->bios);
    read_day(instance, "ReleaseDate", facts->bios_date, sizeof facts->bios_date);
}

/* CIM_PhysicalMemory extends CIM_Chip: only the CPU's version is a processor's name. */
void facts_read_chip(const xml_node *instance, struct facts *facts)
{
    char tag[64];
    wsman_value(instance, "Tag", tag, sizeof tag);
    if (facts->processor[0] == '\0' && (tag[0] == '\0' || strncmp(tag, "CPU", 3) == 0))
        read_made(instance, "Version", facts->processor, sizeof facts->processor);
}

void facts_read_processor(const xml_node *instance, struct facts *facts)
{
    char family[32];
    char clock[32];
    wsman_value(instance, "Family", family, sizeof family);
    wsman_value(instance, "MaxClockSpeed", clock, sizeof clock);
    if (family[0] != '\0' && facts->processor[0] == '\0')
        (void)snprintf(facts->processor, sizeof facts->processor, "family %s%s%s%s", family,
                       clock[0] != '\0' ? ", " : "", clock, clock[0] != '\0' ? " MHz" : "");
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

void facts_read_memory(const xml_node *instance, struct facts *facts)
{
    uint64_t bytes;
    if (read_number(instance, "Capacity", &bytes) &&
        bytes <= INT64_MAX - facts->memory_bytes) /* JSON's integers end there */
        facts->memory_bytes += bytes;
}

void facts_read_disk(const xml_node *instance, struct facts *facts)
{
    uint64_t kilobytes; /* of 1000 bytes */
    if (facts->disk_count < FACTS_DISKS_MAX && read_number(instance, "MaxMediaSize", &kilobytes) &&
        kilobytes > 0 && kilobytes <= INT64_MAX / 1000)
        facts->disk_bytes[facts->disk_count++] = kilobytes * 1000;
}

void facts_read_software(const xml_node *instance, struct facts *facts)
{
    char id[64];
    wsman_value(instance, "InstanceID", id, sizeof id);
    if (strcmp(id, "AMT") == 0)
        read_text(instance, "VersionString", facts->amt_version, sizeof facts->amt_version);
}

/* "Intel(R) Active Management Technology 16.1.25.1917"; some firmware says only "AMT". The build
 * number after the third part is dropped, as CIM_SoftwareIdentity drops it. */
bool facts_read_server(const char *server, char version[FACTS_VERSION_SIZE])
{
    static const char name[] = "Active Management Technology ";
    const char *found = strstr(server, name);
    if (found == NULL)
        return false;
    found += sizeof name - 1;
    size_t len = 0;
    int dots = 0;
    while ((found[len] >= '0' && found[len] <= '9') || found[len] == '.') {
        if (found[len] == '.' && ++dots == 3)
            break;
        len++;
    }
    if (len == 0 || len >= FACTS_VERSION_SIZE)
        return false;
    (void)snprintf(version, FACTS_VERSION_SIZE, "%.*s", (int)len, found);
    return true;
}

unsigned facts_major(const char *version)
{
    return (unsigned)strtoul(version, NULL, 10);
}
