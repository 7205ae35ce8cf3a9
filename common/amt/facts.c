#include "common/amt/facts.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/amt/wsman.h"

/* Reads an element with text; what is empty changes nothing. */
static void read_text(const xml_node *instance, const char *name, char *out, size_t size)
{
    char text[TEXT_VALUE_SIZE];
    wsman_value(instance, name, text, sizeof text);
    if (text[0] != '\0')
        text_clean_xml(text, strlen(text), out, size);
}

void facts_read_settings(const xml_node *instance, struct facts *facts)
{
    char both[2 * TEXT_VALUE_SIZE];
    read_text(instance, "DigestRealm", facts->realm, sizeof facts->realm);
    read_text(instance, "HostName", facts->hostname, sizeof facts->hostname);
    read_text(instance, "DomainName", facts->domain, sizeof facts->domain);
    read_text(instance, "HostOSFQDN", facts->os_fqdn, sizeof facts->os_fqdn);
    if (facts->hostname[0] == '\0' || facts->domain[0] == '\0')
        return;
    (void)snprintf(both, sizeof both, "%s.%s", facts->hostname, facts->domain);
    text_clean_xml(both, strlen(both), facts->amt_fqdn, sizeof facts->amt_fqdn);
}

void facts_read_package(const xml_node *instance, struct facts *facts)
{
    char text[64];
    wsman_value(instance, "PlatformGUID", text, sizeof text);
    if (guid_parse_raw_hex(text, strlen(text), &facts->guid) || guid_parse(text, &facts->guid))
        facts->has_guid = true;
}

void facts_read_uuid(const xml_node *output, struct facts *facts)
{
    /* The same 16 bytes in base64: 22 digits and "==". */
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char text[64];
    unsigned char bytes[GUID_BYTES + 2]; /* with the two that "==" stands for */
    wsman_value(output, "UUID", text, sizeof text);
    if (strspn(text, digits) != 22 || strcmp(text + 22, "==") != 0 ||
        EVP_DecodeBlock(bytes, (const unsigned char *)text, 24) != sizeof bytes)
        return;
    memcpy(facts->guid.raw, bytes, GUID_BYTES);
    facts->has_guid = true;
}

void facts_read_chassis(const xml_node *instance, struct facts *facts)
{
    read_text(instance, "Manufacturer", facts->manufacturer, sizeof facts->manufacturer);
    read_text(instance, "Model", facts->model, sizeof facts->model);
    read_text(instance, "SerialNumber", facts->serial, sizeof facts->serial);
    read_text(instance, "Version", facts->version, sizeof facts->version);
}

void facts_read_card(const xml_node *instance, struct facts *facts)
{
    char maker[TEXT_VALUE_SIZE];
    char model[TEXT_VALUE_SIZE];
    char both[2 * TEXT_VALUE_SIZE];
    wsman_value(instance, "Manufacturer", maker, sizeof maker);
    wsman_value(instance, "Model", model, sizeof model);
    (void)snprintf(both, sizeof both, "%s %s", maker, model);
    if (maker[0] != '\0' || model[0] != '\0')
        text_clean_xml(both, strlen(both), facts->board, sizeof facts->board);
    read_text(instance, "SerialNumber", facts->board_serial, sizeof facts->board_serial);
}

void facts_read_bios(const xml_node *instance, struct facts *facts)
{
    read_text(instance, "Version", facts->bios, sizeof facts->bios);
    read_text(instance, "ReleaseDate", facts->bios_date, sizeof facts->bios_date);
    /* The time of a BIOS's release is always midnight. */
    facts->bios_date[strcspn(facts->bios_date, "T")] = '\0';
}

/* CIM_PhysicalMemory extends CIM_Chip: only the CPU's version is a processor's name. */
void facts_read_chip(const xml_node *instance, struct facts *facts)
{
    char tag[64];
    wsman_value(instance, "Tag", tag, sizeof tag);
    if (facts->processor[0] == '\0' && (tag[0] == '\0' || strncmp(tag, "CPU", 3) == 0))
        read_text(instance, "Version", facts->processor, sizeof facts->processor);
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
 * number behind the third part is left out, as CIM_SoftwareIdentity leaves it out. */
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
