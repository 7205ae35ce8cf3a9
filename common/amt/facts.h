/*
 * What the CIM classes of a machine say about it, read in one place for every caller. Pure.
 *
 * Each function reads one instance. What the instance does not tell leaves the facts unchanged, and
 * a placeholder (common/placeholder.h) instead of a maker, model, version or serial number tells
 * nothing. A full name with an illegible part does not count.
 */
#ifndef FCFH_COMMON_AMT_FACTS_H
#define FCFH_COMMON_AMT_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/fact_list.h"
#include "common/guid.h"
#include "common/text.h"
#include "common/xml.h"

#define FACTS_VERSION_SIZE 24
#define FACTS_DISKS_MAX    16
#define FACTS_TAG_SIZE     64

/* All zeros: nothing is known. An unknown text is "", an unknown number 0. */
struct facts {
    bool has_guid;
    struct guid guid;
    char realm[128]; /* of its digest log-in, by its own account */
#define FACT_TOLD(constant, name, label) char name[TEXT_VALUE_SIZE];
#define FACT_MADE(constant, name, label)
    FACT_LIST(FACT_TOLD, FACT_MADE)
#undef FACT_TOLD
#undef FACT_MADE
    bool own_name; /* AMT's name is not the operating system's: SharedFQDN false */
    char chassis_tag[FACTS_TAG_SIZE]; /* of the chassis that is the system's */
    unsigned chassis_rank; /* how well the chassis and card read so far fit the system; 0: */
    unsigned card_rank;    /* none yet */
    char certificate_hosts[TEXT_VALUE_SIZE]; /* as http_shown has it; by who asked */
    uint64_t memory_bytes;                   /* at most INT64_MAX, like disk_bytes */
    uint64_t disk_bytes[FACTS_DISKS_MAX];
    size_t disk_count;
};

typedef void facts_reader(const xml_node *instance, struct facts *facts);

facts_reader facts_read_settings; /* AMT_GeneralSettings: realm, names */
facts_reader facts_read_package;  /* CIM_ComputerSystemPackage: guid, chassis_tag */
facts_reader facts_read_uuid;     /* what AMT_SetupAndConfigurationService.GetUuid gives: guid */
facts_reader facts_read_bios;     /* CIM_BIOSElement: bios, bios_date */
/* CIM_Chassis: manufacturer, model, serial, version; CIM_Card: board, board_serial. Of several
 * instances the system's own counts: the chassis that CIM_ComputerSystemPackage names, else one of
 * PackageType 3; the card that hosts the others, else the one whose Tag is the name of the class;
 * else the first. */
facts_reader facts_read_chassis;
facts_reader facts_read_card;
/* CIM_Chip and, less precise, CIM_Processor. The first that names the processor counts. */
facts_reader facts_read_chip;
facts_reader facts_read_processor;
facts_reader facts_read_memory;   /* one CIM_PhysicalMemory: adds to memory_bytes */
facts_reader facts_read_disk;     /* one CIM_MediaAccessDevice: adds to disk_bytes */
facts_reader facts_read_software; /* one CIM_SoftwareIdentity: amt_version, if it is AMT's */

/* The full name by which the machine can be reached, as far as AMT knows it: AMT's own name; where
 * AMT has no domain and shares the operating system's name, that name; or "". */
const char *facts_fqdn(const struct facts *facts);

/* Extracts the version from the Server header of an answer. False, and version is unchanged, if
 * there is none in it. */
bool facts_read_server(const char *server, char version[FACTS_VERSION_SIZE]);

/* The number in a version before its first point; 0 if there is none. */
unsigned facts_major(const char *version);

#endif
